"""Find the set of bids that are worth most, of all sets that the money pays for.

HiGHS finds it through SciPy, imported only here. What it finds is checked in whole cents and
millionths of a point, and counts only if its bound proves that no other set is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import gcd

import attrs

from hubflow.engine.selection.bids import NONE, Bid

_CUTS = 20
"""So many sets that turn out too costly by a cent are excluded before the search is given up."""

_INFEASIBLE = 2
"""The status of SciPy's solver where nothing satisfies the constraints."""


class Unproved(Exception):
    """Raised where the solver cannot prove that a set is the best."""


@attrs.frozen(eq=False, repr=False)
class SetSolver:
    """The bids of a call, of which some are open, and its money.

    A set is a tuple of their numbers. It is allowed ``surely`` if it is whatever the bids cost and
    whoever excludes whom; the other sets are those that may be allowed.
    """

    bids: tuple[Bid, ...]
    budget: int
    surely: bool

    def best(self, worth: Sequence[int], fixed: Mapping[int, int]) -> tuple[int, ...] | None:
        """Return the best set, None if there is none.

        ``fixed`` puts bids in (1) or leaves them out (0). Raises :class:`Unproved`.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        costs, count = self._costs(), len(self.bids)
        if sum(costs[at] for at, value in fixed.items() if value) > self.budget:
            return None
        dear = (at for at in range(count) if costs[at] > self.budget)
        fixed = {**dict.fromkeys(dear, 0), **fixed}
        step = gcd(*worth) or 1
        bounds = Bounds([fixed.get(at, 0) for at in range(count)],
                        [fixed.get(at, 1) for at in range(count)])
        rows = [self._budget_row(costs), *self._ties()]
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
            if sum(costs[at] for at in chosen) <= self.budget:
                if -result.mip_dual_bound * step < total(worth, chosen) + step / 2:
                    return chosen
                break
            rows.append(([1.0 if at in chosen else 0.0 for at in range(count)],
                         -np.inf, len(chosen) - 1))
        raise Unproved

    def _costs(self) -> list[int]:
        """Return what each bid costs: at most where a set is to be allowed surely, else at least.
        """
        if not self.surely:
            return [bid.ends[0] for bid in self.bids]
        return [self.budget + 1 if (most := bid.ends[1]) is None else most for bid in self.bids]

    def _budget_row(self, costs: Sequence[int]) -> tuple[list[float], float, float]:
        """Return that a set costs no more than there is: coefficients and the ends of their sum."""
        within = [cost if cost <= self.budget else 0 for cost in costs]
        step = gcd(*within) or 1
        return [cost / step for cost in within], 0, self.budget // step

    def _ties(self) -> Iterator[tuple[list[float], float, float]]:
        """Yield which bids exclude each other, and which are in a set together or not at all."""
        known = {each for bid in self.bids for each in bid.exclusive if each is not None}
        for value in sorted(known):
            yield [float(value in bid.exclusive) for bid in self.bids], 0, 1
        open_ = [at for at, bid in enumerate(self.bids) if None in bid.exclusive]
        for at in open_ if self.surely else ():
            # it may exclude any other; the greatest coefficient lets all others be in without it
            others = [float(bool(bid.exclusive)) for bid in self.bids]
            others[at] = sum(others)
            yield others, 0, others[at]
        first: dict[str, int] = {}
        for at, bid in enumerate(self.bids):
            if bid.linked is not None and bid.linked != NONE:
                other = first.setdefault(bid.linked, at)
                if other != at:
                    yield [float(n == at) - float(n == other) for n in range(len(self.bids))], 0, 0


def total(worth: Sequence[int], chosen: Sequence[int]) -> int:
    """Return what a set is worth."""
    return sum(worth[at] for at in chosen)
