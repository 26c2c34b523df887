"""Money is given out as the rule says, to the cent, and as far as the evidence decides it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from tests.engine.test_groups import METHOD, ventures

from hubflow.cli.main import cli
from hubflow.engine.call.money_notes import money_in_words
from hubflow.engine.selection import turns
from hubflow.engine.selection.best_set import best_set
from hubflow.engine.selection.bids import NONE, Bid, Shared
from hubflow.engine.selection.equal_shares import EqualShares
from hubflow.engine.selection.turns import Turns, share_of
from hubflow.model.input_problems import BadInput

FIVE = {"a": ("start", 9, 60), "b": ("start", 8, 50), "c": ("start", 7, 30), "d": ("grow", 3, 10),
        "e": ("grow", 2, 5)}
Amounts = dict[int, int]


def dossiers(call: Mapping[str, tuple[str | None, float | None, float | None]]) -> list[Any]:
    return [found for id, (track, score, asks) in call.items()
            for found in ventures({id: (track, score)}, asks=asks)]


@pytest.fixture
def outcome(run_method: Any, phase_of: Any) -> Any:
    def outcome(rule: str, call: Mapping[str, Any], budget: float = 100) -> dict[str, Any]:
        text = METHOD.format(rule=", ".join(filter(None, (
            'budget = "call.budget"', 'cost = "local.asks"', rule))))
        result = run_method(text, dossiers(call), call={"id": "c", "budget": budget})
        return {id: phase_of(result, id, "identify") for id in call}
    return outcome


@pytest.mark.parametrize(("rule", "granted", "left"), [
    ("", (60, 0, 0, 0, 0), 40),
    ("places = 1", (60, 0, 0, 0, 0), 40),
    ('per = "local.track"', (60, 0, 0, 10, 5), None),
    ('across = "local.track", places = 4, most_each = 1', (60, 0, 0, 0, 0), 40),
    ('cut = "stop"', (60, 0, 0, 0, 0), 40),
    ('cut = "stop", least_share = 0.8', (60, 40, 0, 0, 0), 0),
    ('cut = "stop", least_share = 0.9', (60, 0, 0, 0, 0), 40),
    ('cut = "skip"', (60, 0, 30, 10, 0), 0),
    ('cut = "skip", score = 75', (60, 0, None, None, None), 40),
    ('cut = "best_set"', (0, 50, 30, 10, 5), 5),
    ('cut = "best_set", score = 75', (60, 0, None, None, None), 40),
    ('cut = "equal"', (28.33, 28.33, 28.33, 10, 5), 0.01),
    ('cut = "equal", least_share = 0.5', (30, 30, 30, 10, 0), 0),
    ('cut = "skip", one_of = "local.track"', (60, 0, 0, 10, 0), 30),
    ('cut = "skip", together = "local.track"', (0, 0, 0, 10, 5), 85),
    ('cut = "best_set", one_of = "local.track"', (60, 0, 0, 10, 0), 30),
    ('cut = "best_set", together = "local.track"', (0, 0, 0, 10, 5), 85),
    ('cut = "skip", per = "local.track"', (60, 0, 30, 10, 5), None),
])
def test_money_is_given_out_as_the_cut_says(
    outcome: Any, rule: str, granted: tuple[float | None, ...], left: float | None
) -> None:
    found = outcome(rule, FIVE)
    told = [phase.money and phase.money.granted for phase in found.values()]
    assert told == [None if each is None else (each, each) for each in granted]
    for phase, each in zip(found.values(), granted, strict=True):
        assert phase.recommendation == ("advance" if each else "revise")
        if left is not None and phase.money:
            assert phase.money.left == (left, left)


def test_the_last_goes_as_long_as_an_equal_share_is_too_small(outcome: Any) -> None:
    call = {"a": ("grow", 9, 60), "b": ("grow", 8, 60), "c": ("grow", 7, 60)}
    found = outcome('cut = "equal", least_share = 0.8', call)
    assert [phase.money.granted[0] for phase in found.values()] == [50, 50, 0]
    found = outcome('cut = "equal", least_share = 0.9', call)
    assert [phase.money.granted[0] for phase in found.values()] == [60, 0, 0]
    assert "too small" in " ".join(reason.text for reason in found["c"].reasons)


@pytest.mark.parametrize("cut", ['cut = "stop"', ""])
def test_that_the_money_ended_is_a_reason(outcome: Any, cut: str) -> None:
    found = outcome(cut, FIVE)
    texts = {id: [reason.text for reason in phase.reasons if reason.kind == "money"]
             for id, phase in found.items()}
    assert texts["a"] == ["It asks for £60 and is granted £60."]
    assert texts["b"] == ["The money ended before its place: it asks for £50, and £40 of £100 were "
                          "left."]
    assert texts["c"] == ["The money ended before its place: it asks for £30, and £40 of £100 were "
                          "left, but one ahead of it asks for more than that."]
    tied = outcome('cut = "skip", one_of = "local.track"', FIVE)
    assert "Another that excludes it is funded" in " ".join(r.text for r in tied["c"].reasons)


def test_whoever_has_no_place_for_another_reason_is_told_that_the_money_is_enough(
    outcome: Any,
) -> None:
    def told(rule: str, call: Mapping[str, Any] = FIVE) -> dict[str, list[str]]:
        return {id: [reason.text for reason in phase.reasons if reason.kind == "money"]
                for id, phase in outcome(rule, call, 200).items()}

    assert told("places = 1")["b"] == [
        "The money would be enough for the £50 that it asks for. Something else keeps it from a "
        "place."]
    assert told("places = 1", FIVE | {"b": ("start", None, 50)})["a"] == [
        "The money is enough for the £60 that it asks for. Whether it gets a place hangs on "
        "something else."]


def test_of_two_rules_with_a_budget_the_one_that_pays_is_told(
    run_method: Any, phase_of: Any
) -> None:
    text = METHOD.replace("[{{ {rule} }}]", "[{rule}]").format(rule=", ".join(
        f'{{ budget = "{budget}", cost = "{cost}" }}'
        for budget, cost in (("70", "local.asks"), ("12", "local.asks / 10"))))
    result = run_method(text, dossiers(FIVE), call={"id": "c"})
    told = {id: phase_of(result, id, "identify").money for id in FIVE}
    assert {id: (money.asked, money.granted[0], money.budget) for id, money in told.items()} == {
        "a": (60, 60, 70), "b": (5, 5, 12), "c": (30, 0, 70), "d": (10, 0, 70), "e": (5, 0, 70)}


def test_why_tells_what_the_money_did(run_method: Any, tmp_path: Any) -> None:
    text = METHOD.format(rule='budget = "100", cost = "local.asks", cut = "stop"')
    run_method(text, dossiers(FIVE), call={"id": "c"})
    folder = tmp_path / "run0"
    venture = str(folder / "dossiers" / "b.toml")
    shown = CliRunner().invoke(cli, ["why", "-p", f"{folder}/hub/", venture],
                               catch_exceptions=False).output
    assert "The money ended before its place" in " ".join(shown.replace("│", " ").split())


def test_what_is_open_leaves_open_what_hangs_on_it(outcome: Any) -> None:
    found = outcome('cut = "skip"', FIVE | {"b": ("start", 8, None)})
    assert found["a"].recommendation == "advance"
    assert {found[id].recommendation for id in "bcde"} == {"undecided"}
    assert found["b"].money.asked is None
    found = outcome('cut = "best_set"', FIVE | {"e": ("grow", None, 5)})
    assert [found[id].recommendation for id in "abcde"] == [
        "undecided", "undecided", "advance", "advance", "undecided"]


def test_equals_of_whom_only_one_fits_are_undecided(outcome: Any) -> None:
    call = {"a": ("grow", 9, 60), "b": ("grow", 9, 60), "c": ("grow", 1, 40)}
    for cut in ("stop", "skip", "best_set"):
        found = outcome(f'cut = "{cut}"', call)
        assert {found[id].recommendation for id in "ab"} == {"undecided"}, cut


@pytest.mark.parametrize(("rule", "key", "said"), [
    ('cut = "gone"', "cut", "gone"),
    ('least_share = 0.5', "least_share", "`cut` does not stand"),
    ('cut = "best_set", least_share = 0.5', "least_share", "does not go with"),
    ('cut = "equal", one_of = "local.track"', "one_of", "does not go with"),
    ('cut = "stop", least_share = 50', "least_share", "no share of a cost"),
    ('cut = "stop", one_of = "local.asks"', "one_of", "not a fact whose values"),
    ('cut = "stop", places = 3', "cut", "`places` beside it"),
])
def test_what_does_not_fit_together_is_refused_at_its_key(
    run_method: Any, rule: str, key: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        run_method(METHOD.format(rule=f'budget = "9", cost = "local.asks", {rule}'), [{"id": "v"}])
    at = f"stages.identify.gate.advance[0].{key}"
    assert [problem for problem in bad.value.problems
            if problem.key == at and said in problem.what and problem.line], bad.value


def test_a_cut_alone_gives_out_nothing(run_method: Any) -> None:
    with pytest.raises(BadInput, match="`budget` and `cost` go together"):
        run_method(METHOD.format(rule='cut = "skip"'), [{"id": "v"}])


def by_turns(order: Sequence[Bid], budget: int, rule: Turns) -> tuple[Amounts, int]:
    """The definition of stop and skip, for bids of which everything is known."""
    packages: dict[str | None, list[Bid]] = {}
    for bid in order:
        packages.setdefault(f"={bid.row}" if bid.linked == NONE else bid.linked, []).append(bid)
    left, open, taken = budget, True, set[str | None]()
    amounts = {bid.row: 0 for bid in order}
    for part in packages.values():
        cost = sum(bid.cost or 0 for bid in part)
        values = set().union(*(bid.exclusive for bid in part))
        if not open or values & taken:
            continue
        if cost <= left:
            left, taken = left - cost, taken | values
            amounts |= {bid.row: bid.cost or 0 for bid in part}
        elif rule.least_share is not None and len(part) == 1 and left >= max(
                1, share_of(cost, rule.least_share)):
            amounts[part[0].row], left, open, taken = left, 0, rule.skips, taken | values
        else:
            open = rule.skips
    return amounts, left


def as_a_set(order: Sequence[Bid], budget: int) -> tuple[Amounts, int]:
    """The definition of the best set; of equal sets, that with those who come first."""
    def allowed(chosen: Sequence[Bid]) -> bool:
        values = [value for bid in chosen for value in bid.exclusive]
        linked = {bid.linked for bid in chosen if bid.linked != NONE}
        return (sum(bid.cost or 0 for bid in chosen) <= budget and len(values) == len({*values})
                and all(bid in chosen for bid in order if bid.linked in linked))

    sets = [chosen for size in range(len(order) + 1)
            for chosen in itertools.combinations(order, size) if allowed(chosen)]
    best = max(sets, key=lambda chosen: (sum(bid.worth[0] for bid in chosen),
                                         [bid in chosen for bid in order]))
    amounts = {bid.row: (bid.cost or 0) * (bid in best) for bid in order}
    return amounts, budget - sum(amounts.values())


def equally(order: Sequence[Bid], budget: int, rule: EqualShares) -> tuple[Amounts, int]:
    """The definition of equal shares: cent by cent to all who want more, as long as it goes round.
    """
    left = list(order)
    while left:
        amounts, rest = dict.fromkeys((bid.row for bid in left), 0), budget
        while rest >= (n := sum(amounts[bid.row] < (bid.cost or 0) for bid in left)) and n:
            rest -= n
            for bid in left:
                amounts[bid.row] += amounts[bid.row] < (bid.cost or 0)
        level = max(amounts.values())
        if level > 0 and (rule.least_share is None or all(
                amounts[bid.row] >= share_of(bid.cost or 0, rule.least_share) for bid in left)):
            return {**dict.fromkeys((bid.row for bid in order), 0), **amounts}, rest
        left.pop()
    return dict.fromkeys((bid.row for bid in order), 0), budget


def worlds(bids: Sequence[Bid]) -> Iterator[list[Bid]]:
    """Every way in which what is open may come out, with every order of equals.

    Whoever does not compete breaks its package, so those linked to it are not there, either.
    """
    for world in itertools.product(*(list(_ways(bid)) for bid in bids)):
        away = {bid.linked for bid, here in zip(bids, world, strict=True) if here is None} - {NONE}
        there = [bid for bid in world if bid is not None and bid.linked not in away]
        for order in itertools.permutations(there):
            if all(one.low >= other.low for one, other in itertools.pairwise(order)):
                yield list(order)


def _ways(bid: Bid) -> Iterator[Bid | None]:
    if not bid.certain:
        yield None
    for score in range(bid.low, bid.high + 1):
        for cost in costs_of(bid):
            for value in (("p",), ("q",), ()) if None in bid.exclusive else (bid.exclusive,):
                yield attrs.evolve(bid, low=score, high=score, worth=(score, score), cost=cost,
                                   exclusive=frozenset(value))


def costs_of(bid: Bid) -> Sequence[int]:
    """What a bid may cost; one of which nothing is known a little, or too much."""
    least, most = bid.ends
    return (1, 2, 9) if most is None else range(least, most + 1)


def made_up(chance: random.Random) -> list[Bid]:
    """One to four bids, some of which are open in several ways."""
    tied, open = chance.random() < 0.4, chance.random() < 0.6
    bids = []
    for row in range(chance.randint(1, 4)):
        low, high = sorted((chance.randint(0, 3), chance.randint(0, 3)))
        high = high if open and chance.random() < 0.4 else low
        value = chance.choice(("p", None if open and chance.random() < 0.3 else "p", NONE))
        bids.append(Bid(
            row, not open or chance.random() < 0.8, low, high,
            None if open and chance.random() < 0.2 else chance.choice((1, 2, 4)), (low, high),
            frozenset({value}) if tied and value != NONE else frozenset(),
            chance.choice(("l", NONE, NONE)) if tied else NONE,
            costs=chance.choice(((0, None), (1, 2), (2, 4)))))
    return bids


TURNS = {"stop": Turns(False), "skip": Turns(True), "stop in part": Turns(False, 0.5),
         "skip in part": Turns(True, 0.5)}
RULES = {**TURNS, "equal": EqualShares(), "equal with a least share": EqualShares(0.6),
         "best set": best_set}


@pytest.mark.parametrize(("rule", "bounded"), [
    *(pytest.param(rule, False, id=name) for name, rule in RULES.items()),
    *(pytest.param(rule, True, id=f"{name}, bounded") for name, rule in TURNS.items())])
def test_no_world_gives_out_what_was_called_impossible(
    rule: Any, bounded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    if bounded:
        monkeypatch.setattr(turns, "_STEPS", 2)
    for _ in range(60):
        bids, budget = made_up(chance), chance.choice((0, 3, 5, 8))
        if isinstance(rule, EqualShares):
            bids = [attrs.evolve(bid, exclusive=frozenset(), linked=NONE) for bid in bids]
        shared: Shared = (rule if rule is best_set else rule.share)(bids, budget)
        outcomes = []
        for order in itertools.islice(worlds(bids), 400):
            amounts, left = (by_turns(order, budget, rule) if isinstance(rule, Turns) else
                             equally(order, budget, rule) if isinstance(rule, EqualShares) else
                             as_a_set(order, budget))
            outcomes.append(amounts)
            packages = {bid.row for bid in bids if bid.linked != NONE}
            broken = packages - {bid.row for bid in order}
            assert not any(shared.grants[row].certain for row in broken if len(packages) > 1)
            assert shared.left is None or shared.left[0] <= left <= shared.left[1]
            for row, amount in amounts.items():
                grant = shared.grants[row]
                assert amount >= grant.least, (bids, budget, order)
                assert grant.most is None or amount <= grant.most, (bids, budget, order)
                assert grant.possible if amount else not grant.certain, (bids, budget, order)
        if not bounded and all(bid.certain and bid.low == bid.high for bid in bids) and len(
                {bid.low for bid in bids}) == len(bids) and not any(
                bid.cost is None or None in bid.exclusive for bid in bids):
            for row, amount in outcomes[0].items():  # nothing is open, so nothing stays open
                assert (shared.grants[row].least, shared.grants[row].most) == (amount, amount)


def ahead(bids: Sequence[Bid], each: Bid, end: str) -> list[Bid]:
    """Those that may be ahead of a bid, or surely are."""
    if end == "may":
        return [bid for bid in bids if bid is not each and bid.high >= each.low]
    return [bid for bid in bids if bid.certain and bid.low > each.high]


@pytest.mark.parametrize("most_steps", [0, 10_000])
def test_stop_decides_all_that_a_sum_of_those_ahead_decides(
    most_steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This is how a budget without a cut is decided, which is the same rule."""
    monkeypatch.setattr(turns, "_STEPS", most_steps)
    chance, decided = random.Random(3), 0
    for _ in range(300):
        bids = []
        for row in range(chance.randint(2, 9)):
            low = chance.randint(0, 9)
            least = chance.randint(1, 4)
            bids.append(Bid(row, chance.random() < 0.9, low, low + chance.choice((0, 0, 2, 4)),
                            least if chance.random() < 0.8 else None,
                            costs=(least, chance.choice((None, least, least + 2)))))
        budget = chance.randint(5, 20)
        grants = Turns(False).share(bids, budget).grants
        for bid in bids:
            most = [each.ends[1] for each in (*ahead(bids, bid, "may"), bid)]
            least = bid.ends[0] + sum(each.ends[0] for each in ahead(bids, bid, "surely"))
            enough = None not in most and sum(filter(None, most)) <= budget
            decided += enough or least > budget
            assert grants[bid.row].certain or not enough, (bids, budget, bid)
            assert not grants[bid.row].possible or least <= budget, (bids, budget, bid)
    assert decided > 300


def test_of_an_open_order_what_comes_out_in_no_order_is_not_called_possible() -> None:
    """alfa (35) is first or second, and at most beta's 30 are given out before."""
    costs = {"alfa": (35, 8, 9), "beta": (30, 4, 8), "gama": (25, 6, 7), "delta": (25, 5, 6)}
    bids = [Bid(row, True, low, high, cost)
            for row, (cost, low, high) in enumerate(costs.values())]
    bids[2:] = [attrs.evolve(bids[2], low=6, high=6), attrs.evolve(bids[3], low=5, high=5)]
    alfa, beta, gama, delta = (Turns(False).share(bids, 100).grants[row] for row in range(4))
    assert alfa.before == (70, 100)
    assert (alfa.certain, beta.certain, gama.certain, delta.certain) == (True, False, True, False)


def test_a_package_whose_place_is_open_leaves_decided_what_does_not_hang_on_it() -> None:
    first, last = Bid(0, True, 9, 9, 4), Bid(4, True, 0, 0, 4)
    package = [Bid(1, True, 7, 7, 2, linked="l"), Bid(2, True, 1, 5, 1, linked="l")]
    rival = Bid(3, True, 6, 6, None, costs=(1, 2))
    grants = Turns(True).share([first, *package, rival, last], 8).grants
    assert [grants[row].certain for row in range(5)] == [True, True, True, False, False]
    assert [grants[row].possible for row in range(5)] == [True, True, True, True, False]


@pytest.mark.parametrize("rule", [EqualShares(), EqualShares(0.6), best_set],
                         ids=["equal", "equal with a least share", "best set"])
def test_open_costs_leave_open_what_hangs_on_them_and_nothing_else(rule: Any) -> None:
    """Nobody ties: scores are powers of two, so that no two sets have the same total."""
    chance = random.Random(13)
    for _ in range(25):
        bids = []
        for row in range(chance.randint(2, 4)):
            least = chance.randint(1, 4)
            ends = (least, least + chance.choice((0, 0, 1, 3)))
            bids.append(Bid(row, True, 9 - row, 9 - row, None if ends[0] < ends[1] else least,
                            (2 ** (4 - row),) * 2, costs=ends))
        budget = chance.randint(3, 9)
        outcomes = []
        for costs in itertools.product(*map(costs_of, bids)):
            world = [attrs.evolve(bid, cost=cost) for bid, cost in zip(bids, costs, strict=True)]
            outcomes.append((as_a_set(world, budget) if rule is best_set else
                             equally(world, budget, rule))[0])
        shared: Shared = (rule if rule is best_set else rule.share)(bids, budget)
        for row, grant in shared.grants.items():
            came = [bool(amounts[row]) for amounts in outcomes]
            assert (grant.certain, grant.possible) == (all(came), any(came)), (bids, budget, row)


@pytest.mark.parametrize("rule", [
    Turns(False), Turns(True), Turns(False, 0.5), Turns(True, 0.5), EqualShares(0.6), best_set])
def test_a_better_venture_never_fares_worse(rule: Any) -> None:
    chance = random.Random(11)
    share = rule if rule is best_set else rule.share
    for _ in range(60):
        bids, budget = made_up(chance), chance.choice((3, 5, 8))
        if isinstance(rule, EqualShares):
            bids = [attrs.evolve(bid, exclusive=frozenset(), linked=NONE) for bid in bids]
        before = share(bids, budget).grants
        at = chance.randrange(len(bids))
        up = chance.randint(1, 3)
        bid = bids[at]
        better = attrs.evolve(bid, low=bid.low + up, high=bid.high + up,
                              worth=(bid.worth[0] + up, bid.worth[1] + up))
        after = share([*bids[:at], better, *bids[at + 1:]], budget).grants
        then, now = before[bid.row], after[bid.row]
        if bid.certain and all(other.low == other.high for other in bids):
            assert now.certain >= then.certain, (bids, at, up, budget)
            assert now.possible >= then.possible, (bids, at, up, budget)


def test_decisions_that_give_out_more_than_there_is_leave_nothing() -> None:
    told = money_in_words("First round", "c", "", "GBP", "en", grouped=False, asked=165,
                          asked_open=False, granted=(110, 110), funded=(3, 3), left=(5, 5),
                          budget=100)
    assert "£110 granted to 3, £0 left of £100" in told


@pytest.mark.parametrize(("granted", "left", "told"), [
    ((65, 120), (2, 10), "£90 – £98 granted to 2–5, £2 – £10 left of £100"),
    ((90, 120), (10, 10), "£90 granted to 2–5, £10 left of £100"),
    ((90, 95), (0, 40), "£90 – £95 granted to 2–5, £5 – £10 left of £100"),
    ((20, None), (30, 60), "£40 – £70 granted to 2–5, £30 – £60 left of £100"),
])
def test_what_is_granted_and_what_is_left_make_up_the_budget(
    granted: tuple[float, float | None], left: tuple[float, float], told: str
) -> None:
    said = money_in_words("Awards", "c", "", "GBP", "en", grouped=False, asked=120,
                          asked_open=False, granted=granted, funded=(2, 5), left=left, budget=100)
    assert told in said
