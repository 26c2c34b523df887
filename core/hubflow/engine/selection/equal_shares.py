"""Divide the money of a call equally; nobody gets more than it asks for.

Who has a share hangs on those ahead alone: a venture has one if the shares are great enough for it
and all ahead of it. Each that is ahead, and each cent that one of them asks for, makes the shares
smaller. So the greatest costs and all who may be ahead show who is certain, the least costs and
those surely ahead who is possible.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from hubflow.engine.selection.bids import NONE, Bid, Grant, Shared, all_open
from hubflow.engine.selection.turns import share_of

_Costs = Sequence[int | None]
"""What each asks for; None where it may be any amount."""


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
        standings = self._standings(bids, budget)
        funded = {end: [bid for bid in bids if standings[bid.row][end]] for end in (0, 1)}
        low = _level([bid.ends[1] for bid in funded[1]], budget)
        surely = [bid for bid in funded[0] if bid.certain]
        grants = {bid.row: self._grant(bid, standings[bid.row], surely, low, budget)
                  for bid in bids}
        asked = sum(grants[bid.row].least for bid in surely)
        most = sum(grant.most or 0 for grant in grants.values())
        return Shared(grants, (budget - min(budget, most), budget - asked))

    def _standings(self, bids: Sequence[Bid], budget: int) -> dict[int, tuple[bool, bool]]:
        """Return for each row whether it has a share, for certain and possibly."""
        if self._enough([bid.ends[1] for bid in bids], budget):
            return {bid.row: (True, True) for bid in bids}
        certain = {low: self._enough([bid.ends[1] for bid in bids if bid.high >= low], budget)
                   for low in {bid.low for bid in bids}}
        return {bid.row: (certain[bid.low], certain[bid.low] or self._enough(
                    [bid.ends[0], *(each.ends[0] for each in bids
                                    if each.certain and each.low > bid.high)], budget))
                for bid in bids}

    def _enough(self, costs: _Costs, budget: int) -> bool:
        """Return whether nobody's share is too small."""
        level = _level(costs, budget)
        return level > 0 and (self.least_share is None or all(
            cost is not None and min(cost, level) >= share_of(cost, self.least_share)
            for cost in costs))

    def _grant(
        self, bid: Bid, standing: tuple[bool, bool], surely: Sequence[Bid], low: int, budget: int
    ) -> Grant:
        """Return what one gets: least among all, most among those who surely have a share."""
        certain, possible = standing
        least, most = bid.ends
        others = [each.ends[0] for each in surely if each.row != bid.row]
        high = _level([most, *others], budget)
        return Grant(certain, possible, min(least, low) if certain else 0,
                     (high if most is None else min(most, high)) if possible else 0)


def _level(costs: _Costs, budget: int) -> int:
    """Return the greatest share, in whole cents, of which the money has one for everybody.

    Who asks for an unknown amount is taken to ask for as much as anybody may get. It is all the
    money where that is enough for everybody.
    """
    rest = budget
    left = sorted(budget if cost is None else cost for cost in costs)
    for place, cost in enumerate(left):
        share = rest // (len(left) - place)
        if cost > share:
            return share
        rest -= cost
    return budget
