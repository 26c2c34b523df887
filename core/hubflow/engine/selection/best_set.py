"""Find the ventures whose scores add up to most, of all sets that the money pays for.

If scores, costs or who competes are open, a venture is in the set for certain where one set with it
is allowed in every case and beats every set without it: those in that set count at their least
scores and greatest costs, all others at their greatest scores and least costs. In the same way a
venture is certainly outside. Where one set does not prove it for a whole range of costs, the range
is divided, and each part is proved by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec

import attrs

from hubflow.engine.selection.bids import (
    NONE,
    Bid,
    CostEnds,
    Grant,
    Shared,
    all_open,
    settled,
)
from hubflow.engine.selection.set_solver import SetSolver, Unproved, total

LIBRARY = "scipy"
"""The library with the solver; the extra `envelope` brings it."""

_POINTS: tuple[Callable[[tuple[int, int]], int], ...] = (min, max, lambda ends: sum(ends) // 2)
"""Where on their intervals scores are taken for the sets that may prove something."""

_PARTS = 24
"""Into so many parts the costs of a call are divided for all its proofs together."""


def solver_is_installed() -> bool:
    """Return whether the library with the solver is there."""
    return find_spec(LIBRARY) is not None


def best_set(bids: Sequence[Bid], budget: int | None) -> Shared:
    """Return who is in the set with the greatest total score that the money pays for.

    Of equal sets, that with the better-ranked ventures is taken; ventures of one rank of which
    some are in it and others are not are undecided.
    """
    if not bids or budget is None or any(bid.linked is None for bid in bids):
        return all_open(bids, budget)
    try:
        shares = (_settled if settled(bids) else _unsettled)(tuple(bids), budget)
    except Unproved:
        return all_open(bids, budget)
    return _shared(bids, budget, shares)


def _shared(
    bids: Sequence[Bid], budget: int, shares: Sequence[tuple[bool, bool]]
) -> Shared:
    grants, surely, most_spent = {}, 0, 0
    for bid, (certain, possible) in zip(bids, shares, strict=True):
        least, most = bid.ends
        most = budget if most is None else min(most, budget)
        grants[bid.row] = Grant(certain, possible, least * certain, most * possible)
        surely += least * (certain and bid.certain)
        most_spent += most * possible
    return Shared(grants, (max(0, budget - most_spent), budget - surely))


def _settled(bids: tuple[Bid, ...], budget: int) -> list[tuple[bool, bool]]:
    """Return for each bid whether it is in the best set, for certain and possibly."""
    worth, solver = [bid.worth[0] for bid in bids], SetSolver(bids, budget, surely=True)
    best = total(worth, solver.best(worth, {}) or ())

    def as_good(fixed: Mapping[int, int]) -> bool:
        found = solver.best(worth, fixed)
        return found is not None and total(worth, found) == best

    fixed: dict[int, int] = {}
    shares: dict[int, tuple[bool, bool]] = {}
    for rank in sorted({bid.low for bid in bids}, reverse=True):
        level = [at for at, bid in enumerate(bids) if bid.low == rank]
        able = [at for at in level if as_good({**fixed, at: 1})]
        together = as_good({**fixed, **dict.fromkeys(able, 1)})
        decided = together and all(each == (True, True) or not each[1] for each in shares.values())
        sure = able if decided else [at for at in able if not as_good({**fixed, at: 0})]
        fixed |= dict.fromkeys(sure, 1) | {at: 0 for at in level if at not in able}
        shares |= {at: (at in sure, at in able) for at in level}
    return [shares[at] for at in range(len(bids))]


def _unsettled(bids: tuple[Bid, ...], budget: int) -> list[tuple[bool, bool]]:
    """Return for each bid what is proved of it, whatever comes of what is open."""
    case, count = _Case(bids, budget), itertools.count()
    verdicts = [case.verdict(at, count) for at in range(len(bids))]
    return [(verdict is True, verdict is not False) for verdict in verdicts]


@attrs.frozen(eq=False, repr=False)
class _Witness:
    """A set that is allowed in every case, with the worth that counts against it, and the best set
    that may be allowed by that worth.
    """

    chosen: tuple[int, ...]
    weights: tuple[int, ...]
    rival: tuple[int, ...]

    def may_prove(self, at: int) -> bool:
        """Return whether it may prove something of a bid: no rival that is as good decides else."""
        return ((at in self.chosen) == (at in self.rival)
                or total(self.weights, self.rival) < total(self.weights, self.chosen))


@attrs.define(eq=False, repr=False)
class _Case:
    """The bids of a call whose costs lie between their ends.

    What is worked out for one bid is kept for the others: ``sets`` by who may be away, the cases at
    the two ``corners`` of the costs, and the ``parts`` into which costs are divided.
    """

    bids: tuple[Bid, ...]
    budget: int
    sets: dict[frozenset[int], tuple[_Witness, ...]] = attrs.field(factory=dict, init=False)
    corners: list[_Case] = attrs.field(factory=list, init=False)
    parts: list[_Case] | None = attrs.field(default=None, init=False)

    def verdict(self, at: int, count: Iterator[int]) -> bool | None:
        """Return whether a bid is proved to be in the best set, or outside; None if neither.

        ``count`` counts the parts into which costs are divided.
        """
        if (found := self.proof(at)) is not None or all(bid.cost is not None for bid in self.bids):
            return found
        if not self.corners:
            self.corners = [_Case(self._costing(end), self.budget) for end in (0, 1)]
        ends = {case.proof(at) for case in self.corners}
        if len(ends) > 1 or None in ends:
            return None
        if self.parts is None:
            self.parts = list(self._divided())
        for part in self.parts:
            if next(count) >= _PARTS or part.verdict(at, count) not in ends:
                return None
        return ends.pop() if self.parts else None

    def proof(self, at: int) -> bool | None:
        """Return what one set proves of a bid: that it is in the best one (True), or outside."""
        rival_of = SetSolver(self.bids, self.budget, surely=False)
        for each in self._witnesses(at):
            if not each.may_prove(at):
                continue
            inside = at in each.chosen
            rival = rival_of.best(each.weights, {at: 0 if inside else 1})
            if rival is None or total(each.weights, rival) < total(each.weights, each.chosen):
                return inside
        return None

    def _witnesses(self, at: int) -> Sequence[_Witness]:
        """Return sets that are allowed in every case in which a bid competes."""
        doubtful = {bid.linked for number, bid in enumerate(self.bids)
                    if number != at and not bid.certain and bid.linked != NONE}
        away = frozenset(number for number, bid in enumerate(self.bids)
                         if bid.linked in doubtful or (number != at and not bid.certain))
        if away not in self.sets:
            solver = SetSolver(self.bids, self.budget, surely=True)
            points = dict.fromkeys(tuple(end(bid.worth) for bid in self.bids) for end in _POINTS)
            self.sets[away] = tuple(self._witness(chosen) for chosen in dict.fromkeys(
                solver.best(point, dict.fromkeys(away, 0)) or () for point in points))
        return self.sets[away]

    def _witness(self, chosen: tuple[int, ...]) -> _Witness:
        weights = tuple(each.worth[0 if number in chosen else 1]
                        for number, each in enumerate(self.bids))
        solver = SetSolver(self.bids, self.budget, surely=False)
        return _Witness(chosen, weights, solver.best(weights, {}) or ())

    def _costing(self, end: int) -> tuple[Bid, ...]:
        """Return the bids at one end of their costs."""
        costs = [self._ends(bid)[end] for bid in self.bids]
        return tuple(attrs.evolve(bid, cost=cost)
                     for bid, cost in zip(self.bids, costs, strict=True))

    def _ends(self, bid: Bid) -> CostEnds:
        """Return the ends of a cost; it makes no difference by how much it is too high."""
        least, most = bid.ends
        return least, self.budget + 1 if most is None else max(least, min(most, self.budget + 1))

    def _divided(self) -> Iterator[_Case]:
        """Yield the case in two parts, where a set that may be the best becomes too costly."""
        weights = [max(bid.worth) for bid in self.bids]
        rival = SetSolver(self.bids, self.budget, surely=False).best(weights, {}) or ()
        ends = [self._ends(bid) for bid in self.bids]
        width = [0 if most is None else most - least for least, most in ends]
        if not any(width):
            return
        widest = max(range(len(ends)), key=lambda each: (each in rival, width[each], -each)
                     if width[each] else (False, 0, -each))
        least, most = ends[widest]
        most = most or 0
        others = sum(ends[each][1] or 0 for each in rival if each != widest)
        cut = self.budget - others if widest in rival else 0
        if not least <= cut < most:
            cut = (least + most) // 2
        for costs in ((least, cut), (cut + 1, most)):
            changed = attrs.evolve(self.bids[widest], cost=None, costs=costs)
            yield _Case((*self.bids[:widest], changed, *self.bids[widest + 1:]), self.budget)
