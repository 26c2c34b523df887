"""A phase's score as a tree: groups and criteria, each with its weight among those beside it.

Without groups the tree has one level: the phase's criteria on scales of numbers.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from hubflow.model.methodology import CriteriaGroup, Criterion, Phase

HUNDRED = 100.0
"""The total of a score and of a subtotal that is not in points."""

DECIMALS = 9
"""Measures, points and scores are rounded to so many decimals before any comparison."""

ScoredPart = Criterion | CriteriaGroup
"""A part with a weight in a score: a criterion on a scale of numbers, or a group."""


def parts_within(phase: Phase, group: str | None = None) -> tuple[ScoredPart, ...]:
    """Return the groups and then the weighted criteria that are part of a group.

    Without a group, those that are part of none.
    """
    return (*(each for each in phase.groups if each.group == group),
            *(each for each in phase.criteria if each.group == group and not each.ordinal))


def points_of(part: ScoredPart) -> float | None:
    """Return how many points a criterion or a group says that it is worth."""
    return part.worth if isinstance(part, Criterion) else part.points


@functools.lru_cache(maxsize=256)
def score_points(phase: Phase) -> float | None:
    """Return the total of a phase's points; None where its score is not in points."""
    return phase.score.points or _sum_of_points(parts_within(phase))


def group_points(phase: Phase, group: CriteriaGroup) -> float | None:
    """Return how many points a group's subtotal is out of; None where it is not in points."""
    return group.points or _sum_of_points(parts_within(phase, group.id))


def _sum_of_points(parts: Sequence[ScoredPart]) -> float | None:
    if all(points_of(part) is None for part in parts):
        return None
    return sum(part.score_weight or 0.0 for part in parts)


@functools.lru_cache(maxsize=256)
def shares(phase: Phase) -> Mapping[str, float]:
    """Return the share of a phase's score that each group and weighted criterion has, by its id.

    If all criteria apply, that is: the shares of a group's parts are multiplied by its own.
    """
    return dict(_shares(phase, None, None))


def _shares(
    phase: Phase, group: str | None, whole: float | None
) -> Iterator[tuple[str, float]]:
    parts = parts_within(phase, group)
    total = sum(part.score_weight or 0.0 for part in parts)
    for part in parts:
        share = (part.score_weight or 0.0) / total
        share = share if whole is None else whole * share
        yield part.id, share
        if isinstance(part, CriteriaGroup):
            yield from _shares(phase, part.id, share)
