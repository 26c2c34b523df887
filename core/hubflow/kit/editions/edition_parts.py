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

ORDER = "order of labels"


@attrs.frozen
class PartKind:
    """What editions say of a kind of part.

    ``meaning`` are the keys in the light of which an old answer was given: all others may well
    change. Two parts whose keys in ``same`` are alike are one part under two ids.
    """

    referred: str = "results and the published rules name it"
    meaning: str = ""
    same: str = ""
    name: str = ""


_KINDS = {
    "phase": PartKind("recorded decisions and judgements name it", "stage subject", "stage name"),
    "criterion": PartKind("jury sheets and judgements name it", "concept scale judged"
                          " lower_is_better", "concept measure title"),
    "group": PartKind("results and the published rules name it", "", "title",
                      "group of criteria"),
    "requirement": PartKind("results, cases and judgements name it", "concept judged",
                            "holds says"),
    "exception": PartKind("jury sheets and judgements name it", "", "says"),
    "level": PartKind("judgements give it"),
    "fact": PartKind("dossiers state it", "type unit low high", "description", "local fact"),
    "label": PartKind("dossiers give it"),
    "parameter": PartKind("cases and the published rules name it", "unit", "says"),
    "value": PartKind("expressions of its phase name it", "", "says expression", "named part"),
    "adjustment": PartKind("jury sheets and judgements name it", "judged", "measure title"),
    "tie": PartKind("gates name it", "", "says", "tie break"),
    "call": PartKind("calls in a register go by it", name="list of a call's steps"),
    "step": PartKind("calls in a register name it", "", "name", "step of a call"),
    "checkpoint": PartKind("reports on test trading name it"),
    "checkpoint rule": PartKind("reports on test trading name it", "", "says",
                                "rule of the checkpoint"),
    "instrument": PartKind("results and cases name it", "stage", "name"),
    "section": PartKind("proposals and cases name it", "answer", "answer heading"),
    "assessor group": PartKind("lists of assessors and judgements name it", "", "title",
                               "group of assessors"),
    "line": PartKind("proposals and cases name it", "part_of", "amount name",
                     "line of the finance plan"),
    "source": PartKind(meaning="status", same="title url"),
    "hub": PartKind("amounts in dossiers and results are read by it", "currency"),
    "uses": PartKind("the published rules name it", name="list of the stages that the hub uses"),
    "publisher": PartKind("published awards name it", name="publisher of awards"),
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
        return f"the {self._form.name or self.kind}"

    @property
    def referred(self) -> str:
        """The files or records that refer to the part."""
        return self._form.referred

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
                    "direction of points": _direction(record.curve)}
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
        return f"{value.start or '…'} to {value.end or '…'}"
    if isinstance(value, InstrumentCall):
        where = ", ".join(filter(None, [value.region, *value.places]))
        money = "" if value.budget is None else f", {value.budget!r}"
        return f"{value.id} ({where}) {value.start or '…'} to {value.end or '…'}{money}"
    if attrs.has(type(value)):
        return getattr(value, "id", None) or tuple(
            str(each) for each in attrs.astuple(value) if each is not None)
    return value


def _direction(points: Sequence[tuple[float, float]]) -> str:
    steps = {(right > left) - (right < left) for (_, left), (_, right) in pairwise(points)} - {0}
    return {(): "", (1,): "rising", (-1,): "falling"}.get(tuple(steps), "rising and falling")


def _dated(day: dt.date, value: float) -> str:
    """Return a value with the day that it holds from, exactly."""
    number = repr(float(value)).removesuffix(".0")
    return number if day == dt.date.min else f"{number} from {day}"
