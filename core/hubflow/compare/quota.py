"""How often each of very many alternatives is among the best so many, without ranking them.

Who is far from the cut is told from a quick score in single precision, whose error is known to be
small; only those next to the cut are scored exactly. Where the cut lies is first guessed from a
sample, and the guess is held only if it proves to be right; else all are scored exactly. So the
answer is that of exact scores throughout, and memory grows with the alternatives alone.
"""

from __future__ import annotations

import itertools

import attrs
import numpy as np
from numpy.typing import NDArray

from hubflow.compare.counting import count_true
from hubflow.compare.scores import TICKS, Floats, Weighted
from hubflow.compare.threads import in_threads

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


def times_within(values: Floats, weightings: Floats, places: int) -> Counts:
    """In how many draws each alternative is among the best ``places``, whatever ties.

    ``values`` has shape (alternatives, criteria), NaN where a criterion does not apply, and
    ``weightings`` shape (draws, criteria), as for :func:`hubflow.compare.scores.weighted_scores`.
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
    field = _Field.of(values, places)
    total = np.zeros(count, dtype=np.int64)
    step = _DRAWS if count > _FEW else max(1, _CELLS // count)
    blocks = (weightings[at:at + step] for at in range(0, len(weightings), step))
    for within in in_threads(field.within, blocks):
        total += within
    return total


@attrs.frozen(eq=False, repr=False)
class _Field:
    """The alternatives among which so many ``places`` are given.

    ``empty`` are those to which nothing applies; ``single`` and ``inside`` are the values and what
    applies in single precision; ``error`` is how far a quick score can be from the exact one.
    """

    exact: Weighted
    single: Singles
    inside: Singles | None
    empty: NDArray[np.bool_]
    places: int
    error: float

    @classmethod
    def of(cls, values: Floats, places: int) -> _Field:
        exact = Weighted.of(values)
        inside = None if exact.inside is None else exact.inside.astype(np.float32)
        # Weights, values, products, sums and the quotient are each rounded (Higham, Accuracy and
        # Stability of Numerical Algorithms, 2002, chapter 3), twice over.
        error = 4 * (values.shape[1] + 4) * float(np.finfo(np.float32).eps) * exact.greatest
        empty: NDArray[np.bool_] = np.asarray(np.isnan(values).all(axis=1))
        return cls(exact, exact.values.astype(np.float32), inside, empty, places,
                   error + 1 / TICKS)

    def within(self, weightings: Floats) -> Counts:
        """In how many of the draws each alternative is within."""
        if len(self.empty) <= _FEW:
            few: Counts = _best(self._all(weightings), self.places).sum(axis=0, dtype=np.int64)
            return few
        total = np.zeros(len(self.empty), dtype=np.int64)
        weights = (weightings / weightings.sum(axis=1, keepdims=True)).astype(np.float32)
        low, high = self._guess(weights)
        near, above = self._near(weights, low, high, total)
        for draw, (alternatives, quick) in enumerate(near):
            need = self.places - int(above[draw])
            within = self._decided(weightings[draw], alternatives, quick, need,
                                   float(low[draw]), float(high[draw]))
            if within is not None:
                total[within] += 1
            else:
                total += _best(self._all(weightings[draw:draw + 1]), self.places)[0]
                total -= self._quick(weights[draw:draw + 1], slice(None))[0] > high[draw]
        return total

    def _guess(self, weights: Singles) -> tuple[Singles, Singles]:
        """Scores between which the cut of each draw surely lies, if a sample tells."""
        count = len(self.empty)
        chosen = np.sort(np.random.default_rng(0).integers(count, size=_SAMPLE))
        scores = self._quick(weights, chosen)
        scores.sort(axis=1)
        share = self.places / count
        off = _DEVIATIONS * (_SAMPLE * share * (1 - share)) ** 0.5 + 1
        at = _SAMPLE * (1 - share)
        edge = np.float32(2 * self.error)
        first, last = int(at - off), int(at + off) + 1
        low = scores[:, first] - edge if first >= 0 else np.full(len(weights), -np.inf)
        high = scores[:, last] + edge if last < _SAMPLE else np.full(len(weights), np.inf)
        return low.astype(np.float32), high.astype(np.float32)

    def _near(
        self, weights: Singles, low: Singles, high: Singles, total: Counts
    ) -> tuple[list[tuple[NDArray[np.intp], Singles]], Counts]:
        """For each draw who lies between and with which quick score, and how many lie above.

        Those above are added to ``total``.
        """
        found: list[list[tuple[NDArray[np.intp], Singles]]] = [[] for _ in weights]
        above = np.zeros(len(weights), dtype=np.int64)
        lost = np.zeros(len(weights), dtype=bool)
        for at in range(0, len(self.empty), _ROWS):
            scores = self._quick(weights, slice(at, at + _ROWS))
            lost |= np.isnan(scores).any(axis=1)
            over = scores > high[:, None]
            total[at:at + _ROWS] += over.sum(axis=0, dtype=np.uint8)
            above += count_true(over)
            draws, alternatives = np.nonzero((scores >= low[:, None]) ^ over)
            quick = scores[draws, alternatives]
            ends = np.searchsorted(draws, np.arange(len(weights) + 1))
            for draw, (start, end) in enumerate(itertools.pairwise(ends)):
                found[draw].append((alternatives[start:end] + at, quick[start:end]))
        above[lost] = self.places  # nobody is left to be decided on, which cannot be right
        return [(np.concatenate([who for who, _ in parts]), np.concatenate([q for _, q in parts]))
                for parts in found], above

    def _decided(
        self, weights: Floats, alternatives: NDArray[np.intp], quick: Singles, need: int,
        low: float, high: float,
    ) -> NDArray[np.intp] | None:
        """Who of those near the cut of a draw is within; None where the guess was wrong."""
        if not 1 <= need <= len(quick):
            return None
        cut = float(np.partition(quick, len(quick) - need)[len(quick) - need])
        edge = 2 * self.error
        if not low + edge < cut < high - edge:
            return None
        sure = quick > cut + edge
        close = (quick >= cut - edge) & ~sure
        who = alternatives[close]
        scores = self.exact.exactly(np.broadcast_to(weights, (len(who), len(weights))), who)
        closest = _best(np.rint(scores * TICKS)[None], need - int(sure.sum()))[0]
        return np.concatenate([alternatives[sure], who[closest]])

    def _quick(self, weights: Singles, chosen: slice | NDArray[np.intp]) -> Singles:
        """Scores in single precision, (draws, alternatives); not a number where it is not enough.
        """
        scores: Singles = weights @ self.single[:, chosen]
        if self.inside is not None:
            total = weights @ self.inside[:, chosen]
            total[total < _LEAST] = np.nan
            scores /= total
            scores[:, self.empty[chosen]] = -np.inf
        return scores

    def _all(self, weightings: Floats) -> Floats:
        """The exact scores of all, in units of their last decimal."""
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = self.exact.ticks(weightings)
        scores[:, self.empty] = -np.inf
        return scores


def _best(scores: Floats, places: int) -> NDArray[np.bool_]:
    """Who is among the best so many in each draw; those who tie across the cut are not."""
    at = scores.shape[1] - places
    cut = np.partition(scores, at, axis=1)[:, at, None]
    within: NDArray[np.bool_] = scores >= cut
    tie = within.sum(axis=1) > places
    within[tie] = scores[tie] > cut[tie]
    return within
