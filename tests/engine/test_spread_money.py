"""One sum of money is spread over groups as published, and as far as the evidence decides it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_groups import METHOD, ventures
from tests.property_examples import examples

from hubflow.engine.selection import spread_money as spread_money_module
from hubflow.engine.selection.bids import Shared
from hubflow.engine.selection.spread_money import spread_money
from hubflow.engine.selection.spread_rule import GroupBid
from hubflow.model.input_problems import BadInput

COSTS = (0, 1, 2, 3, 5)
Entrant = tuple[int, int, str]
"""The number, cost and group of a venture."""


def given_out(
    order: list[Entrant], budget: int, least: Mapping[str, int], most: Mapping[str, int], cut: str
) -> dict[int, int]:
    """What each gets, of ventures in order of rank: the rule said once more, the long way."""
    got: dict[int, int] = {}
    left = dict(least)
    stopped: set[str] = set()
    for number, cost, group in order:
        if group in stopped or not least.get(group):
            continue
        if cost <= left[group] and cost <= budget - sum(got.values()):
            got[number] = cost
            left[group] -= cost
        elif cut == "stop":
            stopped.add(group)
    stopped = set()
    for number, cost, group in order:
        if number in got or group in stopped:
            continue
        own = sum(got[other] for other, _, named in order if named == group and other in got)
        if group in most and own + cost > max(most[group], least.get(group, 0)):
            if cut == "stop":
                stopped.add(group)
        elif cost <= budget - sum(got.values()):
            got[number] = cost
        elif cut == "stop":
            break
    return got


@st.composite
def bids(draw: st.DrawFn) -> list[GroupBid]:
    """Up to four ventures, of which much may be open."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        low, high = sorted(draw(st.tuples(st.integers(0, 4), st.integers(0, 4))))
        found.append(GroupBid(
            number, draw(st.sampled_from([True, True, False])), low,
            high if draw(st.booleans()) else low,
            draw(st.sampled_from([*COSTS, None])),
            draw(st.sampled_from([("x",), ("y",), ("x", "y")])),
            draw(st.sampled_from([(0, None), (0, 2), (1, 3)]))))
    return found


def costs_of(bid: GroupBid) -> list[int]:
    """What a venture may cost."""
    least, most = bid.ends
    return [cost for cost in COSTS if least <= cost and (most is None or cost <= most)] or [least]


def worlds(call: list[GroupBid]) -> Iterator[list[Entrant]]:
    """Every way in which scores, ties, costs, groups and who competes may come out."""
    options = [[(score, cost, group, competes) for score in range(bid.low, bid.high + 1)
                for cost in costs_of(bid) for group in bid.groups
                for competes in {bid.certain, True}] for bid in call]
    for world in itertools.product(*options):
        for turn in (1, -1):
            there = [(score, turn * number, number, cost, group)
                     for number, (score, cost, group, competes) in enumerate(world) if competes]
            yield [(number, cost, group) for _, _, number, cost, group
                   in sorted(there, reverse=True)]


WAYS = {"world by world": (1000, 10_000), "state by state": (0, 10_000), "bounded": (0, 0)}
"""How many worlds, and how many steps from state to state, are worked out before the next way."""


def spread_by(
    way: str, call: list[GroupBid], budget: int, least: Mapping[str, int],
    most: Mapping[str, int], cut: str,
) -> Shared:
    """Give out the money in one of the ways."""
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in zip(("_WORLDS", "_STEPS"), WAYS[way], strict=True):
            patch.setattr(spread_money_module, name, limit)
        return spread_money(call, budget, lambda group: (least.get(group, 0), most.get(group)),
                            skips=cut == "skip")


PARTS = st.sampled_from([{}, {"x": 3}, {"x": 1, "y": 2}, {"y": 4}])


@settings(max_examples=examples(50), deadline=None)
@given(call=bids(), budget=st.integers(0, 8), least=PARTS, most=PARTS,
       cut=st.sampled_from(["stop", "skip"]))
def test_money_is_certain_or_possible_as_all_worlds_say(
    call: list[GroupBid], budget: int, least: dict[str, int], most: dict[str, int], cut: str
) -> None:
    came: dict[int, set[int | None]] = {bid.row: set() for bid in call}
    left = set()
    for order in itertools.islice(worlds(call), 1500):
        got = given_out(order, budget, least, most, cut)
        left.add(budget - sum(got.values()))
        for number, _, _ in order:
            came[number].add(got.get(number))
    ways = {way: spread_by(way, call, budget, least, most, cut) for way in WAYS}
    for way, shared in ways.items():
        low, high = shared.left or (0, 0)
        assert low <= min(left) <= max(left) <= high, way
        for number, amounts in came.items():
            grant = shared.grants[number]
            assert None not in amounts or not grant.certain, way
            assert amounts <= {None} or grant.possible, way
            paid = [amount or 0 for amount in amounts] or [0]
            assert grant.least <= min(paid), way
            assert grant.most is not None
            assert max(paid) <= grant.most, way
    assert not ways["bounded"].searched
    if not least:  # then no state stands for more worlds than there are
        assert told(ways["world by world"]) == told(ways["state by state"])


def told(shared: Shared) -> list[tuple[int, bool, bool]]:
    """Who has money for certain, and who may."""
    return [(row, grant.certain, grant.possible) for row, grant in shared.grants.items()]


@settings(max_examples=examples(40), deadline=None)
@given(call=bids(), budget=st.integers(0, 8), least=PARTS, most=PARTS,
       cut=st.sampled_from(["stop", "skip"]))
def test_a_settled_call_comes_out_as_the_rule_says(
    call: list[GroupBid], budget: int, least: dict[str, int], most: dict[str, int], cut: str
) -> None:
    settled = [bid._replace(certain=True, low=10 - bid.row, high=10 - bid.row, cost=bid.cost or 2,
                            groups=bid.groups[:1]) for bid in call]
    shared = spread_money(
        settled, budget, lambda group: (least.get(group, 0), most.get(group)), skips=cut == "skip")
    got = given_out([(bid.row, bid.cost or 0, bid.groups[0]) for bid in settled], budget, least,
                    most, cut)
    assert {row for row, grant in shared.grants.items() if grant.certain} == set(got)
    assert {row for row, grant in shared.grants.items() if grant.possible} == set(got)


def test_beyond_what_can_be_tried_bounds_decide_as_far_as_they_reach() -> None:
    tied = [GroupBid(row, True, 5, 5, 1, ("x", "y")) for row in range(30)]
    shared = spread_money(tied, 10, lambda _: (0, 5), skips=True)
    assert not shared.searched
    assert {(grant.certain, grant.possible) for grant in shared.grants.values()} == {(False, True)}
    # those ahead of them are decided, whatever is open behind
    ahead = [GroupBid(100 + row, True, 50 - row, 50 - row, 2, ("x",)) for row in range(3)]
    shared = spread_money([*ahead, *tied], 10, lambda _: (0, 5), skips=True)
    assert [(shared.grants[row].certain, shared.grants[row].possible) for row in (100, 101, 102)
            ] == [(True, True), (True, True), (False, False)]
    # and so is what can have no money in any order
    shared = spread_money([*tied, GroupBid(200, True, 0, 0, 20, ("x",))], 40, lambda _: (0, 15),
                          skips=True)
    assert not shared.searched
    assert not shared.grants[200].possible
    long = [GroupBid(row, True, 5000 - row, 5000 - row, 1, ("x" if row % 3 else "y",))
            for row in range(2000)]
    shared = spread_money(long, 600, lambda _: (0, 300), skips=True)
    funded = [row for row, grant in shared.grants.items() if grant.certain]
    assert shared.searched
    assert (len(funded), sum(row % 3 == 0 for row in funded)) == (600, 300)


RULE = ('budget = "100", cost = "local.asks", cut = "{cut}", across = "local.track", {parts}')
CALL = {"a": ("start", 9.0), "b": ("start", 8.0), "c": ("start", 7.0), "d": ("grow", 3.0)}


@pytest.mark.parametrize(("cut", "parts", "funded"), [
    ("skip", "share_each = 0.6", "abd"),  # with c their track would have 90 of 60
    ("stop", "share_each = 0.5", "ad"),  # with b it would have 60 of 50, so its list ends
    ("skip", "most_each = { start = 30 }", "ad"),
    ("skip", "least_each = { grow = 80 }", "abd"),
    ("stop", "least_each = 30", "abd"),
])
def test_a_gate_spreads_money(
    run_method: Any, cut: str, parts: str, funded: str
) -> None:
    rule = RULE.format(cut=cut, parts=parts)
    result = run_method(METHOD.format(rule=rule), ventures(CALL, asks=30), call={"id": "c"})
    found = {one.id: one.stages[0].phases[0] for one in result.ventures}
    assert "".join(id for id, phase in found.items() if phase.recommendation == "advance") == funded
    left = [one for id, one in found.items() if id not in funded]
    for phase in left:
        assert phase.money.granted == (0.0, 0.0)
        assert any("its group has as much as one may have" in reason.text
                   for reason in phase.reasons)
    assert found["a"].money.left == (100 - 30 * len(funded),) * 2


def test_a_track_that_is_not_known_leaves_open_what_hangs_on_it(run_method: Any) -> None:
    rule = RULE.format(cut="skip", parts="most_each = 30")
    unknown = {**CALL, "a": (None, 9.0)}
    result = run_method(METHOD.format(rule=rule), ventures(unknown, asks=30), call={"id": "c"})
    found = {one.id: one.stages[0].phases[0].possible for one in result.ventures}
    # a has money in either track; b or d goes without it, and c always
    assert found["a"] == ("advance",)
    assert found["b"] == found["d"] == ("advance", "revise")
    assert found["c"] == ("revise",)


def test_the_reason_says_where_not_every_case_was_tried(
    run_method: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULE.format(cut="skip", parts="most_each = 30")
    unknown = {**CALL, "a": (None, 9.0)}
    said = []
    for limit in (1000, 0):
        monkeypatch.setattr(spread_money_module, "_WORLDS", limit)
        monkeypatch.setattr(spread_money_module, "_STEPS", limit)
        result = run_method(METHOD.format(rule=rule), ventures(unknown, asks=30), call={"id": "c"})
        found = {one.id: one.stages[0].phases[0] for one in result.ventures}
        assert found["b"].recommendation == "undecided"
        said.append(any("not every case was tried" in reason.text for reason in found["b"].reasons))
    assert said == [False, True]


@pytest.mark.parametrize(("rule", "key", "said"), [
    ('budget = "100", cost = "1", across = "local.track", share_each = 0.5', "cut",
     "in order of rank"),
    ('budget = "100", cost = "1", cut = "best_set", across = "local.track", share_each = 0.5',
     "cut", "in order of rank"),
    (RULE.format(cut="skip", parts="share_each = 0.5, least_share = 0.5"), "least_share",
     "does not go with `across`"),
    (RULE.format(cut="skip", parts="least_each = 5, most_each = { start = 3, grow = 9 }"),
     "least_each", "at least 5 and at most 3"),
    (RULE.format(cut="skip", parts="least_each = { start = -3 }"), "least_each.start",
     "less than no money"),
])
def test_what_does_not_fit_is_refused_at_its_key(
    run_method: Any, rule: str, key: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        run_method(METHOD.format(rule=rule), [{"id": "v"}])
    assert [each for each in bad.value.problems if said in each.what
            and each.key == f"stages.identify.gate.advance[0].{key}"], bad.value
