"""Divide the money of a call equally; nobody gets more than it asks for."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from hubflow.engine.selection.bids import NONE, Bid, Grant, Shared, all_open, settled
from hubflow.engine.selection.turns import share_of


@attrs.frozen(eq=False, repr=False)
class EqualShares:
    """The rule by which all get the same, up to what they ask for.

    Where somebody's share would be below ``least_share`` of what it asks for, the last in rank gets
    nothing, and the rest is divided again. Cents that cannot be divided are left.
    """

    least_share: float | None = None

    def share(self, bids: Sequence[Bid], budget: int | None) -> Shared:
        """Return how the money of a call is given out."""
        if budget is None or any(bid.exclusive or bid.linked != NONE for bid in bids):
            return all_open(bids, budget)
        certain = [bid for bid in bids if bid.certain]
        low = _level([bid.cost for bid in bids], budget)
        if self._enough(bids, low):
            grants = {bid.row: self._between(bid, certain, low, budget) for bid in bids}
            asked = sum(grant.least for bid, grant in zip(bids, grants.values(), strict=True)
                        if bid.certain)
            most = [grant.most for grant in grants.values()]
            spent = budget if None in most else min(budget, sum(filter(None, most)))
            return Shared(grants, (budget - spent, budget - asked))
        return self._dropping(bids, budget) if settled(bids) else all_open(bids, budget)

    def _enough(self, bids: Sequence[Bid], level: int) -> bool:
        """Return whether nobody's share is too small."""
        return level > 0 and (self.least_share is None or all(
            bid.cost is not None and min(bid.cost, level) >= share_of(bid.cost, self.least_share)
            for bid in bids))

    def _between(self, bid: Bid, certain: Sequence[Bid], low: int, budget: int) -> Grant:
        """Return the share of one who competes: least among all, most among those who surely do."""
        others = [each.cost if each.cost is not None else 0 for each in certain
                  if each.row != bid.row]
        high = _level([bid.cost, *others], budget)
        least = 0 if bid.cost is None else min(bid.cost, low)
        return Grant(True, True, least, high if bid.cost is None else min(bid.cost, high))

    def _dropping(self, bids: Sequence[Bid], budget: int) -> Shared:
        """Return the shares of a settled call in which some would be too small."""
        left = sorted(bids, key=lambda bid: -bid.low)
        out: dict[int, Grant] = {}
        while left and not self._enough(left, _level([bid.cost for bid in left], budget)):
            last = [bid for bid in left if bid.low == left[-1].low]
            if len(last) > 1:  # which of those who tie goes first is not said
                tied = all_open(last, budget).grants
                rest = {bid.row: Grant(False, True, 0, bid.cost) for bid in left}
                return Shared({**rest, **tied, **out}, (0, budget))
            out[last[0].row] = Grant(False, False, 0, 0)
            left = left[:-1]
        level = _level([bid.cost for bid in left], budget)
        grants = {bid.row: Grant(True, True, min(bid.cost or 0, level), min(bid.cost or 0, level))
                  for bid in left}
        spent = sum(grant.least for grant in grants.values())
        return Shared({**out, **grants}, (budget - spent, budget - spent))


def _level(costs: Sequence[int | None], budget: int) -> int:
    """Return the greatest share, in whole cents, of which the money has one for everybody.

    Who asks for an unknown amount is taken to ask for as much as anybody may get.
    """
    rest, level = budget, 0
    left = sorted(budget if cost is None else cost for cost in costs)
    for place, cost in enumerate(left):
        share = rest // (len(left) - place)
        level = min(share, budget)
        if cost > share:
            return level
        rest -= cost
        level = max(level, cost)
    return level
