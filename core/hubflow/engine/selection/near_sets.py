"""Find the sets near the best one: what it costs to put one venture in, or to leave it out."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from hubflow.engine.selection.bids import Bid
from hubflow.engine.selection.set_solver import SetSolver, total


@attrs.frozen
class NearSet:
    """A set of ventures that the money pays for, by their rows, and its total score in millionths.

    ``forced`` is the venture whose place the set turns on: it is the best of all sets in which that
    venture is in, or out. None for the best of all.
    """

    rows: frozenset[int]
    total: int
    forced: int | None = None


def near_sets(bids: Sequence[Bid], budget: int, tries: int) -> list[NearSet]:
    """Return the best set, then others in order of what they lose, each once.

    For each of at most ``tries`` ventures, those next to the cut first, the best set is searched
    with the venture put in or left out. Scores count at their least; who has no known cost is left
    out. Raises :class:`Unproved`.
    """
    known = tuple(bid for bid in bids if bid.cost is not None)
    solver = SetSolver(known, budget, surely=True)
    worth = [bid.worth[0] for bid in known]
    best = solver.best(worth, {}) or ()
    found = {frozenset(best): NearSet(_rows_of(known, best), total(worth, best))}
    for at in sorted(range(len(known)), key=lambda at: _distance(known, at, best))[:tries]:
        other = solver.best(worth, {at: 0 if at in best else 1})
        if other is not None:
            found.setdefault(frozenset(other), NearSet(
                _rows_of(known, other), total(worth, other), known[at].row))
    first, *others = found.values()
    return [first, *sorted(others, key=lambda one: -one.total)]


def _rows_of(bids: Sequence[Bid], chosen: Sequence[int]) -> frozenset[int]:
    return frozenset(bids[at].row for at in chosen)


def _distance(bids: Sequence[Bid], at: int, best: Sequence[int]) -> float:
    """Return how far a bid is from the cut: the score for its money, against the least inside."""
    def rate(bid: Bid) -> float:
        return bid.worth[0] / max(bid.cost or 0, 1)

    edge = min((rate(bids[each]) for each in best), default=0.0)
    return abs(rate(bids[at]) - edge)
