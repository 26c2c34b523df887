"""Define what ventures of one call ask of its money, and what they are granted; all in cents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import attrs

CostEnds = tuple[int, int | None]
"""The ends of a cost in cents; None where it has no greatest."""

NONE = "none"
"""The value of a fact by which a venture excludes no other, and hangs on no other."""


@attrs.frozen(eq=False, repr=False)
class Bid:
    """A venture that may compete for the money; ``row`` tells it from the others.

    It competes for ``certain``, or may. ``low`` and ``high`` are the ends of its place in the
    order, of which greater is better, ``worth`` those of its score in millionths. ``cost`` is None
    where it is unknown; it lies between ``costs`` then. Of the ventures with one value in
    ``exclusive`` only one is funded; a None among them is a value that is not known. Those with the
    same ``linked`` are funded together or not. ``in_full``: it is never funded in part.
    """

    row: int
    certain: bool
    low: int
    high: int
    cost: int | None
    worth: tuple[int, int] = (0, 0)
    exclusive: frozenset[str | None] = frozenset()
    linked: str | None = NONE
    in_full: bool = False
    costs: CostEnds = (0, None)

    @property
    def ends(self) -> CostEnds:
        """What it costs at least and at most."""
        return known_ends(self.cost, self.costs)


def known_ends(cost: int | None, costs: CostEnds) -> CostEnds:
    """Return the ends of a cost: a known one is both, an unknown one lies between ``costs``."""
    return costs if cost is None else (cost, cost)


@attrs.frozen(eq=False)
class Grant:
    """What a venture gets of the money, if it competes.

    It is funded for ``certain``, or ``possible``; ``least`` and ``most`` are the ends of the
    amount, None where there is no end. ``before`` is how much there was when its turn came.
    """

    certain: bool
    possible: bool
    least: int
    most: int | None
    before: tuple[int, int] | None = None


@attrs.frozen(eq=False, repr=False)
class Shared:
    """How the money of one call is given out: a grant for each row, and what is left.

    It was ``searched`` unless so much is open that only bounds were worked out.
    """

    grants: Mapping[int, Grant]
    left: tuple[int, int] | None
    searched: bool = True


def all_open(bids: Sequence[Bid], budget: int | None) -> Shared:
    """Return the outcome in which nothing is decided: each bid may be funded or not."""
    return Shared({bid.row: Grant(False, True, 0, _least_of(bid.ends[1], budget))
                   for bid in bids}, None if budget is None else (0, budget))


def settled(bids: Sequence[Bid]) -> bool:
    """Return whether it is known who competes, in which order, with what cost and ties to others.
    """
    return all(bid.certain and bid.low == bid.high and bid.cost is not None
               and bid.worth[0] == bid.worth[1] and None not in bid.exclusive
               and bid.linked is not None for bid in bids)


def _least_of(*amounts: int | None) -> int | None:
    return min((each for each in amounts if each is not None), default=None)


class _Placed(Protocol):
    """Something with a place in an order that may be open between two ends."""

    @property
    def low(self) -> int:
        """Its least place value."""

    @property
    def high(self) -> int:
        """Its greatest."""

    @property
    def row(self) -> int:
        """Its row, by which the equal are told apart."""


P = TypeVar("P", bound=_Placed)


def open_blocks(bids: Sequence[P]) -> Iterator[list[P]]:
    """Yield bids in order, those whose order is open together."""
    block: list[P] = []
    for bid in sorted(bids, key=lambda each: (-each.high, -each.low, each.row)):
        if block and bid.high < min(each.low for each in block):
            yield block
            block = []
        block.append(bid)
    if block:
        yield block


def may_come_next(block: Sequence[P], waiting: Iterable[int]) -> list[int]:
    """Return who of those that wait may come next: nobody who waits is surely ahead of them."""
    waits = list(waiting)
    least = max(block[at].low for at in waits)
    return [at for at in waits if block[at].high >= least]
