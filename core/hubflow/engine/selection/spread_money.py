"""Give out one sum of money with a least and a greatest part for each group.

What is open makes several worlds: who competes, in which order and group; what is the same in all
of them is certain. Few worlds are worked out one by one. Of more, ventures are taken one after the
other in every order, and states that are alike are carried on as one; where groups have a least
part, such a state may stand for more worlds than there are, so that less is decided. Where even
these are too many, bounds decide (:mod:`hubflow.engine.selection.spread_bounds`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import attrs
import polars as pl

from hubflow.engine.gate.competition import CERTAIN, POSSIBLE
from hubflow.engine.selection.bids import Bid, Grant, Shared, all_open, may_come_next, open_blocks
from hubflow.engine.selection.envelopes import COLUMNS, cost_ends
from hubflow.engine.selection.groups import GROUP, ROW
from hubflow.engine.selection.spread_bounds import bounded_outcomes
from hubflow.engine.selection.spread_rule import (
    Bounds,
    Ends,
    Entrant,
    GroupBid,
    MoneyState,
    Outcomes,
    SpreadRule,
)

SEARCHED = "money.searched"
"""The column that says whether all that is open was tried, and not only bounded."""

_WORLDS = 1000
"""So many worlds are worked out one by one."""

_STATES = 64
"""So many states of one world are carried along."""

_STEPS = 10_000
"""So many steps are taken from one state to the next."""


class _TooMany(Exception):
    """Raised where there are more worlds, states or steps than are worked out."""


def spread_money(
    bids: Sequence[GroupBid], budget: int | None, bounds: Bounds, *, skips: bool
) -> Shared:
    """Return how the money of a call is given out."""
    if budget is None:
        return all_open([Bid(bid.row, bid.certain, bid.low, bid.high, bid.cost, costs=bid.costs)
                         for bid in bids], budget)
    rule, searched = SpreadRule(budget, bounds, skips), True
    try:
        found = (_world_by_world if _few(bids) else _state_by_state)(rule, bids)
    except _TooMany:
        found, searched = bounded_outcomes(rule, bids), False
    return Shared({bid.row: _grant(bid, found.funded[bid.row], budget) for bid in bids},
                  found.left, searched)


def _grant(bid: GroupBid, funded: set[bool], budget: int) -> Grant:
    certain, possible = False not in funded, True in funded
    least, most = bid.ends
    return Grant(certain, possible, least if certain else 0,
                 (budget if most is None else min(most, budget)) if possible else 0)


def _few(bids: Sequence[GroupBid]) -> bool:
    """Return whether there are few worlds."""
    count = math.prod(len(bid.groups) * (1 if bid.certain else 2) for bid in bids)
    for block in open_blocks(bids):
        if count > _WORLDS:
            return False
        count *= sum(1 for _ in itertools.islice(_orders(block), _WORLDS + 1))
    return count <= _WORLDS


def _world_by_world(rule: SpreadRule, bids: Sequence[GroupBid]) -> Outcomes:
    """Return what becomes of the bids in every world."""
    found: dict[int, set[bool]] = {bid.row: set() for bid in bids}
    left: list[Ends] = []
    for world in _worlds(bids):
        states = [rule.start(each.group for each in world)]
        for each in world:
            states = _stepped(states, each, rule.first)
        states = [state._replace(ended=frozenset()) for state in states]
        for each in world:
            states = _stepped(states, each, rule.general)
        for state in states:
            left.append(state.left)
            for each in world:
                found[each.row].add(each.row in state.funded)
    return Outcomes(found, _hull(left))


def _stepped(
    states: Sequence[MoneyState], entrant: Entrant,
    turn: Callable[[MoneyState, Entrant], Iterator[MoneyState]],
) -> list[MoneyState]:
    after = [each for state in states for each in turn(state, entrant)]
    if len(after) == 1:
        return after
    found = {each.key: each for each in after}
    if len(found) > _STATES:
        raise _TooMany
    return list(found.values())


def _worlds(bids: Sequence[GroupBid]) -> Iterator[list[Entrant]]:
    """Yield those who compete, in order and each in one group, in every way that is possible."""
    doubtful = [bid.row for bid in bids if not bid.certain]
    for away in itertools.chain.from_iterable(
            itertools.combinations(doubtful, size) for size in range(len(doubtful) + 1)):
        here = [bid for bid in bids if bid.row not in away]
        orders = itertools.product(*(list(_orders(block)) for block in open_blocks(here)))
        for order in map(itertools.chain.from_iterable, orders):
            there = list(order)
            for groups in itertools.product(*(bid.groups for bid in there)):
                yield [Entrant(bid.row, *bid.ends, group)
                       for bid, group in zip(there, groups, strict=True)]


def _orders(bids: Sequence[GroupBid]) -> Iterator[tuple[GroupBid, ...]]:
    """Yield every order in which nobody stands before one who is surely ahead."""
    if not bids:
        yield ()
        return
    for first in bids:
        rest = [bid for bid in bids if bid is not first]
        if all(bid.low <= first.high for bid in rest):
            for order in _orders(rest):
                yield (first, *order)


def _state_by_state(rule: SpreadRule, bids: Sequence[GroupBid]) -> Outcomes:
    """Return what may become of the bids, with states that are alike taken as one."""
    groups = list(dict.fromkeys(group for bid in bids for group in bid.groups))
    search = _Search(rule, {bid.row: set() for bid in bids})
    states = [rule.start(groups)]
    if any(rule.bounds(group)[0] for group in groups):
        for block in open_blocks(bids):
            states = search.after(block, states, search.first)
        states = [state._replace(ended=frozenset()) for state in states]
    for block in open_blocks(bids):
        states = search.after(block, states, search.general)
    return Outcomes(search.found, _hull([state.left for state in states]))


@attrs.define(eq=False, repr=False)
class _Search:
    """Takes ventures in every order that is possible, and notes what may become of each."""

    rule: SpreadRule
    found: dict[int, set[bool]]
    steps: int = 0

    def after(
        self, block: Sequence[GroupBid], states: Sequence[MoneyState],
        turn: Callable[[MoneyState, GroupBid], Iterator[MoneyState]],
    ) -> list[MoneyState]:
        """Return the states after ventures whose order is open."""
        layer = {frozenset(range(len(block))): {state.key: state for state in states}}
        for _ in block:
            below: dict[frozenset[int], dict[object, MoneyState]] = {}
            for waiting, here in layer.items():
                for at in may_come_next(block, waiting):
                    found = below.setdefault(waiting - {at}, {})
                    for state in here.values():
                        for each in turn(state, block[at]):
                            self._count()
                            found[each.key] = each
            layer = below
        return list(layer[frozenset()].values())

    def first(self, state: MoneyState, bid: GroupBid) -> Iterator[MoneyState]:
        """Yield what may become of a venture where least parts are given out."""
        if not bid.certain:
            yield state
        for group in bid.groups:
            for after in self.rule.first(state, Entrant(bid.row, *bid.ends, group)):
                if bid.row in after.funded:
                    self.found[bid.row].add(True)
                yield after

    def general(self, state: MoneyState, bid: GroupBid) -> Iterator[MoneyState]:
        """Yield what may become of a venture where the rest is given out."""
        if not bid.certain and bid.row not in state.funded:
            yield state
        for group in bid.groups:
            for after in self.rule.general(state, Entrant(bid.row, *bid.ends, group)):
                self.found[bid.row].add(bid.row in after.funded)
                yield self._plain(after, bid.row)

    def _plain(self, state: MoneyState, row: int) -> MoneyState:
        """Return a state without what makes no difference any more."""
        spent = {group: ends if self.rule.bounds(group)[1] is not None else (0, 0)
                 for group, ends in state.spent.items()}
        return state._replace(spent=spent, funded=state.funded - {row})

    def _count(self) -> None:
        self.steps += 1
        if self.steps > _STEPS:
            raise _TooMany


def _hull(ends: Sequence[Ends]) -> Ends:
    return min(low for low, _ in ends), max(high for _, high in ends)


def spread_columns(
    table: pl.DataFrame, rows: pl.DataFrame, cents: pl.Series, cost: str,
    bounds: Callable[[int], Bounds], *, skips: bool,
) -> pl.DataFrame:
    """Return `certain`, `possible`, the columns of money and :data:`SEARCHED`, for whole calls.

    ``table`` is that of a :class:`~hubflow.engine.gate.competition.Competition`, ``rows`` has a row
    for each group that a venture may be in, ``cents`` the money of each venture's call.
    """
    options = rows.group_by(ROW, maintain_order=True).agg(pl.col(GROUP)).sort(ROW)[GROUP]
    whole = table.with_columns(cents.alias("_cents"), options.alias("_options")).with_row_index(
        "_at").filter(POSSIBLE)
    found: dict[int, tuple[object, ...]] = {}
    for part in whole.partition_by("_from", maintain_order=True):
        budget = part["_cents"][0]
        bids = [GroupBid(row["_at"], row[CERTAIN], row["_low"], row["_high"], row[cost],
                         tuple(row["_options"]), cost_ends(row, cost))
                for row in part.iter_rows(named=True)]
        shared = spread_money(bids, budget, bounds(budget or 0), skips=skips)
        for bid in bids:
            grant = shared.grants[bid.row]
            found[bid.row] = (grant.certain, grant.possible, bid.cost, budget, grant.least,
                              grant.most, None, None, *(shared.left or (None, None)),
                              shared.searched)
    nothing = (False, False, *(None for _ in COLUMNS), None)
    return pl.DataFrame(
        [found.get(at, nothing) for at in range(table.height)], orient="row",
        schema={"certain": pl.Boolean, "possible": pl.Boolean,
                **dict.fromkeys(COLUMNS, pl.Int64), SEARCHED: pl.Boolean})
