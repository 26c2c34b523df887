"""List the parts of a methodology to which dossiers, sheets and records refer by id.

A key of the methodology that is not named here is compared like any other, under its own name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import attrs

from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.method.rules import MethodRule, rules_of
from hubflow.model.methodology import (
    Criterion,
    Gate,
    InstrumentCall,
    LocalFact,
    Methodology,
    Open,
    Parameter,
    Publisher,
)
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say

ORDER, DIRECTION = "order of labels", "direction of points"
"""What is worked out of a criterion's scale and points, beside its keys."""


@attrs.frozen
class PartKind:
    """What editions say of a kind of part.

    ``referred`` ends the key of the words for what refers to it. ``meaning`` are the keys in the
    light of which an old answer was given: all others may well change. Two parts whose keys in
    ``same`` are alike are one part under two ids.
    """

    referred: str = "results"
    meaning: str = ""
    same: str = ""


_KINDS = {
    "phase": PartKind("decisions", "stage subject", "stage name"),
    "criterion": PartKind("sheets", "concept scale judged lower_is_better",
                          "concept measure title"),
    "group": PartKind("results", "", "title"),
    "requirement": PartKind("results_cases_judgements", "concept judged", "holds says"),
    "exception": PartKind("sheets", "", "says"),
    "level": PartKind("judgements_give"),
    "fact": PartKind("dossiers_state", "type unit low high", "description"),
    "label": PartKind("dossiers_give"),
    "parameter": PartKind("cases_rules", "unit", "says"),
    "value": PartKind("expressions", "", "says expression"),
    "adjustment": PartKind("sheets", "judged", "measure title"),
    "tie": PartKind("gates", "", "says"),
    "call": PartKind("calls"),
    "step": PartKind("calls_name", "", "name"),
    "checkpoint": PartKind("reports"),
    "checkpoint rule": PartKind("reports", "", "says"),
    "instrument": PartKind("results_cases", "stage", "name"),
    "section": PartKind("proposals_cases", "answer", "answer heading"),
    "assessor group": PartKind("lists", "", "title"),
    "line": PartKind("proposals_cases", "part_of", "amount name"),
    "source": PartKind(meaning="status", same="title url"),
    "hub": PartKind("amounts", "currency"),
    "uses": PartKind("rules"),
    "publisher": PartKind("awards"),
}
"""What is particular to a kind of part; each other kind of the walk is compared like all."""

_OTHERWISE_COMPARED = {"gate", "guarantee", "assumed", "indicator"}
"""Kinds compared with their phase, stated by the core, or compared as one list."""

_HARMLESS = {"id", "source", "hub.edition", "source.note", "parameter.note", "hub.recheck_days",
             "hub.look", "parameter.checked"}
"""Keys that change no answer and no result. The id tells parts apart."""

_LISTS = {"phase.values", "exceptions", "adjustments", "requirements", "groups", "criteria",
          "score", "rules", "sections", "finance", "labels", "panel.groups"}
"""Keys that hold parts of their own."""


@attrs.frozen
class EditionPart:
    """One part with an id.

    ``key`` tells it from all others, ``path`` is its key path in the methodology, ``within`` the
    key of the part around it. ``meaning`` and ``amounts`` are what two editions are compared by;
    another meaning asks for another id. ``says`` is what a part is known by under another id.
    """

    key: str
    path: KeyPath
    kind: str
    id: str
    within: str = ""
    meaning: Mapping[str, Any] = attrs.field(factory=dict)
    amounts: Mapping[str, Any] = attrs.field(factory=dict)
    says: tuple[Any, ...] = ()

    @property
    def words(self) -> str:
        """The part's name in a sentence."""
        return say(f"kit.part_{self.kind.replace(' ', '_')}")

    @property
    def referred(self) -> str:
        """The files or records that refer to the part."""
        return say(f"kit.referred_{self._form.referred}")

    @property
    def _form(self) -> PartKind:
        return _KINDS.get(self.kind, PartKind())

    def same_as(self, other: EditionPart) -> bool:
        """Return whether another part is this one under another id."""
        return any(self.says) and self.says == other.says


def parts_of(methodology: Methodology) -> Mapping[str, EditionPart]:
    """Return every part with an id, by its key, in the order of the methodology."""
    return {part.key: part for part in _parts(methodology)}


def _parts(methodology: Methodology) -> Iterator[EditionPart]:
    for rule in rules_of(methodology):
        if rule.kind not in _OTHERWISE_COMPARED:
            yield _part(rule)
            yield from _labels(rule)
    if methodology.publisher is None:
        yield EditionPart("publisher", ("publisher",), "publisher", "publisher",
                          amounts={field.name: None for field in attrs.fields(Publisher)})
    yield EditionPart("uses", ("uses",), "uses", "uses", amounts={"stages": methodology.stages})
    yield EditionPart("assumed", ("assumed",), "assumed", "assumed", amounts={
        "values": tuple(f"{each.fact} {each.value!r}" for each in methodology.assumed)})
    yield EditionPart("indicators", ("indicators",), "indicators", "indicators", amounts={
        "figures": tuple(f"{each.id} {each.value!r} ({each.area}, {each.year}"
                         f"{', national' if each.national else ''})"
                         for each in methodology.indicators)})


def _part(rule: MethodRule[Any]) -> EditionPart:
    kind, record = _KINDS.get(rule.kind, PartKind()), rule.part
    amounts = {toml_key(field): _value(rule, field.name) for field in attrs.fields(type(record))
               if not {field.name, f"{rule.kind}.{field.name}"} & _HARMLESS
               and not {field.name, f"{rule.kind}.{field.name}"} & _LISTS}
    meaning = {key: amounts.pop(key) for key in kind.meaning.split()}
    if isinstance(record, Criterion):
        # a label that vanished is a finding by itself
        meaning |= {ORDER: tuple(map(str, record.scale)) if record.ordinal else (),
                    DIRECTION: _direction(record.curve)}
    same = tuple(_value(rule, key) for key in kind.same.split())
    return EditionPart(rule.key, rule.at, rule.kind, rule.id, rule.within, meaning, amounts, same)


def _labels(rule: MethodRule[Any]) -> Iterator[EditionPart]:
    """Yield the labels of a criterion's scale, or those that a local fact may have."""
    levels = isinstance(rule.part, Criterion) and rule.part.ordinal
    name, kind = ("scale", "level") if levels else ("labels", "label")
    if levels or isinstance(rule.part, LocalFact):
        for position, label in enumerate(getattr(rule.part, name)):
            yield EditionPart(f"{rule.key}.{label}", (*rule.at, name, position), kind, str(label),
                              rule.key)


def _value(rule: MethodRule[Any], name: str) -> Any:
    """Return the value of a key, in the form in which two editions are compared."""
    value = getattr(rule.part, name)
    if isinstance(value, Gate):
        return GateRules.read(rule.part).written
    if isinstance(rule.part, Criterion):
        if name == "scale" and rule.part.ordinal:
            return "labels"
        if name == "weight":
            return rule.part.score_weight
    if isinstance(rule.part, Parameter) and name == "values":
        return tuple(_dated(*each) for each in value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(f"{key}: {_plain(each)}" for key, each in sorted(value.items()))
    if isinstance(value, Open):
        return _from_to(value.start, value.end)
    if isinstance(value, InstrumentCall):
        where = ", ".join(filter(None, [value.region, *value.places]))
        money = "" if value.budget is None else f", {value.budget!r}"
        return f"{value.id} ({where}) {_from_to(value.start, value.end)}{money}"
    if attrs.has(type(value)):
        return getattr(value, "id", None) or tuple(
            str(each) for each in attrs.astuple(value) if each is not None)
    return value


def _from_to(start: dt.date | None, end: dt.date | None) -> str:
    return say("kit.from_to", start=start or "…", end=end or "…")


def _direction(points: Sequence[tuple[float, float]]) -> str:
    steps = {(right > left) - (right < left) for (_, left), (_, right) in pairwise(points)} - {0}
    if not steps:
        return ""
    return say("kit.rising" if steps == {1} else
               "kit.falling" if steps == {-1} else "kit.rising_and_falling")


def _dated(day: dt.date, value: float) -> str:
    """Return a value with the day that it holds from, exactly."""
    number = repr(float(value)).removesuffix(".0")
    return number if day == dt.date.min else say("kit.from_day", number=number, day=day)
