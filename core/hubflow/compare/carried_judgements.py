"""Carry judgements made for one hub over to another, by the concepts that both share.

A judgement says something about a venture in the eyes of one hub's panel, on that hub's scale. By
default it says nothing to another hub. Carried, it stands at the same share of the other scale, and
whatever rests on it is indicative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import attrs

from hubflow.engine.results.engine_words import number
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import (
    STAGES,
    Criterion,
    Methodology,
    Phase,
    Requirement,
    text_in,
)
from hubflow.model.results import VentureResult


@attrs.frozen(kw_only=True)
class CarriedJudgement:
    """A judgement carried over; ``origin`` says from which judgements it was made."""

    judgement: Judgement
    origin: str


def carry(
    judgements: Sequence[Judgement], origin: str, source: Methodology, target: Methodology,
    own: Sequence[Judgement], language: str,
) -> list[CarriedJudgement]:
    """Return the judgements of ``source`` for criteria that have none under ``target``.

    A criterion takes those on a criterion of the same shared concept in the same stage, else in
    the last stage before it; where there are several, an assessor's mean. A judged requirement
    takes those on judged requirements. Numbers are rescaled from low to high; of labels the
    nearest is taken, the lower where two are equally near.
    """
    judged = {(j.venture, j.phase, j.criterion) for j in own}
    given: defaultdict[tuple[str, str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        if judgement.score is not None and not judgement.conflict:
            given[judgement.venture, judgement.phase, judgement.criterion].append(judgement)
    ventures = sorted({judgement.venture for judgement in judgements})
    carried = []
    for phase in target.phases:
        rules: tuple[Criterion | Requirement, ...] = (*phase.criteria, *phase.requirements)
        for rule in rules:
            if not rule.judged or not rule.concept or rule.concept.startswith("local:"):
                continue
            for venture in ventures:
                if (venture, phase.id, rule.id) in judged:
                    continue
                for made_in, from_rules in _phases_on_concept(source, phase, rule):
                    found = list(_carried(venture, phase, rule, made_in, from_rules, given,
                                          origin, language))
                    if found:
                        carried += found
                        break
    return carried


def _phases_on_concept(
    source: Methodology, phase: Phase, rule: Criterion | Requirement
) -> Iterator[tuple[Phase, list[Criterion | Requirement]]]:
    """Yield the phases that judge the concept: the same stage's last first, then earlier ones."""
    last = STAGES.index(phase.stage)
    before = [p for p in source.phases if STAGES.index(p.stage) <= last]
    for made_in in reversed(before):
        rules: Sequence[Criterion | Requirement] = (
            made_in.criteria if isinstance(rule, Criterion) else made_in.requirements)
        fitting = [r for r in rules if r.judged and r.concept == rule.concept]
        if fitting:
            yield made_in, fitting


def _carried(
    venture: str, phase: Phase, rule: Criterion | Requirement, made_in: Phase,
    from_rules: Sequence[Criterion | Requirement],
    given: dict[tuple[str, str, str], list[Judgement]], origin: str, language: str,
) -> Iterator[CarriedJudgement]:
    by_assessor: defaultdict[str, list[tuple[Criterion | Requirement, Judgement]]] = (
        defaultdict(list))
    for from_rule in from_rules:
        for judgement in given.get((venture, made_in.id, from_rule.id), ()):
            by_assessor[judgement.assessor].append((from_rule, judgement))
    for assessor, said in sorted(by_assessor.items()):
        shares = [_scale_position(from_rule, judgement) for from_rule, judgement in said]
        score = _score_at(rule, sum(shares) / len(shares))
        note = "; ".join(
            f"{origin}, {text_in(made_in.name, language, made_in.id)}: "
            f"{_title(from_rule, language)} = {_said(judgement)}"
            for from_rule, judgement in said
        )
        yield CarriedJudgement(origin=origin, judgement=Judgement(
            venture=venture, phase=phase.id, criterion=rule.id,
            assessor=f"{assessor} ({origin})", score=score, note=note,
            date=max((j.date for _, j in said if j.date), default=None),
        ))


def _scale_position(rule: Criterion | Requirement, judgement: Judgement) -> float:
    """Return the position of a judgement on its scale, from 0 to 1."""
    if isinstance(rule, Requirement):
        return 1.0 if judgement.score is True else 0.0
    if rule.ordinal:
        return rule.scale.index(judgement.score) / max(1, len(rule.scale) - 1)
    low, high = float(rule.scale[0]), float(rule.scale[1])
    return (float(judgement.score or 0) - low) / (high - low)


def _score_at(rule: Criterion | Requirement, share: float) -> float | str | bool:
    """Return the score at a share of a scale."""
    if isinstance(rule, Requirement):
        return share > 0.5
    if rule.ordinal:
        position = share * (len(rule.scale) - 1)
        below = int(position)
        return str(rule.scale[below + (position - below > 0.5)])
    low, high = float(rule.scale[0]), float(rule.scale[1])
    return round(low + share * (high - low), 3)


def _title(rule: Criterion | Requirement, language: str) -> str:
    texts = rule.title if isinstance(rule, Criterion) else rule.says
    return text_in(texts, language, rule.id)


def _said(judgement: Judgement) -> str:
    score = judgement.score
    if isinstance(score, bool):
        return "yes" if score else "no"
    return number(score) if isinstance(score, (int, float)) else str(score)


def indicative_phases(
    ventures: Sequence[VentureResult], carried: frozenset[tuple[str, str, str]]
) -> frozenset[tuple[str, str]]:
    """Return the (venture, phase) pairs whose result rests on a carried judgement.

    That is a phase in which one was used, every phase after it, and every phase in which a
    venture is ranked against one of which this is true.
    """
    touched = {(venture, phase) for venture, phase, _ in carried}
    by_call: defaultdict[str | None, set[str]] = defaultdict(set)
    for venture in ventures:
        if venture.call:
            by_call[venture.call].add(venture.id)
    found: set[tuple[str, str]] = set()
    begun: set[str] = set()
    phases = [venture.phases for venture in ventures]
    for index in range(max((len(own) for own in phases), default=0)):
        for venture, own in zip(ventures, phases, strict=True):
            if index < len(own) and (venture.id, own[index].phase) in touched:
                begun.add(venture.id)
        for venture, own in zip(ventures, phases, strict=True):
            if index >= len(own):
                continue
            ranked = own[index].rank is not None and begun & by_call.get(venture.call, set())
            if venture.id in begun or ranked:
                begun.add(venture.id)
                found.add((venture.id, own[index].phase))
    return frozenset(found)
