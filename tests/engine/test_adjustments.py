"""Bonuses and penalties are added to the score, as intervals, within published limits."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.model.input_problems import BadInput

SLOW = settings(max_examples=examples(15),
                suppress_health_check=[HealthCheck.function_scoped_fixture])

METHOD = """
[stages.identify]
[stages.identify.score]
points = 50
SCORE
source = "rules"
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-scale"
judged = true
scale = [0, 5]
points = 50
source = "rules"
[[stages.identify.adjustments]]
id = "children"
title = "Children"
says = "Five points for work with children."
add = "5"
applies = "identify.includes_children"
cap = 5
source = "rules"
[[stages.identify.adjustments]]
id = "late"
title = "Late"
says = "The panel takes up to ten points."
judged = true
floor = -10
source = "rules"
[[stages.identify.adjustments]]
id = "size"
title = "Size"
says = "A point for each ten people, four at most."
add = "identify.group_size / 10"
cap = 4
source = "rules"
[stages.identify.gate]
advance = [{ RULE }]
source = "rules"
"""


def method(rule: str = "points = 30", score: str = "") -> str:
    return METHOD.replace("RULE", rule).replace("SCORE", score)


def venture(
    id: str, depth: float | None, late: float | None, children: bool | None, size: int | None
) -> dict[str, Any]:
    identify = {key: value for key, value in (
        ("includes_children", children), ("group_size", size)) if value is not None}
    return {"id": id, "identify": identify, "hubs": {"testhub": {"judgements": [
        {"phase": "identify", "criterion": key, "score": value}
        for key, value in (("depth", depth), ("late", late)) if value is not None]}}}


def test_adjustments_are_added_in_points_and_told(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(method(), [venture("v", 3, -2.5, True, 200)]), "v", "identify")
    # 30 of 50, five for children, two and a half taken away, four at most for size
    assert (found.points.lower, found.points.upper, found.total) == (36.5, 36.5, 50.0)
    assert found.score.lower == 73.0
    told = {each.id: (each.lower, each.adds, each.weight_share, each.measure)
            for each in found.criteria}
    assert told == {"depth": (3.0, False, 1.0, None), "children": (5.0, True, None, 5.0),
                    "late": (-2.5, True, None, None), "size": (4.0, True, None, 20.0)}


@pytest.mark.parametrize(("depth", "late", "score", "points"), [
    (5, 0, "", 50.0), (0, -10, "", 0.0), (5, 0, "cap = 60", 59.0), (0, -10, "floor = 2", 2.0),
    (3, -1.27, "round = 1", 37.7), (3, -1.25, "round = 1", 37.8)])
def test_the_score_stays_within_its_limits_and_is_rounded_afterwards(
    run_method: Any, phase_of: Any, depth: float, late: float, score: str, points: float
) -> None:
    children, size = (True, 200) if depth else (False, 0)
    found = phase_of(run_method(method(score=score), [
        venture("v", depth, late, children, size)]), "v", "identify")
    assert found.points.lower == found.points.upper == points


def test_ranks_of_scores_beyond_the_total(run_method: Any, phase_of: Any) -> None:
    result = run_method(method("places = 1", "cap = 90"), [
        venture("a", 5, 0, True, 200), venture("b", 5, -1, True, 200)], call={"id": "c"})
    assert [phase_of(result, id, "identify").recommendation for id in "ab"] == ["advance", "revise"]


def test_what_an_adjustment_lacks_is_missing_evidence(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(method("points = 33"), [venture("v", 3, None, None, None)]),
                     "v", "identify")
    assert (found.points.lower, found.points.upper) == (20.0, 39.0)
    assert found.recommendation == "undecided"
    assert {each.id: each.worth for each in found.missing} == {
        "late": 20.0, "identify.includes_children": 10.0, "identify.group_size": 8.0}


def test_nobody_advances_for_a_bonus_alone(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(method("points = 0"), [venture("v", None, 0, True, 200)]),
                     "v", "identify")
    assert found.recommendation == "undecided"


@SLOW
@given(known=st.tuples(
    st.none() | st.integers(0, 5), st.none() | st.integers(-10, 0), st.none() | st.booleans(),
    st.none() | st.integers(0, 60)), limits=st.sampled_from(["", "round = 0", "floor = 3"]))
def test_the_interval_is_what_completions_leave(
    run_method: Any, known: tuple[Any, ...], limits: str
) -> None:
    found = run_method(method(score=limits), [venture("v", *known)]).ventures[0]
    phase = found.stages[0].phases[0]
    options: list[list[Any]] = [[0, 5], [-10, 0], [True, False], [0, 60]]
    scores = []
    for depth, late, children, size in itertools.product(*[
        each if value is None else [value] for value, each in zip(known, options, strict=True)
    ]):
        points = depth * 10 + late + (5 if children else 0) + min(size / 10, 4)
        points = int(points + 0.5) if "round" in limits and points >= 0 else points
        scores.append(min(max(points, 3 if "floor" in limits else 0), 50))
    assert (phase.points.lower, phase.points.upper) == pytest.approx((min(scores), max(scores)))


@pytest.mark.parametrize(("change", "what", "key"), [
    (('judged = true\nfloor', 'floor'), "does not say how much is added", "adjustments[1]"),
    (('add = "5"\n', 'add = "5"\njudged = true\n'), "says how much is added", "adjustments[0].add"),
    (("floor = -10", "floor = 0"), "adds at least 0 and at most 0", "adjustments[1].floor"),
    (('add = "5"', 'add = "identify.group_sise"'), "unknown fact", "adjustments[0].add"),
    (('id = "late"', 'id = "depth"'), "is used twice", "adjustments[1].id"),
    (("SCORE", "cap = 0"), "must be more than the floor", "score.cap"),
    (("SCORE", "floor = -1"), "must be 0 or more", "score.floor"),
    (("scale = [0, 5]\npoints = 50", 'scale = ["bad", "good"]'), "the phase has none",
     "adjustments[0]"),
])
def test_adjustments_that_cannot_be_are_told(
    run_method: Any, change: tuple[str, str], what: str, key: str
) -> None:
    assert change[0] in METHOD
    rules = METHOD.replace(*change, 1).replace("RULE", "points = 1").replace("SCORE", "")
    with pytest.raises(BadInput) as caught:
        run_method(rules, [venture("v", 1, 0, True, 1)])
    told = [each for each in caught.value.problems if what in each.what]
    assert told, caught.value.problems
    assert key in told[0].key
    assert told[0].line > 1
