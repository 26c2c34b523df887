"""Find the set of bids that are worth most, of all sets that the money pays for.

HiGHS finds it through SciPy, imported only here. What it finds is checked in whole cents and
millionths of a point, and counts only if its bound proves that no other set is better.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from math import gcd, inf

import attrs

from hubflow.engine.selection.bids import NONE, Bid

_CUTS = 20
"""So many sets that turn out too costly by a cent are excluded before the search is given up."""

_INFEASIBLE = 2
"""The status of SciPy's solver where nothing satisfies the constraints."""

_KEPT = 4096
"""So many searches are kept: each answer about a call asks for the same sets once more."""

_Row = tuple[tuple[float, ...], float, float]
"""The coefficients of a constraint, and the ends between which their sum must lie."""


class Unproved(Exception):
    """Raised where the solver cannot prove that a set is the best."""


@functools.lru_cache(_KEPT)
def _most(
    values: tuple[float, ...], bounds: tuple[tuple[int, int], ...], rows: tuple[_Row, ...]
) -> tuple[tuple[int, ...], float] | None:
    """Return the set of the greatest value, and the bound that no other is above.

    None if no set is within ``bounds`` and satisfies ``rows``. Raises :class:`Unproved` if none is
    found although there may be one.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    result = milp(
        [-each for each in values], integrality=np.ones(len(values)),
        bounds=Bounds(*np.transpose(bounds)), options={"mip_rel_gap": 0.0},
        constraints=LinearConstraint(*map(np.array, zip(*rows, strict=True))))
    if result.status == _INFEASIBLE:
        return None
    if result.x is None:
        raise Unproved
    return tuple(int(at) for at in np.flatnonzero(result.x > 1 / 2)), -result.mip_dual_bound


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
        costs, count = self._costs(), len(self.bids)
        if sum(costs[at] for at, value in fixed.items() if value) > self.budget:
            return None
        dear = (at for at in range(count) if costs[at] > self.budget)
        fixed = {**dict.fromkeys(dear, 0), **fixed}
        step = gcd(*worth) or 1
        values = tuple(each / step for each in worth)
        bounds = tuple((fixed.get(at, 0), fixed.get(at, 1)) for at in range(count))
        rows = [self._budget_row(costs), *self._ties()]
        for _ in range(_CUTS):
            found = _most(values, bounds, tuple(rows))
            if found is None:
                return None
            chosen, bound = found
            if sum(costs[at] for at in chosen) <= self.budget:
                if bound * step < total(worth, chosen) + step / 2:
                    return chosen
                break
            rows.append((tuple(1.0 if at in chosen else 0.0 for at in range(count)),
                         -inf, len(chosen) - 1))
        raise Unproved

    def _costs(self) -> list[int]:
        """Return what each bid costs: at most where a set is to be allowed surely, else at least.
        """
        if not self.surely:
            return [bid.ends[0] for bid in self.bids]
        return [self.budget + 1 if (most := bid.ends[1]) is None else most for bid in self.bids]

    def _budget_row(self, costs: Sequence[int]) -> _Row:
        """Return that a set costs no more than there is."""
        within = [cost if cost <= self.budget else 0 for cost in costs]
        step = gcd(*within) or 1
        return tuple(cost / step for cost in within), 0, self.budget // step

    def _ties(self) -> Iterator[_Row]:
        """Yield which bids exclude each other, and which are in a set together or not at all."""
        known = {each for bid in self.bids for each in bid.exclusive if each is not None}
        for value in sorted(known):
            yield tuple(float(value in bid.exclusive) for bid in self.bids), 0, 1
        open_ = [at for at, bid in enumerate(self.bids) if None in bid.exclusive]
        for at in open_ if self.surely else ():
            # it may exclude any other; the greatest coefficient lets all others be in without it
            others = [float(bool(bid.exclusive)) for bid in self.bids]
            others[at] = sum(others)
            yield tuple(others), 0, others[at]
        first: dict[str, int] = {}
        for at, bid in enumerate(self.bids):
            if bid.linked is not None and bid.linked != NONE:
                other = first.setdefault(bid.linked, at)
                if other != at:
                    yield tuple(float(n == at) - float(n == other)
                                for n in range(len(self.bids))), 0, 0


def total(worth: Sequence[int], chosen: Sequence[int]) -> int:
    """Return what a set is worth."""
    return sum(worth[at] for at in chosen)
