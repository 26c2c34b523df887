"""Give out the money in order of rank, as far as it reaches: stop at the first gap, or skip it.

What is open makes several states possible: how much is left, and who excludes whom. Each is carried
along; a few are merged into one that holds all of them. So what is certain in every state is
certain, and what no state allows is impossible.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hubflow.engine.selection.bids import (
    NONE,
    Bid,
    Grant,
    Shared,
    all_open,
    may_come_next,
    open_blocks,
)

_STATES = 64
"""So many states are carried along one by one."""

_STEPS = 10_000
"""So many steps are taken to put ventures whose order is open into every order."""


@attrs.frozen
class _State:
    """An interval of what may be left; ``open`` unless the money has ended.

    ``taken`` are the values that exclude others; None among them is one that is not known.
    """

    low: int
    high: int
    open: bool = True
    taken: frozenset[str | None] = frozenset()


@attrs.frozen
class _Step:
    """What may become of a bid in a state: the next state, and what it is granted."""

    state: _State
    funded: bool
    least: int = 0
    most: int = 0


@attrs.frozen(eq=False, repr=False)
class Turns:
    """The rule by which money is given out in order; ``skips`` tries those behind one that is too
    costly. The first that the rest does not cover gets the rest, if that is at least
    ``least_share`` of its cost.
    """

    skips: bool
    least_share: float | None = None

    def share(self, bids: Sequence[Bid], budget: int | None) -> Shared:
        """Return how the money of a call is given out."""
        linked = any(bid.linked != NONE for bid in bids)
        if budget is None or any(bid.linked is None for bid in bids):
            return all_open(bids, budget)
        return _of_packages(self, bids, budget) if linked else self._in_turn(bids, budget)

    def _in_turn(self, bids: Sequence[Bid], budget: int) -> Shared:
        states = [_State(budget, budget)]
        grants: dict[int, Grant] = {}
        for block in open_blocks(bids):
            steps: dict[int, list[tuple[_State, _Step]]] = {bid.row: [] for bid in block}
            states = self._block(block, states, steps)
            grants |= {bid.row: _grant(bid, steps[bid.row]) for bid in block}
        return Shared(grants, (min(state.low for state in states),
                               max(state.high for state in states)))

    def _block(
        self, block: Sequence[Bid], states: list[_State],
        steps: dict[int, list[tuple[_State, _Step]]],
    ) -> list[_State]:
        """Return the states after ventures whose order is open; notes what may become of each."""
        if len(block) > 1 and _any_order(block, states):
            return self._for_all(block, states, steps)
        after = self._in_every_order(block, states, steps)
        return self._at_once(block, states, steps) if after is None else after

    def _in_every_order(
        self, block: Sequence[Bid], states: list[_State],
        steps: dict[int, list[tuple[_State, _Step]]],
    ) -> list[_State] | None:
        """Return the states after every order in which nobody is before one who is surely ahead.

        None, and nothing noted, where these are too many.
        """
        noted: dict[int, list[tuple[_State, _Step]]] = {bid.row: [] for bid in block}
        layer, count = {frozenset(range(len(block))): states}, 0
        for _ in block:
            below: dict[frozenset[int], list[_State]] = {}
            for waiting, here in layer.items():
                for at in may_come_next(block, waiting):
                    bid = block[at]
                    found = [(state, step) for state in here for step in self._steps(bid, state)]
                    count += len(found)
                    if count > _STEPS:
                        return None
                    noted[bid.row] += found
                    below.setdefault(waiting - {at}, []).extend(
                        [step.state for _, step in found] + ([] if bid.certain else here))
            layer = {waiting: _merged(found) for waiting, found in below.items()}
        for row, found in noted.items():
            steps[row] += found
        return layer[frozenset()]

    def _for_all(
        self, block: Sequence[Bid], states: list[_State],
        steps: dict[int, list[tuple[_State, _Step]]],
    ) -> list[_State]:
        """Return the states after ventures of an open order for all of whom there is money."""
        ahead, after = _Ahead(block), states
        for bid in block:
            for state in states:
                met = self._after(ahead.of(bid), state) if state.open else [state]
                steps[bid.row] += [(each, step) for each in met for step in self._steps(bid, each)]
            after = _merged([step.state for state in after for step in self._steps(bid, state)]
                            + ([] if bid.certain else after))
        return after

    def _at_once(
        self, block: Sequence[Bid], states: list[_State],
        steps: dict[int, list[tuple[_State, _Step]]],
    ) -> list[_State]:
        """Return what ventures may leave of whom too many orders are possible.

        Each is bounded by itself: any that may be ahead of it may have money.
        """
        ahead, ended = _Ahead(block), [state for state in states if not state.open]
        opened = [state for state in states if state.open]
        start = [_State(min(state.low for state in opened), max(state.high for state in opened),
                        taken=_common(opened))] if opened else []
        for bid in block:
            met = [state for each in start for state in self._after(ahead.of(bid), each)]
            steps[bid.row] += [(state, step) for state in [*met, *ended]
                               for step in self._steps(bid, state)]
        return _merged([*ended, *(state for each in start
                                  for state in self._after(ahead.all, each))])

    def _after(self, ahead: _Before, start: _State) -> list[_State]:
        """Return the states after those ahead, in whatever order."""
        taken = start.taken | ({None} if ahead.exclusive else frozenset())
        enough = ahead.most is not None and ahead.most <= start.low
        # where the money has not ended, each that is surely ahead has what it costs
        least = 0 if self.skips and not enough else ahead.least
        low = start.low - ahead.most if enough and ahead.most is not None else 0
        found = [_State(low, start.high - least, True, taken)] if least <= start.high else []
        if not enough and not self.skips:
            found.append(_State(0, start.high, False, taken))
        return found

    def _steps(self, bid: Bid, state: _State) -> Iterator[_Step]:
        """Yield what may become of a bid that competes in a state."""
        passed = _Step(state, funded=False)
        if not state.open or bid.exclusive & state.taken - {None}:
            yield passed
            return
        if (None in bid.exclusive and state.taken) or (bid.exclusive and None in state.taken):
            yield passed
        ended = attrs.evolve(state, open=self.skips)
        taken = state.taken | bid.exclusive
        if bid.cost is None:
            yield from self._open_cost(bid, state, ended, taken)
            return
        if state.high >= bid.cost:
            yield _Step(_State(max(state.low, bid.cost) - bid.cost, state.high - bid.cost, True,
                               taken), True, bid.cost, bid.cost)
        if state.low < bid.cost:
            yield from self._short(bid, bid.cost, state, taken)

    def _open_cost(
        self, bid: Bid, state: _State, ended: _State, taken: frozenset[str | None]
    ) -> Iterator[_Step]:
        """Yield what may become of a bid whose cost is open."""
        least, most = bid.costs
        if state.high >= least:
            low = 0 if most is None else max(0, state.low - most)
            yield _Step(_State(low, state.high - least, True, taken), True, least,
                        state.high if most is None else min(most, state.high))
        if most is None or state.low < most:
            yield _Step(ended, funded=False)
            if self.least_share is not None and not bid.in_full:
                yield _Step(_State(0, 0, self.skips, taken), True, 0, state.high)

    def _short(
        self, bid: Bid, cost: int, state: _State, taken: frozenset[str | None]
    ) -> Iterator[_Step]:
        """Yield what may become of a bid that costs more than is left."""
        ended, high = attrs.evolve(state, open=self.skips), min(state.high, cost - 1)
        if self.least_share is None or bid.in_full:
            yield _Step(attrs.evolve(ended, high=high), funded=False)
            return
        enough = max(1, share_of(cost, self.least_share))
        if high >= enough:
            yield _Step(_State(0, 0, self.skips, taken), True, max(state.low, enough), high)
        if state.low < enough:
            yield _Step(attrs.evolve(ended, high=min(high, enough - 1)), funded=False)


@attrs.frozen
class _Before:
    """What ventures ahead cost: at most, None if that has no end, and at least."""

    most: int | None
    least: int
    exclusive: bool


class _Ahead:
    """Tells for each venture of an open order what those cost that are, or may be, ahead of it."""

    def __init__(self, block: Sequence[Bid]) -> None:
        self._exclusive = any(bid.exclusive for bid in block)
        may = sorted(block, key=lambda bid: bid.high, reverse=True)
        sure = sorted((bid for bid in block if bid.certain and not bid.exclusive),
                      key=lambda bid: bid.low, reverse=True)
        self._may, self._sure = [-bid.high for bid in may], [-bid.low for bid in sure]
        self._most = [0, *itertools.accumulate(bid.ends[1] or 0 for bid in may)]
        self._open = [0, *itertools.accumulate(bid.ends[1] is None for bid in may)]
        self._least = [0, *itertools.accumulate(bid.ends[0] for bid in sure)]

    @property
    def all(self) -> _Before:
        """The costs of all of them."""
        return _Before(None if self._open[-1] else self._most[-1], self._least[-1],
                       self._exclusive)

    def of(self, bid: Bid) -> _Before:
        """Return the costs of those ahead of one of them."""
        may = bisect.bisect_right(self._may, -bid.low)  # itself among them
        sure = bisect.bisect_left(self._sure, -bid.high)
        own = bid.ends[1]
        known = self._open[may] == (own is None)
        return _Before(self._most[may] - (own or 0) if known else None, self._least[sure],
                       self._exclusive)


def share_of(cost: int, share: float) -> int:
    """Return the least whole number of cents that is at least a share of a cost."""
    exact = round(share * 10**9) * cost
    return -(-exact // 10**9)


def _any_order(block: Sequence[Bid], states: Iterable[_State]) -> bool:
    """Return whether every order comes to the same: the money is enough for all."""
    costs = [bid.ends[1] for bid in block]
    if any(bid.exclusive for bid in block):
        return False
    return all(not state.open or (None not in costs and sum(filter(None, costs)) <= state.low)
               for state in states)


def _merged(states: Iterable[_State]) -> list[_State]:
    """Return the states, each once; if they are many, one that is open and one that has ended."""
    found = list(dict.fromkeys(states))
    if len(found) <= _STATES:
        return found
    parts = [[state for state in found if state.open is end] for end in (True, False)]
    return [_State(min(state.low for state in part), max(state.high for state in part),
                   part[0].open, _common(part)) for part in parts if part]


def _common(states: Sequence[_State]) -> frozenset[str | None]:
    """Return what is taken in all states, with an unknown value where it is not the same."""
    taken = frozenset.intersection(*(state.taken for state in states))
    return taken if all(state.taken == taken for state in states) else taken | {None}


def _grant(bid: Bid, steps: Sequence[tuple[_State, _Step]]) -> Grant:
    funded = [step for _, step in steps if step.funded]
    most = max((step.most for step in funded), default=0)
    return Grant(
        certain=len(funded) == len(steps), possible=bool(funded),
        least=min(step.least for _, step in steps),
        most=most if bid.ends[1] is None else min(most, bid.ends[1]),
        before=(min(state.low for state, _ in steps), max(state.high for state, _ in steps)))


def _of_packages(turns: Turns, bids: Sequence[Bid], budget: int) -> Shared:
    """Return how the money is given out where ventures are linked: each package has one turn.

    Its turn is that of its best venture. It is funded in full or not at all, and not at all where
    one of its ventures does not compete.
    """
    packages: dict[str, list[Bid]] = {}
    for bid in bids:
        packages.setdefault(f"={bid.row}" if bid.linked == NONE else f"+{bid.linked}", []).append(
            bid)
    units = [_as_one(part) for part in packages.values()]
    shared = turns.share(units, budget)
    grants = {}
    for unit, part in zip(units, packages.values(), strict=True):
        got = shared.grants[unit.row]
        for bid in part:
            least, most = bid.ends
            certain = got.certain and all(each.certain for each in part if each is not bid)
            grants[bid.row] = got if len(part) == 1 else attrs.evolve(
                got, certain=certain, least=least if certain else 0,
                most=(got.most if most is None else most) if got.possible else 0)
    return Shared(grants, shared.left)


def _as_one(part: Sequence[Bid]) -> Bid:
    """Return a package as one bid, whose place and cost are open where those in it are."""
    ends = [bid.ends for bid in part]
    least, most = sum(end for end, _ in ends), [end for _, end in ends if end is not None]
    known = all(bid.cost is not None for bid in part)
    return attrs.evolve(
        part[0], certain=all(bid.certain for bid in part),
        low=max(bid.low for bid in part), high=max(bid.high for bid in part),
        cost=least if known else None,
        costs=(least, sum(most) if len(most) == len(part) else None),
        exclusive=frozenset().union(*(bid.exclusive for bid in part)), linked=NONE,
        in_full=len(part) > 1)
