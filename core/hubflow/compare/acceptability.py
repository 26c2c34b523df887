"""Stochastic multicriteria acceptability analysis: who is how good under how many weightings.

The measures are those of SMAA-2 (Lahdelma & Salminen, "SMAA-2: Stochastic multicriteria
acceptability analysis for group decision making", Operations Research 49(3), 2001, 444–454),
worked out by simulation as in Tervonen & Lahdelma, "Implementing stochastic multicriteria
acceptability analysis", European Journal of Operational Research 178(2), 2007, 500–513. A higher
score is better throughout. These papers have continuous scores, in which ties do not occur; here
those who tie share what they tie for in equal parts, so that all shares still add up to 1.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CELLS = 1 << 20
"""How many scores are worked on at a time."""

_DECIMALS = 9
"""To how many decimals a score counts: two that differ by less tie."""


def weighted_scores(values: Floats, weightings: Floats) -> Floats:
    """The weighted mean of each alternative's criteria under each weighting.

    ``values`` has shape (alternatives, criteria), in any one unit (here 0 to 100), NaN where a
    criterion does not apply to an alternative; ``weightings`` has shape (draws, criteria), no
    weight below 0. Returns shape (draws, alternatives) in the unit of the values: the additive
    value of SMAA-2 over the criteria that apply, their weights divided by their sum, rounded to
    nine decimals.

    Raises ValueError where the shapes do not fit, a value is infinite, a weight is negative or
    not finite, or the criteria that apply to an alternative have no weight in some draw.
    """
    values, weightings = np.asarray(values, np.float64), np.asarray(weightings, np.float64)
    if values.ndim != 2 or weightings.ndim != 2 or values.shape[1] != weightings.shape[1]:
        raise ValueError(
            f"values (alternatives, criteria) and weightings (draws, criteria) do not fit: "
            f"{values.shape} and {weightings.shape}")
    if np.isinf(values).any():
        raise ValueError("a value has to be a finite number, or NaN where it does not apply")
    if not np.isfinite(weightings).all() or (weightings < 0).any():
        raise ValueError("weights have to be finite numbers, none below 0")
    applies = ~np.isnan(values)
    weight = weightings @ applies.T.astype(np.float64)
    if not (weight > 0).all():
        raise ValueError("an alternative has no criterion that applies and has weight")
    scores: Floats = weightings @ np.where(applies, values, 0.0).T / weight
    rounded: Floats = scores.round(_DECIMALS)
    return rounded


def rank_acceptability(scores: Floats) -> Floats:
    """The rank acceptability indices: the share of draws that gives each alternative each rank.

    ``scores`` has shape (draws, alternatives), the higher the better, in any unit. Returns b of
    shape (alternatives, alternatives): b[i, r] is the share of draws, from 0 to 1, in which
    alternative i has rank r + 1, and 1 is the best rank (Lahdelma & Salminen 2001,
    there b with indices i and r). Where g alternatives tie for the ranks r + 1 to r + g,
    each has each of these in 1/g of that draw. All rows and all columns add up to 1.

    Beyond the scores and the result, memory does not grow with the draws.

    Raises ValueError where ``scores`` is not such an array, is empty, or has a NaN in it.
    """
    scores = _checked(scores)
    draws, alternatives = scores.shape
    acceptability = np.zeros((alternatives, alternatives))
    for block in _blocks(scores):
        order, start, size = _groups(block)
        for g in np.unique(size):
            tied = size == g
            cells = np.bincount(order[tied] * alternatives + start[tied],
                                minlength=alternatives ** 2).reshape(alternatives, alternatives)
            acceptability += _spread(cells, int(g)) / g
    acceptability /= draws
    return acceptability


def central_weights(scores: Floats, weightings: Floats) -> Floats:
    """The typical preferences that favour each alternative.

    ``scores`` has shape (draws, alternatives), the higher the better, and ``weightings`` shape
    (draws, criteria), row by row of the same draws. Returns shape (alternatives, criteria): the
    mean weighting among the draws in which the alternative is first, a draw in which g are tied
    for it counting 1/g (Lahdelma & Salminen 2001); a row of NaN where it never is.
    The rows, weighted by the first-rank acceptabilities, add up to the mean of all weightings.

    Raises ValueError where the draws differ in number or an array is not as said.
    """
    scores, weightings = _checked(scores), np.asarray(weightings, np.float64)
    if weightings.ndim != 2 or len(weightings) != len(scores):
        raise ValueError(f"{len(scores)} draws of scores have weightings of {weightings.shape}")
    total = np.zeros((scores.shape[1], weightings.shape[1]))
    count = np.zeros((scores.shape[1], 1))
    done = 0
    for block in _blocks(scores):
        first = _first(block)
        total += first.T @ weightings[done:done + len(block)]
        count += first.sum(axis=0)[:, None]
        done += len(block)
    central = np.full_like(total, np.nan)
    np.divide(total, count, out=central, where=count > 0)
    return central


def pairwise_winning(scores: Floats) -> Floats:
    """The pairwise winning indices: how often one alternative is better than another.

    ``scores`` has shape (draws, alternatives), the higher the better. Returns p of shape
    (alternatives, alternatives): p[i, j] is the share of draws, from 0 to 1, in which i is better
    than j (Leskinen, Viitanen, Kangas & Kangas, Forest Science 52(3), 2006, 304–312). A tie is
    half a win for each, so that p[i, j] + p[j, i] is 1, and p[i, i] is one half.

    Raises ValueError as :func:`rank_acceptability` does.
    """
    scores = _checked(scores)
    draws, alternatives = scores.shape
    wins = np.zeros((alternatives, alternatives), dtype=np.int64)
    for block in _blocks(scores):
        for i in range(alternatives):
            wins[i] += np.count_nonzero(block[:, i, None] > block, axis=0)
    # What neither wins is a tie: wins + (draws - wins - losses) / 2.
    winning: Floats = (draws + wins - wins.T) / (2.0 * draws)
    return winning


def confidence_factors(measurements: Floats, central: Floats) -> Floats:
    """How surely each alternative is first if its own central weights are agreed on.

    ``measurements`` has shape (draws, alternatives, criteria), drawn criterion values, NaN where
    one does not apply; ``central`` has shape (alternatives, criteria), as from
    :func:`central_weights`. Returns shape (alternatives,): the share of draws, from 0 to 1, in
    which the alternative is first under its central weights, a tie of g counting 1/g (Lahdelma &
    Salminen 2001; Tervonen & Lahdelma 2007); NaN where it has none. Low factors say that the
    measurements are not sure enough to choose by.

    Raises ValueError where the shapes do not fit or the scores are not as in
    :func:`weighted_scores`.
    """
    measurements, central = np.asarray(measurements, np.float64), np.asarray(central, np.float64)
    if measurements.ndim != 3 or measurements.shape[1:] != central.shape or 0 in central.shape:
        raise ValueError(
            f"measurements (draws, alternatives, criteria) and central weights (alternatives, "
            f"criteria) do not fit: {measurements.shape} and {central.shape}")
    draws, alternatives, criteria = measurements.shape
    factors = np.full(alternatives, np.nan)
    for i in range(alternatives):
        if np.isnan(central[i]).any():
            continue
        flat = measurements.reshape(draws * alternatives, criteria)
        scores = _checked(weighted_scores(flat, central[i:i + 1]).reshape(draws, alternatives))
        factors[i] = sum(float(_first(block)[:, i].sum()) for block in _blocks(scores)) / draws
    return factors


def _checked(scores: Floats) -> Floats:
    scores = np.asarray(scores, np.float64)
    if scores.ndim != 2 or scores.size == 0:
        raise ValueError(f"scores are of shape (draws, alternatives), not {scores.shape}")
    if np.isnan(scores).any():
        raise ValueError("a score is not a number: it has no rank")
    return scores


def _blocks(scores: Floats) -> Iterator[Floats]:
    """The draws, some at a time."""
    rows = max(1, _CELLS // scores.shape[1])
    for begin in range(0, len(scores), rows):
        yield scores[begin:begin + rows]


def _groups(
    block: Floats,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Who stands at each position, best first; where their group of equals begins; its size."""
    order = np.argsort(-block, axis=1, kind="stable")
    ranked = np.take_along_axis(block, order, axis=1)
    position = np.broadcast_to(np.arange(block.shape[1]), block.shape)
    new = np.ones(block.shape, dtype=bool)
    new[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    start = np.maximum.accumulate(np.where(new, position, 0), axis=1)
    last = np.ones(block.shape, dtype=bool)
    last[:, :-1] = new[:, 1:]
    end = np.where(last, position, block.shape[1])
    end = np.minimum.accumulate(end[:, ::-1], axis=1)[:, ::-1]
    return order, start, end - start + 1


def _spread(counts: NDArray[np.intp], g: int) -> NDArray[np.intp]:
    """Counts at the first rank of a group of g, counted at each of its g ranks."""
    steps = counts.copy()
    steps[:, g:] -= counts[:, :-g]
    return steps.cumsum(axis=1)


def _first(block: Floats) -> Floats:
    """The part of each draw's first rank that each alternative has."""
    first = block == block.max(axis=1, keepdims=True)
    shared: Floats = first / first.sum(axis=1, keepdims=True)
    return shared
