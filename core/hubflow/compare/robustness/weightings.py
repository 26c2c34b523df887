"""Draw weights at random, and find the least change of weights that crosses a threshold.

A weighting is a vector of weights, one a criterion, none below 0 and all adding up to 1: a point
of the standard simplex. Only numpy and the standard library are used, and every draw is decided
by its seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BLOCK = 8192
"""How many candidates are drawn at a time where some are refused."""

_DECIMALS = 9
"""To how many decimals a weighted mean is told apart from a threshold."""


@attrs.frozen(kw_only=True)
class LeastWeightChange:
    """The nearest weights that bring a weighted mean to a threshold.

    ``distance`` is the total variation between the two weightings, half the sum of the absolute
    differences: the share of all weight, from 0 to 1, that has to move. ``weights`` has shape
    (criteria,), adds up to 1 and cannot be written to.
    """

    distance: float
    weights: Floats = attrs.field(eq=attrs.cmp_using(eq=np.array_equal), hash=False)


def uniform_weightings(criteria: int, draws: int, seed: int) -> Floats:
    """Return weightings spread evenly over all possible ones: no preference is known.

    Returns an array of shape (draws, criteria); each row is without a unit and adds up to 1. A
    row is ``criteria`` independent exponential variables over their sum, which follows
    Dirichlet(1, …, 1), the uniform distribution on the simplex (Devroye, Non-Uniform Random
    Variate Generation, 1986, chapter V; Tervonen & Lahdelma, European Journal of Operational
    Research 178(2), 2007, take the differences of sorted uniform variables to the same end). The
    first rows of a longer draw are those of a shorter one with the same seed.

    Raises ValueError where there is no criterion, or ``draws`` is below 1.
    """
    if criteria < 1:
        raise ValueError(f"weights need at least one criterion, not {criteria}")
    _check_draws(draws)
    drawn = np.random.default_rng(seed).standard_exponential((draws, criteria))
    total: Floats = drawn.sum(axis=1, keepdims=True)
    return drawn / total


def banded_weightings(
    weights: Sequence[float] | Floats, band: float, draws: int, seed: int,
) -> Floats:
    """Return weightings spread evenly over those near the hub's own.

    ``weights`` has shape (criteria,), in any unit: they are divided by their sum. ``band`` is the
    share of itself by which each of these may rise or fall, from 0 to 1. Returns an array of
    shape (draws, criteria) whose rows add up to 1, each weight w_j within w_j(1 - band) and
    w_j(1 + band), uniform on that part of the simplex. A band of 0 gives the weights themselves,
    and a weight of 0 stays 0. The first rows of a longer draw are those of a shorter one with the
    same seed.

    The method is rejection (von Neumann, 1951): all weights but the widest are drawn evenly from
    their intervals, the widest is what is left to 1, and the row is kept where that falls within
    its interval. This is exact, as the map from all coordinates but one to a point of the simplex
    has a constant volume factor. Tervonen & Lahdelma (2007) treat weights with bounds too, by
    refusing points of the whole simplex, of which a narrow band would keep next to none.

    Raises ValueError where ``weights`` is empty or not a vector, has a value that is negative or
    not finite, or adds up to 0; where ``band`` is not from 0 to 1; or where ``draws`` is below 1.
    """
    centre = _normalised(weights)
    if not 0.0 <= band <= 1.0:
        raise ValueError(f"the band of the weights is from 0 to 1, not {band}")
    _check_draws(draws)
    if band == 0.0 or np.count_nonzero(centre) == 1:
        return np.repeat(centre[None, :], draws, axis=0)
    low, high = centre * (1.0 - band), centre * (1.0 + band)
    # The widest is refused least often: the deviations of the rest, each no wider, have to add up
    # to no more than its own, which of n weights holds in at least about 1.4 / sqrt(n) of cases.
    widest = int(np.argmax(centre))
    rest = np.arange(centre.size) != widest
    # A band may be narrower than what a sum to 1 is rounded to: it must not refuse every row.
    rounding = 2.0 * centre.size * float(np.finfo(np.float64).eps)
    generator = np.random.default_rng(seed)
    rows = np.empty((draws, centre.size))
    done = 0
    while done < draws:
        drawn = low + generator.random((_BLOCK, centre.size)) * (high - low)
        left = 1.0 - drawn[:, rest].sum(axis=1)
        drawn[:, widest] = np.clip(left, low[widest], high[widest])
        kept = drawn[np.abs(left - drawn[:, widest]) <= rounding][:draws - done]
        rows[done:done + len(kept)] = kept
        done += len(kept)
    return rows


def least_weight_change(
    values_above: Sequence[float] | Floats, weights: Sequence[float] | Floats, threshold: float,
) -> LeastWeightChange | None:
    """Return the nearest weights with which the weighted mean meets the threshold.

    ``values_above`` has shape (criteria,), the normalised value of each criterion, from 0 to 100
    like ``threshold``; ``weights`` has shape (criteria,), in any unit, and is divided by its sum.
    Nearness is total variation (see :class:`LeastWeightChange`). A mean above the threshold is
    brought
    down to it and one below is brought up. What is at the threshold to nine decimals is at it: a
    mean that is there from the start stays, at a distance of 0. Where several weightings are as
    near, weight goes to the first of the criteria with the same value, and comes from the first.
    Criteria that do not apply are to be left out.

    None where no weights can do it: every criterion lies on the same side of the threshold.

    The answer is exact but for these decimals, from the fractional knapsack of Dantzig
    (Operations Research 5, 1957); that the total variation is the least mass to be moved is in
    Levin, Peres & Wilmer, Markov Chains and Mixing Times (2009), chapter 4.

    Raises ValueError where the two differ in shape, a value or the threshold is not finite, or
    the weights are not weights (see :func:`banded_weightings`).
    """
    centre = _normalised(weights)
    values = np.asarray(values_above, dtype=np.float64)
    if values.shape != centre.shape:
        raise ValueError(f"{values.size} values were given for {centre.size} weights")
    if not (np.isfinite(values).all() and np.isfinite(threshold)):
        raise ValueError("the values and the threshold have to be finite numbers")
    # Looked at from above: with a mean below the threshold all signs are turned round.
    missing = float(centre @ values) - threshold
    side = 1.0 if missing > 0 else -1.0
    need = abs(missing)
    values = values * side
    to = int(np.argmin(values))
    if round(need, _DECIMALS) and round(float(values[to]) - threshold * side, _DECIMALS) > 0:
        return None
    # Going from one weighting to another at total variation d moves d of weight in all. A unit
    # moved from i to k lowers the mean by v_i - v_k. As much as one likes can be moved to any k,
    # so the lowest is the best for every unit; of i there is only w_i. What is left is to reach
    # the lowering needed with the least weight, at v_i - v_low a unit and at most w_i of each:
    # a fractional knapsack, solved by taking the highest v_i first.
    changed = centre.copy()
    moved = 0.0
    for source in np.argsort(-values, kind="stable"):
        gain = float(values[source] - values[to])
        if gain <= 0.0 or round(need, _DECIMALS) <= 0:
            break
        mass = min(float(centre[source]), need / gain)
        changed[source] -= mass
        changed[to] += mass
        moved += mass
        need -= mass * gain
    changed.setflags(write=False)
    return LeastWeightChange(distance=moved, weights=changed)


def _normalised(weights: Sequence[float] | Floats) -> Floats:
    given = np.asarray(weights, dtype=np.float64)
    if given.ndim != 1 or given.size == 0:
        raise ValueError("the weights have to be one number a criterion")
    if not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("weights have to be finite numbers, none below 0")
    total = float(given.sum())
    if not 0.0 < total < np.inf:
        raise ValueError("the weights have to add up to more than 0")
    return given / total


def _check_draws(draws: int) -> None:
    if draws < 1:
        raise ValueError(f"at least one weighting has to be drawn, not {draws}")
