"""A recorded judgement keeps its scale: a move counts it no more, or converts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.jury.test_people import HEAD, METHOD
from tests.register.conftest import Hubflow, begin_register, hubflow, set_up_once

from hubflow.model.input_problems import one_problem
from hubflow.register.recording import editions
from hubflow.register.standing.edition_phases import hub_names
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.opening import open_register

__all__ = ["hubflow"]

pytestmark = pytest.mark.usefixtures("judged")

FIVE = METHOD.replace('edition = "1"', 'edition = "2"').replace("[0, 10]", "[1, 5]")
CONVERTS = FIVE.replace("scale = [1, 5]\n", "scale = [1, 5]\nconversions = [{ scale = [0, 10], "
                        "points = [[0, 1], [10, 5]] }]\n")
ROWS = "".join(f"{id},identify,{criterion},{who},4,\n" for id in ("ash", "bay")
               for criterion in ("need", "team") for who in ("Ana", "Ben"))
MOVE = ("register", "move", "--call", "may", "-p", "./five", "--record", "--by", "The board",
        "--reasons", "The scale is new.", "--on", "2026-03-04")


@set_up_once
def judged(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call that two assessors judged from 0 to 10, and a recorded run."""
    for folder, text in (("ten", METHOD), ("five", FIVE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "methodology.toml").write_text(text, "utf-8")
    call = tmp_path / "call"
    call.mkdir()
    (call / "call.toml").write_text('id = "may"\nhub = "fete"\ndate = 2026-03-01\n', "utf-8")
    (call / "jury.csv").write_text(HEAD + ROWS, "utf-8")
    for id in ("ash", "bay"):
        (call / f"{id}.toml").write_text(
            f'id = "{id}"\nname = "{id.title()}"\nlanguage = "en"\ncurrency = "GBP"\n', "utf-8")
    begin_register()
    hubflow("register", "add", "-p", "./ten", "call", "--on", "2026-03-02")
    hubflow("register", "run", "-p", "./ten", "--on", "2026-03-03")


def results(hubflow: Hubflow, *more: str) -> dict[str, Any]:
    done = hubflow("run", "--register", "--as-of", "2026-03-05", "--json", *more)
    return {one["id"]: one["stages"][0]["phases"][0] for one in json.loads(done.out)["ventures"]}


def clean(hubflow: Hubflow) -> None:
    hubflow("register", "verify")
    assert "no difference" in hubflow("register", "replay").out


def test_a_score_between_the_steps_of_a_new_edition_is_asked_again(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "halves.csv").write_text(
        HEAD + "ash,identify,need,Ana,4.2,\nash,identify,need,Ben,4.5,\n", "utf-8")
    hubflow("register", "judge", "halves.csv", "--on", "2026-03-03")
    steps = METHOD.replace('edition = "1"', 'edition = "2"').replace(
        "scale = [0, 10]", "scale = [0, 10]\nstep = 0.5")
    (tmp_path / "five/methodology.toml").write_text(steps, "utf-8")
    done = hubflow(*MOVE)
    assert "Identify, Need: 1 judgement on another scale no longer counts" in done.out
    judged = results(hubflow)["ash"]["criteria"][0]["assessments"]
    assert {(said["score"], said["counted"]) for said in judged} == {(4.2, False), (4.5, True)}
    refused = hubflow("register", "judge", "halves.csv", "--on", "2026-03-06", code=2)
    assert '4.2 is between two steps of the scale of "Need"' in " ".join(refused.err.split())
    clean(hubflow)


def test_a_move_to_another_scale_asks_again(hubflow: Hubflow) -> None:
    done = hubflow(*MOVE)
    assert "Identify, Need: 2 judgements on another scale no longer count" in done.out
    assert "to be judged again, on another scale now: Need; Team" in " ".join(
        hubflow("register", "board").out.split())
    phase = results(hubflow)["ash"]
    assert phase["recommendation"] == "undecided"
    assert {said["counted"] for said in phase["criteria"][0]["assessments"]} == {False}
    assert "judged on another scale" in hubflow("inputs", "--register", "ash").out + str(phase)
    clean(hubflow)


def test_a_venture_of_an_edition_that_cannot_be_read_any_more_is_shown(
    hubflow: Hubflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str, name: str, *__: str) -> None:
        raise one_problem(name, "has keys of another time")

    (tmp_path / "five/methodology.toml").write_text(f"{FIVE}\n# of old", "utf-8")
    hubflow(*MOVE)
    monkeypatch.setattr(editions, "_read_once", refuse)
    for page in (("board",), ("show", "ash")):
        assert "on another scale now: need; team" in " ".join(
            hubflow("register", *page).out.split())
    with open_register("hub.db").reading() as journal:
        assert hub_names(journal, ["fete", "none"], "en") == {"fete": "Fete Hub", "none": "none"}


def test_what_is_judged_anew_counts(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*MOVE)
    (tmp_path / "new.csv").write_text(HEAD + ROWS, "utf-8")
    assert "8 judgements recorded" in hubflow(
        "register", "judge", "new.csv", "--on", "2026-03-05").out
    assert "Nothing new" in hubflow("register", "judge", "new.csv", "--on", "2026-03-06").out
    assert results(hubflow)["ash"]["score"]["lower"] == 75
    assert "judged again" not in hubflow("register", "board").out
    clean(hubflow)


def test_a_method_may_convert(hubflow: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "five/methodology.toml").write_text(CONVERTS, "utf-8")
    done = hubflow(*MOVE)
    assert "4 judgements on another scale are converted as the method says" in done.out
    phase = results(hubflow)["ash"]
    assert phase["score"]["lower"] == 40
    assert phase["criteria"][0]["assessments"][0]["given"] == "4 (0 to 10)"
    clean(hubflow)


def test_a_register_of_an_older_version_opens(
    hubflow: Hubflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says no scale, and its runs took each spelling for an assessor."""
    append = Journal.append

    def old(journal: Journal, drafts: list[Draft]) -> Any:
        return append(journal, [attrs.evolve(draft, body={
            key: value for key, value in draft.body.items()
            if key not in ("scale", "people") and (draft.kind, key) != ("judgement", "edition")})
            for draft in drafts])

    (tmp_path / "hub.db").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", old)
        hubflow("register", "init")
        hubflow("register", "add", "-p", "./ten", "call", "--on", "2026-03-02")
        hubflow("register", "run", "-p", "./ten", "--on", "2026-03-03")
    clean(hubflow)
    assert "Nothing new" in hubflow("register", "judge", "call/jury.csv").out
    assert "2 judgements on another scale no longer count" in hubflow(*MOVE).out
    assert results(hubflow)["ash"]["recommendation"] == "undecided"
    clean(hubflow)


def test_spellings_and_conflicts_in_a_register(hubflow: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(HEAD + "ash,identify,need,BEN,4,\nbay,,,ana,,yes\n", "utf-8")
    done = hubflow("register", "judge", "more.csv", "--on", "2026-03-04")
    assert "1 abstention recorded" in done.out
    assert "1 more was recorded before" in done.out
    found = results(hubflow)
    assert [said["counted"] for said in found["bay"]["criteria"][0]["assessments"]] == [False, True]
    assert "Ana" in str(found["bay"]["criteria"][0]["assessments"])
    (tmp_path / "near.csv").write_text(HEAD + "ash,identify,need,Ana Reis,4,\n"
                                       "ash,identify,team,A. Reis,4,\n", "utf-8")
    assert 'the same person as' in hubflow("register", "judge", "near.csv", code=2).err
    clean(hubflow)


def test_a_call_keeps_its_list_of_assessors(hubflow: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "call/assessors.toml").write_text(
        '[[assessors]]\nid = "a-1"\nname = "Ana"\nemail = "ana@example.org"\n'
        'conflicts = ["ash"]\n', "utf-8")
    (tmp_path / "hub.db").unlink()
    begin_register()
    hubflow("register", "add", "-p", "./ten", "call", "--on", "2026-03-02")
    found = results(hubflow)
    assert [(said["assessor"], said["counted"])
            for said in found["ash"]["criteria"][0]["assessments"]] == [("Ben", True),
                                                                        ("a-1", False)]
    assert "example.org" not in hubflow("register", "history", "may", "--json", "--names").out
    clean(hubflow)
