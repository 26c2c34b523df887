"""Gather the score that each assessor gave each venture in a phase."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.severity.main_effects import Scores

NOBODY = "panel"
"""The name under which a dossier may speak for its panel as a whole: it is no one person."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallPanel:
    """The scores of one phase by the people of one call.

    ``in_part`` counts the pairs of venture and assessor left out, as the assessor scored only a
    part of what the panel did. ``conflicts`` are (venture, assessor).
    """

    call: str
    scores: Scores
    in_part: int
    conflicts: Collection[tuple[str, str]]


def judged_numbers(plan: PhasePlan) -> list[CriterionPlan]:
    """Return the criteria of a phase that a panel scores with numbers."""
    return [each for each in plan.weighted if each.criterion.judged]


def call_panels(
    prepared: Prepared, finished: pl.DataFrame, plan: PhasePlan
) -> list[CallPanel]:
    """Return the scores in a phase, call by call, of ventures that reached it and are in the race.

    A score is the mean of an assessor's scores on the criteria that the panel scored, by their
    weights, from 0 to 100.
    """
    conflicts = {(each.venture, each.assessor) for each in prepared.judgements if each.conflict}
    reached = finished[plan.names.of("reached.possible")]
    found: defaultdict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    in_part: defaultdict[str, int] = defaultdict(int)
    for case, here in zip(prepared.cases, reached, strict=True):
        if not here or not case.member.in_race:
            continue
        call = case.entry.call.id if case.entry.call else ""
        said, criteria = _said(prepared, plan, case.id)
        for assessor, points in said.items():
            if len(points) < len(criteria):
                in_part[call] += 1
            else:
                found[call][case.id, assessor] = _mean(points, criteria, plan)
    return [CallPanel(call=call, scores=scores, in_part=in_part[call], conflicts=conflicts)
            for call, scores in sorted(found.items())]


def _said(
    prepared: Prepared, plan: PhasePlan, venture: str
) -> tuple[Mapping[str, Mapping[str, float]], Sequence[CriterionPlan]]:
    """Return each assessor's points on each criterion, and the criteria that anybody scored."""
    points: defaultdict[str, dict[str, float]] = defaultdict(dict)
    criteria = []
    for criterion in judged_numbers(plan):
        judged = prepared.judged.get((venture, plan.phase.id, criterion.id))
        counted = {} if judged is None else {
            each.assessor: float(each.score) for each in judged.assessments
            if each.counted and each.assessor != NOBODY and isinstance(each.score, int | float)}
        if counted:
            criteria.append(criterion)
        low, high = criterion.bounds
        for assessor, score in counted.items():
            points[assessor][criterion.id] = (score - low) / (high - low) * 100
    return points, criteria


def _mean(
    points: Mapping[str, float], criteria: Sequence[CriterionPlan], plan: PhasePlan
) -> float:
    weights = [plan.weight(each) for each in criteria]
    if not any(weights):
        weights = [1.0] * len(criteria)
    return math.fsum(weight * points[each.id] for weight, each in zip(
        weights, criteria, strict=True)) / math.fsum(weights)
