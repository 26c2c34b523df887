"""Carry judgements made for one hub over to another, by the concepts that both share.

A judgement says something about a venture in the eyes of one hub's panel, on that hub's scale. By
default it says nothing to another hub. Carried, it stands at the same share of the other scale, and
whatever rests on it is indicative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.compare.method_records import shared
from hubflow.engine.method.rules import MethodRule, by_phase, rules_of
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import STAGES, Criterion, Methodology, Requirement
from hubflow.model.results import VentureResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import level


@attrs.frozen(kw_only=True)
class CarriedJudgement:
    """A judgement carried over; ``origin`` says from which judgements it was made."""

    judgement: Judgement
    origin: str


def carry(
    judgements: Sequence[Judgement], origin: str, name: str, source: Methodology,
    target: Methodology, own: Sequence[Judgement], language: str,
) -> list[CarriedJudgement]:
    """Return the judgements of ``source`` for criteria that have none under ``target``.

    ``origin`` is the key of the hub that they were made for, ``name`` what people call it.

    A criterion takes those on a criterion of the same shared concept, or of the same set of
    concepts, in the same stage, else in the last stage before it; where there are several, an
    assessor's mean. A judged requirement takes those on judged requirements. Numbers are rescaled
    from low to high; of labels the nearest is taken, the lower where two are equally near.
    """
    judged = {(j.venture, j.phase, j.criterion) for j in own}
    given: defaultdict[tuple[str, str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        if judgement.score is not None and not judgement.conflict:
            given[judgement.venture, judgement.phase, judgement.criterion].append(judgement)
    ventures = sorted({judgement.venture for judgement in judgements})
    origins = list(by_phase(rules_of(source)).values())
    carried = []
    for phase, rules in by_phase(rules_of(target)).items():
        stage = STAGES.index(rules[0].part.stage)
        # criteria come before requirements
        for rule in sorted(rules, key=lambda rule: rule.kind):
            if not rule.judged or not rule.concept or not all(map(shared, rule.concepts)):
                continue
            for venture in ventures:
                if (venture, phase, rule.id) not in judged:
                    each = (list(_carried(venture, phase, rule, made_by, given, origin, name,
                                          language))
                            for made_by in _rules_on_concept(origins, rule, stage))
                    carried += next((found for found in each if found), [])
    return carried


def _rules_on_concept(
    origins: Sequence[Sequence[MethodRule[Any]]], rule: MethodRule[Any], stage: int
) -> Iterator[list[MethodRule[Any]]]:
    """Yield the phases that judge the concept, first the phase and then its rules on the concept.

    The last phase of the same stage comes first, then earlier ones.
    """
    for phase, *rules in reversed(origins):
        if STAGES.index(phase.part.stage) <= stage:
            yield [phase, *(each for each in rules if each.judged and each.kind == rule.kind
                            and each.concepts.keys() == rule.concepts.keys())]


def _carried(
    venture: str, phase: str, rule: MethodRule[Any], from_rules: Sequence[MethodRule[Any]],
    given: Mapping[tuple[str, str, str], list[Judgement]], origin: str, name: str, language: str,
) -> Iterator[CarriedJudgement]:
    made_in, *rules = from_rules
    by_assessor: defaultdict[str, list[tuple[MethodRule[Any], Judgement]]] = defaultdict(list)
    for from_rule in rules:
        for judgement in given.get((venture, made_in.id, from_rule.id), ()):
            by_assessor[judgement.assessor].append((from_rule, judgement))
    for assessor, said in sorted(by_assessor.items()):
        shares = [_scale_position(from_rule.part, judgement) for from_rule, judgement in said]
        note = "; ".join(
            f"{name}, {made_in.text(language)}: {from_rule.text(language)} = "
            f"{_said(judgement, language)}"
            for from_rule, judgement in said
        )
        yield CarriedJudgement(origin=origin, judgement=Judgement(
            venture=venture, phase=phase, criterion=rule.id, assessor=f"{assessor} ({name})",
            score=_score_at(rule.part, sum(shares) / len(shares)), note=note,
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


def _said(judgement: Judgement, language: str) -> str:
    score = judgement.score
    if isinstance(score, bool):
        return words(language)["yes" if score else "no"]
    return "" if score is None else level(score, language)


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
