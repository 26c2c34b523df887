"""Readings as bytes, for the way between processes and for the cache.

The bytes are MessagePack: plain values under the names of the model's fields, checked against the
model's types when they are read. Nothing in them can be executed.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import attrs
import msgspec
from msgspec.msgpack import Decoder, Encoder, Ext

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.values import Gap
from hubflow.reading.dossiers.sound_file import DossierReading

_GAPS = {gap.value: gap for gap in Gap}
_TIMES: tuple[type[dt.date | dt.time], ...] = (dt.datetime, dt.date, dt.time)
"""A datetime is a date too, so it is asked for first."""


class NotReadableError(ValueError):
    """Bytes that hold no reading."""


def encoded(reading: DossierReading) -> bytes | None:
    """A reading as bytes; None where it holds what they cannot, as a number of 20 digits."""
    own = attrs.evolve(
        reading.own,
        hubs=_marked(reading.own.hubs),
        conflicts=tuple(
            attrs.evolve(conflict, values=tuple(
                attrs.evolve(value, value=_marked(value.value)) for value in conflict.values))
            for conflict in reading.own.conflicts
        ),
    )
    try:
        return _encoder().encode((reading.kind == "challenge", sorted(reading.outer_sources), own))
    except (OverflowError, RecursionError, ValueError):
        return None


def decoded(raw: bytes) -> DossierReading:
    """The reading in the bytes; raises :class:`NotReadableError`."""
    # The first byte says that three values follow, the second is the first of them.
    is_challenge = raw[1:2] == b"\xc3"
    try:
        _, outer, own = _decoder(Challenge if is_challenge else Dossier).decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotReadableError(str(error)) from None
    return DossierReading(own, frozenset(outer))


@functools.cache
def _encoder() -> Encoder:
    return Encoder()


@functools.cache
def _decoder(cls: type[Dossier | Challenge]) -> Decoder[Any]:
    return Decoder(tuple[bool, tuple[str, ...], cls],  # type: ignore[valid-type]
                   dec_hook=_day_or_gap, ext_hook=_moment)


def _marked(value: Any) -> Any:
    """Values of any type, with days and times marked so that they do not come back as text."""
    if isinstance(value, dict):
        return {key: _marked(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_marked(entry) for entry in value]
    for code, cls in enumerate(_TIMES):
        if isinstance(value, cls):
            return Ext(code, value.isoformat().encode())
    return value


def _moment(code: int, raw: memoryview) -> dt.date | dt.time:
    return _TIMES[code].fromisoformat(bytes(raw).decode())


def _day_or_gap(_: type, value: Any) -> dt.date | Gap:
    return _GAPS.get(value) or dt.date.fromisoformat(value)
