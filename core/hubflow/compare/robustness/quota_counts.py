"""Count how often each of very many alternatives is among the best ones, without ranking them.

Who is far from the cut is told from a quick score in single precision, whose error is known to be
small; only those next to the cut are scored exactly. Where the cut lies is first guessed from a
sample, and the guess is held only if it proves to be right; else all are scored exactly. So the
answer is that of exact scores throughout, and memory grows with the alternatives alone.
"""

from __future__ import annotations

import itertools
from functools import cached_property

import attrs
import numpy as np
from numpy.typing import NDArray

from hubflow.compare.robustness.flag_counts import count_true
from hubflow.compare.robustness.thread_blocks import in_threads
from hubflow.compare.robustness.weighted_scores import TICKS, Floats, Weighted

Counts = NDArray[np.int64]
Singles = NDArray[np.float32]

_FEW = 20_000
"""So few alternatives are scored exactly at once."""

_SAMPLE = 50_000
_DEVIATIONS = 6.0
"""By how many standard deviations of the sample's quantile the guess is widened on each side."""

_LEAST = 1e-30
"""A sum of weights, of 1 in all, that single precision still holds as exactly as any other."""

_DRAWS = 64
_CELLS = 1 << 18
"""How many draws are worked on at a time, or of few alternatives how many scores."""

_ROWS = 1 << 13
"""How many alternatives are scored at a time."""


def times_selected(values: Floats, weightings: Floats, places: int) -> Counts:
    """Return in how many draws each alternative is among the best ``places``; ties are outside.

    ``values`` has shape (alternatives, criteria), NaN where a criterion does not apply, and
    ``weightings`` shape (draws, criteria), as for
    :func:`hubflow.compare.robustness.weighted_scores.weighted_scores`.
    Returns shape (alternatives,). An alternative is within where no more than ``places``, itself
    counted, score as high as it does: those who tie across the cut are all outside. An
    alternative without a criterion that applies is behind all others.
    """
    values, weightings = np.asarray(values, np.float64), np.asarray(weightings, np.float64)
    count = len(values)
    if places >= count:
        return np.full(count, len(weightings), dtype=np.int64)
    if places < 1:
        return np.zeros(count, dtype=np.int64)
    field = _Alternatives.of(values, places)
    total = np.zeros(count, dtype=np.int64)
    step = _DRAWS if count > _FEW else max(1, _CELLS // count)
    # Blocks of the same size, or one processor would have to wait for the other.
    blocks = np.array_split(weightings, max(1, -(-len(weightings) // step)))
    for selected in in_threads(field.selected, blocks):
        total += selected
    return total


@attrs.frozen(eq=False, repr=False)
class _SinglePrecision:
    """Some of the alternatives, in single precision.

    ``values``, and 1 or 0 for what applies, have shape (criteria, alternatives); ``inside`` is
    None where all does.
    """

    values: Singles
    inside: Singles | None

    @classmethod
    def of(cls, values: Floats) -> _SinglePrecision:
        """Return them from (alternatives, criteria) values, NaN where one does not apply."""
        single = np.array(values.T, dtype=np.float32, order="C")
        lacks = np.isnan(single)
        if not lacks.any():
            return cls(single, None)
        single[lacks] = 0
        return cls(single, (~lacks).astype(np.float32))

    def approximate(self, weights: Singles) -> Singles:
        """Return scores of shape (draws, alternatives) in single precision.

        A score is NaN if single precision is not enough, and minus infinity for an alternative
        without a criterion that applies.
        """
        scores: Singles = weights @ self.values
        if self.inside is not None:
            total = weights @ self.inside
            total[total < _LEAST] = np.nan
            scores /= total
            scores[:, ~self.inside.any(axis=0)] = -np.inf
        return scores


@attrs.frozen(eq=False, repr=False)
class _Alternatives:
    """All alternatives that compete for a number of ``places``.

    ``sample`` are those that a cut is guessed from; ``error`` is how far a quick score can be from
    the exact one.
    """

    values: Floats
    sample: _SinglePrecision
    places: int
    error: float

    @classmethod
    def of(cls, values: Floats, places: int) -> _Alternatives:
        count, criteria = values.shape
        greatest = max(0.0, -float(np.fmin.reduce(values, axis=None)),
                       float(np.fmax.reduce(values, axis=None)))
        # Weights, values, products, sums and the quotient are each rounded (Higham, Accuracy and
        # Stability of Numerical Algorithms, 2002, chapter 3), twice over.
        error = 4 * (criteria + 4) * float(np.finfo(np.float32).eps) * greatest
        chosen = np.sort(np.random.default_rng(0).integers(count, size=_SAMPLE))
        return cls(values, _SinglePrecision.of(values[chosen]), places, error + 1 / TICKS)

    @cached_property
    def empty(self) -> NDArray[np.bool_]:
        """Which alternatives have no criterion that applies."""
        nothing: NDArray[np.bool_] = np.asarray(np.isnan(self.values).all(axis=1))
        return nothing

    @cached_property
    def exact(self) -> Weighted:
        """All alternatives, to be scored exactly."""
        return Weighted.of(self.values)

    def selected(self, weightings: Floats) -> Counts:
        """Return in how many of the draws each alternative is among the best."""
        count = len(self.values)
        if count <= _FEW:
            among = _is_among_best(self._exact_ticks(weightings), self.places)
            return np.asarray(among.sum(axis=0, dtype=np.int64))
        total = np.zeros(count, dtype=np.int64)
        weights = (weightings / weightings.sum(axis=1, keepdims=True)).astype(np.float32)
        low, high = self._guess(weights)
        near, above = self._around_cut(weights, low, high, total)
        failed = []
        for draw, (alternatives, approximate) in enumerate(near):
            need = self.places - int(above[draw])
            selected = self._selected_near_cut(weightings[draw], alternatives, approximate, need,
                                   float(low[draw]), float(high[draw]))
            if selected is not None:
                total[selected] += 1
            else:
                ticks = self._exact_ticks(weightings[draw:draw + 1])
                total += _is_among_best(ticks, self.places)[0]
                failed.append(draw)
        if failed:
            total -= self._times_above(weights, high, failed)
        return total

    def _guess(self, weights: Singles) -> tuple[Singles, Singles]:
        """Return scores between which the cut of each draw probably lies, as a sample tells."""
        count = len(self.values)
        scores = self.sample.approximate(weights)
        scores.sort(axis=1)
        share = self.places / count
        off = _DEVIATIONS * (_SAMPLE * share * (1 - share)) ** 0.5 + 1
        at = _SAMPLE * (1 - share)
        edge = np.float32(2 * self.error)
        first, last = int(at - off), int(at + off) + 1
        low = scores[:, first] - edge if first >= 0 else np.full(len(weights), -np.inf)
        high = scores[:, last] + edge if last < _SAMPLE else np.full(len(weights), np.inf)
        return low.astype(np.float32), high.astype(np.float32)

    def _around_cut(
        self, weights: Singles, low: Singles, high: Singles, total: Counts
    ) -> tuple[list[tuple[NDArray[np.intp], Singles]], Counts]:
        """Return for each draw the alternatives near the cut, and how many lie above.

        Those above are added to ``total``.
        """
        found: list[list[tuple[NDArray[np.intp], Singles]]] = [[] for _ in weights]
        above = np.zeros(len(weights), dtype=np.int64)
        lost = np.zeros(len(weights), dtype=bool)
        for at in range(0, len(self.values), _ROWS):
            rows = slice(at, at + _ROWS)
            scores = _SinglePrecision.of(self.values[rows]).approximate(weights)
            lost |= np.isnan(scores).any(axis=1)
            over = scores > high[:, None]
            total[rows] += over.sum(axis=0, dtype=np.uint8)
            above += count_true(over)
            between = np.greater_equal(scores, low[:, None])
            between ^= over
            cells = np.flatnonzero(between)
            approximate = scores.ravel()[cells]
            width = scores.shape[1]
            ends = np.searchsorted(cells, np.arange(len(weights) + 1) * width)
            for draw, (start, end) in enumerate(itertools.pairwise(ends)):
                found[draw].append((cells[start:end] + (at - draw * width), approximate[start:end]))
        above[lost] = self.places  # nobody is left to be decided on, which cannot be right
        return [(np.concatenate([who for who, _ in parts]), np.concatenate([q for _, q in parts]))
                for parts in found], above

    def _times_above(self, weights: Singles, high: Singles, draws: list[int]) -> Counts:
        """Return in how many of these draws each alternative was counted as lying above the cut.

        All draws are scored, for the last bits of a product depend on how many there are.
        """
        counts = np.zeros(len(self.values), dtype=np.int64)
        for at in range(0, len(self.values), _ROWS):
            scores = _SinglePrecision.of(self.values[at:at + _ROWS]).approximate(weights)
            counts[at:at + _ROWS] = (scores > high[:, None])[draws].sum(axis=0)
        return counts

    def _selected_near_cut(
        self, weights: Floats, alternatives: NDArray[np.intp], approximate: Singles, need: int,
        low: float, high: float,
    ) -> NDArray[np.intp] | None:
        """Return which alternatives near the cut are within; None if the guess was wrong."""
        if not 1 <= need <= len(approximate):
            return None
        cut = float(np.partition(approximate, len(approximate) - need)[len(approximate) - need])
        edge = 2 * self.error
        if not low + edge < cut < high - edge:
            return None
        sure = approximate > cut + edge
        close = (approximate >= cut - edge) & ~sure
        who = alternatives[close]
        scores = Weighted.of(self.values[who]).exact_scores(
            np.broadcast_to(weights, (len(who), len(weights))), np.arange(len(who)))
        closest = _is_among_best(np.rint(scores * TICKS)[None], need - int(sure.sum()))[0]
        return np.concatenate([alternatives[sure], who[closest]])

    def _exact_ticks(self, weightings: Floats) -> Floats:
        """Return the exact scores of all alternatives, in units of their last decimal."""
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = self.exact.ticks(weightings)
        scores[:, self.empty] = -np.inf
        return scores


def _is_among_best(scores: Floats, places: int) -> NDArray[np.bool_]:
    """Return which alternatives are among the best of each draw; ties across the cut are not."""
    at = scores.shape[1] - places
    cut = np.partition(scores, at, axis=1)[:, at, None]
    selected: NDArray[np.bool_] = scores >= cut
    tie = selected.sum(axis=1) > places
    selected[tie] = scores[tie] > cut[tie]
    return selected
