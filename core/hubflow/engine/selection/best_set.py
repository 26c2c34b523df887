"""Find the ventures whose scores add up to most, of all sets that the money pays for.

The set is found by HiGHS through SciPy, imported only here. What it finds is checked in whole cents
and millionths of a point, and counts only if its bound proves that no other set is better.

If scores are open, a venture is in the set for certain where no set without it could be as good as
some one set, whatever the scores come to: those in that set count at their least, all others at
their most. In the same way a venture is certainly outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from math import gcd

import attrs

from hubflow.engine.selection.bids import NONE, Bid, Grant, Shared, all_open, settled

LIBRARY = "scipy"
"""The library with the solver; the extra `envelope` brings it."""

_CUTS = 20
"""So many sets that turn out too costly by a cent are excluded before the search is given up."""


_POINTS = (min, max, sum)
"""Where on their intervals scores are taken for the sets that may prove something."""

_INFEASIBLE = 2
"""The status of SciPy's solver where nothing satisfies the constraints."""


class Unproved(Exception):
    """Raised where the solver cannot prove that a set is the best."""


def solver_is_installed() -> bool:
    """Return whether the library with the solver is there."""
    return find_spec(LIBRARY) is not None


def best_set(bids: Sequence[Bid], budget: int | None) -> Shared:
    """Return who is in the set with the greatest total score that the money pays for.

    Of equal sets, that with the better-ranked ventures is taken; ventures of one rank of which
    some are in it and others are not are undecided.
    """
    linked = any(bid.linked != NONE for bid in bids)
    known = all(bid.cost is not None and None not in bid.exclusive for bid in bids)
    if not bids or budget is None or not known or (linked and not settled(bids)):
        return all_open(bids, budget)
    problem = _Problem(tuple(bids), budget)
    try:
        shares = problem.settled() if settled(bids) else problem.unsettled()
    except Unproved:
        return all_open(bids, budget)
    return _shared(bids, budget, shares)


def _shared(
    bids: Sequence[Bid], budget: int, shares: Mapping[int, tuple[bool, bool]]
) -> Shared:
    grants = {bid.row: Grant(certain, possible, (bid.cost or 0) * certain,
                             (bid.cost or 0) * possible)
              for bid in bids for certain, possible in [shares[bid.row]]}
    surely = sum(bid.cost or 0 for bid in bids if shares[bid.row][0] and bid.certain)
    most = sum(bid.cost or 0 for bid in bids if shares[bid.row][1])
    return Shared(grants, (max(0, budget - most), budget - surely))


@attrs.frozen(eq=False, repr=False)
class _Problem:
    """The bids of a call and its money; a set is a tuple of their numbers."""

    bids: tuple[Bid, ...]
    budget: int

    def settled(self) -> dict[int, tuple[bool, bool]]:
        """Return for each row whether it is in the best set, for certain and possibly."""
        worth = [bid.worth[0] for bid in self.bids]
        fixed: dict[int, int] = {}
        shares: dict[int, tuple[bool, bool]] = {}
        best = _total(worth, self.solve(worth, fixed) or ())
        for rank in sorted({bid.low for bid in self.bids}, reverse=True):
            level = [at for at, bid in enumerate(self.bids) if bid.low == rank]
            able = [at for at in level if self._as_good(worth, {**fixed, at: 1}, best)]
            together = self._as_good(worth, {**fixed, **dict.fromkeys(able, 1)}, best)
            decided = together and all(each == (True, True) or not each[1]
                                       for each in shares.values())
            sure = able if decided else [
                at for at in able if not self._as_good(worth, {**fixed, at: 0}, best)]
            fixed |= dict.fromkeys(sure, 1) | {at: 0 for at in level if at not in able}
            shares |= {at: (at in sure, at in able) for at in level}
        return {bid.row: shares[at] for at, bid in enumerate(self.bids)}

    def unsettled(self) -> dict[int, tuple[bool, bool]]:
        """Return for each row what is proved of it, whatever the open scores come to."""
        absent = {at for at, bid in enumerate(self.bids) if not bid.certain}
        shares = {}
        for at, bid in enumerate(self.bids):
            there = dict.fromkeys(absent - {at}, 0)
            proofs = {self._proof(at, self.solve([end(each.worth) for each in self.bids], there)
                                  or ()) for end in _POINTS}
            shares[bid.row] = (True in proofs, False not in proofs)
        return shares

    def _proof(self, at: int, chosen: tuple[int, ...]) -> bool | None:
        """Return whether a set proves that a bid is in the best one, or outside; None if neither.
        """
        weights = [each.worth[0] if number in chosen else each.worth[1]
                   for number, each in enumerate(self.bids)]
        inside = at in chosen
        rival = self.solve(weights, {at: 0 if inside else 1})
        proved = rival is None or _total(weights, rival) < _total(weights, chosen)
        return inside if proved else None

    def _as_good(self, worth: Sequence[int], fixed: Mapping[int, int], best: int) -> bool:
        """Return whether a set under what is fixed is as good as the best."""
        found = self.solve(worth, fixed)
        return found is not None and _total(worth, found) == best

    def solve(self, worth: Sequence[int], fixed: Mapping[int, int]) -> tuple[int, ...] | None:
        """Return the best set, None if there is none.

        ``fixed`` puts bids in (1) or leaves them out (0). Raises :class:`Unproved`.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.bids)
        if sum(self.bids[at].cost or 0 for at, value in fixed.items() if value) > self.budget:
            return None
        step = gcd(*worth) or 1
        bounds = Bounds([fixed.get(at, 0) for at in range(count)],
                        [fixed.get(at, 1) for at in range(count)])
        rows = [*self._rows()]
        for _ in range(_CUTS):
            result = milp([-each / step for each in worth], integrality=np.ones(count),
                          bounds=bounds, options={"mip_rel_gap": 0.0}, constraints=[
                              LinearConstraint(np.array(row), low, high)
                              for row, low, high in rows])
            if result.status == _INFEASIBLE:
                return None
            if result.x is None:
                break
            chosen = tuple(int(at) for at in np.flatnonzero(result.x > 1 / 2))
            if sum(self.bids[at].cost or 0 for at in chosen) <= self.budget:
                if -result.mip_dual_bound * step < _total(worth, chosen) + step / 2:
                    return chosen
                break
            rows.append(([1.0 if at in chosen else 0.0 for at in range(count)],
                         -np.inf, len(chosen) - 1))
        raise Unproved

    def _rows(self) -> Iterator[tuple[list[float], float, float]]:
        """Yield what a set must satisfy: coefficients with the least and greatest sum."""
        step = gcd(*(bid.cost or 0 for bid in self.bids)) or 1
        yield [(bid.cost or 0) / step for bid in self.bids], 0, self.budget // step
        for value in {each for bid in self.bids for each in bid.exclusive}:
            yield [float(value in bid.exclusive) for bid in self.bids], 0, 1
        first: dict[str, int] = {}
        for at, bid in enumerate(self.bids):
            if bid.linked is not None and bid.linked != NONE:
                other = first.setdefault(bid.linked, at)
                if other != at:
                    yield [float(n == at) - float(n == other) for n in range(len(self.bids))], 0, 0


def _total(worth: Sequence[int], chosen: Sequence[int]) -> int:
    return sum(worth[at] for at in chosen)
