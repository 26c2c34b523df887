"""Count exactly how often each of many alternatives has each rank.

Score and alternative are packed into one number, the score before and the alternative behind, so
that sorting the numbers of a draw leaves the alternatives in order. Doubles are sorted faster than
whole numbers. Between 2^52 and 2^53 their bits are those of a whole number, which is read without
being converted; a score in units of its ninth decimal takes 37 of these 52 bits.

All counts are whole numbers, and so are the parts of a draw that those who tie are given: they do
not depend on the order in which draws are added, and so neither on blocks nor on threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

import attrs
import numpy as np
from numpy.typing import NDArray

from hubflow.compare.robustness.thread_blocks import in_threads
from hubflow.compare.robustness.weighted_scores import TICKS, Floats, ScoreBlock, ScoreMemory

Counts = NDArray[np.int64]

_CELLS = 5 << 18
"""How many scores are ranked before they are counted."""

_SORTED = 1 << 17
"""How many are sorted at a time: as many as stay in a processor's own cache."""

_RANKS = 64
"""How many ranks are counted at a time: as many as have their counts in that cache."""

_MIDDLE = 1.5 * 2.0 ** 52
"""Added to whole numbers nearer to 0 than ``_EXACT``, it makes them the last bits of a double."""

_EXACT = 2.0 ** 51
_HALF = 30
"""A part of a draw counts as a whole number of 1/2^60, kept as two of so many bits."""


def rank_shares(scores: ScoreBlock) -> Floats:
    """Return the share of draws for each alternative and rank; ties are shared in equal parts.

    Shape (alternatives, alternatives); see
    :func:`hubflow.compare.robustness.acceptability.rank_acceptability`.
    """
    counts, free = RankCounts(scores.alternatives), list[RankMemory]()

    def whole(draws: slice, scores_memory: ScoreMemory) -> Floats:
        if scores.ticks is not None and _fits(scores.greatest, scores.alternatives):
            return scores.ticks(draws, scores_memory)
        return _whole(scores.of(draws))

    def count(draws: slice) -> None:
        try:
            memory = free.pop()
        except IndexError:
            memory = RankMemory.of(scores)
        parts = scores.blocks(_SORTED, draws)
        counts.add((whole(part, memory.scores_memory) for part in parts), memory)
        free.append(memory)

    for _ in in_threads(count, scores.blocks(_CELLS)):
        pass
    return counts.shares()


@attrs.frozen(eq=False, repr=False)
class RankMemory:
    """Memory for counting block after block, like :class:`.weighted_scores.ScoreMemory`.

    ``who`` has a row for each draw of a block, ``cells`` room for so many ranks of all of them.
    """

    scores_memory: ScoreMemory
    who: Counts
    cells: Counts

    @classmethod
    def of(cls, scores: ScoreBlock) -> RankMemory:
        """Return memory for blocks of these scores."""
        alternatives, draws = scores.alternatives, scores.rows(_CELLS)
        return cls(ScoreMemory.of(scores.rows(_SORTED), alternatives),
                   np.empty((draws, alternatives), dtype=np.int64),
                   np.empty(draws * min(_RANKS, alternatives), dtype=np.int64))


@attrs.define(eq=False, repr=False)
class RankCounts:
    """Ranks counted so far.

    ``untied_counts`` has a row for each rank, the best first, and a column for each alternative.
    ``tied`` counts, in two halves of bits, by how much of a draw an alternative's share of a rank
    differs from its share of the rank before. It is only made if there are ties.
    """

    alternatives: int
    draws: int = 0
    untied_counts: Counts = attrs.field(init=False)
    tied: Counts | None = None
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with all counts at zero."""
        self.untied_counts = np.zeros((self.alternatives, self.alternatives), dtype=np.int64)

    def add(self, parts: Iterable[Floats], memory: RankMemory) -> None:
        """Count draws of shape (draws, alternatives), whole numbers that can be packed.

        They come in parts that are small enough to be sorted quickly, one at a time, and are
        overwritten, as is what is on the desk. Safe to be called by several threads, each with a
        desk of its own.
        """
        draws, untied, tied = 0, 0, []
        for part in parts:
            who = memory.who[untied:untied + len(part)]
            level, ties = _ordered(part, who, memory.scores_memory.flags[:len(part)])
            draws += len(part)
            if ties.any():
                tied.append((level[ties], who[ties]))
                untied_counts = who[~ties]
                who[:len(untied_counts)] = untied_counts
                untied += len(untied_counts)
            else:
                untied += len(part)
        for first in range(0, self.alternatives, _RANKS):
            self._count(memory.who[:untied, first:first + _RANKS], first, memory)
        with self._lock:
            self.draws += draws
            for level, who in tied:
                self._add_tied(level, who)

    def _count(self, who: Counts, first: int, memory: RankMemory) -> None:
        """Count who has the ranks from ``first`` on, 0 being the worst; shape (draws, ranks)."""
        ranks = who.shape[1]
        cells = memory.cells[:who.size]
        np.add(who, np.arange(ranks) * self.alternatives, out=cells.reshape(who.shape))
        counted = np.bincount(cells, minlength=ranks * self.alternatives)
        with self._lock:
            worst_first = self.untied_counts[::-1]
            worst_first[first:first + ranks] += counted.reshape(ranks, -1)

    def shares(self) -> Floats:
        """Return the share of the draws counted so far for each alternative and rank."""
        found = np.ascontiguousarray(self.untied_counts.T, dtype=np.float64)
        if self.tied is not None:
            for half, steps in enumerate(self.tied, start=1):
                found += steps[:, :-1].cumsum(axis=1) / 2.0 ** (_HALF * half)
        found /= self.draws
        return found

    def _add_tied(self, level: Counts, alternatives: Counts) -> None:
        """Count draws with ties, from sorted levels and the alternatives that have them."""
        count = self.alternatives
        new = np.ones(level.shape, dtype=bool)
        new[:, 1:] = level[:, 1:] != level[:, :-1]
        starts = np.flatnonzero(new)
        sizes = np.diff(starts, append=level.size)
        # They are sorted from the worst, so a group's best rank is that of its last.
        best = count - starts % count - sizes
        size, rank = np.repeat(sizes, sizes), np.repeat(best, sizes)
        who, single = alternatives.ravel(), size == 1
        np.add.at(self.untied_counts, (rank[single], who[single]), 1)
        if self.tied is None:
            self.tied = np.zeros((2, count, count + 1), dtype=np.int64)
        who, rank, size = who[~single], rank[~single], size[~single]
        part = (1 << 2 * _HALF) // size
        for half, steps in enumerate(self.tied):
            units = part >> _HALF if half == 0 else part & ((1 << _HALF) - 1)
            np.add.at(steps, (who, rank), units)
            np.subtract.at(steps, (who, rank + size), units)


def levels(scores: Floats) -> NDArray[np.int64]:
    """Return whole numbers from 0 in the order of each row's scores, equal for equal scores."""
    order = np.argsort(scores, axis=1, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=1)
    new = np.zeros(scores.shape, dtype=np.int64)
    new[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    found = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(found, order, new.cumsum(axis=1), axis=1)
    return found


def _bits(alternatives: int) -> int:
    return max(1, (alternatives - 1).bit_length())


def _fits(greatest: float, alternatives: int) -> bool:
    """Return whether whole numbers up to ``greatest`` fit beside an alternative's number."""
    return greatest * 2.0 ** _bits(alternatives) < _EXACT


def _whole(scores: Floats) -> Floats:
    """Return whole numbers in the order of the scores, equal for equal scores, fit to be packed."""
    if np.isnan(scores).any():
        raise ValueError("a score is not a number: it has no rank")
    with np.errstate(over="ignore", invalid="ignore"):
        ticks: Floats = np.rint(scores * TICKS)
        greatest = max(-float(ticks.min()), float(ticks.max())) + 1
        if _fits(greatest, scores.shape[1]) and (ticks / TICKS == scores).all():
            return ticks
    # Scores of other decimals or too many alternatives: what counts is their order.
    return levels(scores).astype(np.float64)


def _ordered(
    ticks: Floats, who: Counts, flags: NDArray[np.bool_]
) -> tuple[Counts, NDArray[np.bool_]]:
    """Sort each draw from worst to best; return its levels, and which draws have ties.

    ``who`` receives the alternatives in the same order. All arguments are overwritten.
    """
    alternatives = ticks.shape[1]
    bits = _bits(alternatives)
    ticks *= 2.0 ** bits
    ticks += _MIDDLE + np.arange(alternatives, dtype=np.float64)
    ticks.sort(axis=1)
    keys: Counts = ticks.view(np.int64)
    np.bitwise_and(keys, (1 << bits) - 1, out=who)
    keys >>= bits
    np.equal(keys[:, 1:], keys[:, :-1], out=flags[:, 1:])
    ties: NDArray[np.bool_] = np.logical_or.reduce(flags[:, 1:], axis=1)
    return keys, ties
