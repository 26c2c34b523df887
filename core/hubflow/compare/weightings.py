"""Weightings: drawn evenly from all admissible ones, or moved as little as possible."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@attrs.frozen(eq=False)
class LeastChange:
    """The nearest weights (adding to 1) that take a weighted mean to a threshold.

    ``distance`` is the total variation from the weights changed: half the sum of the absolute
    differences, the share of the whole weight that has to move.
    """

    distance: float
    weights: Floats


def uniform_weightings(criteria: int, draws: int, seed: int) -> Floats:
    """Weightings drawn evenly from the simplex, of shape (draws, criteria); rows add up to 1.

    The Dirichlet distribution with all parameters 1 (Tervonen and Lahdelma 2007).
    """
    return np.random.default_rng(seed).dirichlet(np.ones(criteria), size=draws)


def banded_weightings(
    weights: Sequence[float] | Floats, band: float, draws: int, seed: int
) -> Floats:
    """Weightings drawn evenly from those with each weight within ``band`` of its own.

    With a band of 0.2 each keeps between 80 and 120 % of the (normalised) weight it has. Of shape
    (draws, criteria); rows add up to 1. All weights but the one with the widest range are drawn
    evenly from their ranges, the last is what remains, and those are kept in which it lies in its
    range: the kept ones are even over the admissible part of the simplex.

    Raises :class:`ValueError` where the band is not between 0 and 1, or weights are negative or
    all 0.
    """
    own = np.asarray(weights, dtype=np.float64)
    if not 0 <= band <= 1:
        raise ValueError("the band is a share between 0 and 1")
    if (own < 0).any() or own.sum() <= 0:
        raise ValueError("weights are not negative, and not all 0")
    own = own / own.sum()
    if band == 0 or len(own) < 2:
        return np.tile(own, (draws, 1))
    low, high = own * (1 - band), np.minimum(own * (1 + band), 1.0)
    last = int(np.argmax(high - low))
    rest = [index for index in range(len(own)) if index != last]
    random = np.random.default_rng(seed)
    drawn = np.empty((0, len(own)))
    while len(drawn) < draws:
        block = np.empty((2 * draws, len(own)))
        block[:, rest] = random.uniform(low[rest], high[rest], size=(2 * draws, len(rest)))
        block[:, last] = 1 - block[:, rest].sum(axis=1)
        inside = (block[:, last] >= low[last]) & (block[:, last] <= high[last])
        drawn = np.concatenate([drawn, block[inside]])
    return drawn[:draws]


def least_weight_change(
    values: Sequence[float] | Floats, weights: Sequence[float] | Floats, threshold: float
) -> LeastChange | None:
    """The weights nearest in total variation whose weighted mean of ``values`` is ``threshold``.

    Moving a share of weight from one criterion to another changes the mean by that share times
    the difference of their values. So weight moves to the criterion with the best value (or, to
    come down, the worst), from those furthest from it first: no other way needs less. None where
    no weights reach the threshold.
    """
    points = np.asarray(values, dtype=np.float64)
    own = np.asarray(weights, dtype=np.float64)
    own = own / own.sum()
    gap = threshold - float(points @ own)
    goal = int(np.argmax(points) if gap > 0 else np.argmin(points))
    if (threshold - points[goal]) * np.sign(gap) > 0:
        return None
    changed, moved = own.copy(), 0.0
    for giver in np.argsort(-np.abs(points - points[goal]), kind="stable"):
        reach = points[goal] - points[giver]
        if gap == 0 or reach == 0:
            break
        share = min(float(own[giver]), gap / reach)
        changed[giver] -= share
        changed[goal] += share
        moved += share
        gap = 0.0 if share < own[giver] else gap - share * reach
    return LeastChange(moved, changed)
