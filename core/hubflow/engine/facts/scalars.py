"""The facts that a dossier states in so many words: the scalar fields of its sections."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Any

import attrs

from hubflow.engine.facts.fact import Context, Fact, Value
from hubflow.model.business import Incubate, Scale, Trade
from hubflow.model.problem import Identify, Understand
from hubflow.model.solution import Solution, Test
from hubflow.model.values import Gap, Kind

SECTIONS: dict[str, type] = {
    "identify": Identify,
    "understand": Understand,
    "solution": Solution,
    "test": Test,
    "incubate": Incubate,
    "trade": Trade,
    "scale": Scale,
}

_NAMES = {"trade.baseline_income": "trade.earned_income_baseline"}
_NOT_FACTS = frozenset({"incubate.leader.name", "incubate.leader.consented"})

Path = tuple[str, ...]


def scalar_facts() -> Iterator[tuple[Fact, Path]]:
    """Every scalar fact with the path of its field in a dossier."""
    for section, cls in SECTIONS.items():
        yield from _walk(cls, (section,))


def _walk(cls: type, path: Path) -> Iterator[tuple[Fact, Path]]:
    hints = typing.get_type_hints(cls, include_extras=True)
    for field in attrs.fields(cls):
        for hint in _parts(hints[field.name]):
            here = (*path, field.name)
            if isinstance(hint, type) and attrs.has(hint):
                yield from _walk(hint, here)
                continue
            kind = _kind(hint)
            name = ".".join(here)
            if kind is not None and name not in _NOT_FACTS:
                yield Fact(_NAMES.get(name, name), kind.type, kind.unit, "given",
                           str(field.metadata.get("about", "")), labels=kind.labels,
                           reads=(name,)), here


def _parts(hint: Any) -> tuple[Any, ...]:
    """The members of ``X | None``, or the hint itself."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(part for part in typing.get_args(hint) if part is not type(None))
    return (hint,)


def _kind(hint: Any) -> Kind | None:
    if typing.get_origin(hint) is not typing.Annotated:
        return None
    return next((part for part in hint.__metadata__ if isinstance(part, Kind)), None)


def read_scalar(context: Context, fact: Fact, path: Path) -> tuple[Value, str]:
    """A scalar fact's value, and why it is missing where the dossier says why."""
    value: Any = context.dossier
    for name in path:
        value = getattr(value, name)
        if value is None:
            return None, ""
    if isinstance(value, Gap):
        return None, value.value
    if fact.unit == "money":
        if context.rate is None:
            return None, f"amount in {context.dossier.currency}"
        return round(value * context.rate * 100) / 100, ""
    if fact.type == "number":
        return float(value), ""
    return typing.cast("Value", value), ""
