"""Compute weighted means of many alternatives under many weightings, some draws at a time.

A score is the sum of the weighted values, criterion by criterion in their order, over the sum of
the weights, rounded to nine decimals: to the last bit what the engine works out for one venture.
A matrix product is quicker, but the last bits of its sums depend on the machine and on how many
rows are worked on at once. After rounding that matters only where a sum lies next to the middle
between two roundings; those few are summed again in order. So a score is the same in a block of
any size and in any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DECIMALS = 9
"""To how many decimals a score counts: two that differ by less tie."""

TICKS = 10.0 ** DECIMALS
"""A score of 1 in units of the last decimal."""

@attrs.frozen(eq=False, repr=False)
class ScoreMemory:
    """Memory for one block of draws, which the next block overwrites.

    Memory taken anew for every block costs more time than the sums that are written to it, all
    the more where several threads ask the system for it at once.
    """

    sums: Floats
    ticks: Floats
    flags: NDArray[np.bool_]

    @classmethod
    def of(cls, draws: int, alternatives: int) -> ScoreMemory:
        """Return memory for blocks of shape (draws, alternatives)."""
        shape = (draws, alternatives)
        return cls(np.empty(shape), np.empty(shape), np.empty(shape, dtype=bool))

    def first(self, draws: int) -> ScoreMemory:
        """Return the memory of the first ``draws`` draws."""
        return ScoreMemory(self.sums[:draws], self.ticks[:draws], self.flags[:draws])


@attrs.frozen(eq=False, repr=False)
class ScoreBlock:
    """Scores of shape (draws, alternatives), computed for some draws at a time.

    ``of`` gives those of a slice of the draws; ``ticks``, where there is one, the same in whole
    units of the last decimal, none further from 0 than ``greatest``. What ``ticks`` returns may lie
    in the room that it is given.
    """

    draws: int
    alternatives: int
    of: Callable[[slice], Floats]
    ticks: Callable[[slice, ScoreMemory], Floats] | None = None
    greatest: float = np.inf

    @classmethod
    def in_memory(cls, scores: Floats) -> ScoreBlock:
        """Return scores that are all in memory; raise ValueError if they have no two dimensions."""
        scores = np.asarray(scores, np.float64)
        if scores.ndim != 2 or scores.size == 0:
            raise ValueError(f"scores are of shape (draws, alternatives), not {scores.shape}")
        return cls(len(scores), scores.shape[1], lambda draws: scores[draws])

    def rows(self, cells: int) -> int:
        """Return how many draws have about ``cells`` scores."""
        return min(self.draws, max(1, cells // self.alternatives))

    def blocks(self, cells: int, within: slice | None = None) -> Iterator[slice]:
        """Yield slices of the draws (or of those ``within``), each of about ``cells`` scores."""
        rows = self.rows(cells)
        first, last = (0, self.draws) if within is None else (within.start, within.stop)
        yield from (slice(at, min(at + rows, last)) for at in range(first, last, rows))


def weighted_scores(values: Floats, weightings: Floats) -> Floats:
    """Return the weighted mean of each alternative's criteria under each weighting.

    ``values`` has shape (alternatives, criteria), in any one unit (here 0 to 100), NaN where a
    criterion does not apply to an alternative; ``weightings`` has shape (draws, criteria), no
    weight below 0. Returns shape (draws, alternatives) in the unit of the values: the additive
    value of SMAA-2 over the criteria that apply, their weights divided by their sum, rounded to
    nine decimals.

    Raises ValueError where the shapes do not fit, a value is infinite, a weight is negative or
    not finite, or the criteria that apply to an alternative have no weight in some draw.
    """
    scores = blocked_scores(values, weightings)
    return scores.of(slice(0, scores.draws))


def blocked_scores(values: Floats, weightings: Floats) -> ScoreBlock:
    """Return the scores of :func:`weighted_scores`, computed when they are read.

    Raises ValueError as it does.
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
    if not weighs(values, weightings).all():
        raise ValueError("an alternative has no criterion that applies and has weight")
    weighted = Weighted.of(values)
    return ScoreBlock(len(weightings), len(values),
                  lambda draws: weighted.ticks(weightings[draws]) / TICKS,
                  lambda draws, room: weighted.ticks(weightings[draws], room),
                  weighted.greatest * TICKS + 1)


def weighs(values: Floats, weightings: Floats) -> NDArray[np.bool_]:
    """Return for each alternative whether a criterion that applies has weight in every draw."""
    applies = ~np.isnan(values)
    if applies.all():
        return np.full(len(values), (weightings.max(axis=1, initial=0.0) > 0).all())
    # Whoever has the same criteria has the same sum of weights.
    patterns, which = np.unique(applies, axis=0, return_inverse=True)
    have = np.array([(weightings[:, pattern].max(axis=1, initial=0.0) > 0).all()
                     for pattern in patterns], dtype=bool)
    found: NDArray[np.bool_] = have[which.ravel()]
    return found


@attrs.frozen(eq=False, repr=False)
class Weighted:
    """Values ready to be weighted, of shape (criteria, alternatives).

    ``inside`` is 1 where a criterion applies and 0 where not, None where all of them do.
    """

    values: Floats
    inside: Floats | None
    greatest: float

    @classmethod
    def of(cls, values: Floats) -> Weighted:
        """Return them from (alternatives, criteria) values, NaN where one does not apply."""
        applies = ~np.isnan(values)
        filled = np.array(values.T, dtype=np.float64, order="C")
        inside = None
        if not applies.all():
            inside = np.ascontiguousarray(applies.T, dtype=np.float64)
            filled[~applies.T] = 0.0
        greatest = max(-float(filled.min(initial=0.0)), float(filled.max(initial=0.0)))
        return cls(filled, inside, greatest)

    def ticks(self, weightings: Floats, room: ScoreMemory | None = None) -> Floats:
        """Return rounded scores of shape (draws, alternatives), in units of their last decimal."""
        alternatives = self.values.shape[1]
        room = (room or ScoreMemory.of(len(weightings), alternatives)).first(len(weightings))
        sums, ticks = room.sums, room.ticks
        if self.inside is None:
            shares = weightings * (TICKS / weightings.sum(axis=1, keepdims=True))
            np.matmul(shares, self.values, out=sums)
        else:
            np.matmul(weightings, self.values, out=sums)
            sums /= np.matmul(weightings, self.inside, out=ticks)
            sums *= TICKS
        np.rint(sums, out=ticks)
        sums -= ticks
        np.abs(sums, out=sums)
        # How far two ways to such a sum can be apart (Higham, Accuracy and Stability of Numerical
        # Algorithms, 2002, chapter 3), twice over.
        apart = (2 * len(self.values) + 8) * np.finfo(np.float64).eps * self.greatest * TICKS
        close = np.flatnonzero(np.greater_equal(sums, 0.5 - apart, out=room.flags))
        if close.size:
            draws, who = np.divmod(close, alternatives)
            ticks[draws, who] = np.rint(self.exact_scores(weightings[draws], who) * TICKS)
        return ticks

    def exact_scores(self, weightings: Floats, alternatives: NDArray[np.intp]) -> Floats:
        """Return one unrounded score for each weighting and alternative, added up in order."""
        weights = weightings.T
        total = (weights * self.values[:, alternatives]).cumsum(axis=0)[-1]
        if self.inside is not None:
            weights = weights * self.inside[:, alternatives]
        mean: Floats = total / weights.cumsum(axis=0)[-1]
        return mean
