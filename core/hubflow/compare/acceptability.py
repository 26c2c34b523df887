"""Rank acceptability: how often each alternative has each rank when weights are not known.

Stochastic multicriteria acceptability analysis, SMAA-2 (Lahdelma and Salminen 2001), by simulation
(Tervonen and Lahdelma 2007).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DECIMALS = 9
_BLOCK = 4_000_000


def weighted_scores(values: Floats, weightings: Floats) -> Floats:
    """The weighted mean of every alternative under every weighting, rounded to 9 decimals.

    ``values`` is of shape (alternatives, criteria), NaN where a criterion does not apply and so
    weighs nothing; ``weightings`` of shape (draws, criteria). Gives (draws, alternatives), NaN
    where no criterion applies.
    """
    inside = ~np.isnan(values)
    points = weightings @ np.where(inside, values, 0.0).T
    total = weightings @ inside.T.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = np.round(points / total, DECIMALS)
    return mean


def rank_acceptability(scores: Floats) -> Floats:
    """The share of draws in which each alternative has each rank; greater scores rank first.

    ``scores`` is of shape (draws, alternatives); gives (alternatives, ranks), rank 1 in the first
    column. Those that tie share the ranks that they fill equally, so rows and columns add to 1.
    """
    draws, count = scores.shape
    shares = np.zeros((count, count))
    step = max(1, _BLOCK // max(1, count * count))
    for start in range(0, draws, step):
        block = scores[start:start + step]
        above = (block[:, :, None] < block[:, None, :]).sum(axis=2)
        level = (block[:, :, None] == block[:, None, :]).sum(axis=2)
        rows = np.broadcast_to(np.arange(count), above.shape)
        for offset in range(int(level.max())):
            inside = level > offset
            np.add.at(shares, (rows[inside], above[inside] + offset), 1.0 / level[inside])
    found: Floats = shares / draws
    return found


def central_weights(scores: Floats, weightings: Floats) -> Floats:
    """The mean weighting of the draws in which each alternative is first, alone or tied.

    Of shape (alternatives, criteria); NaN where an alternative never is first.
    """
    first = scores == scores.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        mean: Floats = (first.T.astype(np.float64) @ weightings) / first.sum(axis=0)[:, None]
    return mean
