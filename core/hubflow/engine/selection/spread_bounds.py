"""Bound what becomes of ventures where too much is open to try how one sum of money is spread.

One state stands for all that is possible: between which ends the money lies that is left, and that
each group has; which lists have surely ended, and which may have. Ventures are taken in order of
rank. Where the order of some is open, each of them meets whatever the others may leave. So what is
certain is so in every world; what is called possible need not come about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from hubflow.engine.selection.bids import open_blocks
from hubflow.engine.selection.spread_rule import (
    Ends,
    GroupBid,
    Outcomes,
    SpreadRule,
    lesser,
)


def bounded_outcomes(rule: SpreadRule, bids: Sequence[GroupBid]) -> Outcomes:
    """Return what may become of each venture; it may be told more than can happen."""
    groups = list(dict.fromkeys(group for bid in bids for group in bid.groups))
    state = _Bounds(rule, (rule.budget, rule.budget), dict.fromkeys(groups, (0, 0)))
    early: dict[int, set[bool]] = {bid.row: {False} for bid in bids}
    if any(rule.bounds(group)[0] for group in groups):
        for block in open_blocks(bids):
            for bid, turn in state.taken(block, first=True):
                early[bid.row] = turn.funded
        state = attrs.evolve(state, may_have_ended=frozenset())
    found: dict[int, set[bool]] = {}
    for block in open_blocks(bids):
        late = [bid for bid in block if False in early[bid.row]]
        # who may have its part already may take nothing more
        doubted = [bid if True not in early[bid.row] else bid._replace(certain=False)
                   for bid in late]
        found |= {bid.row: {True} for bid in block if bid not in late}
        for bid, turn in state.taken(doubted, first=False):
            found[bid.row] = turn.funded | (early[bid.row] & {True})
    return Outcomes(found, state.left)


@attrs.frozen
class _Turn:
    """What may become of a venture: whether it gets money, and what it may end."""

    funded: set[bool]
    ends_groups: frozenset[str] = frozenset()
    ends_all: bool = False


@attrs.define(eq=False, repr=False)
class _Bounds:
    """All states that are possible, as one."""

    rule: SpreadRule
    left: Ends
    spent: dict[str, Ends]
    may_have_ended: frozenset[str] = frozenset()
    may_be_closed: bool = False

    def taken(
        self, block: Sequence[GroupBid], *, first: bool
    ) -> Iterator[tuple[GroupBid, _Turn]]:
        """Yield each venture of an open order with what may become of it; then the state is that
        after them.
        """
        ended = {bid.row: self._amid(bid, block).turn(bid, first=first) for bid in block}
        turns = [(bid, self._amid(bid, block, ended).turn(bid, first=first)) for bid in block]
        self._close(turns)
        yield from turns

    def turn(self, bid: GroupBid, *, first: bool) -> _Turn:
        """Return what may become of a venture that competes, and meets any of these states."""
        found = [(self._first if first else self._general)(bid, group) for group in bid.groups]
        return _Turn(set().union(*(turn.funded for turn in found)),
                     frozenset().union(*(turn.ends_groups for turn in found)),
                     any(turn.ends_all for turn in found))

    def _first(self, bid: GroupBid, group: str) -> _Turn:
        least, _ = self.rule.bounds(group)
        if least == 0:
            return _Turn({False})
        room = lesser(_rest(least, self.spent[group]), self.left)
        lacks = _may_lack(bid, room)
        return _Turn(_either(bid.ends[0] <= room[1], lacks or group in self.may_have_ended),
                     self._ends(group, lacks))

    def _general(self, bid: GroupBid, group: str) -> _Turn:
        least, most = self.rule.bounds(group)
        own = self.left if most is None else _rest(max(most, least), self.spent[group])
        full, lacks = most is not None and _may_lack(bid, own), _may_lack(bid, self.left)
        room = lesser(own, self.left)
        return _Turn(
            _either(bid.ends[0] <= room[1], full or lacks or group in self.may_have_ended
                    or self.may_be_closed),
            self._ends(group, full),
            ends_all=lacks and not self.rule.skips and (most is None or bid.ends[0] <= own[1]))

    def _ends(self, group: str, lacks: bool) -> frozenset[str]:
        return frozenset({group}) if lacks and not self.rule.skips else frozenset()

    def _amid(
        self, bid: GroupBid, block: Iterable[GroupBid], ended: Mapping[int, _Turn] = {}
    ) -> _Bounds:
        """Return what a venture may meet: any that may be ahead of it may have money.

        ``ended`` says what each of them may end.
        """
        ahead = [other for other in block if other is not bid and other.high >= bid.low]
        spent = dict(self.spent)
        for other in ahead:
            for group in other.groups:
                spent[group] = (spent[group][0], spent[group][1] + self._most(other))
        turns = [ended[other.row] for other in ahead if other.row in ended]
        return attrs.evolve(
            self, left=(max(0, self.left[0] - sum(map(self._most, ahead))), self.left[1]),
            spent=spent,
            may_have_ended=self.may_have_ended.union(*(turn.ends_groups for turn in turns)),
            may_be_closed=self.may_be_closed or any(turn.ends_all for turn in turns))

    def _close(self, turns: Sequence[tuple[GroupBid, _Turn]]) -> None:
        """Take in what became of ventures."""
        for bid, turn in turns:
            if True in turn.funded:
                surely = bid.certain and False not in turn.funded
                least = bid.ends[0] if surely else 0
                most = self._most(bid)
                self.left = (max(0, self.left[0] - most), self.left[1] - least)
                for group in bid.groups:
                    low, high = self.spent[group]
                    self.spent = {**self.spent, group: (
                        low + (least if len(bid.groups) == 1 else 0), high + most)}
            self.may_have_ended |= turn.ends_groups
            self.may_be_closed = self.may_be_closed or turn.ends_all

    def _most(self, bid: GroupBid) -> int:
        most = bid.ends[1]
        return self.rule.budget if most is None else min(most, self.rule.budget)


def _either(may: bool, may_not: bool) -> set[bool]:
    """Return what is possible of two; one always is."""
    return {each for each, possible in ((True, may), (False, may_not or not may)) if possible}


def _may_lack(bid: GroupBid, room: Ends) -> bool:
    """Return whether a venture may cost more than there is room for."""
    most = bid.ends[1]
    return most is None or most > room[0]


def _rest(part: int, spent: Ends) -> Ends:
    return part - spent[1], part - spent[0]
