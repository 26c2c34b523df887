"""Stochastic multicriteria acceptability analysis: the share of weightings for each rank.

The measures are those of SMAA-2 (Lahdelma & Salminen, "SMAA-2: Stochastic multicriteria
acceptability analysis for group decision making", Operations Research 49(3), 2001, 444–454),
worked out by simulation as in Tervonen & Lahdelma, "Implementing stochastic multicriteria
acceptability analysis", European Journal of Operational Research 178(2), 2007, 500–513. A higher
score is better throughout. These papers have continuous scores, in which ties do not occur; here
those who tie share what they tie for in equal parts, so that all shares still add up to 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hubflow.compare.robustness.flag_counts import count_true
from hubflow.compare.robustness.rank_counts import levels, rank_shares
from hubflow.compare.robustness.thread_blocks import in_threads
from hubflow.compare.robustness.weighted_scores import Floats, ScoreBlock

_CELLS = 1 << 19
"""How many scores are worked on at a time."""

_DRAWS = 512
"""Draws compared at a time: so few that all stay in a processor's own cache."""

_BITS = 62
"""A sum of weights is kept in whole numbers of so many bits."""


def rank_acceptability(scores: Floats | ScoreBlock) -> Floats:
    """Return the rank acceptability indices: the share of draws for each alternative and rank.

    ``scores`` has shape (draws, alternatives), the higher the better, in any unit. Returns b of
    shape (alternatives, alternatives): b[i, r] is the share of draws, from 0 to 1, in which
    alternative i has rank r + 1, and 1 is the best rank (Lahdelma & Salminen 2001,
    there b with indices i and r). Where g alternatives tie for the ranks r + 1 to r + g,
    each has each of these in 1/g of that draw. All rows and all columns add up to 1.

    Beyond the scores and the result, memory does not grow with the draws; scores that come in
    blocks never exist all at once.

    Raises ValueError where ``scores`` is not such an array, is empty, or has a NaN in it.
    """
    return rank_shares(_given(scores))


def central_weights(scores: Floats | ScoreBlock, weightings: Floats) -> Floats:
    """Return the typical preferences that favour each alternative.

    ``scores`` has shape (draws, alternatives), the higher the better, and ``weightings`` shape
    (draws, criteria), row by row of the same draws. Returns shape (alternatives, criteria): the
    mean weighting among the draws in which the alternative is first, a draw in which g are tied
    for it counting 1/g (Lahdelma & Salminen 2001); a row of NaN where it never is.
    The rows, weighted by the first-rank acceptabilities, add up to the mean of all weightings.
    Weights count to twelve decimals and more, so that they add up the same in any order.

    Raises ValueError where the draws differ in number or an array is not as said.
    """
    given, weightings = _given(scores), np.asarray(weightings, np.float64)
    if weightings.ndim != 2 or len(weightings) != given.draws:
        raise ValueError(f"{given.draws} draws of scores have weightings of {weightings.shape}")
    greatest = max(1.0, float(np.abs(weightings).max(initial=0.0)))
    unit = 2.0 ** (_BITS - int(np.ceil(np.log2(given.draws + 1) + np.log2(greatest))))
    total = np.zeros((given.alternatives, weightings.shape[1]), dtype=np.int64)
    count = np.zeros((given.alternatives, 1), dtype=np.int64)
    one = 2.0 ** (_BITS - int(np.ceil(np.log2(given.draws + 1))))
    for draws, alternatives, parts, rows in in_threads(
        lambda block: _firsts(given, block), given.blocks(_CELLS)
    ):
        shares = weightings[rows][draws] * parts[:, None]
        np.add.at(total, alternatives, np.rint(shares * unit).astype(np.int64))
        np.add.at(count[:, 0], alternatives, np.rint(parts * one).astype(np.int64))
    central = np.full(total.shape, np.nan)
    np.divide(total / unit, count / one, out=central, where=count > 0)
    return central


def pairwise_winning(scores: Floats | ScoreBlock) -> Floats:
    """Return the pairwise winning indices: how often one alternative is better than another.

    ``scores`` has shape (draws, alternatives), the higher the better. Returns p of shape
    (alternatives, alternatives): p[i, j] is the share of draws, from 0 to 1, in which i is better
    than j (Leskinen, Viitanen, Kangas & Kangas, Forest Science 52(3), 2006, 304–312). A tie is
    half a win for each, so that p[i, j] + p[j, i] is 1, and p[i, i] is one half.

    Raises ValueError as :func:`rank_acceptability` does.
    """
    given = _given(scores)
    ahead = np.zeros((given.alternatives, given.alternatives), dtype=np.int64)
    cells = min(_CELLS, _DRAWS * given.alternatives)
    for won in in_threads(lambda draws: _won(given.of(draws)), given.blocks(cells)):
        ahead += won
    # What neither wins is a tie: wins + (draws - wins - losses) / 2.
    winning: Floats = (given.draws + ahead - ahead.T) / (2.0 * given.draws)
    return winning


def _given(scores: Floats | ScoreBlock) -> ScoreBlock:
    return scores if isinstance(scores, ScoreBlock) else ScoreBlock.in_memory(scores)


def _firsts(
    scores: ScoreBlock, rows: slice
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, slice]:
    """Return which alternatives are first in each draw; ties share the draw in equal parts."""
    block = _numbers(scores.of(rows))
    draws, alternatives = np.nonzero(block == block.max(axis=1, keepdims=True))
    parts = 1.0 / np.bincount(draws, minlength=len(block))[draws]
    return draws, alternatives, parts, rows


def _won(scores: Floats) -> NDArray[np.int64]:
    """Return in how many draws each alternative is better than each other one."""
    count = scores.shape[1]
    # The smaller the numbers, the more of them are compared at once.
    small = np.uint16 if count < 1 << 16 else np.uint32
    ranked = np.ascontiguousarray(levels(_numbers(scores)).T, dtype=small)
    won = np.empty((count, count), dtype=np.int64)
    for i, own in enumerate(ranked):
        won[i] = count_true(own > ranked)
    return won


def _numbers(scores: Floats) -> Floats:
    if np.isnan(scores).any():
        raise ValueError("a score is not a number: it has no rank")
    return scores
