"""Ventures are assigned to assessors: as many as wanted, evenly, never across a conflict."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given
from tests.register.conftest import Hubflow, hubflow
from tests.register.test_members import call_folder, hub

from hubflow.jury.assignment import assignment_solver
from hubflow.jury.assignment.assignment_gaps import assignment_gaps
from hubflow.jury.assignment.assignment_solver import Assignment, assigned, islands_of
from hubflow.jury.assignment.assignment_task import AssignmentTask, Pair

__all__ = ["hubflow"]


@st.composite
def tasks(draw: st.DrawFn, ventures: int = 7, assessors: int = 5) -> AssignmentTask:
    """Small demands, some of which cannot be met."""
    names = [f"v{n}" for n in range(draw(st.integers(1, ventures)))]
    people = [f"a{n}" for n in range(draw(st.integers(1, assessors)))]
    pairs = [(v, a) for v in names for a in people]
    barred = draw(st.sets(st.sampled_from(pairs), max_size=len(pairs) // 2))
    return AssignmentTask(
        ventures=names, assessors=people, per_venture=draw(st.integers(1, 3)),
        most={a: draw(st.integers(1, len(names))) for a in people},
        barred=dict.fromkeys(sorted(barred), "a conflict"),
        seed=draw(st.sampled_from(["", "1", "autumn"])))


def brute(task: AssignmentTask) -> list[frozenset[Pair]]:
    """Every assignment that meets the demands, found by trying all."""
    choices = [list(itertools.combinations(
        [a for a in task.assessors if (v, a) not in task.barred], task.per_venture))
        for v in task.ventures]
    return [pairs for way in itertools.product(*choices)
            if (pairs := frozenset((v, a) for v, own in zip(task.ventures, way, strict=True)
                                   for a in own))
            and all(load(pairs, a) <= task.most[a] for a in task.assessors)]


def load(pairs: frozenset[Pair], assessor: str) -> int:
    return sum(one == assessor for _, one in pairs)


def squares(task: AssignmentTask, pairs: frozenset[Pair]) -> int:
    return sum(load(pairs, a) ** 2 for a in task.assessors)


@given(tasks())
def test_no_conflict_is_assigned_and_every_venture_has_its_number(task: AssignmentTask) -> None:
    found = assigned(task)
    if found is None:
        assert assignment_gaps(task)
        return
    assert not set(found.pairs) & set(task.barred)
    for venture in task.ventures:
        assert sum(v == venture for v, _ in found.pairs) == task.per_venture
    assert all(found.load(a) <= task.most[a] for a in task.assessors)
    assert assigned(task) is not None
    assert again(task) == found.pairs


def again(task: AssignmentTask) -> tuple[Pair, ...]:
    found = assigned(task)
    assert found is not None
    return found.pairs


@given(tasks(ventures=4, assessors=4))
def test_it_is_the_best_of_all_that_there_are(task: AssignmentTask) -> None:
    every, found = brute(task), assigned(task)
    if not every:
        assert found is None
        return
    assert found is not None
    least = min(squares(task, pairs) for pairs in every)
    assert squares(task, frozenset(found.pairs)) == least
    even = [pairs for pairs in every if squares(task, pairs) == least]
    if any(len(islands_of(pairs)) == 1 for pairs in even):
        assert len(found.islands) == 1


@given(tasks(ventures=4, assessors=4))
def test_loads_differ_by_one_at_most_where_that_is_possible(task: AssignmentTask) -> None:
    def spread(pairs: frozenset[Pair]) -> int:
        loads = [load(pairs, a) for a in task.assessors]
        return max(loads) - min(loads)

    found = assigned(task)
    if found is not None and any(spread(pairs) <= 1 for pairs in brute(task)):
        assert spread(frozenset(found.pairs)) <= 1


@given(tasks(assessors=6), st.data())
def test_a_drop_out_changes_only_what_must(task: AssignmentTask, data: st.DataObject) -> None:
    first = assigned(task)
    if first is None or len(task.assessors) < 2:
        return
    gone = data.draw(st.sampled_from(task.assessors))
    left = [a for a in task.assessors if a != gone]
    then = AssignmentTask(
        ventures=task.ventures, assessors=left, per_venture=task.per_venture, most=task.most,
        barred=task.barred, seed=task.seed,
        kept=frozenset(pair for pair in first.pairs if pair[1] != gone))
    second = assigned(then)
    if second is None:
        return
    lost = [pair for pair in then.kept if pair not in second.pairs]
    if len(task.ventures) < 4 and len(left) < 5:
        assert len(lost) == min(len(then.kept - pairs) for pairs in brute(then))
    # whoever could simply take a place over leaves nothing else to change
    free = all(sum((v, a) not in task.barred and (v, a) not in then.kept and
                   first.load(a) + first.load(gone) <= task.most[a] for a in left) > 0
               for v, one in first.pairs if one == gone)
    if free:
        assert not lost


def simple(**more: object) -> AssignmentTask:
    given: dict[str, object] = {
        "ventures": ["elm", "oak", "yew"], "assessors": ["ann", "bob", "cy"], "per_venture": 2,
        "most": {"ann": 3, "bob": 3, "cy": 3}, "barred": {}}
    return AssignmentTask(**{**given, **more})  # type: ignore[arg-type]


def told(task: AssignmentTask) -> str:
    assert assigned(task) is None
    return "\n".join(map(str, assignment_gaps(task)))


def test_what_is_impossible_is_explained() -> None:
    barred = {("oak", "ann"): "a conflict of interest is declared",
              ("oak", "bob"): "it is written in pt"}
    said = told(simple(barred=barred))
    assert "oak: 1 assessor may read it, and 2 are wanted: ann: a conflict of interest is" in said
    assert "bob: it is written in pt" in said
    said = told(simple(most={"ann": 1, "bob": 2, "cy": 2}))
    assert "3 ventures with 2 assessors each are 6 readings, and 3 assessors can take 5" in said
    crowd = simple(per_venture=1, most={"ann": 1, "bob": 1, "cy": 3},
                   barred={(v, "cy"): "no" for v in ("elm", "oak", "yew")}, ventures=[
                       "ash", "elm", "oak", "yew"])
    said = told(crowd)
    assert "elm, oak, yew: these 3 want 3 readings together" in said
    assert "can take 2 (ann 1, bob 1)" in said
    said = told(simple(groups=[("users", frozenset({"cy"}), 2)]))
    assert '1 assessor of the group "users" may read it, and 2 are needed' in said


def test_each_group_of_the_panel_has_its_readers() -> None:
    found = assigned(simple(groups=[("users", frozenset({"cy"}), 1)]))
    assert found is not None
    assert found.of("cy") == ("elm", "oak", "yew")


def test_whoever_knows_the_subject_reads_it() -> None:
    expert = frozenset({("elm", "ann"), ("oak", "ann"), ("yew", "bob")})
    found = assigned(simple(per_venture=1, expert=expert, most={"ann": 2, "bob": 2, "cy": 2}))
    assert found is not None
    # loads come first: one venture each
    assert sum(pair in expert for pair in found.pairs) == 2


def test_blocks_of_assessors_are_linked() -> None:
    found: Assignment | None = assigned(AssignmentTask(
        ventures=[f"v{n}" for n in range(6)], assessors=[f"a{n}" for n in range(6)],
        per_venture=2, most=dict.fromkeys((f"a{n}" for n in range(6)), 6), barred={}))
    assert found is not None
    assert len(found.islands) == 1
    assert {found.load(f"a{n}") for n in range(6)} == {2}


def test_one_assessor_a_venture_ends_without_a_search_for_links(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # nothing can link them, and each round would forbid only one of very many assignments
    solved, rounds = assignment_solver._Program.solved, []

    def counted(program: Any, goal: Any) -> Any:
        rounds.append(goal)
        assert len(rounds) < 10
        return solved(program, goal)

    monkeypatch.setattr(assignment_solver._Program, "solved", counted)
    assessors = ("ann", "bob", "cy", "da")
    found = assigned(AssignmentTask(
        ventures=[f"v{n}" for n in range(41)], assessors=assessors, per_venture=1,
        most=dict.fromkeys(assessors, 41), barred={}))
    assert found is not None
    assert len(found.islands) == len(assessors)
    assert sorted(found.load(one) for one in assessors) == [10, 10, 10, 11]


METHOD = "./weir-1"
LIST = "id,name,organisation,conflicts\nann,Ann,,ash\nbob,Bob,The Birch Trust,\ncy,Cy,,\nda,Da,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    hub(tmp_path, "1", 2)
    made = call_folder(tmp_path)
    (tmp_path / made / "jury.csv").unlink()
    birch = tmp_path / made / "birch.toml"
    birch.write_text(birch.read_text("utf-8") + (
        '[[incubate.parties]]\nname = "Birch Trust"\nrole = "public body"\n'), "utf-8")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    return made


def test_a_list_has_headings_in_words_and_who_is_left_out_is_said(
    hubflow: Hubflow, folder: str, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(LIST.replace(
        "id,name,organisation,conflicts", "Id,nome,Organização,conflitos"), "utf-8")
    call = tmp_path / folder / "call.toml"
    call.write_text(call.read_text("utf-8") + (
        '\n[[members]]\nid = "cedar"\nstanding = "withdrawn"\n'), "utf-8")
    assign = ("assign", "-p", METHOD, folder, "--assessors", "list.csv", "--per-venture", "2",
              "--out", "assigned.csv")
    said = hubflow(*assign).out
    assert "bob and The birch: " in said, "the organisation is read"
    assert "2 ventures, 2 assessors each, written to" in said
    assert "Nothing is asked of The cedar: it is not in the race of its call: withdrawn." in said
    told = json.loads(hubflow(*assign, "--json").out)
    assert [one["venture"] for one in told["not_asked"]] == ["cedar"]
    (tmp_path / "list.csv").write_text(LIST.replace("name", "nmae"), "utf-8")
    assert "name" in hubflow(*assign, code=2).err


@pytest.mark.parametrize("format", ["csv", "xlsx", "toml"])
def test_the_list_makes_the_packs(hubflow: Hubflow, folder: str, format: str) -> None:
    said = hubflow("assign", "-p", METHOD, folder, "--assessors", "list.csv", "--per-venture", "2",
                   "--out", f"assigned.{format}").out
    assert "bob and The birch: " in said
    assert "Kept apart; --accept" in said
    assert "3 ventures, 2 assessors each, written to" in said
    pack = json.loads(hubflow("jury-pack", "-p", METHOD, folder, "--assessors",
                              f"assigned.{format}", "--out", "pack", "--format", "md",
                              "--json").out)
    read = [(one["assessor"], venture) for one in pack["assessors"] for venture in one["ventures"]]
    assert len(read) == 6
    assert ("ann", "ash") not in read
    assert ("bob", "birch") not in read
    assert not pack["too_few_readers"]


def test_a_drop_out_keeps_the_others(hubflow: Hubflow, folder: str, tmp_path: Path) -> None:
    hubflow("assign", "-p", METHOD, folder, "--assessors", "list.csv", "--per-venture", "2",
            "--out", "first.csv", "--seed", "7")
    (tmp_path / "list.csv").write_text(LIST.replace("da,Da,,\n", ""), "utf-8")
    made = json.loads(hubflow(
        "assign", "-p", METHOD, folder, "--assessors", "list.csv", "--per-venture", "2",
        "--keep", "first.csv", "--out", "second.csv", "--seed", "7", "--json").out)
    before = (tmp_path / "first.csv").read_text("utf-8")
    dropped = next(len(line.split(",")[6].split()) for line in before.splitlines()
                   if line.startswith("da"))
    assert len(made["changed"]) == dropped


def test_a_limit_of_the_list_still_counts_with_an_earlier_assignment(
    hubflow: Hubflow, folder: str, tmp_path: Path
) -> None:
    limited = ("id,name,conflicts,ventures\nann,Ann,ash,\nbob,Bob,,\n"
               "cy,Cy,,birch\nda,Da,,ash birch\n")
    (tmp_path / "list.csv").write_text(limited, "utf-8")
    assign = ("assign", "-p", METHOD, folder, "--per-venture", "1")
    hubflow(*assign, "--assessors", "list.csv", "--out", "first.csv")
    (tmp_path / "list.csv").write_text(limited.replace("bob,Bob,,\n", ""), "utf-8")
    hubflow(*assign, "--assessors", "list.csv", "--keep", "first.csv", "--out", "second.csv")
    with (tmp_path / "second.csv").open(encoding="utf-8", newline="") as file:
        read = {row["id"]: set(row["ventures"].split()) for row in csv.DictReader(file)}
    assert read.get("cy", set()) <= {"birch"}
    assert read.get("da", set()) <= {"ash", "birch"}
    # the first assignment as its own list: what it says was assigned, and limits nobody
    said = (tmp_path / "first.csv").read_text("utf-8")
    (tmp_path / "first.csv").write_text("".join(
        line for line in said.splitlines(keepends=True) if not line.startswith("bob")), "utf-8")
    hubflow(*assign, "--assessors", "first.csv", "--keep", "first.csv", "--out", "third.csv")


def test_an_impossible_demand_names_the_venture_and_writes_nothing(
    hubflow: Hubflow, folder: str, tmp_path: Path
) -> None:
    done = hubflow("assign", "-p", METHOD, folder, "--assessors", "list.csv", "--per-venture", "4",
                   "--out", "assigned.csv", code=2)
    assert "ash: 3 assessors may read it, and 4 are wanted: ann: a conflict of interest is" in (
        done.err)
    assert 'birch: 3 assessors may read it, and 4 are wanted: bob: "The Birch Trust" is like' in (
        done.err)
    assert not (tmp_path / "assigned.csv").exists()
    done = hubflow("assign", "-p", METHOD, folder, "--assessors", "list.csv", "--language-by",
                   "local.tongue", "--out", "assigned.csv", code=2)
    assert "--language-by local.tongue: there is no such fact" in done.err


def test_the_register_knows_who_reads_what(hubflow: Hubflow, folder: str) -> None:
    hubflow("register", "init")
    hubflow("register", "add", "-p", METHOD, folder, "--on", "2025-09-30")
    hubflow("assign", "-p", METHOD, "--register", "--call", folder, "--assessors", "list.csv",
            "--per-venture", "2", "--out", "assigned.csv", "--as-of", "2025-09-30")
    said = hubflow("register", "assessors", folder, "assigned.csv", "--on", "2025-10-01").out
    assert "abstains on The ash" in said
    pack = json.loads(hubflow("jury-pack", "-p", METHOD, "--register", "--call", folder, "--out",
                              "pack", "--format", "md", "--json").out)
    assert sum(len(one["ventures"]) for one in pack["assessors"]) == 6
    assert not pack["too_few_readers"]
    Path("wrong.csv").write_text("id,ventures\nann,ask oak\n", "utf-8")
    done = hubflow("register", "assessors", folder, "wrong.csv", code=2)
    assert 'no venture of autumn has the id "ask". Did you mean "ash"?' in done.err
    assert "2 problems" in done.err
    assert hubflow("register", "assessors", folder).out == said
    hubflow("register", "run", "-p", METHOD, "--on", "2025-10-01")
    hubflow("register", "decide", "cedar", "stop", "--by", "The board", "--reasons", "Too early",
            "--learning", "Ask again", "--on", "2025-10-02")
    left = hubflow("assign", "-p", METHOD, "--register", "--call", folder, "--assessors",
                   "list.csv", "--per-venture", "2", "--phase", "identify", "--out",
                   "left.csv", "--as-of", "2025-10-03").out
    assert "Nothing is asked of The cedar: a decision ended its way in “Identify”." in left
    assert "2 ventures, 2 assessors each" in left
    hubflow("register", "verify")
