"""Find the facts that a dossier states directly: the scalar fields of its sections."""

from __future__ import annotations

import operator
import types
import typing
from collections.abc import Iterator
from typing import Any

import attrs

from hubflow.engine.facts.arithmetic import cents, number
from hubflow.engine.facts.fact import Context, Derivation, Fact, Value
from hubflow.model.dossier import SECTION_RECORDS
from hubflow.model.values import Gap, Kind

_NAMES = {"trade.baseline_income": "trade.earned_income_baseline"}
# Who the leader is, and what they tell of their own life, is not for scoring.
_NOT_FACTS = frozenset({
    "incubate.leader.name", "incubate.leader.lived_experience", "incubate.leader.consented",
})


def scalar_facts() -> Iterator[tuple[Fact, Derivation]]:
    """Yield every fact that is a field of a section or of its single records, with its reader."""
    for section, cls in SECTION_RECORDS.items():
        yield from _walk(cls, section)


def _walk(cls: type, at: str) -> Iterator[tuple[Fact, Derivation]]:
    attrs.resolve_types(cls)  # remembered by the class, so done once for loading and facts
    for field in attrs.fields(cls):
        path = f"{at}.{field.name}"
        for hint in _parts(field.type):
            if isinstance(hint, type) and attrs.has(hint):
                yield from _walk(hint, path)
            elif (kind := _kind(hint)) is not None and path not in _NOT_FACTS:
                about = str(field.metadata["about"])
                fact = Fact(_NAMES.get(path, path), kind.type, kind.unit, "given", about,
                            labels=kind.labels, reads=(path,), whole=kind.whole, low=kind.low,
                            high=kind.high)
                yield fact, _reader(fact, path)


def _parts(hint: Any) -> tuple[Any, ...]:
    """Return the members of ``X | None``, or the hint itself."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(part for part in typing.get_args(hint) if part is not type(None))
    return (hint,)


def _kind(hint: Any) -> Kind | None:
    if typing.get_origin(hint) is not typing.Annotated:
        return None
    return next((part for part in hint.__metadata__ if isinstance(part, Kind)), None)


def _reader(fact: Fact, path: str) -> Derivation:
    """Return the function that reads a scalar fact from a dossier."""
    record, _, name = path.rpartition(".")
    holder_of = operator.attrgetter(record)

    def read(context: Context) -> Value:
        value = getattr(holder_of(context.dossier), name, None)  # a record may be absent
        if value is None or isinstance(value, Gap):
            return None
        if fact.unit == "money":
            return context.money(cents(value))
        return number(value) if fact.type == "number" else typing.cast("Value", value)

    return read
