"""The parts of a methodology that dossiers, sheets and records refer to by id, with their meaning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import attrs

from hubflow.engine.gate.gate_rule import gate_rules
from hubflow.model.methodology import (
    Criterion,
    Gate,
    Methodology,
    Open,
    Phase,
    Publisher,
    Requirement,
)
from hubflow.reading.toml.key_paths import KeyPath

ORDER = "order of labels"


@attrs.frozen
class EditionPart:
    """One thing with an id.

    ``key`` tells it from all others, ``path`` is where it stands in the model, ``within`` the key
    of what it stands in. ``meaning`` are the things that an old answer was given in the light of;
    ``amounts`` those that a new edition may well change. ``says`` is what its author wrote of it.
    """

    key: str
    path: KeyPath
    kind: str = ""
    id: str = ""
    within: str = ""
    meaning: Mapping[str, Any] = attrs.field(factory=dict)
    amounts: Mapping[str, Any] = attrs.field(factory=dict)
    says: tuple[Any, ...] = ()

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        return f"the {_WORDS[self.kind][0]}"

    @property
    def referred(self) -> str:
        """Who refers to it."""
        return _WORDS[self.kind][1]

    def same_as(self, other: EditionPart) -> bool:
        """Whether another part is this one under another id."""
        return bool(self.says) and self.says == other.says


_WORDS = {
    "phase": ("phase", "recorded decisions and judgements name it"),
    "criterion": ("criterion", "jury sheets and judgements name it"),
    "requirement": ("requirement", "results, cases and judgements name it"),
    "level": ("level", "judgements give it"),
    "fact": ("local fact", "dossiers state it"),
    "label": ("label", "dossiers give it"),
    "parameter": ("parameter", "cases and the published rules name it"),
    "call": ("list of a call's steps", "calls in a register go by it"),
    "step": ("step of a call", "calls in a register name it"),
    "checkpoint": ("checkpoint", "reports on test trading name it"),
    "rule": ("rule of the checkpoint", "reports on test trading name it"),
    "instrument": ("instrument", "results and cases name it"),
    "section": ("section", "proposals and cases name it"),
    "line": ("line of the finance plan", "proposals and cases name it"),
    "source": ("source", "results and the published rules name it"),
    "hub": ("hub", "amounts in dossiers and results are read by it"),
    "panel": ("panel", "judgements are combined by it"),
    "privacy": ("rule on privacy", "counts are shown by it"),
    "publisher": ("publisher of awards", "published awards name it"),
    "proposal": ("proposal", "documents are made by it"),
    "assumed": ("list of assumed values", "results count them"),
    "indicators": ("list of figures on the place", "comparisons read it"),
}


def parts_of(methodology: Methodology) -> Mapping[str, EditionPart]:
    """Every part with an id, by its key, in the order of the methodology."""
    return {part.key: part for part in _parts(methodology)}


def _parts(methodology: Methodology) -> Iterator[EditionPart]:
    yield from _whole(methodology)
    for index, phase in enumerate(methodology.phases):
        yield from _phase(phase, ("phases", index))
    for index, fact in enumerate(methodology.facts):
        key = f"facts.{fact.id}"
        yield EditionPart(key, ("facts", index), "fact", fact.id,
                   meaning={"type": fact.type, "unit": fact.unit, "least": fact.low,
                            "greatest": fact.high},
                   amounts={"question": _texts(fact.description)},
                   says=_texts(fact.description))
        for position, label in enumerate(fact.labels):
            yield EditionPart(
                f"{key}.{label}", ("facts", index, "labels", position), "label", label, key
            )
    for index, parameter in enumerate(methodology.parameters):
        yield EditionPart(
            f"parameters.{parameter.id}",
            ("parameters", index),
            "parameter",
            parameter.id,
            meaning={"unit": parameter.unit},
            amounts={
                "value": tuple(_dated(*each) for each in parameter.values),
                "sentence": _texts(parameter.says),
            },
            says=_texts(parameter.says),
        )
    for index, point in enumerate(methodology.checkpoints):
        key = f"checkpoints.{point.month:g}"
        yield EditionPart(key, ("checkpoints", index), "checkpoint", f"{point.month:g}",
                   amounts={"month": point.month, "name": _texts(point.name),
                            "sentence": _texts(point.says)})
        for position, rule in enumerate(point.rules):
            yield EditionPart(f"{key}.{rule.id}", ("checkpoints", index, "rules", position), "rule",
                       rule.id, key,
                       amounts={"condition": rule.holds, "sentence": _texts(rule.says),
                                "what to do": _texts(rule.otherwise)}, says=_texts(rule.says))
    for index, step in enumerate(methodology.call.steps if methodology.call else ()):
        yield EditionPart(f"call.{step.id}", ("call", "steps", index), "step", step.id,
                   amounts={"name": _texts(step.name), "sentence": _texts(step.says),
                            "leave to go past it": step.optional}, says=_texts(step.name))
    for index, tool in enumerate(methodology.instruments):
        yield EditionPart(f"instruments.{tool.id}", ("instruments", index), "instrument", tool.id,
                   meaning={"stage": tool.stage},
                   amounts={"amount": tool.amount, "ceiling": tool.ceiling,
                            "condition": tool.eligible, "applicant": tool.applicant,
                            "programme": tool.programme, "name": _texts(tool.name),
                            "sentence": _texts(tool.says),
                            "time to apply": _open(tool.open)},
                   says=_texts(tool.name))
    yield from _proposal(methodology)
    for index, source in enumerate(methodology.sources):
        yield EditionPart(f"sources.{source.id}", ("sources", index), "source", source.id,
                   meaning={"status": source.status},
                   amounts={"title": source.title, "address": source.url},
                   says=(source.title, source.url))


def _proposal(methodology: Methodology) -> Iterator[EditionPart]:
    for index, section in enumerate(methodology.proposal.sections):
        yield EditionPart(
            f"proposal.sections.{section.id}",
            ("proposal", "sections", index),
            "section",
            section.id,
            meaning={"answer": section.answer},
            amounts={
                "word limit": section.max_words, "heading": _texts(section.heading),
                "question": _texts(section.asks), "need": section.required,
                "condition": section.applies,
            },
            says=(section.answer, _texts(section.heading)),
        )
    for index, line in enumerate(methodology.proposal.finance):
        yield EditionPart(
            f"proposal.finance.{line.id}", ("proposal", "finance", index), "line", line.id,
            meaning={"place in the plan (part_of)": line.part_of},
            amounts={"amount": line.amount, "name": _texts(line.name)},
            says=(line.amount, _texts(line.name)),
        )


def _phase(phase: Phase, at: KeyPath) -> Iterator[EditionPart]:
    key = f"phases.{phase.id}"
    yield EditionPart(key, at, "phase", phase.id,
               meaning={"stage": phase.stage, "subject": phase.subject},
               amounts={"name": _texts(phase.name), "gate": _gate(phase.gate),
                        "sentence": _texts(phase.says), "months": phase.months,
                        "activities": tuple(
                            text for each in phase.activities for text in _texts(each))},
               says=(phase.stage, _texts(phase.name)))
    for index, criterion in enumerate(phase.criteria):
        yield from _criterion(criterion, key, (*at, "criteria", index))
    for index, rule in enumerate(phase.requirements):
        yield _requirement(rule, key, (*at, "requirements", index))


def _criterion(criterion: Criterion, phase: str, at: KeyPath) -> Iterator[EditionPart]:
    key = f"{phase}.criteria.{criterion.id}"
    yield EditionPart(
        key, at, "criterion", criterion.id, phase,
        meaning={
            "concept": criterion.concept,
            "scale": criterion.scale if not criterion.ordinal else "labels",
            ORDER: _order(criterion),
            "way of scoring": "judged" if criterion.judged else "measured",
            "direction of points": _direction(criterion.points),
        },
        amounts={
            "measure": criterion.measure, "points": criterion.points,
            "weight": 1.0 if criterion.weight is None else criterion.weight,
            "minimum": criterion.minimum, "condition": criterion.applies,
            "title": _texts(criterion.title), "sentence": _texts(criterion.says),
            "need of a note (justified)": criterion.justified,
            "rubric": _rubric(criterion), "leave to rise and fall": criterion.rises_and_falls,
        },
        says=(criterion.concept, criterion.measure, _texts(criterion.title)),
    )
    for position, label in enumerate(criterion.scale if criterion.ordinal else ()):
        yield EditionPart(f"{key}.{label}", (*at, "scale", position), "level", str(label), key)


def _order(criterion: Criterion) -> tuple[str, ...]:
    """Labels in their order where that can be another; one that vanished is told by itself."""
    return tuple(map(str, criterion.scale)) if criterion.ordinal else ()


def _direction(points: Sequence[tuple[float, float]]) -> str:
    steps = {(right > left) - (right < left) for (_, left), (_, right) in pairwise(points)} - {0}
    return {(): "", (1,): "rising", (-1,): "falling"}.get(tuple(steps), "rising and falling")


def _requirement(rule: Requirement, phase: str, at: KeyPath) -> EditionPart:
    return EditionPart(
        f"{phase}.requirements.{rule.id}", at, "requirement", rule.id, phase,
        meaning={"concept": rule.concept,
                 "way of deciding": "judged" if rule.judged else "worked out"},
        amounts={"condition": rule.holds, "consequence": rule.otherwise_decision,
                 "sentence": _texts(rule.says), "advice": _texts(rule.otherwise)},
        says=(rule.holds, _texts(rule.says)),
    )


def _whole(methodology: Methodology) -> Iterator[EditionPart]:
    """What is the hub's as a whole, and what has no id of its own."""
    hub, panel, privacy = methodology.hub, methodology.panel, methodology.privacy
    yield EditionPart("hub", ("hub",), "hub", "hub", meaning={"currency": hub.currency},
               amounts={"name": _texts(hub.name),
                        "place": _all_of(hub.place), "language": hub.language,
                        "summary": _texts(hub.summary)})
    yield EditionPart("panel", ("panel",), "panel", "panel",
               amounts={"number of assessors needed": panel.minimum_assessors,
                        "way of combining": panel.combine})
    yield EditionPart("privacy", ("privacy",), "privacy", "privacy",
               amounts={"least count": privacy.least_count})
    if methodology.call is not None:
        yield EditionPart("call", ("call",), "call", "call", amounts={
            "order": tuple(step.id for step in methodology.call.steps),
            "final step": methodology.call.final})
    yield EditionPart("proposal", ("proposal",), "proposal", "proposal",
               amounts={"title": _texts(methodology.proposal.title),
                        "total": methodology.proposal.total,
                        "note": _texts(methodology.proposal.note)})
    yield EditionPart("publisher", ("publisher",), "publisher", "publisher",
               amounts=_publisher(methodology.publisher))
    # neither is referred to by any dossier: what is new or gone is a change of the whole
    yield EditionPart("assumed", ("assumed",), "assumed", "assumed", amounts={
        "values": tuple(f"{each.fact} {each.value!r}" for each in methodology.assumed)})
    yield EditionPart("indicators", ("indicators",), "indicators", "indicators", amounts={
        "figures": tuple(f"{each.id} {each.value!r} ({each.area}, {each.year}"
                         f"{', national' if each.national else ''})"
                         for each in methodology.indicators)})


def _publisher(said: Publisher | None) -> Mapping[str, Any]:
    return {
        **{key: getattr(said, key, None)
           for key in ("prefix", "name", "identifier", "website", "licence")},
        "list of other organisations": tuple(
            f"{name} {id}" for name, id in (said.identifiers if said else {}).items()),
    }


def _dated(day: dt.date, value: float) -> str:
    """A value with the day that it holds from, exactly."""
    number = repr(float(value)).removesuffix(".0")
    return number if day == dt.date.min else f"{number} from {day}"


def _open(time: Open | None) -> str:
    return "" if time is None else f"{time.start or '…'} to {time.end or '…'}"


def _rubric(criterion: Criterion) -> tuple[str, ...]:
    return tuple(f"{level}: {text}" for level, texts in sorted(criterion.rubric.items())
                 for text in _texts(texts))


def _all_of(thing: attrs.AttrsInstance) -> tuple[str, ...]:
    return tuple(str(value) for value in attrs.astuple(thing) if value is not None)


def _gate(gate: Gate) -> str:
    """A gate's rules as text, its sentence and source aside."""
    advance, stop = gate_rules(gate)
    return " | ".join([*(rule.written for rule in (*advance, *stop)), f"otherwise {gate.otherwise}",
                       *(f"ranked by {key}" for key in gate.rank_by)])


def _texts(texts: Mapping[str, str] | None) -> tuple[str, ...]:
    return tuple(text for _, text in sorted((texts or {}).items()))
