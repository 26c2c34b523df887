"""Groups of criteria, points and totals: a score is a tree of weighted parts."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.engine.method.rounding import half_up
from hubflow.model.input_problems import BadInput

SLOW = settings(max_examples=examples(15),
                suppress_health_check=[HealthCheck.function_scoped_fixture])


def criterion(id: str, more: str, scale: str = "[0, 5]") -> str:
    return f"""
[[stages.identify.criteria]]
id = "{id}"
title = "{id.title()}"
concept = "need-scale"
judged = true
scale = {scale}
{more}
source = "rules"
"""


def group(id: str, more: str) -> str:
    return f"""
[[stages.identify.groups]]
id = "{id}"
title = "{id.title()}"
{more}
source = "rules"
"""


def judged(id: str, **scores: float | None) -> dict[str, Any]:
    return {"id": id, "hubs": {"testhub": {"judgements": [
        {"phase": "identify", "criterion": key, "score": score}
        for key, score in scores.items() if score is not None]}}}


GRID = (
    "[stages.identify]\n[stages.identify.score]\npoints = 200\nsource = \"rules\"\n"
    + group("quality", "points = 120\nminimum = 60")
    + group("reach", 'group = "quality"\npoints = 40')
    + criterion("depth", 'group = "quality"\npoints = 80')
    + criterion("people", 'group = "reach"\nweight = 3')
    + criterion("places", 'group = "reach"\nweight = 1')
    + criterion("cost", "points = 80", "[1, 5]")
)
GATE = """
[stages.identify.gate]
advance = [{ RULE }]
source = "rules"
"""


def grid(rule: str = "points = 100") -> str:
    return GRID + GATE.replace("RULE", rule)


def test_points_and_subtotals_add_up(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(grid(), [judged("v", depth=4, people=2, places=5, cost=3)]),
                     "v", "identify")
    subtotals = {each.id: (each.lower, each.upper, each.total) for each in found.groups}
    # depth 4/5 of 80; reach 40 * (3 * 2/5 + 1 * 5/5) / 4; cost 2/4 of 80
    assert subtotals == {"quality": (86.0, 86.0, 120.0), "reach": (22.0, 22.0, 40.0)}
    assert (found.points.lower, found.points.upper, found.total) == (126.0, 126.0, 200.0)
    assert found.score.lower == 63.0
    assert found.recommendation == "advance"
    shares = {each.id: each.weight_share for each in (*found.criteria, *found.groups)}
    assert shares == pytest.approx({"depth": 0.4, "people": 0.15, "places": 0.05, "cost": 0.4,
                                    "quality": 0.6, "reach": 0.2})


def test_what_is_missing_in_a_group_is_open_in_its_subtotal_alone(
    run_method: Any, phase_of: Any
) -> None:
    found = phase_of(run_method(grid(), [judged("v", depth=4, places=5, cost=3)]), "v", "identify")
    subtotals = {each.id: (each.lower, each.upper) for each in found.groups}
    assert subtotals == {"quality": (74.0, 104.0), "reach": (10.0, 40.0)}
    assert (found.points.lower, found.points.upper) == (114.0, 144.0)


@pytest.mark.parametrize(("rule", "said"), [
    ("points = 126", "advance"), ("points = 126.5", "revise"), ("score = 63", "advance"),
    ("criteria = { quality = 86 }", "advance"), ("criteria = { quality = 86.5 }", "revise"),
    ("criteria = { reach = 22, cost = 3 }", "advance"),
])
def test_a_gate_compares_points_and_subtotals(
    run_method: Any, phase_of: Any, rule: str, said: str
) -> None:
    result = run_method(grid(rule), [judged("v", depth=4, people=2, places=5, cost=3)])
    assert phase_of(result, "v", "identify").recommendation == said


def test_a_floor_of_a_group_keeps_back_and_says_why(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(grid("points = 1"), [
        judged("v", depth=2, people=3, places=3, cost=5)]), "v", "identify")
    assert found.recommendation == "revise"
    assert [(reason.kind, reason.id) for reason in found.reasons
            if reason.kind == "floor"] == [("floor", "quality")]


def test_a_group_breaks_ties(run_method: Any, phase_of: Any) -> None:
    rules = grid("places = 1").replace("[stages.identify.gate]",
                                       '[stages.identify.gate]\nrank_by = ["score", "reach"]')
    same = run_method(rules, [judged("a", depth=4, people=0, places=0, cost=3),
                              judged("b", depth=3, people=2, places=2, cost=3)],
                      call={"id": "c"})
    assert phase_of(same, "a", "identify").points.lower == 104.0
    assert phase_of(same, "b", "identify").points.lower == 104.0
    assert phase_of(same, "b", "identify").recommendation == "advance"
    assert phase_of(same, "a", "identify").recommendation == "revise"


@pytest.mark.parametrize(("change", "what"), [
    (("points = 200", "points = 210"), "adds up to 200"),
    (('points = 80\nsource', 'points = 70\nsource'), "adds up to"),
    (('"quality"\npoints = 80', '"quality"'), "does not say how many points"),
    (('"quality"\npoints = 80', '"quality"\nweight = 80'), "stands beside others that say"),
    (('group = "reach"\nweight = 3', 'group = "reech"\nweight = 3'), "is no group of the phase"),
    (("points = 120", 'points = 120\ngroup = "reach"'), "a part of itself"),
    (("minimum = 60", "minimum = 130"), "is no subtotal"),
    (("minimum = 60", "weight = 2"), "which say the same"),
    (('"reach"\nweight = 3', '"reach"\nweight = 0'), "must be more than 0"),
    (("points = 100 }", "points = 201 }"), "is no number of the phase's points"),
    (("points = 100 }", "criteria = { quality = 121 } }"), "is no subtotal of quality"),
])
def test_points_that_cannot_be_are_told_with_their_line(
    run_method: Any, change: tuple[str, str], what: str
) -> None:
    rules = grid()
    assert change[0] in rules
    with pytest.raises(BadInput) as caught:
        run_method(rules.replace(*change, 1), [judged("v")])
    told = [problem for problem in caught.value.problems if what in problem.what]
    assert told, caught.value.problems
    assert told[0].line > 1
    assert told[0].to_do or "more than 0" in what


def test_points_need_a_phase_in_points(run_method: Any) -> None:
    plain = "[stages.identify]\n" + criterion("depth", "weight = 2")
    for rule in ("advance = [{ points = 1 }]", "stop = [{ points_below = 1 }]"):
        with pytest.raises(BadInput, match="not in points"):
            run_method(plain + f'[stages.identify.gate]\n{rule}\nsource = "rules"\n', [judged("v")])


def test_labels_are_in_no_subtotal_and_an_empty_group_is_refused(run_method: Any) -> None:
    labels = "[stages.identify]\n" + group("quality", "") + criterion(
        "depth", 'group = "quality"', '["bad", "good"]')
    with pytest.raises(BadInput, match="labels are counted"):
        run_method(labels, [judged("v")])
    with pytest.raises(BadInput, match="has no criteria"):
        run_method("[stages.identify]\n" + group("quality", "") + criterion("depth", ""),
                   [judged("v")])


VALUES = st.none() | st.integers(0, 5)


@SLOW
@given(known=st.tuples(VALUES, VALUES, VALUES, VALUES), children=st.none() | st.booleans(),
       in_place=st.none() | st.booleans())
def test_subtotals_and_score_cover_every_completion_and_no_more(
    run_method: Any, known: tuple[int | None, ...], children: bool | None, in_place: bool | None
) -> None:
    """Against brute force: groups whose criteria may or may not apply."""
    rules = (
        "[stages.identify]\n" + group("outer", "weight = 3")
        + group("inner", 'group = "outer"\nweight = 2')
        + criterion("aa", 'group = "inner"\napplies = "identify.includes_children"')
        + criterion("bb", 'group = "inner"')
        + criterion("cc", 'group = "outer"\napplies = "identify.implemented_in_place"')
        + criterion("dd", "weight = 2"))
    dossier = judged("v", **dict(zip(("aa", "bb", "cc", "dd"), known, strict=True)))
    dossier["identify"] = {key: value for key, value in (
        ("includes_children", children), ("implemented_in_place", in_place)) if value is not None}
    found = run_method(rules, [dossier]).ventures[0].stages[0].phases[0]
    inner, whole = [], []
    for (a, b, c, d), with_a, with_c in itertools.product(
        _completions(known), _either(children), _either(in_place)
    ):
        inner.append((a + b) / 2 if with_a else b)
        outer = (2 * inner[-1] + c) / 3 if with_c else inner[-1]
        whole.append((3 * outer + 2 * d) / 5)
    subtotals = {each.id: each for each in found.groups}
    assert (subtotals["inner"].lower, subtotals["inner"].upper) == pytest.approx(
        (min(inner) * 20, max(inner) * 20))
    assert (found.score.lower, found.score.upper) == pytest.approx(
        (min(whole) * 20, max(whole) * 20))


def _either(known: bool | None) -> list[bool]:
    return [True, False] if known is None else [known]


def _completions(known: tuple[int | None, ...]) -> list[tuple[int, ...]]:
    return list(itertools.product(*[[0, 5] if each is None else [each] for each in known]))


@SLOW
@given(weights=st.lists(st.integers(1, 9), min_size=4, max_size=4),
       scores=st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_groups_with_the_shares_of_flat_weights_score_the_same(
    run_method: Any, phase_of: Any, weights: list[int], scores: list[int]
) -> None:
    ids = ("aa", "bb", "cc", "dd")
    flat = "[stages.identify]\n" + "".join(
        criterion(id, f"weight = {weight}") for id, weight in zip(ids, weights, strict=True))
    grouped = (
        "[stages.identify]\n" + group("one", f"weight = {weights[0] + weights[1]}")
        + group("two", f"points = {weights[2] + weights[3]}").replace("points", "weight")
        + "".join(criterion(id, f'weight = {weight}\ngroup = "{name}"') for id, weight, name in
                  zip(ids, weights, ("one", "one", "two", "two"), strict=True)))
    dossier = judged("v", **dict(zip(ids, scores, strict=True)))
    first, second = (phase_of(run_method(rules, [dossier]), "v", "identify")
                     for rules in (flat, grouped))
    assert first.score.lower == pytest.approx(second.score.lower, abs=2e-9)
    assert [c.weight_share for c in first.criteria] == pytest.approx(
        [c.weight_share for c in second.criteria])


ROUNDED = """
[stages.identify.gate]
advance = { score = 73.5 }
source = "rules"
"""


@pytest.mark.parametrize(("score", "decimals", "shown"), [
    (73.45, 1, 73.5), (73.449999, 1, 73.4), (73.445, 2, 73.45), (2.675, 2, 2.68), (0.5, 0, 1.0),
    (99.5, 0, 100.0), (73.45, 2, 73.45)])
def test_a_score_is_rounded_half_up_before_the_threshold(
    run_method: Any, phase_of: Any, score: float, decimals: int, shown: float
) -> None:
    rules = (f'[stages.identify]\n[stages.identify.score]\nround = {decimals}\nsource = "rules"\n'
             + criterion("depth", "", "[0, 100]").replace(
                 "judged = true", f'measure = "{score} + 0 * identify.group_size"') + ROUNDED)
    found = phase_of(run_method(rules, [{"id": "v", "identify": {"group_size": 1}}]),
                     "v", "identify")
    assert found.score.lower == found.score.upper == shown
    assert found.recommendation == ("advance" if shown >= 73.5 else "revise")


def test_criteria_and_groups_are_rounded_before_they_count(run_method: Any, phase_of: Any) -> None:
    rules = ("[stages.identify]\n" + group("one", "points = 10\nround = 0")
             + criterion("aa", 'group = "one"\nround = 1') + criterion("bb", 'group = "one"')
             + criterion("cc", "points = 10"))
    votes = {"id": "v", "hubs": {"testhub": {"judgements": [
        {"phase": "identify", "criterion": key, "assessor": who, "score": score}
        for key, scores in (("aa", (3, 3, 4)), ("bb", (2, 2, 2)), ("cc", (1, 1, 1)))
        for who, score in zip("xyz", scores, strict=True)]}}}
    found = phase_of(run_method(rules, [votes]), "v", "identify")
    # aa is 3.333, so 3.3; the group is (3.3 + 2) / 10 of 10, 5.3, so 5
    assert {each.id: each.lower for each in found.criteria} == {"aa": 3.3, "bb": 2.0, "cc": 1.0}
    assert found.groups[0].lower == 5.0
    assert found.points.lower == 7.0


TIED = """
[stages.identify]
[[facts]]
id = "received"
type = "date"
description = "When was it received?"
[[facts]]
id = "track"
type = "label"
labels = ["town", "rural", "coast"]
description = "Which track?"
""" + criterion("depth", "") + """
[stages.identify.gate]
advance = { places = 1 }
rank_by = ["score", "TIE"]
source = "rules"
[[stages.identify.gate.ties]]
id = "earliest"
least = "local.received"
says = "the earlier application"
source = "rules"
[[stages.identify.gate.ties]]
id = "larger"
most = "identify.group_size"
says = "the larger group"
source = "rules"
[[stages.identify.gate.ties]]
id = "track"
fact = "local.track"
listed = ["rural", "town"]
says = "rural, then town"
source = "rules"
"""


def tied(id: str, size: int, **local: Any) -> dict[str, Any]:
    dossier = judged(id, depth=4)
    dossier["identify"] = {"group_size": size}
    dossier["hubs"]["testhub"].update(local)
    return dossier


@pytest.mark.parametrize(("tie", "first", "how"), [
    ("earliest", "b", "the earlier application, 1 February 2024 against 2 February 2024"),
    ("larger", "a", "the larger group, 9 against 7"),
    ("track", "c", "rural, then town, rural against town")])
def test_facts_and_dates_break_ties_and_reasons_say_so(
    run_method: Any, phase_of: Any, tie: str, first: str, how: str
) -> None:
    rules = TIED.replace('"TIE"]', ", ".join(f'"{id}"' for id in dict.fromkeys(
        [tie, "earliest", "larger", "track"])) + "]")
    result = run_method(rules, [
        tied("a", 9, received=dt.date(2024, 2, 3), track="town"),
        tied("b", 5, received=dt.date(2024, 2, 1), track="coast"),
        tied("c", 7, received=dt.date(2024, 2, 2), track="rural")], call={"id": "c"})
    said = {venture.id: venture.stages[0].phases[0].recommendation for venture in result.ventures}
    assert said == {id: "advance" if id == first else "revise" for id in "abc"}
    told = {id: [reason.text for reason in phase_of(result, id, "identify").reasons
                 if reason.kind == "tie"] for id in "abc"}
    assert told[first] == [f"The same score as the next one, 80. It comes first by: {how}."]
    assert [f"The same score as the one before it, 80. That one comes first by: {how}."] in [
        texts[:1] for texts in told.values()]


def test_a_tie_is_open_while_its_fact_is_missing_and_the_fact_is_asked_for(
    run_method: Any, phase_of: Any
) -> None:
    rules = TIED.replace('"TIE"]', '"earliest", "larger", "track"]')
    result = run_method(rules, [tied("a", 9, received=dt.date(2024, 2, 3), track="town"),
                                tied("b", 5, track="town")], call={"id": "c"})
    for id in "ab":
        assert phase_of(result, id, "identify").recommendation == "undecided"
    assert [each.id for each in phase_of(result, "b", "identify").missing] == ["local.received"]


@pytest.mark.parametrize(("change", "what"), [
    (('least = "local.received"', 'least = "local.track"'), "is in no order"),
    (('least = "local.received"', 'least = "local.recieved"'), "unknown fact"),
    (('listed = ["rural", "town"]', 'listed = ["rurall"]'), "is never 'rurall'"),
    (('listed = ["rural", "town"]', ""), "go together"),
    (('least = "local.received"', ""), "does not say what comes first"),
    (('most = "identify.group_size"', 'most = "1"\nleast = "1"'), "says `least` and `most`"),
    (('"larger", ', ""), "is not named in `rank_by`"),
    (('"larger", ', '"larger", "largest", '), "has no criterion 'largest'"),
])
def test_ties_that_cannot_be_are_told(
    run_method: Any, change: tuple[str, str], what: str
) -> None:
    rules = TIED.replace('"TIE"]', '"earliest", "larger", "track"]')
    assert change[0] in rules
    with pytest.raises(BadInput, match=what):
        run_method(rules.replace(*change, 1), [judged("v")])


@given(thousandths=st.lists(st.integers(-200_000, 200_000), min_size=2, max_size=30),
       decimals=st.integers(0, 2))
def test_rounding_is_that_of_decimal_numbers_however_many_rows_there_are(
    thousandths: list[int], decimals: int
) -> None:
    numbers = [value / 1000 for value in thousandths]
    found = pl.DataFrame({"x": numbers}).select(half_up(pl.col("x"), decimals))["x"].to_list()
    alone = [pl.DataFrame({"x": [value]}).select(half_up(pl.col("x"), decimals)).item()
             for value in numbers]
    exact = [float((decimal.Decimal(value) / 1000).quantize(
        decimal.Decimal(1).scaleb(-decimals), decimal.ROUND_HALF_UP)) for value in thousandths]
    assert found == alone == exact


QUALITY_FIRST = """
[[facts]]
id = "price"
type = "money"
description = "What does it cost?"
[stages.identify]
""" + group("technical", "points = 80\nminimum = 48") + (
    criterion("depth", 'group = "technical"')) + """
[[stages.identify.criteria]]
id = "price"
title = "Price"
concept = "value-for-money"
measure = "20 * min(local.price) OVER () / local.price"
scale = [0, 20]
points = 20
source = "rules"
[stages.identify.gate]
advance = [{ points = 70 }]
source = "rules"
"""


def test_windows_run_over_those_above_the_floor_of_a_group(run_method: Any, phase_of: Any) -> None:
    """As where quality comes before price: whoever fails the first is not compared by the second.
    """
    call = []
    for id, depth, price in (("a", 5, 200), ("b", 4, 100), ("c", 2, 10)):
        dossier = judged(id, depth=depth)
        dossier["hubs"]["testhub"]["price"] = price
        call.append(dossier)
    result = run_method(QUALITY_FIRST, call, call={"id": "c"})
    found = {id: phase_of(result, id, "identify") for id in "abc"}
    assert [found[id].points.lower for id in "ab"] == [90.0, 84.0]
    assert found["c"].recommendation == "revise"
    assert [reason.id for reason in found["c"].reasons if reason.kind == "floor"] == ["technical"]
