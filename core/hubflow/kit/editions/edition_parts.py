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
from hubflow.model.methodology import Criterion, Gate, LocalFact, Methodology, Open, Publisher
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.key_paths import KeyPath

ORDER = "order of labels"


@attrs.frozen
class PartKind:
    """A kind of part: its name, who refers to it, and what it means.

    ``meaning`` are the keys in the light of which an old answer was given: all others may well
    change. Two parts whose keys in ``same`` are alike are one part under two ids.
    """

    name: str
    referred: str
    meaning: str = ""
    same: str = ""


_KINDS = {
    "phase": PartKind("phase", "recorded decisions and judgements name it", "stage subject",
                      "stage name"),
    "criterion": PartKind("criterion", "jury sheets and judgements name it",
                          "concept scale judged", "concept measure title"),
    "requirement": PartKind("requirement", "results, cases and judgements name it",
                            "concept judged", "holds says"),
    "level": PartKind("level", "judgements give it"),
    "fact": PartKind("local fact", "dossiers state it", "type unit low high", "description"),
    "label": PartKind("label", "dossiers give it"),
    "parameter": PartKind("parameter", "cases and the published rules name it", "unit", "says"),
    "call": PartKind("list of a call's steps", "calls in a register go by it"),
    "step": PartKind("step of a call", "calls in a register name it", "", "name"),
    "checkpoint": PartKind("checkpoint", "reports on test trading name it"),
    "checkpoint rule": PartKind("rule of the checkpoint", "reports on test trading name it", "",
                                "says"),
    "instrument": PartKind("instrument", "results and cases name it", "stage", "name"),
    "section": PartKind("section", "proposals and cases name it", "answer", "answer heading"),
    "line": PartKind("line of the finance plan", "proposals and cases name it", "part_of",
                     "amount name"),
    "source": PartKind("source", "results and the published rules name it", "status", "title url"),
    "hub": PartKind("hub", "amounts in dossiers and results are read by it", "currency"),
    "panel": PartKind("panel", "judgements are combined by it"),
    "privacy": PartKind("rule on privacy", "counts are shown by it"),
    "publisher": PartKind("publisher of awards", "published awards name it"),
    "proposal": PartKind("proposal", "documents are made by it"),
    "assumed": PartKind("list of assumed values", "results count them"),
    "indicators": PartKind("list of figures on the place", "comparisons read it"),
}
"""The kinds of parts; the last two are lists that no dossier refers to, compared as a whole."""

_NAMES = {
    "says": "sentence", "holds": "condition", "applies": "condition", "eligible": "condition",
    "otherwise": "advice", "checkpoint rule.otherwise": "what to do", "description": "question",
    "asks": "question", "low": "least", "high": "greatest", "values": "value",
    "max_words": "word limit", "required": "need", "part_of": "place in the plan (part_of)",
    "open": "time to apply", "url": "address", "optional": "leave to go past it",
    "otherwise_decision": "consequence", "justified": "need of a note (justified)",
    "rises_and_falls": "leave to rise and fall", "criterion.judged": "way of scoring",
    "requirement.judged": "way of deciding", "minimum_assessors": "number of assessors needed",
    "combine": "way of combining", "least_count": "least count", "steps": "order",
    "final": "final step", "identifiers": "list of other organisations",
}
"""What findings call a key; its own name if it is not listed."""

_HARMLESS = {"id", "source", "hub.edition", "source.note", "parameter.note"}
"""Keys that change no answer and no result. The id tells parts apart."""


_LISTS = {"requirements", "criteria", "rules", "sections", "finance", "labels"}
"""Keys that list parts of their own."""


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
        return f"the {_KINDS[self.kind].name}"

    @property
    def referred(self) -> str:
        """The files or records that refer to the part."""
        return _KINDS[self.kind].referred

    def same_as(self, other: EditionPart) -> bool:
        """Return whether another part is this one under another id."""
        return any(self.says) and self.says == other.says


def parts_of(methodology: Methodology) -> Mapping[str, EditionPart]:
    """Return every part with an id, by its key, in the order of the methodology."""
    return {part.key: part for part in _parts(methodology)}


def _parts(methodology: Methodology) -> Iterator[EditionPart]:
    for rule in rules_of(methodology):
        if rule.kind in _KINDS and rule.kind != "assumed":
            yield _part(rule)
            yield from _labels(rule)
    if methodology.publisher is None:
        nobody = {_name("publisher", field.name): _plain("publisher", field.name, None)
                  for field in attrs.fields(Publisher)}
        yield EditionPart("publisher", ("publisher",), "publisher", "publisher", amounts=nobody)
    yield EditionPart("assumed", ("assumed",), "assumed", "assumed", amounts={
        "values": tuple(f"{each.fact} {each.value!r}" for each in methodology.assumed)})
    yield EditionPart("indicators", ("indicators",), "indicators", "indicators", amounts={
        "figures": tuple(f"{each.id} {each.value!r} ({each.area}, {each.year}"
                         f"{', national' if each.national else ''})"
                         for each in methodology.indicators)})


def _part(rule: MethodRule[Any]) -> EditionPart:
    kind, record = _KINDS[rule.kind], rule.part
    values = {toml_key(field): _value(rule, field.name) for field in attrs.fields(type(record))
              if not {field.name, f"{rule.kind}.{field.name}"} & _HARMLESS
              and field.name not in _LISTS}
    meaning = {_name(rule.kind, key): values.pop(key) for key in kind.meaning.split()}
    if isinstance(record, Criterion):
        meaning |= {ORDER: _order(record), "direction of points": _direction(record.points)}
    amounts = {_name(rule.kind, key): value for key, value in values.items()}
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


def _name(kind: str, key: str) -> str:
    return _NAMES.get(f"{kind}.{key}", _NAMES.get(key, key))


def _value(rule: MethodRule[Any], name: str) -> Any:
    """Return the value of a key, in the form in which two editions are compared."""
    value = getattr(rule.part, name)
    if isinstance(value, Gate):
        return GateRules.read(rule.part).written
    if isinstance(rule.part, Criterion):
        if name == "scale" and rule.part.ordinal:
            return "labels"
        if name == "weight":
            return 1.0 if value is None else value
    return _plain(rule.kind, name, value)


def _plain(kind: str, name: str, value: Any) -> Any:
    if name == "judged":
        return "judged" if value else "measured" if kind == "criterion" else "worked out"
    if name == "identifiers":
        return tuple(f"{key} {id}" for key, id in (value or {}).items())
    if name == "rubric":
        return tuple(f"{level}: {text}" for level, texts in sorted(value.items())
                     for text in _texts(texts))
    if name == "values":
        return tuple(_dated(*each) for each in value)
    if name == "steps":
        return tuple(step.id for step in value)
    if name == "activities":
        return tuple(text for each in value for text in _texts(each))
    if isinstance(value, Mapping):
        return _texts(value)
    if isinstance(value, Open):
        return f"{value.start or '…'} to {value.end or '…'}"
    if attrs.has(type(value)):
        return tuple(str(each) for each in attrs.astuple(value) if each is not None)
    return value


def _order(criterion: Criterion) -> tuple[str, ...]:
    """Return labels in their order; a label that vanished is a finding by itself."""
    return tuple(map(str, criterion.scale)) if criterion.ordinal else ()


def _direction(points: Sequence[tuple[float, float]]) -> str:
    steps = {(right > left) - (right < left) for (_, left), (_, right) in pairwise(points)} - {0}
    return {(): "", (1,): "rising", (-1,): "falling"}.get(tuple(steps), "rising and falling")


def _dated(day: dt.date, value: float) -> str:
    """Return a value with the day that it holds from, exactly."""
    number = repr(float(value)).removesuffix(".0")
    return number if day == dt.date.min else f"{number} from {day}"


def _texts(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for _, text in sorted(texts.items()))
