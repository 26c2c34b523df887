"""Turn what people say about criteria into weights: swings, cards with blanks, pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ACCEPTED_RATIO = 0.1
"""The consistency ratio up to which comparisons in pairs are taken as consistent (Saaty 1980)."""

_RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""The mean consistency index of random comparisons of 1, 2, … criteria (Saaty 1980)."""

REFERENCES: Mapping[str, str] = {
    "swing": "von Winterfeldt and Edwards 1986",
    "cards": "Figueira and Roy 2002",
    "pairs": "Saaty 1980",
}
"""The publication of each method."""

_STEPS = 1000
_EXACT = 1e-13


def normalized(values: Sequence[float]) -> tuple[float, ...]:
    """Return values as shares of their sum."""
    total = sum(values)
    return tuple(value / total for value in values)


def swing_weights(points: Sequence[float]) -> tuple[float, ...]:
    """Return weights from points for swings from the worst to the best level of each criterion.

    The swing that matters most has 100 points, the others less. Source: von Winterfeldt and
    Edwards, *Decision Analysis and Behavioral Research*, 1986.
    """
    return normalized(points)


def card_weights(
    ranks: Sequence[int], blanks: Mapping[int, int], ratio: float
) -> tuple[float, ...]:
    """Return weights from cards laid in order, with blank cards between them.

    ``ranks`` has each criterion's place from 1, the least important; criteria of one place weigh
    the same. ``blanks`` has the number of blank cards between a place and the next one, ``ratio``
    how many times the most important place weighs the least important one. Source: Figueira and
    Roy, "Determining the weights of criteria in the ELECTRE type methods with a revised Simos'
    procedure", European Journal of Operational Research 139 (2002).
    """
    places = sorted(set(ranks))
    steps = [blanks.get(place, 0) + 1 for place in places[:-1]]
    unit = (ratio - 1) / sum(steps) if steps else 0.0
    weight = {place: 1 + unit * sum(steps[:number]) for number, place in enumerate(places)}
    return normalized([weight[rank] for rank in ranks])


def pair_weights(
    count: int, times: Mapping[tuple[int, int], float]
) -> tuple[tuple[float, ...], float]:
    """Return weights from comparisons in pairs, and their consistency ratio.

    ``times`` says of each pair of criteria (first, second), counted from 0, how many times as
    important the first is as the second. The weights are the principal eigenvector of the matrix
    of these ratios. The consistency ratio is 0 if all comparisons agree; above
    :data:`ACCEPTED_RATIO` the comparisons contradict each other too much. Source: Saaty, *The
    Analytic Hierarchy Process*, 1980.
    """
    matrix = [[1.0] * count for _ in range(count)]
    for (first, second), ratio in times.items():
        matrix[first][second], matrix[second][first] = ratio, 1 / ratio
    weights = normalized([1.0] * count)
    greatest = float(count)
    for _ in range(_STEPS):
        product = [sum(one * weight for one, weight in zip(row, weights, strict=True))
                   for row in matrix]
        greatest = sum(product)
        found = normalized(product)
        settled = max(abs(a - b) for a, b in zip(found, weights, strict=True)) < _EXACT
        weights = found
        if settled:
            break
    return weights, _consistency_ratio(count, greatest)


def _consistency_ratio(count: int, greatest: float) -> float:
    """Return the consistency ratio for a matrix whose greatest eigenvalue is ``greatest``."""
    random = _RANDOM_INDEX[min(count, len(_RANDOM_INDEX)) - 1]
    if not random:
        return 0.0
    return max(0.0, (greatest - count) / (count - 1) / random)
