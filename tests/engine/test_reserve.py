"""Who waits for a place stands on a reserve list, and moves up when somebody leaves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.engine.test_groups import METHOD, ventures

from hubflow import load_hub
from hubflow.documents.funnel import funnel
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.call import Call, CallMember
from hubflow.model.input_problems import BadInput
from hubflow.model.results import RunResult
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.source import file_of_record
from tests.conftest import HEADER

DAY = dt.date(2024, 5, 1)
FIVE = {"a": ("start", 9), "b": ("start", 8), "c": ("start", 7), "d": ("grow", 6), "e": ("grow", 2)}
AWARD = {"hub": "testhub", "phase": "identify", "decision": "advance", "date": DAY,
         "by": "The board"}


@pytest.fixture
def outcome(tmp_path: Path) -> Any:
    def outcome(rule: str, call: Any, *members: CallMember, **more: Any) -> RunResult:
        (tmp_path / "methodology.toml").write_text(
            HEADER + METHOD.format(rule=rule).rstrip() + "\nreserve = 2\n", "utf-8")
        files = [file_of_record({"name": each["id"], "call": "c", **each,
                                 **more.get(each["id"], {})}, Path("call.json"), at)
                 for at, each in enumerate(ventures(call))]
        inputs = read_inputs([], files, known_calls={"c": Call("c", members=members)})
        assert not inputs.problems
        cases = CaseSet.of(load_hub(f"{tmp_path}/"), inputs, dt.date(2024, 6, 1))
        return cases.result(cases.prepared())
    return outcome


def waiting(result: RunResult) -> dict[str, tuple[int, int] | None]:
    return {venture.id: place for venture in result.ventures
            if (place := venture.phases[0].reserve) is not None}


@pytest.mark.parametrize(("rule", "places"), [
    ("places = 2", {"c": (1, 1), "d": (2, 2)}),
    ("places = 2, score = 65", {"c": (1, 1)}),
    ('per = "local.track", places = 1', {"b": (1, 1), "c": (2, 2), "e": (1, 1)}),
    ("places = 5", {}),
])
def test_the_next_in_rank_are_on_the_list(outcome: Any, rule: str, places: Any) -> None:
    result = outcome(rule, FIVE)
    assert waiting(result) == places
    assert any("Reserve list" in note for note in result.notes) == bool(places)


def test_places_on_the_list_are_open_as_long_as_ranks_are(outcome: Any) -> None:
    result = outcome("places = 1", FIVE | {"c": ("start", None)})
    found: Any = waiting(result)
    assert found["c"] == (1, 5)
    assert found["b"][0] == 1


def test_whoever_leaves_is_on_no_list_and_the_next_moves_up(outcome: Any) -> None:
    gone = CallMember(id="c", standing="withdrawn", date=DAY)
    result = outcome("places = 2", FIVE, gone)
    assert waiting(result) == {"d": (1, 1), "e": (2, 2)}
    gone = CallMember(id="a", standing="excluded", date=DAY)
    result = outcome("places = 2", FIVE, gone)
    assert waiting(result) == {"d": (1, 1), "e": (2, 2)}
    assert [each.venture for freed in result.freed for each in freed.moved_up] == ["c"]


@pytest.mark.parametrize("standing", ["declined", "withdrawn", "excluded"])
@pytest.mark.parametrize("days", [0, 9])
def test_a_place_that_is_given_back_goes_to_the_first_of_the_list(
    outcome: Any, standing: str, days: int
) -> None:
    awarded = {id: {"decisions": [AWARD]} for id in "ab"}
    before = outcome("places = 2", FIVE, **awarded)
    assert waiting(before) == {"c": (1, 1), "d": (2, 2)}
    left = CallMember(id="a", standing=standing, date=DAY + dt.timedelta(days))
    after = outcome("places = 2", FIVE, left, **awarded)
    assert waiting(after) == {"d": (1, 1), "e": (2, 2)}
    (freed,) = after.freed
    assert (freed.left, [each.venture for each in freed.moved_up]) == (("a",), ["c"])
    moved = {"c": {"decisions": [AWARD | {"date": DAY + dt.timedelta(12)}]}}
    (freed,) = outcome("places = 2", FIVE, left, **awarded, **moved).freed
    assert ([each.venture for each in freed.moved_up], freed.became) == (["c"], 1)
    assert next((step.reached, step.advanced) for step in funnel(after.ventures)) == (5, 2)
    assert not after.overfull


def test_a_place_that_a_body_gave_against_the_rank_is_free_again(outcome: Any) -> None:
    stop = AWARD | {"decision": "stop", "learning": "So it is."}
    decided = {id: {"decisions": [word]} for id, word in (("a", AWARD), ("b", stop), ("c", AWARD))}
    left = CallMember(id="c", standing="withdrawn", date=DAY + dt.timedelta(9))
    after = outcome("places = 2", FIVE, left, **decided)
    (freed,) = after.freed
    assert "c" in freed.left
    assert ([each.venture for each in freed.moved_up], freed.became) == (["d"], 1)
    assert next(step.advanced for step in funnel(after.ventures)) == 2


def test_who_was_decided_on_waits_no_more(outcome: Any) -> None:
    decided = {"c": {"decisions": [AWARD | {"decision": "stop", "learning": "So it is."}]}}
    assert "c" not in waiting(outcome("places = 2", FIVE, **decided))


def test_a_list_without_places_is_refused(outcome: Any) -> None:
    with pytest.raises(BadInput, match="neither places nor a budget"):
        outcome("score = 50", FIVE)
