"""Whoever has left a call counts in it no more, and lowers nobody by leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hub_head import hub_head

from hubflow import load_hub
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.call import Call, CallMember
from hubflow.model.results import PhaseResult, RunResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.source import file_of_record

METHOD = hub_head(
    "ford", "Hub of the ford", place="Ford",
    sources={"s": ("Made up for this test", "assumption")}) + """\
[stages.identify]
gate = { advance = [{ score = 30, places = 2 }], stop = [{ score_below = 10 }], source = "s" }
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "local:need"
judged = true
scale = [0, 10]
source = "s"
[[stages.understand.phases]]
id = "talks"
name = "Talks"
gate = { advance = [{ places = 1 }], source = "s" }
[[stages.understand.phases.criteria]]
id = "way"
title = "Way"
concept = "local:way"
judged = true
scale = [0, 10]
source = "s"
"""
BIDS = METHOD[:METHOD.index("[stages.identify]")].replace('id = "ford"', 'id = "bids"') + """
[[facts]]
id = "price"
type = "number"
description = "What it asks for"
[stages.identify]
gate = { advance = [{ places = 1 }], source = "s" }
[[stages.identify.criteria]]
id = "price"
title = "Price"
concept = "local:price"
measure = "min(local.price) OVER () / local.price"
scale = [0, 1]
source = "s"
"""
DAY = dt.date(2026, 6, 1)
LEAVINGS = ("stop", "pause", "withdrawn", "excluded", "late", "inadmissible", "closed", "paused")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> LoadedHub:
    """A hub with two phases that rank: two places in the first, one in the second."""
    folder = tmp_path_factory.mktemp("ford")
    (folder / "methodology.toml").write_text(METHOD, "utf-8")
    return load_hub(f"{folder}/")


def judged(phase: str, criterion: str, score: float) -> dict[str, Any]:
    return {"phase": phase, "criterion": criterion, "score": score, "assessor": "A"}


def venture(id: str, need: float | None, way: float | None = None, **more: Any) -> dict[str, Any]:
    """A dossier of the call `spring` with the panel's scores."""
    judgements = [judged(phase, criterion, score) for phase, criterion, score in (
        ("identify", "need", need), ("talks", "way", way)) if score is not None]
    return {"id": id, "name": f"The {id}", "call": "spring",
            "identify": {"includes_children": False, "includes_adults_at_risk": False},
            "hubs": {"ford": {"judgements": judgements}}, **more}


def said(word: str, on: dt.date = DAY, phase: str = "identify") -> dict[str, Any]:
    return {"hub": "ford", "phase": phase, "decision": word, "date": on, "by": "The board",
            "learning": "Something"}


def results(
    hub: LoadedHub, dossiers: Sequence[Mapping[str, Any]], *members: CallMember
) -> RunResult:
    """What comes out of a call on the day."""
    files = [file_of_record(dict(each), Path("call.json"), number)
             for number, each in enumerate(dossiers)]
    inputs = read_inputs([], files, known_calls={"spring": Call("spring", members=members)})
    assert not inputs.problems
    cases = CaseSet.of(hub, inputs, DAY + dt.timedelta(30))
    return cases.result(cases.prepared())


def phase_of(result: RunResult, id: str, phase: str = "identify") -> PhaseResult:
    found = next(one for one in result.ventures if one.id == id)
    return next(one for one in found.phases if one.phase == phase)


def place(result: RunResult, id: str, phase: str = "identify") -> tuple[str, str]:
    """The recommendation and the rank of a venture."""
    found = phase_of(result, id, phase)
    rank = found.rank
    return found.recommendation, f"{rank.best}-{rank.worst} of {rank.of}" if rank else ""


def test_a_stopped_venture_leaves_its_place_to_the_next(hub: LoadedHub) -> None:
    result = results(hub, [venture("a", 9, decisions=[said("stop")]), venture("b", 8),
                           venture("c", 7)])
    assert place(result, "c") == ("advance", "2-2 of 2")
    # what the stopped one was recommended is told as of the day of the decision
    assert place(result, "a") == ("advance", "1-1 of 3")
    stopped = next(one for one in result.ventures if one.id == "a").member
    assert stopped is not None
    assert (stopped.standing, stopped.in_race) == ("closed", False)


def test_ventures_decided_on_together_keep_the_ranks_of_that_day(hub: LoadedHub) -> None:
    words = {"a": "advance", "b": "advance", "c": "stop", "d": "stop"}
    scores = {"a": 9, "b": 8, "c": 7, "d": 6}
    result = results(hub, [venture(id, scores[id], decisions=[said(word)])
                           for id, word in words.items()])
    assert [place(result, id) for id in words] == [
        ("advance", "1-1 of 4"), ("advance", "2-2 of 4"), ("revise", "3-3 of 4"),
        ("revise", "4-4 of 4")]


def test_an_advance_is_told_without_those_who_had_left_before(hub: LoadedHub) -> None:
    late = said("advance", DAY + dt.timedelta(5))
    result = results(hub, [venture("a", 9, decisions=[said("stop")]), venture("b", 8),
                           venture("c", 7, decisions=[late])])
    assert place(result, "c") == ("advance", "2-2 of 2")
    decision = phase_of(result, "c").decision
    assert decision is not None
    assert not decision.departs


def test_who_passed_a_phase_keeps_the_place_taken_there(hub: LoadedHub) -> None:
    passed = venture("a", 9, 9, decisions=[said("advance"),
                                           said("stop", DAY + dt.timedelta(9), "talks")])
    second = venture("b", 8, 5, decisions=[said("advance")])
    result = results(hub, [passed, second, venture("c", 7)])
    assert place(result, "c") == ("revise", "3-3 of 3")
    assert place(result, "b", "talks") == ("advance", "1-1 of 1")


@pytest.mark.parametrize(("standing", "date"), [
    ("late", DAY), ("inadmissible", DAY), ("excluded", None), ("withdrawn", None)])
def test_a_member_never_in_the_race_reaches_no_gate_and_frees_no_place(
    hub: LoadedHub, standing: str, date: dt.date | None
) -> None:
    result = results(hub, [venture("a", 9), venture("b", 8), venture("c", 7)],
                     CallMember(id="a", standing=standing, date=date, reason="So it is"))
    assert place(result, "a") == ("not_reached", "")
    assert place(result, "c") == ("advance", "2-2 of 2")
    assert not result.freed


@pytest.mark.parametrize("standing", ["excluded", "withdrawn", "declined", "paused", "closed"])
def test_who_leaves_on_a_day_changes_nothing_that_was_before_it(
    hub: LoadedHub, standing: str
) -> None:
    stopped = said("stop", DAY - dt.timedelta(10))
    dossiers = [venture("a", 9), venture("b", 8), venture("c", 7, decisions=[stopped]),
                venture("d", 6)]
    leaves = CallMember(id="a", standing=standing, date=DAY)
    result = results(hub, dossiers, leaves)
    assert place(result, "c") == ("revise", "3-3 of 4")
    assert place(result, "c") == place(results(hub, dossiers), "c")
    # it is told as of its last day in the race; those who are still in it move up
    assert place(result, "a") == ("advance", "1-1 of 3")
    assert place(result, "d") == ("advance", "2-2 of 2")
    # a second record of the same leaving moves its day no later
    again = CallMember(id="a", standing="excluded", date=DAY + dt.timedelta(20))
    between = [*dossiers[:3], venture("d", 6, decisions=[said("stop", DAY + dt.timedelta(9))])]
    assert place(results(hub, between, leaves, again), "d") == ("advance", "2-2 of 2")


@pytest.mark.parametrize("standing", ["late", "excluded", "withdrawn"])
def test_what_is_said_of_a_member_counts_by_its_day(hub: LoadedHub, standing: str) -> None:
    out = CallMember(id="a", standing=standing, date=DAY)
    back = CallMember(id="a", standing="in the race", date=DAY)
    later = attrs.evolve(back, date=DAY + dt.timedelta(1))
    dossiers = [venture("a", 9), venture("b", 8), venture("c", 7)]
    for members in ((out, back), (later, out), (out, later)):
        result = results(hub, dossiers, *members)
        assert place(result, "c") == ("revise", "3-3 of 3")
        assert not result.freed


def test_a_late_venture_has_not_left_where_another_one_has(hub: LoadedHub) -> None:
    late = CallMember(id="a", standing="late")
    left = CallMember(id="b", standing="withdrawn", date=DAY)
    dossiers = [venture(id, score) for id, score in (("a", 9), ("b", 8), ("c", 7), ("d", 6))]
    (freed,) = results(hub, dossiers, late, left).freed
    assert (freed.left, [one.venture for one in freed.moved_up]) == (("b",), ["d"])
    before, after = freed.moved_up[0].before, freed.moved_up[0].after
    assert before is not None
    assert after is not None
    assert ((before.best, before.of), (after.best, after.of)) == ((3, 3), (2, 2))


def test_what_is_compared_over_the_call_leaves_out_who_left(tmp_path: Path) -> None:
    (tmp_path / "methodology.toml").write_text(BIDS, "utf-8")
    bids = load_hub(f"{tmp_path}/")
    dossiers = [{**venture(id, None), "hubs": {"bids": {"price": price}}}
                for id, price in (("a", 10), ("b", 20), ("c", 40))]
    dossiers[0]["decisions"] = [{**said("stop"), "hub": "bids"}]
    result = results(bids, dossiers)
    scores = [phase_of(result, id).score for id in "abc"]
    # b is measured by the least price that is still in the race, a by that of its own day
    assert [score.lower if score else None for score in scores] == [100, 100, 50]
    assert place(result, "b") == ("advance", "1-1 of 2")


def test_who_came_back_did_not_compete_while_it_was_away(hub: LoadedHub) -> None:
    away = CallMember(id="a", standing="withdrawn", date=DAY)
    back = CallMember(id="a", standing="in the race", date=DAY + dt.timedelta(4))
    stops = [said("stop", DAY + dt.timedelta(days)) for days in (-1, 2, 4)]
    dossiers = [venture("a", 9), venture("b", 8), venture("c", 7, decisions=[stops[1]])]
    result = results(hub, dossiers, away, back)
    # it was away when c was decided on, and competes now
    assert [place(result, id) for id in "abc"] == [
        ("advance", "1-1 of 2"), ("advance", "2-2 of 2"), ("advance", "2-2 of 2")]
    for decided in (stops[0], stops[2]):  # on the day before it left, and on the day it came back
        dossiers[2] = venture("c", 7, decisions=[decided])
        assert place(results(hub, dossiers, away, back), "c") == ("revise", "3-3 of 3")
    rested = venture("a", 9, decisions=[said("pause"), said("resume", DAY + dt.timedelta(4))])
    dossiers[2] = venture("c", 7, decisions=[stops[1]])
    assert place(results(hub, [rested, *dossiers[1:]]), "c") == ("advance", "2-2 of 2")


def test_a_place_that_was_given_back_for_a_time_is_free_for_that_time(hub: LoadedHub) -> None:
    winner = venture("a", 9, decisions=[said("advance", DAY - dt.timedelta(3))])
    second = venture("b", 8, decisions=[said("advance", DAY - dt.timedelta(3))])
    late = venture("c", 7, decisions=[said("stop", DAY + dt.timedelta(2))])
    back = CallMember(id="a", standing="in the race", date=DAY + dt.timedelta(4))
    for standing, expected in (("declined", ("advance", "2-2 of 2")),
                               ("paused", ("revise", "3-3 of 3"))):
        away = CallMember(id="a", standing=standing, date=DAY)
        assert place(results(hub, [winner, second, late], away, back), "c") == expected


times = st.none() | st.tuples(st.integers(1, 5), st.integers(1, 4))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(times, st.none() | st.integers(0, 9)), min_size=2, max_size=5))
def test_who_competes_is_never_someone_who_was_out_on_that_day(
    hub: LoadedHub, drawn: list[tuple[tuple[int, int] | None, int | None]]
) -> None:
    dossiers, members, present = [], [], []
    for number, (time, stopped) in enumerate(drawn):
        id = f"v{number}"
        out = range(time[0], sum(time)) if time else range(0)
        stop = stopped if stopped not in out else None
        present.append([day for day in range(31) if day not in out and (
            stop is None or day <= stop)])
        decided = [] if stop is None else [said("stop", DAY + dt.timedelta(stop))]
        dossiers.append(venture(id, 5, decisions=decided))
        members += [CallMember(id=id, standing=word, date=DAY + dt.timedelta(day))
                    for word, day in (("excluded", out.start), ("in the race", out.stop)) if out]
    result = results(hub, dossiers, *members)
    for number, one in enumerate(dossiers):
        day = present[number][-1]
        rank = phase_of(result, one["id"]).rank
        assert rank is not None
        assert rank.of == sum(day in days for days in present)


def test_more_advances_than_places_are_told(hub: LoadedHub) -> None:
    led_on = said("advance", DAY + dt.timedelta(2))
    dossiers = [venture("a", 9), venture("b", 8), venture("c", 7, decisions=[led_on])]
    away = CallMember(id="a", standing="withdrawn", date=DAY)
    assert not results(hub, dossiers, away).overfull
    back = CallMember(id="a", standing="in the race", date=DAY + dt.timedelta(4))
    result = results(hub, dossiers, away, back)
    (over,) = result.overfull
    assert (over.phase, over.decided, over.recommended, over.places) == (
        "identify", ("c",), ("a", "b"), 2)
    assert ("Call spring, Identify: 3 advance, and there are 2 places. By a body's decision: "
            "The c. By the recommendation: The a, The b.") in result.notes


def test_advances_that_cost_more_than_there_is_are_told(tmp_path: Path) -> None:
    (tmp_path / "methodology.toml").write_text(BIDS.replace(
        "{ places = 1 }", '{ budget = "50", cost = "local.price" }'), "utf-8")
    bids = load_hub(f"{tmp_path}/")
    dossiers = [{**venture(id, None), "hubs": {"bids": {"price": price}}}
                for id, price in (("a", 10), ("b", 30), ("c", 40))]
    assert not results(bids, dossiers).overfull
    dossiers[2]["decisions"] = [{**said("advance"), "hub": "bids"}]
    (over,) = results(bids, dossiers).overfull
    assert (over.decided, over.recommended, over.places) == (("c",), ("a", "b"), None)


def left(word: str, one: dict[str, Any], members: list[CallMember]) -> dict[str, Any]:
    """A dossier whose venture has left, by a decision or by the call's record."""
    if word in ("stop", "pause"):
        return {**one, "decisions": [said(word)]}
    members.append(CallMember(id=one["id"], standing=word, date=DAY))
    return one


def ends(result: RunResult, ids: Sequence[str], phase: str) -> list[tuple[int, int]]:
    """For each venture the worst and the best that may come out: 3 is advance, 0 nothing."""
    worth = {"advance": 3, "revise": 2, "stop": 1, "not_reached": 0}
    found = [[worth[word] for word in phase_of(result, id, phase).possible] for id in ids]
    return [(min(each), max(each)) for each in found]


scores = st.sampled_from([None, 0, 2, 5, 5, 7, 9, 10])
words = st.sampled_from([None, "advance", "stop", "revise", "withdrawn", "back"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(scores, words), min_size=2, max_size=5))
def test_a_call_never_advances_more_than_its_places_unsaid(
    hub: LoadedHub, drawn: list[tuple[float | None, str | None]]
) -> None:
    dossiers, members = [], []
    for number, (score, word) in enumerate(drawn):
        id = f"v{number}"
        decided = [said(word)] if word in ("advance", "stop", "revise") else []
        dossiers.append(venture(id, score, decisions=decided))
        if word in ("withdrawn", "back"):
            members.append(CallMember(id=id, standing="withdrawn", date=DAY))
        if word == "back":
            members.append(CallMember(id=id, standing="in the race", date=DAY))
    result = results(hub, dossiers, *members)
    out = {one.id for one in members} - {one.id for one in members if one.in_race}
    advancing = [one.id for one in result.ventures for phase in one.phases[:1]
                 if one.id not in out and (
                     phase.decision.decision == "advance" if phase.decision
                     else phase.recommendation == "advance")]
    assert bool(len(advancing) > 2) == ("identify" in [each.phase for each in result.overfull])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(scores, scores), min_size=2, max_size=5), st.data())
def test_leaving_lowers_nobody_else(
    hub: LoadedHub, drawn: list[tuple[float | None, float | None]], data: st.DataObject
) -> None:
    dossiers = [venture(f"v{number}", *pair) for number, pair in enumerate(drawn)]
    gone = data.draw(st.integers(0, len(dossiers) - 1), label="who leaves")
    how = data.draw(st.sampled_from([*LEAVINGS, "removed"]), label="how")
    before = results(hub, dossiers)
    members: list[CallMember] = []
    after = results(
        hub, [one if at != gone else left(how, one, members) for at, one in enumerate(dossiers)
              if at != gone or how != "removed"], *members)
    others = [one["id"] for at, one in enumerate(dossiers) if at != gone]
    for phase in ("identify", "talks"):
        then, now = ends(before, others, phase), ends(after, others, phase)
        assert all(least >= low and most >= high for (low, high), (least, most)
                   in zip(then, now, strict=True)), f"somebody is lowered in {phase}"
        if then != now:
            break  # whoever moved up competes in the next phase with those who were there already
