"""Priority for who has a value, such as a topic, that nobody ranked higher has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.model.input_problems import BadInput

SLOW = settings(max_examples=examples(15),
                suppress_health_check=[HealthCheck.function_scoped_fixture])

METHOD = """
[[facts]]
id = "topic"
type = "label"
labels = ["care", "work", "homes"]
description = "Its topic"
[[stages.identify.criteria]]
id = "merit"
title = "Merit"
concept = "need-scale"
judged = true
scale = [0, 5]
source = "rules"
[stages.identify.gate]
advance = { places = 2 }
rank_by = ["score", "own"]
source = "rules"
[[stages.identify.gate.ties]]
id = "own"
uncovered = "local.topic"
says = "a topic that no better proposal covers"
source = "rules"
"""
TOPIC = st.sampled_from(["care", "work", "homes"])


def venture(id: str, merit: float | None, topic: str | None) -> dict[str, Any]:
    hub: dict[str, Any] = {"judgements": [
        {"phase": "identify", "criterion": "merit", "score": merit}] if merit is not None else []}
    return {"id": id, "hubs": {"testhub": hub | ({"topic": topic} if topic else {})}}


def ranks(result: Any) -> dict[str, tuple[int, int]]:
    return {each.id: (each.phases[0].rank.best, each.phases[0].rank.worst)
            for each in result.ventures}


def test_a_topic_that_no_better_proposal_covers_comes_first(run_method: Any) -> None:
    call = [venture("best", 5, "care"), venture("same", 3, "care"), venture("own", 3, "work"),
            venture("too", 3, "work"), venture("last", 1, "homes")]
    assert ranks(run_method(METHOD, call, call={"id": "c"})) == {
        "best": (1, 1), "own": (2, 3), "too": (2, 3), "same": (4, 4), "last": (5, 5)}


@pytest.mark.parametrize("places", ["places = 2", 'per = "local.topic", places = 2',
                                    'places = 2, across = "local.topic", most_each = 1'])
def test_what_broke_a_tie_is_named_with_its_values(run_method: Any, places: str) -> None:
    call = [venture("best", 5, "care"), venture("same", 3, "care"), venture("own", 3, "work")]
    result = run_method(METHOD.replace("places = 2", places), call, call={"id": "c"})
    told = [reason.text for each in result.ventures for reason in each.phases[0].reasons
            if reason.kind == "tie"]
    if "per" in places:  # nobody is compared with whom another topic has
        assert not told
        return
    how = ("a topic that no better proposal covers, work (nobody ranked higher has it) "
           "against care (somebody ranked higher has it).")
    assert set(told) == {f"The same score as the one before it, 60. That one comes first by: {how}",
                         f"The same score as the next one, 60. It comes first by: {how}"}


@SLOW
@given(call=st.lists(st.tuples(st.integers(0, 3), TOPIC), min_size=1, max_size=7))
def test_ranks_are_those_of_the_definition(
    run_method: Any, call: list[tuple[int, str]]
) -> None:
    keys = [(merit, not any(topic == other and better > merit for better, other in call))
            for merit, topic in call]
    found = ranks(run_method(METHOD, [venture(f"v{at}", *each) for at, each in enumerate(call)],
                             call={"id": "c"}))
    assert found == {f"v{at}": (1 + sum(other > key for other in keys),
                                sum(other >= key for other in keys))
                     for at, key in enumerate(keys)}


def test_what_is_not_known_leaves_the_order_open(run_method: Any) -> None:
    call = [venture("best", 5, None), venture("own", 3, "work"), venture("same", 3, "care")]
    assert ranks(run_method(METHOD, call, call={"id": "c"})) == {
        "best": (1, 1), "own": (2, 3), "same": (2, 3)}
    # whatever the first one's score, nobody but the last has a topic that it may cover
    call = [venture("open", None, "care"), venture("own", 3, "work"), venture("same", 3, "care")]
    found = ranks(run_method(METHOD, call, call={"id": "c"}))
    assert found["open"] == (1, 3)
    assert found["own"] == (1, 3)


@pytest.mark.parametrize(("change", "what"), [
    (('uncovered = "local.topic"', 'uncovered = "local.topics"'), "local.topic"),
    (('uncovered = "local.topic"', 'uncovered = "local.topic"\nleast = "1"'),
     "says `least` and `uncovered`"),
])
def test_what_is_wrong_is_told(run_method: Any, change: tuple[str, str], what: str) -> None:
    with pytest.raises(BadInput, match=what):
        run_method(METHOD.replace(*change), [venture("a", 3, "care")])


def test_something_must_say_who_is_ranked_higher(run_method: Any) -> None:
    labels = METHOD.replace("scale = [0, 5]", 'scale = ["poor", "good"]').replace(
        '["score", "own"]', '["own"]')
    with pytest.raises(BadInput, match="nothing says who is ranked higher"):
        run_method(labels, [{"id": "a"}])
