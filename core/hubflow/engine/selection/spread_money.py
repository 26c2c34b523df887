"""Give out one sum of money with a least and a greatest part for each group.

The best of each group have the group's least part first. What is left goes to the best of the
others, whatever their group, as long as their group has not its greatest part. Where the money ends
the list stops, or skips the venture that costs too much; likewise within a group.

What is open makes several worlds: who competes, in which order and group. All of them are worked
out, as long as they are few; what is the same in all of them is certain. A cost that is unknown
leaves in each world several states.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from hubflow.engine.gate.competition import CERTAIN, POSSIBLE
from hubflow.engine.selection.bids import Bid, CostEnds, Grant, Shared, all_open, open_blocks
from hubflow.engine.selection.envelopes import COLUMNS, cost_ends
from hubflow.engine.selection.groups import GROUP, ROW

_WORLDS = 2000
"""So many worlds are worked out; beyond that nothing is decided."""

_BLOCK = 20
"""Among so many ventures of an open order every order is tried."""

_STATES = 64
"""So many states of one world are carried along."""

Bounds = Callable[[str], tuple[int, int | None]]
"""The least and the greatest part of a group in cents; None without a greatest."""

Ends = tuple[int, int]


class GroupBid(NamedTuple):
    """A venture that may compete, with the groups that it may be in; otherwise as a plain bid."""

    row: int
    certain: bool
    low: int
    high: int
    cost: int | None
    groups: tuple[str, ...]
    costs: CostEnds = (0, None)

    @property
    def ends(self) -> CostEnds:
        """What it costs at least and at most."""
        return self.costs if self.cost is None else (self.cost, self.cost)


class _Entrant(NamedTuple):
    """A venture of a world, in which its group is known; what it costs at least and at most."""

    row: int
    least: int
    most: int | None
    group: str


class _State(NamedTuple):
    """What may be left in all, and spent by group; who has money; which lists have ended."""

    left: Ends
    spent: Mapping[str, Ends]
    funded: frozenset[int] = frozenset()
    ended: frozenset[str] = frozenset()
    open: bool = True

    @property
    def key(self) -> object:
        """What tells it from other states."""
        return (self.left, tuple(sorted(self.spent.items())), self.funded, self.ended, self.open)


class _TooMany(Exception):
    """Raised where there are more worlds or states than are worked out."""


def spread_money(
    bids: Sequence[GroupBid], budget: int | None, bounds: Bounds, *, skips: bool
) -> Shared:
    """Return how the money of a call is given out."""
    plain = [Bid(bid.row, bid.certain, bid.low, bid.high, bid.cost, costs=bid.costs)
             for bid in bids]
    if budget is None:
        return all_open(plain, budget)
    seen: dict[int, list[bool]] = {bid.row: [] for bid in bids}
    left: list[Ends] = []
    try:
        for world in _worlds(bids):
            for state in _Money(budget, bounds, skips).given_out(world):
                left.append(state.left)
                for each in world:
                    seen[each.row].append(each.row in state.funded)
    except _TooMany:
        return all_open(plain, budget)
    return Shared({bid.row: _grant(bid, seen[bid.row], budget) for bid in bids},
                  (min(low for low, _ in left), max(high for _, high in left)))


def _grant(bid: GroupBid, funded: Sequence[bool], budget: int) -> Grant:
    certain, possible = all(funded), any(funded)
    least, most = bid.ends
    return Grant(certain, possible, least if certain else 0,
                 (budget if most is None else min(most, budget)) if possible else 0)


def _worlds(bids: Sequence[GroupBid]) -> Iterator[list[_Entrant]]:
    """Yield those who compete, in order and each in one group, in every way that is possible."""
    count = itertools.count(1)
    doubtful = [bid.row for bid in bids if not bid.certain]
    if 2 ** len(doubtful) > _WORLDS:
        raise _TooMany
    for away in itertools.chain.from_iterable(
            itertools.combinations(doubtful, size) for size in range(len(doubtful) + 1)):
        here = [bid for bid in bids if bid.row not in away]
        for order in _orders_of_all(here):
            for groups in itertools.product(*(bid.groups for bid in order)):
                if next(count) > _WORLDS:
                    raise _TooMany
                yield [_Entrant(bid.row, *bid.ends, group)
                       for bid, group in zip(order, groups, strict=True)]


def _orders_of_all(bids: Sequence[GroupBid]) -> Iterator[tuple[GroupBid, ...]]:
    """Yield every order: those whose order is open are put into every order among themselves."""
    parts = []
    for block in open_blocks(bids):
        if len(block) > _BLOCK:
            raise _TooMany
        parts.append(list(itertools.islice(_orders(block), _WORLDS + 1)))
    for chosen in itertools.product(*parts):
        yield tuple(itertools.chain.from_iterable(chosen))


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


class _Money(NamedTuple):
    """The rule: the money, the part of each group, and whether what costs too much is skipped."""

    budget: int
    bounds: Bounds
    skips: bool

    def given_out(self, world: Sequence[_Entrant]) -> list[_State]:
        """Return the states in which the money may end up."""
        states = [_State((self.budget, self.budget), {each.group: (0, 0) for each in world})]
        for each in world:
            states = self._step(states, each, self._first)
        states = [state._replace(ended=frozenset()) for state in states]
        for each in world:
            states = self._step(states, each, self._general)
        return states

    def _step(
        self, states: Sequence[_State], entrant: _Entrant,
        turn: Callable[[_State, _Entrant], Iterator[_State]],
    ) -> list[_State]:
        after = [each for state in states for each in turn(state, entrant)]
        if len(after) == 1:
            return after
        found = {each.key: each for each in after}
        if len(found) > _STATES:
            raise _TooMany
        return list(found.values())

    def _first(self, state: _State, entrant: _Entrant) -> Iterator[_State]:
        """Yield what may become of a venture where its group's least part is given out."""
        least, _ = self.bounds(entrant.group)
        if least == 0 or entrant.group in state.ended:
            yield state
            return
        spent = state.spent[entrant.group]
        room = _lesser((least - spent[1], least - spent[0]), state.left)
        yield from _funded(state, entrant, room)
        if _may_lack(entrant, room):
            yield self._without(state, entrant.group)

    def _general(self, state: _State, entrant: _Entrant) -> Iterator[_State]:
        """Yield what may become of a venture where the rest goes to the best of all."""
        if entrant.row in state.funded or entrant.group in state.ended or not state.open:
            yield state
            return
        least, most = self.bounds(entrant.group)
        spent, left = state.spent[entrant.group], state.left
        own = left if most is None else (
            max(most, least) - spent[1], max(most, least) - spent[0])
        yield from _funded(state, entrant, _lesser(own, left))
        if most is not None and _may_lack(entrant, own):
            yield self._without(state, entrant.group)
        within = most is None or entrant.least <= own[1]
        if within and _may_lack(entrant, left):
            yield state if self.skips else state._replace(open=False)

    def _without(self, state: _State, group: str) -> _State:
        return state if self.skips else state._replace(ended=state.ended | {group})


def _funded(state: _State, entrant: _Entrant, room: Ends) -> Iterator[_State]:
    """Yield the state after a venture is funded, if there may be room for it."""
    least, most = entrant.least, entrant.most
    if room[1] < least:
        return
    most = room[1] if most is None else min(most, room[1])
    low, high = state.spent[entrant.group]
    yield state._replace(
        left=(max(state.left[0] - most, 0), state.left[1] - least),
        spent={**state.spent, entrant.group: (low + least, high + most)},
        funded=state.funded | {entrant.row})


def _may_lack(entrant: _Entrant, room: Ends) -> bool:
    """Return whether a venture may cost more than there is room for."""
    return entrant.most is None or entrant.most > room[0]


def _lesser(one: Ends, other: Ends) -> Ends:
    return min(one[0], other[0]), min(one[1], other[1])


def spread_columns(
    table: pl.DataFrame, rows: pl.DataFrame, cents: pl.Series, cost: str,
    bounds: Callable[[int], Bounds], *, skips: bool,
) -> pl.DataFrame:
    """Return `certain`, `possible` and the columns of money for each venture of whole calls.

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
                              grant.most, None, None, *(shared.left or (None, None)))
    nothing = (False, False, *(None for _ in COLUMNS))
    return pl.DataFrame(
        [found.get(at, nothing) for at in range(table.height)], orient="row",
        schema={"certain": pl.Boolean, "possible": pl.Boolean,
                **dict.fromkeys(COLUMNS, pl.Int64)})
