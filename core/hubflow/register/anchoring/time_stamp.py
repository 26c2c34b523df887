"""Read the answer of a time-stamping authority (RFC 3161): what it stamps, and when.

The authority's signature is not checked: that takes its certificates, and openssl.
"""

from __future__ import annotations

import datetime as dt
import re

import attrs

from hubflow.register.anchoring.der import (
    FIRST,
    INTEGER,
    OCTETS,
    SEQUENCE,
    TIME,
    DerValue,
    NotDer,
    number_of,
    oid_of,
    value_at,
    values_in,
)

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TIME_STAMP = "1.2.840.113549.1.9.16.1.4"

HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384",
          "2.16.840.1.101.3.4.2.3": "sha512"}
"""Digests that nobody can forge today, by their object identifiers."""

_GRANTED = (0, 1)
_MOMENT = re.compile(r"(\d{14})(?:\.(\d{1,6})\d*)?Z", re.ASCII)


@attrs.frozen
class TimeStamp:
    """A time stamp: the digest that it is of, by which algorithm, when, and its number.

    ``bare``: the file holds the token alone, without the authority's status.
    """

    algorithm: str
    imprint: bytes
    at: dt.datetime
    serial: int
    bare: bool = False


def read_time_stamp(data: bytes) -> TimeStamp:
    """Return the time stamp in an answer or a token. Raise :class:`NotDer` if there is none."""
    outer = values_in(data)
    if len(outer) != 1:
        raise NotDer("it is no single value")
    parts = outer[0].inside(SEQUENCE)
    first = value_at(parts, 0)
    if first.tag == INTEGER:
        raise NotDer("this is the query to an authority, not its answer")
    if first.tag != SEQUENCE:
        return _of_token(parts, bare=True)
    status = number_of(value_at(first.inside(SEQUENCE), 0))
    if status not in _GRANTED:
        raise NotDer(f"the authority refused to stamp it (status {status})")
    return _of_token(value_at(parts, 1).inside(SEQUENCE), bare=False)


def _of_token(token: list[DerValue], *, bare: bool) -> TimeStamp:
    _check(token, _SIGNED_DATA)
    (signed,) = _only(value_at(token, 1).inside(FIRST))
    wrapped = value_at(signed.inside(SEQUENCE), 2).inside(SEQUENCE)
    _check(wrapped, _TIME_STAMP)
    (octets,) = _only(value_at(wrapped, 1).inside(FIRST))
    (info,) = _only(values_in(octets.of(OCTETS)))
    return _of_info(info.inside(SEQUENCE), bare=bare)


def _of_info(info: list[DerValue], *, bare: bool) -> TimeStamp:
    imprint = value_at(info, 2).inside(SEQUENCE)
    algorithm = oid_of(value_at(value_at(imprint, 0).inside(SEQUENCE), 0))
    if algorithm not in HASHES:
        raise NotDer(f"it is of a digest of the kind {algorithm}, which is unknown or can be "
                     "forged; ask for sha256")
    return TimeStamp(
        HASHES[algorithm], value_at(imprint, 1).of(OCTETS), _moment(value_at(info, 4).of(TIME)),
        number_of(value_at(info, 3)), bare)


def _check(parts: list[DerValue], expected: str) -> None:
    if oid_of(value_at(parts, 0)) != expected:
        raise NotDer("it holds something else than a time stamp")


def _only(values: list[DerValue]) -> list[DerValue]:
    if len(values) != 1:
        raise NotDer("one value is expected where there are several, or none")
    return values


def _moment(content: bytes) -> dt.datetime:
    found = _MOMENT.fullmatch(content.decode("ascii", "replace"))
    try:
        if found is not None:
            return dt.datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(
                microsecond=int((found[2] or "0").ljust(6, "0")), tzinfo=dt.UTC)
    except ValueError:
        pass
    raise NotDer("its time is none that RFC 3161 allows")
