"""Fit a score as the sum of a venture's level and an assessor's severity, by least squares.

The model is the two-way classification without interaction, with cells that may be empty (Searle,
Linear Models, Wiley 1971, chapter 7): score = level of the venture + effect of the assessor +
error, the effects adding up to 0. Effects can be estimated where ventures and assessors are
connected: each can be reached from each other one by who judged what (Weeks and Williams,
Technometrics 6, 1964, 319-324).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import mul

import attrs

from hubflow.engine.severity.students_t import t_quantile

Scores = Mapping[tuple[str, str], float]
"""The score that each assessor gave each venture, by (venture, assessor)."""

Matrix = list[list[float]]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MainEffects:
    """The fitted model.

    ``levels`` are what each venture would have got from the whole panel on average. ``effects`` by
    assessor are above 0 where somebody gives more than the panel. ``unscaled`` is the effects'
    covariance for a variance of 1, in the order of ``effects``. ``variance`` is that of the errors,
    with ``degrees`` degrees of freedom.
    """

    levels: Mapping[str, float]
    effects: Mapping[str, float]
    unscaled: Matrix
    variance: float
    degrees: int

    def interval(self, assessor: str, confidence: float) -> tuple[float, float]:
        """Return the t interval of an assessor's effect."""
        at = list(self.effects).index(assessor)
        reach = t_quantile((1 + confidence) / 2, self.degrees) * math.sqrt(
            self.variance * max(self.unscaled[at][at], 0.0))
        return self.effects[assessor] - reach, self.effects[assessor] + reach


def connected_assessors(scores: Scores) -> list[tuple[str, ...]]:
    """Return the groups of assessors who can be compared with each other; one if all can."""
    groups: list[set[str]] = []
    for judges in by_venture(scores).values():
        own = set(judges)
        for group in [each for each in groups if each & own]:
            groups.remove(group)
            own |= group
        groups.append(own)
    return sorted(tuple(sorted(group)) for group in groups)


def spare_scores(scores: Scores) -> int:
    """Return how many more scores there are than the model has unknowns, if all is connected."""
    return len(scores) - len({v for v, _ in scores}) - len({a for _, a in scores}) + 1


def main_effects(scores: Scores) -> MainEffects:
    """Return the least-squares fit.

    Raises ValueError where ventures and assessors are not connected, or no score is to spare.
    """
    degrees = spare_scores(scores)
    if len(connected_assessors(scores)) != 1 or degrees < 1:
        raise ValueError("the scores do not overlap enough to tell ventures from assessors")
    judged = by_venture(scores)
    assessors = sorted({assessor for _, assessor in scores})
    normal, right = _reduced_equations(judged, assessors)
    share = 1 / len(assessors)
    inverse = _inverse([[cell + share for cell in row] for row in normal])
    effects = {assessor: math.fsum(map(mul, row, right))
               for assessor, row in zip(assessors, inverse, strict=True)}
    levels = {venture: math.fsum(score - effects[assessor] for assessor, score in given.items())
              / len(given) for venture, given in judged.items()}
    squares = math.fsum((score - levels[venture] - effects[assessor]) ** 2
                        for (venture, assessor), score in scores.items())
    return MainEffects(
        levels=levels, effects=effects, degrees=degrees, variance=squares / degrees,
        unscaled=[[cell - share for cell in row] for row in inverse])


def by_venture(scores: Scores) -> Mapping[str, Mapping[str, float]]:
    """Return the scores of each venture by assessor, in the order of their names."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for venture, assessor in sorted(scores):
        found[venture][assessor] = scores[venture, assessor]
    return found


def _reduced_equations(
    judged: Mapping[str, Mapping[str, float]], assessors: Sequence[str]
) -> tuple[Matrix, list[float]]:
    """Return the normal equations of the effects, from which the levels are eliminated."""
    at = {assessor: index for index, assessor in enumerate(assessors)}
    normal = [[0.0] * len(assessors) for _ in assessors]
    right = [0.0] * len(assessors)
    for given in judged.values():
        mean = math.fsum(given.values()) / len(given)
        for assessor, score in given.items():
            row = at[assessor]
            right[row] += score - mean
            normal[row][row] += 1.0
            for other in given:
                normal[row][at[other]] -= 1 / len(given)
    return normal, right


def _inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a positive definite matrix, by elimination."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        rows[i] = [cell / rows[i][i] for cell in rows[i]]
        for j in range(size):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[size:] for row in rows]
