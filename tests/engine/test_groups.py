"""Places and money by group are given out as published, and as far as the evidence decides it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow import load_hub
from hubflow.engine.call.money_notes import money_notes
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN, POSSIBLE, Competition
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.selection.groups import GROUP, group_rows
from hubflow.engine.selection.seats import Seats
from hubflow.model.call import Call
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.source import file_of_record
from tests.conftest import HEADER

METHOD = """
[[facts]]
id = "track"
type = "label"
labels = ["start", "grow"]
description = "Which track?"
[[facts]]
id = "town"
type = "text"
description = "Which town?"
[[facts]]
id = "asks"
type = "money"
description = "How much does it ask for?"
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-scale"
judged = true
scale = [0, 10]
source = "rules"
[stages.identify.gate]
advance = [{{ {rule} }}]
source = "rules"
"""
FIVE = {"a": ("start", 9), "b": ("start", 8), "c": ("start", 7), "d": ("grow", 3), "e": ("grow", 2)}


def ventures(
    call: Mapping[str, tuple[str | None, float | None]], fact: str = "track",
    asks: float | None = None
) -> list[dict[str, Any]]:
    found = []
    for id, (group, score) in call.items():
        block: dict[str, Any] = {} if group is None else {fact: group}
        block |= {} if asks is None else {"asks": asks}
        block["judgements"] = [] if score is None else [
            {"phase": "identify", "criterion": "need", "score": score}]
        found.append({"id": id, "hubs": {"testhub": block}})
    return found


@pytest.fixture
def outcome(run_method: Any, phase_of: Any) -> Any:
    def outcome(rule: str, call: list[dict[str, Any]]) -> dict[str, Any]:
        result = run_method(METHOD.format(rule=rule), call, call={"id": "c", "budget": 100})
        return {each["id"]: phase_of(result, each["id"], "identify") for each in call}
    return outcome


def advancing(phases: Mapping[str, Any]) -> str:
    """Those who advance for certain, and after a slash those who may."""
    may = [id for id, phase in phases.items() if len(phase.possible) > 1]
    return "".join(id for id, phase in phases.items() if phase.possible == ("advance",)) + (
        "/" + "".join(may) if may else "")


@pytest.mark.parametrize(("rule", "who"), [
    ('per = "local.track", places = 1', "ad"),
    ('per = "local.track", places = { start = 2, grow = 0 }', "ab"),
    ('per = "local.track", places = { start = 1, grow = 4 }', "ade"),
    ('per = "local.track", places = { start = 1, grow = 4 }, unfilled = "general"', "abcde"),
    ('per = "local.track", places = { start = 1, grow = 3 }, unfilled = "general"', "abde"),
    ('per = "local.track", places = 2, score = 25', "abd"),
    ('across = "local.track", places = 3, least_each = 1', "abd"),
    ('across = "local.track", places = 4, most_each = 2', "abde"),
    ('across = "local.track", places = 4, most_each = { grow = 1 }', "abcd"),
    ('across = "local.track", places = 5, share_each = 0.4', "abde"),
    ('across = "local.track", places = 5, share_each = 0.4, most_each = { start = 1 }', "ade"),
    ('across = "local.track", places = 3, least_each = { grow = 2 }', "ade"),
    ('across = "local.track", places = 2, least_each = { grow = 1 }, score = 70', "ab"),
    ('per = "local.track", budget = "100", cost = "local.asks"', "abde"),
    ('per = "local.track", budget = { start = "call.budget * 0.5", grow = "200" }, '
     'cost = "local.asks"', "ade"),
])
def test_places_and_money_by_group(outcome: Any, rule: str, who: str) -> None:
    assert advancing(outcome(rule, ventures(FIVE, asks=50))) == who


@pytest.mark.parametrize(("rule", "who"), [
    ('per = "local.track", places = 1', "ad"),
    ('per = "local.track", places = 2', "abd/e"),
    ('per = "local.track", places = { start = 3, grow = 1 }', "abcd"),
    ('across = "local.track", places = 4, most_each = 2', "abd/e"),
    ('across = "local.track", places = 4, share_each = 0.75', "abcd"),
])
def test_a_venture_whose_group_is_unknown_may_be_in_each(
    outcome: Any, rule: str, who: str
) -> None:
    found = outcome(rule, ventures(FIVE | {"e": (None, 2)}))
    assert advancing(found) == who
    if "e" in who:
        assert [each.id for each in found["e"].missing] == ["local.track"]


def test_ranks_are_those_of_the_group(outcome: Any) -> None:
    found = outcome('per = "local.track", places = 1', ventures(FIVE))
    assert [(p.rank.best, p.rank.of, p.rank.group) for p in found.values()] == [
        (1, 3, "start"), (2, 3, "start"), (3, 3, "start"), (1, 2, "grow"), (2, 2, "grow")]
    assert "Rank 2 of 3 in start" in " ".join(reason.text for reason in found["b"].reasons)
    assert found["b"].rank.among == "3 (start)"


def test_a_group_is_called_as_the_hub_calls_its_label(run_method: Any, phase_of: Any) -> None:
    def ran(rule: str) -> Any:
        method = METHOD.format(rule=f'per = "local.track", {rule}').replace(
            'labels = ["start", "grow"]',
            'labels = ["start", "grow"]\nlabel_names = { start = "Young businesses" }')
        return run_method(method, ventures(FIVE, asks=50), call={"id": "c", "budget": 100})

    result = ran("places = 1")
    phases = {id: phase_of(result, id, "identify") for id in FIVE}
    assert phases["b"].rank.group == "start"
    assert phases["b"].rank.among == "3 (Young businesses)"
    assert "Rank 2 of 3 in Young businesses" in " ".join(
        reason.text for reason in phases["b"].reasons)
    assert phases["d"].rank.among == "2 (grow)"
    granted = list(money_notes(ran('budget = "100", cost = "local.asks"')))
    assert ["Young businesses" in note for note in granted] == [False, True]


def test_each_town_of_a_call_is_a_group_of_its_own(outcome: Any) -> None:
    towns = {"a": ("Ayr", 9), "b": ("Ayr", 8), "c": ("Bute", 1), "d": (None, 8.5)}
    found = outcome('per = "local.town", places = 1', ventures(towns, "town"))
    assert advancing(found) == "a/cd"


def test_another_place_than_the_rank_gives_has_its_reason(outcome: Any) -> None:
    found = outcome('across = "local.track", places = 3, least_each = 1', ventures(FIVE))
    texts = {id: " ".join(reason.text for reason in phase.reasons) for id, phase in found.items()}
    assert "first for the best of grow" in texts["d"]
    assert "It has no place, since others of start" in texts["c"]
    general = outcome('per = "local.track", places = { start = 1, grow = 3 }, unfilled = "general"',
                      ventures(FIVE))
    assert "another group left unfilled" in " ".join(each.text for each in general["b"].reasons)


@pytest.mark.parametrize(("rule", "key", "said"), [
    ('per = "local.track"', "per", "nothing is given out by group"),
    ('per = "local.need", places = 1', "per", "unknown fact"),
    ('per = "identify.group_size", places = 1', "per", "not a fact whose values"),
    ('per = "local.track", places = { start = 1 }', "places", "nothing is said of grow"),
    ('per = "local.track", places = { start = 1, grow = 1, gow = 1 }', "places.gow", "never 'gow'"),
    ('per = "local.track", places = { start = -1, grow = 1 }', "places.start", "fewer than no"),
    ('places = { start = 1, grow = 1 }', "places", "no groups"),
    ('unfilled = "general", places = 1', "unfilled", "no groups"),
    ('per = "local.track", unfilled = "lapse", budget = "9", cost = "9"', "unfilled", "no places"),
    ('per = "local.town", unfilled = "general", places = 1', "unfilled", "how many values"),
    ('per = "local.track", places = 1, unfilled = "gone"', "unfilled", "gone"),
    ('per = "local.track", across = "local.town", places = 2, most_each = 1', "across", "exclude"),
    ('across = "local.track", places = 2', "across", "how places are spread"),
    ('across = "local.track", most_each = 2', "across", "neither places nor money"),
    ('most_each = 2, places = 2', "", "need `across`"),
    ('across = "local.track", places = 2, least_each = 2', "least_each", "4 places of their own"),
    ('across = "local.track", places = 2, share_each = 40', "share_each", "no share"),
    ('across = "local.track", places = 4, least_each = 2, most_each = 1', "least_each",
     "at least 2 and at most 1"),
    ('across = "local.track", places = 4, most_each = { gow = 1 }', "most_each.gow", "never 'gow'"),
    ('per = "local.track", budget = { start = "1", grow = "x" }, cost = "1"', "budget.grow",
     "unknown fact"),
    ('per = "local.track", places = 1 }, { places = 2', "-", "beside other places"),
])
def test_what_does_not_fit_together_is_refused_at_its_key(
    run_method: Any, rule: str, key: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        run_method(METHOD.format(rule=rule), [{"id": "v"}])
    at = "stages.identify.gate.advance" + {"": "[0]", "-": ""}.get(key, f"[0].{key}")
    assert [problem for problem in bad.value.problems
            if problem.key == at and said in problem.what and problem.line], bad.value


@pytest.mark.parametrize(("rule", "places"), [
    ('per = "local.track", places = 1', [2]), ('per = "local.track", places = 2', []),
    ('across = "local.track", places = 4, most_each = 1', [4]),
])
def test_more_advances_than_a_group_has_places_are_told(
    tmp_path: Path, rule: str, places: list[int]
) -> None:
    (tmp_path / "methodology.toml").write_text(HEADER + METHOD.format(rule=rule), "utf-8")
    decision = {"hub": "testhub", "phase": "identify", "decision": "advance",
                "date": dt.date(2024, 5, 1), "by": "The board"}
    call = ventures({"a": ("start", 9), "d": ("grow", 3), "e": ("grow", 2)})
    files = [file_of_record({"name": each["id"], "call": "c", **each, "decisions": [decision]},
                            Path("call.json"), at) for at, each in enumerate(call)]
    inputs = read_inputs([], files, known_calls={"c": Call("c")})
    assert not inputs.problems
    cases = CaseSet.of(load_hub(f"{tmp_path}/"), inputs, dt.date(2024, 6, 1))
    result = cases.result(cases.prepared())
    assert [each.places for each in result.overfull] == places


@st.composite
def calls(draw: st.DrawFn) -> pl.DataFrame:
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        ends = sorted(draw(st.tuples(st.integers(0, 4), st.integers(0, 4))))
        possible = draw(st.sampled_from([True, True, True, False]))
        rows.append({
            CALL: draw(st.sampled_from([0, 0, 1])), POSSIBLE: possible,
            CERTAIN: possible and draw(st.booleans()),
            "low": ends[0], "high": ends[1] if draw(st.booleans()) else ends[0],
            GROUP: draw(st.sampled_from(["x", "y", None])),
        })
    return pl.DataFrame(rows, schema_overrides={GROUP: pl.String})


def worlds(call: list[dict[str, Any]]) -> Any:
    """Every way in which groups, scores and who competes may come out."""
    options = [[(group, score, competes)
                for group in ([one[GROUP]] if one[GROUP] else ["x", "y"])
                for score in range(one["low"], one["high"] + 1)
                for competes in {one[CERTAIN], one[POSSIBLE]}] for one in call]
    return itertools.product(*options)


def given_out(world: list[tuple[int, str, int]], seats: Seats) -> set[int]:
    """Those who have a place, of (number, group, score); nobody ties."""
    order = sorted(world, key=lambda each: -each[2])
    chosen: list[tuple[int, str, int]] = []
    for group in ("x", "y"):
        chosen += [each for each in order if each[1] == group][:seats.bounds(group)[0]]
    chosen = sorted(chosen, key=lambda each: -each[2])[:seats.total]
    for each in order:
        most = seats.bounds(each[1])[1]
        taken = sum(other[1] == each[1] for other in chosen)
        if each not in chosen and len(chosen) < seats.total and (most is None or taken < most):
            chosen.append(each)
    return {number for number, _, _ in chosen}


@settings(max_examples=examples(40))
@given(table=calls(), seats=st.builds(
    Seats, st.integers(1, 3), st.sampled_from([None, 1, {"x": 1}, {"x": 0, "y": 2}]),
    st.sampled_from([None, 2, {"y": 1}]), st.sampled_from([None, 2])))
def test_places_are_certain_or_possible_as_all_worlds_say(
    table: pl.DataFrame, seats: Seats
) -> None:
    rows = group_rows(table, ("x", "y"), ())
    low, high = (rows[end].cast(pl.UInt64) for end in ("low", "high"))
    certain, possible = seats.standing(Competition.of(rows, low, high, 8).table)
    said = rows.select("_row", certain.alias("c"), possible.alias("p")).group_by("_row").agg(
        pl.col("c").all(), pl.col("p").any()).sort("_row").to_dicts()
    for number in table[CALL].unique():
        call = [one | {"at": at} for at, one in enumerate(table.to_dicts()) if one[CALL] == number]
        for world in worlds(call):
            for tie_break in (1, -1):
                there = [(one["at"], group, score * 100 + tie_break * place)
                         for place, (one, (group, score, competes))
                         in enumerate(zip(call, world, strict=True)) if competes]
                have = given_out(there, seats)
                for at, _, _ in there:
                    assert at in have or not said[at]["c"]
                    assert at not in have or said[at]["p"]
