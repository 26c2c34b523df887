"""Say what becomes of one venture where one sum of money is spread over groups.

The best of each group have the group's least part first. What is left goes to the best of the
others, whatever their group, as long as their group has not its greatest part. Where the money ends
the list stops, or skips the venture that costs too much; likewise within a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from hubflow.engine.selection.bids import CostEnds, known_ends

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
        return known_ends(self.cost, self.costs)


class Entrant(NamedTuple):
    """A venture of a world, in which its group is known; what it costs at least and at most."""

    row: int
    least: int
    most: int | None
    group: str


class MoneyState(NamedTuple):
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


class Outcomes(NamedTuple):
    """Whether each row may have money (True), or none (False); and what may be left."""

    funded: Mapping[int, set[bool]]
    left: Ends


class SpreadRule(NamedTuple):
    """The rule: the money, the part of each group, and whether what costs too much is skipped."""

    budget: int
    bounds: Bounds
    skips: bool

    def start(self, groups: Iterable[str]) -> MoneyState:
        """Return the state before anything is given out."""
        return MoneyState((self.budget, self.budget), dict.fromkeys(groups, (0, 0)))

    def first(self, state: MoneyState, entrant: Entrant) -> Iterator[MoneyState]:
        """Yield what may become of a venture where its group's least part is given out."""
        least, _ = self.bounds(entrant.group)
        if least == 0 or entrant.group in state.ended:
            yield state
            return
        spent = state.spent[entrant.group]
        room = lesser((least - spent[1], least - spent[0]), state.left)
        yield from funded(state, entrant, room)
        if may_lack(entrant, room):
            yield self._without(state, entrant.group)

    def general(self, state: MoneyState, entrant: Entrant) -> Iterator[MoneyState]:
        """Yield what may become of a venture where the rest goes to the best of all."""
        if entrant.row in state.funded or entrant.group in state.ended or not state.open:
            yield state
            return
        least, most = self.bounds(entrant.group)
        spent, left = state.spent[entrant.group], state.left
        own = left if most is None else (
            max(most, least) - spent[1], max(most, least) - spent[0])
        yield from funded(state, entrant, lesser(own, left))
        if most is not None and may_lack(entrant, own):
            yield self._without(state, entrant.group)
        within = most is None or entrant.least <= own[1]
        if within and may_lack(entrant, left):
            yield state if self.skips else state._replace(open=False)

    def _without(self, state: MoneyState, group: str) -> MoneyState:
        return state if self.skips else state._replace(ended=state.ended | {group})


def funded(state: MoneyState, entrant: Entrant, room: Ends) -> Iterator[MoneyState]:
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


def may_lack(entrant: Entrant, room: Ends) -> bool:
    """Return whether a venture may cost more than there is room for."""
    return entrant.most is None or entrant.most > room[0]


def lesser(one: Ends, other: Ends) -> Ends:
    """Return the range of the lesser of two numbers."""
    return min(one[0], other[0]), min(one[1], other[1])
