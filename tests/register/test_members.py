"""A call in the register: who leaves it, which places become free, and how it moves whole."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from hubflow.engine.call import race
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.input_problems import one_problem
from hubflow.register.calls import call_places
from hubflow.register.standing import running
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import dossier, method

METHOD = """
api = 1
[hub]
id = "weir"
edition = "{edition}"
name = "Hub of the weir"
place = {{ name = "Weir", country = "GB" }}
language = "en"
currency = "GBP"
[[sources]]
id = "s"
title = "Made up for this test"
status = "assumption"
[stages.identify]
gate = {{ advance = [{{ score = 40, places = {places} }}], otherwise = "stop", source = "s" }}
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "local:need"
judged = true
scale = [0, 10]
source = "s"
"""
SCORES = {"ash": 9, "birch": 8, "cedar": 7}


def hub(folder: Path, edition: str, places: int) -> str:
    made = folder / f"weir-{edition}"
    made.mkdir()
    (made / "methodology.toml").write_text(METHOD.format(edition=edition, places=places), "utf-8")
    return f"./{made.name}"


def call_folder(folder: Path, more: str = "") -> str:
    """A call of three ventures, with its jury's sheet."""
    call = folder / "autumn"
    call.mkdir()
    (call / "call.toml").write_text(f'id = "autumn"\nhub = "weir"\ndate = 2025-09-30\n{more}',
                                    "utf-8")
    for id in SCORES:
        (call / f"{id}.toml").write_text(f'id = "{id}"\nname = "The {id}"\n', "utf-8")
    rows = [f"{id},identify,need,Ann,{score}" for id, score in SCORES.items()]
    (call / "jury.csv").write_text(
        "\n".join(["venture,phase,criterion,assessor,score", *rows]) + "\n", "utf-8")
    return "autumn"


@set_up_once
def called(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call of three ventures for two places, which is run."""
    first = hub(tmp_path, "1", 2)
    hub(tmp_path, "2", 1)
    begin_register()
    hubflow("register", "add", "-p", first, call_folder(tmp_path), "--on", "2025-09-30")
    hubflow("register", "run", "-p", first, "--on", "2025-10-01")


def act(hubflow: Hubflow, *words: str, on: str = "2025-10-02", code: int = 0) -> str:
    """What is said of an act of the board."""
    done = hubflow("register", *words, "--by", "The board", "--on", on, code=code)
    return " ".join((done.out + done.err).split())


CLOSED = ("--reasons", "No more money", "--learning", "Ask earlier")


def test_a_closed_venture_frees_its_place_and_it_is_told_who_moves_up(called: Hubflow) -> None:
    said = act(called, "close", "ash", *CLOSED)
    assert "ash (closed) left; 1 of 2 places became free." in said
    assert "cedar moves up (rank 3 of 3 → 2 of 2)." in said
    board = " ".join(called("register", "board", "--on", "2025-10-02").out.split())
    assert "ash left after the last run" in board
    run = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-03").out.split())
    assert "rank: 3 of 3 → 2 of 2" in run
    assert "cedar moves up" in run
    assert "cedar moves up" in " ".join(
        called("register", "board", "--on", "2025-10-03").out.split())


@pytest.mark.parametrize(("standing", "said"), [
    ("late", "came in after the deadline"), ("inadmissible", "is inadmissible"),
    ("excluded", "is excluded from the call")])
def test_whom_a_body_put_out_of_the_race_gets_a_letter_of_it(
    called: Hubflow, standing: str, said: str
) -> None:
    act(called, "member", "birch", standing, "--reasons", "It lies beyond the town")
    words = ("letters", "--register", "birch", "--out", "out", "--format", "md", "--lang", "en")
    called(*words, "--list", "list.csv", "--as-of", "2025-10-03")
    letter = Path("out/birch.md").read_text()
    assert said in letter
    for text in ("The board", "It lies beyond the town", "October 2025"):
        assert text in letter
    assert standing in Path("list.csv").read_text(encoding="utf-8-sig")
    called("register", "file", "--letters", "out", "--on", "2025-10-03")
    assert "was sent on" in called(*words[:3], "--out", "again", "--as-of", "2025-10-03").out
    called("register", "verify")


def test_who_withdrew_gets_no_letter_and_it_is_told_why(called: Hubflow) -> None:
    act(called, "member", "birch", "withdrawn", "--reasons", "They moved away")
    said = called("letters", "--register", "birch", "--out", "out", "--as-of", "2025-10-03").out
    assert "No letter to The birch [birch]: it is withdrawn in its call since 2025-10-02" in said


def test_a_stop_tells_what_was_awarded_and_is_not_paid(called: Hubflow) -> None:
    for venture in ("ash", "cedar"):
        called("register", "award", venture, "--funder", "City", "--amount", "900", "--on",
               "2025-10-01")
    said = act(called, "decide", "ash", "stop", "--reasons", "So", "--learning", "Ask earlier")
    assert "Awarded and not paid: " in said
    assert "900 (City). Nothing more of it falls due." in said
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    said = act(called, "decide", "--call", "autumn", "--as-recommended", on="2025-10-04")
    assert "Awarded" not in said, "who goes on is paid"


def test_a_brief_counts_none_that_never_was_in_the_race_and_tells_the_office_nothing(
    called: Hubflow
) -> None:
    act(called, "member", "birch", "inadmissible", "--reasons", "No seat here")
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    text = called("brief", "--register", "--lang", "en", "--as-of", "2025-10-04").out
    assert "0 of 2 ventures" in text
    assert "Not counted: The birch (inadmissible)." in text
    (row,) = (line for line in text.splitlines() if "The ash" in line)
    assert "withdrawn" in row
    assert "moves up" not in text
    assert "became free" not in text


def test_a_stop_frees_a_place_too_and_the_last_one_competes_alone(called: Hubflow) -> None:
    act(called, "close", "ash", *CLOSED)
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    said = act(called, "decide", "birch", "stop", "--reasons", "As the board sees it",
               "--learning", "Ask earlier", on="2025-10-04")
    assert "cedar moves up (rank 3 of 3 → 1 of 1). Free in all: 1 of 2 places." in said
    run = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-05").out.split())
    assert "The cedar [cedar]: Identify: advance" in run
    assert "rank: 2 of 2 → 1 of 1" in run
    shown = called("run", "--register", "cedar", "--as-of", "2025-10-05", "--lang", "en").out
    assert "Rank 1 of 1" in shown
    assert "no difference" in called("register", "replay").out
    assert "nothing changed" in called("register", "verify").out


def test_a_venture_that_withdrew_is_not_run_nor_led_on_until_it_is_in_again(
    called: Hubflow
) -> None:
    said = act(called, "member", "birch", "withdrawn", "--reasons", "They moved away")
    assert "It is withdrawn in call autumn." in said
    assert "cedar moves up" in said
    refused = act(called, "decide", "birch", "advance", code=2)
    assert "it is withdrawn in call autumn" in refused
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-03", "--json").out
    assert json.loads(run)[0]["recorded"] == ["ash", "cedar"]
    assert "withdrawn in its call" in called("register", "show", "birch").out
    act(called, "member", "birch", "in-the-race", "--reasons", "They came back",
        on="2025-10-04")
    run = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-05").out.split())
    assert "rank: 2 of 2 → 3 of 3" in run
    assert "no difference" in called("register", "replay").out


@pytest.mark.parametrize("standing", ["withdrawn", "excluded", "declined"])
def test_a_winner_that_leaves_after_the_decision_gives_its_place_to_the_next(
    called: Hubflow, standing: str
) -> None:
    act(called, "decide", "ash", "advance")
    act(called, "decide", "birch", "advance")
    said = act(called, "member", "birch", standing, "--reasons", "So it is", on="2025-10-03")
    assert "left; 1 of 2 places became free. The cedar moves up (rank 3 of 3 → 2 of 2)" in said
    run = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-04").out.split())
    assert "cedar moves up" in run
    assert "cedar moves up" in " ".join(
        called("register", "board", "--on", "2025-10-04").out.split())
    page = called("run", "-p", "./weir-1", "--register", "--as-of", "2025-10-04").out
    assert "Identify: 3 reached, 2 advance" in page
    act(called, "decide", "cedar", "advance", on="2025-10-05")
    refused = act(called, "member", "birch", "in-the-race", "--reasons", "They came back",
                  on="2025-10-06", code=2)
    assert ("3 advance, and there are 2 places. By a body's decision: The ash, The birch, "
            "The cedar.") in refused
    assert "no difference" in called("register", "replay").out


def test_a_run_in_which_a_winner_kept_its_place_replays_as_it_was(
    called: Hubflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(called, "decide", "ash", "advance")
    act(called, "member", "ash", "withdrawn", "--reasons", "So it is", on="2025-10-03")
    append = Journal.append

    def as_once(journal: Journal, drafts: Sequence[Draft]) -> list[int]:
        """Receipts of runs said nothing of places that are given back."""
        return append(journal, [attrs.evolve(draft, body={
            key: value for key, value in draft.body.items() if key != "places_given_back"})
            for draft in drafts])

    with monkeypatch.context() as once:
        once.setattr(race, "GIVES_PLACE_BACK", frozenset({"declined"}))
        once.setattr(Journal, "append", as_once)
        run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-04").out
    assert "Rank 3 of 3 for 2 places." in run
    assert "no difference" in called("register", "replay").out
    again = called("register", "run", "-p", "./weir-1", "--on", "2025-10-05").out
    assert "rank: 3 of 3 → 2 of 2" in again
    assert "no difference" in called("register", "replay").out


def returned(hubflow: Hubflow, *more: str, code: int = 0) -> str:
    """What is said of the ash's return, after the cedar was led on in its stead."""
    act(hubflow, "member", "ash", "withdrawn", "--reasons", "They moved away")
    hubflow("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    act(hubflow, "decide", "cedar", "advance", on="2025-10-04")
    return act(hubflow, "member", "ash", "in-the-race", "--reasons", "They came back", *more,
               on="2025-10-05", code=code)


def test_who_moved_up_and_was_led_on_keeps_the_place(called: Hubflow) -> None:
    refused = returned(called, code=2)
    assert "Call autumn, Identify: 3 advance, and there are 2 places." in refused
    assert "By a body's decision: The cedar. By the recommendation: The ash, The birch." in refused
    assert "--over-places" in refused
    assert "withdrawn in its call" in called("register", "show", "ash").out


def test_a_body_may_take_a_venture_in_again_beyond_the_places(called: Hubflow) -> None:
    said = returned(called, "--over-places")
    assert "in the race in call autumn. Call autumn, Identify: 3 advance, and there are 2" in said
    run = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-06").out.split())
    assert "3 advance, and there are 2 places. By a body's decision: The cedar." in run
    assert "no difference" in called("register", "replay").out


def test_a_venture_that_returns_takes_its_place_and_it_is_told_who_moves_down(
    called: Hubflow
) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    said = act(called, "member", "ash", "in-the-race", "--reasons", "They came back",
               on="2025-10-03")
    assert said == ("The ash: recorded. It is in the race in call autumn. "
                    "Identify: The cedar moves down (rank 2 of 2 → 3 of 3).")


def test_the_board_names_no_place_of_a_venture_that_came_back(called: Hubflow) -> None:
    def board() -> str:
        return " ".join(called("register", "board", "--on", "2025-10-09").out.split())

    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    assert "ash (withdrawn) left" in board()
    act(called, "member", "ash", "in-the-race", "--reasons", "They came back", on="2025-10-04")
    assert "ash (withdrawn) left" not in board()
    assert "ash came back after the last run" in board()
    called("register", "run", "--call", "autumn", "--on", "2025-10-05")
    assert "Places that became free" not in board()
    # a rest and its end between two runs change nothing
    act(called, "pause", "ash", "--reasons", "Ill", on="2025-10-06")
    assert "ash left after the last run" in board()
    act(called, "resume", "ash", "--reasons", "Well", on="2025-10-07")
    assert "Places that became free" not in board()


def test_a_venture_that_is_stopped_as_recommended_has_left_no_place(called: Hubflow) -> None:
    act(called, "decide", "cedar", "stop", "--learning", "Ask earlier")
    assert "Places that became free" not in called(
        "register", "board", "--on", "2025-10-03").out
    act(called, "decide", "birch", "stop", "--reasons", "So it is", "--learning", "Ask earlier")
    board = " ".join(called("register", "board", "--on", "2025-10-03").out.split())
    assert "birch left after the last run" in board
    assert "cedar" not in board.split("Places that became free")[1]


def test_a_winner_that_rests_has_left_no_place(called: Hubflow) -> None:
    act(called, "decide", "ash", "advance")
    act(called, "pause", "ash", "--reasons", "Ill", on="2025-10-03")
    assert "Places that became free" not in called(
        "register", "board", "--on", "2025-10-03").out
    act(called, "pause", "birch", "--reasons", "Ill", on="2025-10-03")
    board = " ".join(called("register", "board", "--on", "2025-10-03").out.split())
    assert "Places that became free The birch left after the last run" in board


def test_why_says_first_who_is_not_in_the_race_since_when_and_why(called: Hubflow) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    why = called("why", "--register", "ash", "--as-of", "2025-10-04", "--lang", "en").out
    first = " ".join(why.split("Identify")[0].split())
    assert "Not in the race: withdrawn since 2 October 2025. They moved away" in first
    assert "stands in identify, Identify (since 2025-09-30); withdrawn in its call since " \
        "2025-10-02" in " ".join(called("register", "show", "ash").out.split())
    assert "withdrawn since 2 October 2025" in called(
        "register", "board", "--on", "2025-10-04").out


def test_reasons_of_a_standing_are_found(called: Hubflow) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved to Barcelos")
    assert "The ash [ash], standing in the call" in called("register", "search", "barcelos").out


def test_a_dossier_that_names_another_call_brings_none_of_its_folder(
    called: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "autumn" / "rowan.toml").write_text(
        'id = "rowan"\nname = "The rowan"\ncall = "winter"\n', "utf-8")
    called("register", "add", "-p", "./weir-1", "autumn/rowan.toml", "--on", "2025-10-01")
    assert "1 found." in called("register", "search", "autumn").out
    assert "call winter" in called("register", "show", "rowan").out
    assert "nothing changed" in called("register", "verify").out


@pytest.mark.parametrize(("received", "standing"), [
    ("2025-09-29", "in time"), ("2025-10-01", "late"), ("2025-09-30T17:00", "in time"),
    ("2025-09-30T17:01", "late"), ("2025-09-30T16:30:00Z", "late"),
])
def test_the_deadline_is_judged_by_the_day_on_which_a_paper_came_in(
    hubflow: Hubflow, tmp_path: Path, received: str, standing: str
) -> None:
    folder = call_folder(
        tmp_path, 'deadline = 2025-09-30T17:00:00\ntime_zone = "Europe/London"\n')
    begin_register()
    said = hubflow("register", "add", "-p", hub(tmp_path, "1", 2), folder, "--on", "2025-10-02",
                   "--received", received).out
    assert f"ash: received on {received[:10]}" in said
    assert said.count(f": {standing}.") == 3
    shown = " ".join(hubflow("register", "show", "ash").out.split())
    late = "late in its call" in shown
    assert "late in its call since" not in shown  # that day is only when it was recorded
    assert late == (standing == "late")
    hubflow("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    assert "no difference" in hubflow("register", "replay").out


def test_a_late_application_hears_of_it_from_the_hub_not_from_who_recorded_it(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder = call_folder(
        tmp_path, 'deadline = 2025-09-30T17:00:00\ntime_zone = "Europe/London"\n')
    begin_register()
    hubflow("register", "add", "-p", hub(tmp_path, "1", 2), folder, "--on", "2025-10-02",
            "--received", "2025-10-01", "--by", "Ana Sample (secretary)")
    hubflow("letters", "--register", "--call", "autumn", "--out", "letters", "--format", "md")
    letter = (tmp_path / "letters" / "ash.md").read_text("utf-8")
    assert "Hub of the weir" in letter
    assert "Ana Sample" not in letter
    told = hubflow("register", "history", "ash", "--names", "--lang", "pt").out
    assert "fora de prazo, Hub of the weir" in told
    assert "Ana Sample (secretariado)" in told
    hubflow("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    why = hubflow("why", "--register", "ash", "-p", "./weir-1", "--as-of", "2025-10-03").out
    assert "Not in the race: late. Received on 2025-10-01" in why


def test_an_application_that_the_calls_file_has_as_late_is_named_and_hears_of_it(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder = call_folder(tmp_path, """deadline = 2025-09-30T17:00:00
time_zone = "Europe/London"
[[members]]
id = "ash"
received = 2025-09-30T16:59:00
[[members]]
id = "birch"
received = 2025-09-30T18:30:00
[[members]]
id = "cedar"
standing = "late"
""")
    begin_register()
    said = " ".join(hubflow("register", "add", "-p", hub(tmp_path, "1", 2), folder,
                            "--on", "2025-10-02").out.split())
    assert "The birch: received on 2025-09-30 18:30" in said
    assert said.count(": late.") == 1
    # what the file alone says of a standing may be recorded once, to be told
    act(hubflow, "member", "cedar", "late", "--reasons", "It came by post")
    assert "already" in act(hubflow, "member", "cedar", "late", "--reasons", "Again", code=2)
    assert "already" in act(hubflow, "member", "birch", "late", "--reasons", "Again", code=2)
    hubflow("letters", "--register", "--call", "autumn", "--out", "letters", "--format", "md",
            "--as-of", "2025-10-03")
    assert {each.name for each in (tmp_path / "letters").iterdir()} == {"birch.md", "cedar.md"}
    assert "18:30" in (tmp_path / "letters" / "birch.md").read_text("utf-8")
    assert "nothing changed" in hubflow("register", "verify").out


def test_a_day_of_receipt_that_decides_nothing_is_refused(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder = call_folder(
        tmp_path, 'deadline = 2025-09-30T17:00:00\ntime_zone = "Europe/London"\n')
    begin_register()
    add = ("register", "add", "-p", hub(tmp_path, "1", 2), folder, "--on", "2025-10-02",
           "--received")
    assert "Say the time, too" in hubflow(*add, "2025-09-30", code=2).err
    assert "is after 2025-10-02" in hubflow(*add, "2025-10-03", code=2).err
    assert "neither a day nor a moment" in hubflow(*add, "soon", code=2).err


FIRST_COME = """
rank_by = ["score", "first"]
ties = [{ id = "first", least = "call.received", says = "the earlier application", source = "s" }]
"""


def test_the_earlier_application_comes_first_in_a_register(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    first = hub(tmp_path, "1", 1)
    file = tmp_path / first / "methodology.toml"
    rule = 'gate = { advance = [{ score = 40, places = 1 }], otherwise = "stop", source = "s" }'
    text = file.read_text("utf-8")
    assert rule in text
    file.write_text(text.replace(rule, "").replace(
        "[[stages.identify.criteria]]", "[stages.identify.gate]\nadvance = "
        '[{ score = 40, places = 1 }]\notherwise = "stop"\nsource = "s"\n' + FIRST_COME
        + "[[stages.identify.criteria]]"), "utf-8")
    folder = Path(call_folder(tmp_path))
    (tmp_path / folder / "jury.csv").write_text(
        "venture,phase,criterion,assessor,score\n"
        + "".join(f"{id},identify,need,Ann,8\n" for id in SCORES), "utf-8")
    begin_register()
    for id, received in (("ash", []), ("birch", ["--received", "2025-09-28"]), ("cedar", [])):
        hubflow("register", "add", "-p", first, "--call", "autumn", f"{folder}/{id}.toml",
                "--on", "2025-09-30", *received)
    # what was added without --received came in on the day on which it was added
    assert recommended(hubflow, first) == {"ash": "stop", "birch": "advance", "cedar": "stop"}
    act(hubflow, "member", "cedar", "in-the-race", "--received", "2025-09-27",
        "--reasons", "The post's own date")
    assert recommended(hubflow, first) == {"ash": "stop", "birch": "stop", "cedar": "advance"}
    act(hubflow, "member", "ash", "in-the-race", "--received", "2025-10-09", "--reasons", "Later",
        code=2)
    assert "no difference" in hubflow("register", "replay").out


def recommended(hubflow: Hubflow, plugin: str) -> dict[str, str]:
    """What a run of the register recommends for each venture of the call."""
    hubflow("register", "run", "-p", plugin, "--on", "2025-10-03")
    found = {}
    for id in SCORES:
        said = hubflow("run", "--register", "hub.db", id, "--as-of", "2025-10-03", "--json")
        (one,) = json.loads(said.out)["ventures"]
        found[id] = one["stages"][0]["recommendation"]
    return found


def test_what_comes_in_after_the_deadline_is_told(hubflow: Hubflow, tmp_path: Path) -> None:
    folder = call_folder(
        tmp_path, 'deadline = 2025-09-30T17:00:00\ntime_zone = "Europe/London"\n')
    begin_register()
    said = hubflow("register", "add", "-p", hub(tmp_path, "1", 2), folder, "--on", "2025-10-02").out
    assert ("The ash came into the register on 2025-10-02, after call autumn closed on "
            "2025-09-30 17:00 (Europe/London), and is in the race.") in said
    assert "hubflow register member ash in-the-race --received" in said
    (tmp_path / "rowan.toml").write_text('id = "rowan"\nname = "The rowan"\n', "utf-8")
    in_time = hubflow("register", "add", "-p", "./weir-1", "--call", "autumn", "rowan.toml",
                      "--on", "2025-09-29").out
    assert "after call" not in in_time


def test_a_decision_beyond_the_places_is_told(called: Hubflow) -> None:
    said = act(called, "decide", "cedar", "advance", "--reasons", "The board wants it")
    assert "3 advance, and there are 2 places. By a body's decision: The cedar." in said


def test_standings_count_by_their_days_in_whatever_order_they_are_recorded(
    called: Hubflow
) -> None:
    act(called, "member", "ash", "in-the-race", "--reasons", "They came back", on="2025-10-05",
        code=2)
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away", on="2025-10-06")
    act(called, "member", "ash", "late", "--reasons", "The post was late", on="2025-10-02")
    board = called("register", "board", "--on", "2025-10-07").out
    assert "ash [ash]: Identify, 7 days · withdrawn since" in board
    assert "Due (2)" in board
    assert "withdrawn in its call" in called("register", "show", "ash").out
    act(called, "member", "ash", "in-the-race", "--reasons", "They came back", on="2025-10-06")
    act(called, "member", "ash", "inadmissible", "--reasons", "A form", on="2025-10-03")
    board = called("register", "board", "--on", "2025-10-07").out
    assert "in its call" not in board
    assert "ash [ash]: Identify, 7 days · advance recommended" in board
    assert "Due (3)" in board
    assert "left after the last run" not in board


def test_what_cannot_be_said_of_a_member_is_refused(called: Hubflow) -> None:
    gone = ("--reasons", "They moved away")
    assert "it is in the race" in act(called, "member", "ash", "in-the-race", *gone, code=2)
    assert "in the future" in act(called, "member", "ash", "late", *gone, on="2999-01-01", code=2)
    assert "before 2025-09-30" in act(called, "member", "ash", "late", *gone, on="2025-01-01",
                                      code=2)
    act(called, "close", "ash", *CLOSED)
    assert "it is closed" in act(called, "member", "ash", "late", *gone, code=2)


def test_a_venture_does_not_move_alone_out_of_its_call(called: Hubflow) -> None:
    refused = called("register", "move", "ash", "-p", "./weir-2", "--on", "2025-10-02",
                     code=2).err
    assert "it would split the call" in refused
    assert "--call autumn" in refused
    said = act(called, "move", "ash", "-p", "./weir-2", "--leave-call", "--record", "--reasons",
               "It asks for it")
    assert "rank: 1 of 3 → 1 of 1" in said
    assert "It leaves call autumn. Identify: The cedar moves up (rank 3 of 3 → 2 of 2)." in said
    assert "call autumn" not in called("register", "show", "ash").out
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-03", "--json").out
    assert {one["call"]: one["recorded"] for one in json.loads(run)} == {
        "": ["ash"], "autumn": ["birch", "cedar"]}
    act(called, "move", "ash", "--back", "--record", "--reasons", "A mistake", on="2025-10-04")
    assert "call autumn" in called("register", "show", "ash").out
    assert "no difference" in called("register", "replay").out


def test_a_call_moves_whole(called: Hubflow) -> None:
    said = act(called, "move", "--call", "autumn", "-p", "./weir-2", "--record", "--reasons",
               "New rules")
    assert said.count("Under 2 it stands in identify") == 3
    run = called("register", "run", "-p", "./weir-2", "--on", "2025-10-03").out
    assert "The cedar [cedar]: Identify: stop" in run
    assert "Rank 3 of 3 for one place." in run
    again = act(called, "move", "--call", "autumn", "-p", "./weir-2", "--record", "--reasons",
                "Again", code=2)
    assert 'are under edition "2" already' in again
    act(called, "move", "--call", "autumn", "--back", "--record", "--reasons", "A mistake")
    assert "edition 1" in called("register", "show", "cedar").out


def test_nothing_is_decided_with_a_day_before_the_final_list(called: Hubflow) -> None:
    act(called, "step", "autumn", "received", on="2025-10-02")
    act(called, "step", "autumn", "final list", on="2025-10-20")
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-01")
    refused = act(called, "decide", "ash", "advance", on="2025-10-10", code=2)
    assert '2025-10-10 is before 2025-10-20, the day of "final list"' in refused
    act(called, "decide", "ash", "advance", on="2025-10-20")


def test_steps_count_from_their_day_on(called: Hubflow) -> None:
    act(called, "step", "autumn", "received", on="2025-10-02")
    before = called("run", "--register", "ash", "--as-of", "2025-10-01", "--lang", "en").out
    after = called("run", "--register", "ash", "--as-of", "2025-10-02", "--lang", "en").out
    assert "not final" not in before
    assert "at “received”." in " ".join(after.split())
    assert "Calls that are not final" not in called("register", "board", "--on",
                                                     "2025-10-01").out
    what_if = called("register", "run", "-p", "./weir-1", "--what-if", "--on", "2025-10-01").out
    assert "reliminary" not in what_if


def test_a_call_file_brings_deadline_and_steps_along(hubflow: Hubflow, tmp_path: Path) -> None:
    folder = call_folder(tmp_path, """deadline = 2025-09-30T17:00:00
time_zone = "Europe/London"
[[members]]
id = "cedar"
received = 2025-09-30T17:01:00
[[steps]]
step = "received"
date = 2025-09-30
by = "The office"
""")
    begin_register()
    hubflow("register", "add", "-p", hub(tmp_path, "1", 2), folder, "--on", "2025-09-01")
    early = hubflow("register", "run", "-p", "./weir-1", "--on", "2025-09-02").out
    assert "open until 30 September 2025, 17:00 (Europe/London)" in " ".join(early.split())
    late = " ".join(hubflow("register", "run", "-p", "./weir-1", "--on", "2025-10-01").out.split())
    assert "the call is at “received”" in late
    assert "The cedar [cedar]: Not in the race: late." in late
    assert "received, The office" in hubflow("register", "step", "autumn").out


def test_a_run_of_an_older_hubflow_replays_as_it_was(
    called: Hubflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(called, "close", "ash", *CLOSED)
    cases, append = running.edition_cases, Journal.append

    def everybody(*given: Any, **more: Any) -> CaseSet:
        """Those who left still competed."""
        return cases(*given, **{**more, "everyone_competes": True})

    def as_once(journal: Journal, drafts: Sequence[Draft]) -> list[int]:
        """Receipts of runs said nothing of the race."""
        return append(journal, [attrs.evolve(draft, body={
            key: value for key, value in draft.body.items()
            if draft.kind != "run" or key not in ("race", "freed")}) for draft in drafts])

    with monkeypatch.context() as once:
        once.setattr(running, "edition_cases", everybody)
        once.setattr(Journal, "append", as_once)
        run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-03").out
    assert "Rank 3 of 3 for 2 places." in run
    assert "no difference" in called("register", "replay").out
    assert "nothing changed" in called("register", "verify").out
    again = called("register", "run", "-p", "./weir-1", "--on", "2025-10-04").out
    assert "rank: 3 of 3 → 2 of 2" in again
    assert "no difference" in called("register", "replay").out


def late_call(hubflow: Hubflow, tmp_path: Path) -> Hubflow:
    """A register with a call whose file says that the ash is late."""
    folder = call_folder(tmp_path, '[[members]]\nid = "ash"\nstanding = "late"\n')
    begin_register()
    hubflow("register", "add", "-p", hub(tmp_path, "1", 2), folder, "--on", "2025-09-30")
    return hubflow


def test_the_office_and_the_file_of_a_call_say_together_who_is_in_the_race(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    called = late_call(hubflow, tmp_path)
    board = called("register", "board", "--on", "2025-10-01").out
    assert "ash [ash]: Identify, 1 day · late" in board
    assert "ash: no recommendation" not in board
    assert "Due (2)" in board
    run = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-01").out.split())
    assert "The ash [ash]: Not in the race: late." in run
    assert "became free" not in run
    assert "late in its call" in called("register", "show", "ash").out
    assert "it is late in call autumn" in act(called, "decide", "ash", "advance", code=2)
    assert "nothing changed" in called("register", "verify").out
    act(called, "member", "ash", "in-the-race", "--reasons", "The post was late")
    assert "in its call" not in called("register", "board", "--on", "2025-10-02").out
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    act(called, "decide", "ash", "advance", on="2025-10-04")


def test_a_pause_and_its_end_leave_a_withdrawal_as_it_was(called: Hubflow) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    act(called, "pause", "ash", "--reasons", "A rest", on="2025-10-03")
    act(called, "resume", "ash", "--reasons", "Rested", on="2025-10-04")
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-05", "--json").out
    assert json.loads(run)[0]["recorded"] == ["birch", "cedar"]
    assert "it is withdrawn in call autumn" in act(called, "decide", "ash", "advance",
                                                   on="2025-10-06", code=2)
    assert "no difference" in called("register", "replay").out


def test_a_standing_stays_with_the_call_in_which_it_was_recorded(
    called: Hubflow, tmp_path: Path
) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    act(called, "move", "ash", "-p", "./weir-2", "--leave-call", "--record", "--reasons",
        "It tries again", on="2025-10-03")
    winter = tmp_path / "winter"
    winter.mkdir()
    (winter / "call.toml").write_text('id = "winter"\nhub = "weir"\n', "utf-8")
    (winter / "ash.toml").write_text('id = "ash"\nname = "The ash"\n', "utf-8")
    called("register", "update", "-p", "./weir-2", "winter/ash.toml", "--on", "2025-10-03",
           "--yes")
    assert "call winter" in called("register", "show", "ash").out
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-04", "--json").out
    assert {one["call"]: one["recorded"] for one in json.loads(run)} == {
        "autumn": ["birch", "cedar"], "winter": ["ash"]}
    assert "in its call" not in called("register", "board", "--on", "2025-10-04").out


def test_the_board_names_no_place_that_a_decision_has_filled(called: Hubflow) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    board = " ".join(called("register", "board", "--on", "2025-10-03").out.split())
    assert "ash [ash]: Identify, 3 days · withdrawn since" in board
    assert "cedar moves up" in board
    act(called, "decide", "cedar", "advance", on="2025-10-04")
    assert "cedar moves up" not in called("register", "board", "--on", "2025-10-04").out


def test_a_place_of_a_hub_with_code_that_is_not_here_is_left_to_a_run(
    called: Hubflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_code(*_: Any, **__: Any) -> None:
        raise one_problem("weir", "this edition has code of its own, and it is not here")

    monkeypatch.setattr(call_places, "hub_of", no_code)
    said = act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    assert "hubflow register run -p weir --call autumn tells who moves up." in said


def test_a_run_whose_receipt_says_nothing_of_members_replays_as_it_was(
    called: Hubflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    act(called, "pause", "ash", "--reasons", "A rest", on="2025-10-03")
    act(called, "resume", "ash", "--reasons", "Rested", on="2025-10-04")
    cases, append = running.edition_cases, Journal.append

    def last_record(*given: Any, **more: Any) -> CaseSet:
        """A resumption took a venture in again, whatever was before."""
        return cases(*given, **{**more, "old_members": True})

    def as_once(journal: Journal, drafts: Sequence[Draft]) -> list[int]:
        return append(journal, [attrs.evolve(draft, body={
            key: value for key, value in draft.body.items()
            if draft.kind != "run" or key not in ("members", "freed_in")}) for draft in drafts])

    with monkeypatch.context() as once:
        once.setattr(running, "edition_cases", last_record)
        once.setattr(Journal, "append", as_once)
        called("register", "run", "-p", "./weir-1", "--on", "2025-10-05")
    assert "no difference" in called("register", "replay").out
    now = " ".join(called("register", "run", "-p", "./weir-1", "--on", "2025-10-06").out.split())
    assert "rank: 3 of 3 → 2 of 2" in now
    assert "no difference" in called("register", "replay").out


def test_steps_of_a_newer_call_file_and_recorded_ones_are_one_list(
    called: Hubflow, tmp_path: Path
) -> None:
    act(called, "step", "autumn", "received", on="2025-10-02")
    act(called, "step", "autumn", "final list", on="2025-10-20")
    steps = "".join(
        f'[[steps]]\nstep = "{step}"\ndate = {on}\nby = "The office"\n' for step, on in (
            ("received", "2025-10-02"), ("preliminary list", "2025-10-10")))
    (tmp_path / "autumn" / "call.toml").write_text(
        f'id = "autumn"\nhub = "weir"\ndate = 2025-09-30\n{steps}', "utf-8")
    (tmp_path / "autumn" / "ash.toml").write_text(
        'id = "ash"\nname = "The ash tree"\n', "utf-8")
    called("register", "update", "-p", "./weir-1", "autumn", "--on", "2025-10-21", "--yes")
    listed = called("register", "step", "autumn").out.splitlines()
    assert [line[:10] for line in listed[:3]] == ["2025-10-02", "2025-10-10", "2025-10-20"]
    assert "Ahead: ratified" in listed[3]


def test_a_recorded_draw_keeps_its_seed_until_the_list_is_closed_anew(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    drawn = """[[draws]]
phase = "identify"
closed = {closed}T12:00:00Z
list = "{digest}"
seed = "{seed}"
seeded = {closed}T18:00:00Z
"""
    method = METHOD.replace(
        'otherwise = "stop"', 'otherwise = "stop", rank_by = ["score", "draw"], '
        'draw_from = "a beacon"')
    (tmp_path / "weir").mkdir()
    (tmp_path / "weir" / "methodology.toml").write_text(
        method.format(edition="1", places=2), "utf-8")

    def call(folder: str, seed: str, closed: str) -> str:
        (tmp_path / folder).mkdir()
        call_folder(tmp_path / folder, drawn.format(seed=seed, closed=closed, digest="ab" * 32))
        (tmp_path / folder / "autumn" / "jury.csv").unlink()
        (tmp_path / folder / "autumn" / "ash.toml").write_text(
            f'id = "ash"\nname = "The ash {folder}"\n', "utf-8")
        return f"{folder}/autumn"

    begin_register()
    hubflow("register", "add", "-p", "./weir", call("first", "8d3f", "2025-10-01"), "--on",
            "2025-10-02")
    refused = hubflow("register", "update", "-p", "./weir", call("other", "77aa", "2025-10-01"),
                      "--on", "2025-10-03", "--yes", code=2)
    assert ('call.toml:8: draws[0].seed: the draw in identify has the seed "77aa" here, and '
            '"8d3f" in the register.') in " ".join(refused.err.split())
    assert refused.err.count("call.toml") == 1
    hubflow("register", "update", "-p", "./weir", call("later", "77aa", "2025-10-03"), "--on",
            "2025-10-04", "--yes")


PRICED = METHOD.replace("judged = true", 'measure = "local.price"') + """
[[facts]]
id = "price"
type = "money"
description = "What it costs"
"""


def test_places_and_moves_are_told_with_the_rates_of_the_call_s_run(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    """All amounts are in euros: without the rate nobody could be ranked."""
    for edition, places in (("1", 2), ("2", 1)):
        folder = tmp_path / f"weir-{edition}"
        folder.mkdir()
        (folder / "methodology.toml").write_text(
            PRICED.format(edition=edition, places=places), "utf-8")
    call = call_folder(tmp_path)
    (tmp_path / call / "jury.csv").unlink()
    for id, price in SCORES.items():
        with (tmp_path / call / f"{id}.toml").open("a") as file:
            file.write(f'currency = "EUR"\n[hubs.weir]\nprice = {price}\n')
    begin_register()
    hubflow("register", "add", "-p", "./weir-1", call, "--on", "2025-09-30")
    hubflow("register", "run", "-p", "./weir-1", "--rate", "EUR=0.8", "--on", "2025-10-01")
    said = act(hubflow, "close", "ash", *CLOSED)
    assert "cedar moves up (rank 3 of 3 → 2 of 2)." in said
    moved = hubflow("register", "move", "--call", "autumn", "-p", "./weir-2",
                    "--on", "2025-10-03").out
    assert "recommended: undecided" not in moved
    assert "recommended: stop" in moved


def test_an_archive_tells_no_affairs_of_others_but_those_that_it_says(
    called: Hubflow, tmp_path: Path
) -> None:
    act(called, "member", "ash", "declined", "--reasons", "It has another place")
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-03")
    out = called("register", "export", "--venture", "birch", "--out", "birch.zip").out
    assert "name other ventures: ash, cedar." in out
    called("register", "verify", "--archive", "birch.zip")
    with zipfile.ZipFile(tmp_path / "birch.zip") as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert files.pop("README.txt").count("Of other ventures it holds no dossier") == 1
    named = {name for name, text in files.items()
             if re.search(r"\b(ash|cedar)\b", text) and not name.startswith("methods/")}
    assert named == {"entries.jsonl"}
    assert any(name.startswith("runs/") for name in files)
    entries = [json.loads(line) for line in files["entries.jsonl"].splitlines()]
    assert {entry["kind"] for entry in entries
            if re.search(r"\b(ash|cedar)\b", json.dumps(entry))} <= {"run", "call"}


def test_a_call_without_a_file_gets_a_name_and_a_deadline(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "ash.toml").write_text('id = "ash"\nname = "The ash"\n', "utf-8")
    begin_register()
    hubflow("register", "add", "-p", hub(tmp_path, "1", 2), "ash.toml", "--call", "winter",
            "--on", "2025-10-02")
    call = ("register", "call", "winter")
    assert hubflow(*call).out == "winter: without a name, without a deadline.\n"
    name = ("--name", "Winter call", "--on", "2025-10-03", "--by", "Ann")
    assert "--closes: in which time zone is not said. Name it: --zone" in hubflow(
        *call, *name, "--closes", "2025-09-30T17:00", code=2).err
    assert "--zone: \"Nowhere\" is no time zone" in hubflow(
        *call, "--zone", "Nowhere", code=2).err
    told = hubflow(*call, *name, "--closes", "2025-09-30T17:00", "--zone", "Europe/Lisbon").out
    assert "winter: Winter call, applications until 30 September 2025, 17:00" in told
    assert "The ash came into the register on " in told
    assert "call Winter call" in told
    hubflow(*call, "--name", "The winter call", "--on", "2025-10-04")
    assert "winter: The winter call, applications until 30 September" in hubflow(*call).out
    assert hubflow("register", "history", "winter").out.count("\n") == 3, "each version stays"
    assert "call: The winter call" in hubflow("register", "history", "winter").out
    hubflow(*call, "--name", "The winter call", "--on", "2025-10-05")
    assert hubflow("register", "history", "winter").out.count("\n") == 3, "nothing is new"
    result = json.loads(hubflow("run", "-p", "./weir-1", "--register", "ash", "--json").out)
    assert result["ventures"][0]["call_name"] == "The winter call"
    assert "winter" in hubflow("register", "call", "wintr", "--name", "x", code=2).err
    wrong = hubflow("register", "correct", "3", "--set", "name=x", "--reasons", "y", code=2).err
    assert "hubflow register call winter --name" in wrong
    hubflow("register", "verify")


def test_no_place_is_told_as_free_where_everybody_has_one(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    """Nobody waits for the place of who left: there are 20 for three."""
    roomy = hub(tmp_path, "1", 20)
    begin_register()
    hubflow("register", "add", "-p", roomy, call_folder(tmp_path), "--on", "2025-09-30")
    hubflow("register", "run", "-p", roomy, "--on", "2025-10-01")
    said = act(hubflow, "decide", "ash", "stop", *CLOSED)
    said += hubflow("register", "board", "--on", "2025-10-02").out
    said += hubflow("register", "run", "-p", roomy, "--on", "2025-10-03").out
    said += hubflow("register", "board", "--on", "2025-10-03").out
    said += act(hubflow, "close", "birch", *CLOSED, on="2025-10-04")
    for wrong in ("free", "left", "moves up", "Nobody"):
        assert wrong not in said, said


def test_what_was_decided_to_be_revised_is_due_as_that(called: Hubflow) -> None:
    assert "gate to take" in called("register", "show", "birch").out
    act(called, "decide", "birch", "revise", "--reasons", "The plan is thin", on="2025-10-05")
    said = " ".join(called("register", "show", "birch").out.split())
    assert "to be revised, as was decided; no new recommendation yet" in said
    assert "since 5 October 2025" in said or "2025-10-05" in said
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-06")
    assert "to be revised" not in called("register", "show", "birch").out


def test_a_folder_that_holds_a_call_alone_begins_it(hubflow: Hubflow, tmp_path: Path) -> None:
    hub = method(tmp_path / "hub")
    (tmp_path / "call").mkdir()
    path = tmp_path / "call" / "call.toml"
    path.write_text('id = "spring"\nname = "Spring call"\ndeadline = 2025-03-31T17:00:00\n'
                    'time_zone = "Europe/Lisbon"\n', "utf-8")
    (tmp_path / "call" / "assessors.toml").write_text(
        '[[assessors]]\nid = "ana"\nname = "Ana Reis"\n', "utf-8")
    begin_register()
    add = ("register", "add", "-p", hub, "call", "--on", "2025-01-01")
    assert hubflow(*add).out == (
        "Spring call [spring]: call recorded; its ventures come with `hubflow register add "
        "--call`.\n")
    assert "the call is as the register has it; nothing recorded." in hubflow(*add).out
    assert "Spring call, applications until 31 March 2025, 17:00" in hubflow(
        "register", "call", "spring").out
    assert "Ana Reis" in hubflow("register", "assessors", "spring").out
    hubflow("register", "step", "spring", "received", "--by", "B", "--on", "2025-01-02")
    assert "of Spring call" in hubflow(
        "register", "correct", "4", "--withdraw", "--reasons", "r").out
    dossier(tmp_path / "call", "oak")
    assert "The oak [oak]: recorded, version 1." in hubflow(*add).out
    path.write_text('id = "autumn"\n[[steps]]\nstep = "gone"\nby = "B"\ndate = 2025-01-02\n'
                    'signers = ["Rui", "Ana Reis; chair"]\n', "utf-8")
    wrong = hubflow("register", "add", "-p", hub, "call/call.toml", "--on", "2025-01-03", code=2)
    assert 'call.toml:3: steps[0].step: ' in wrong.err
    assert 'call.toml:6: steps[0].signers[1]: "Ana Reis; chair" has a semicolon' in wrong.err


def test_a_call_says_not_that_its_ventures_are_to_come_when_they_came_along(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub, folder = method(tmp_path / "hub"), tmp_path / "call"
    folder.mkdir()
    (folder / "call.toml").write_text('id = "spring"\nname = "Spring call"\n', "utf-8")
    dossier(folder, "oak")
    begin_register()
    said = hubflow("register", "add", "-p", hub, *(
        str(path) for path in sorted(folder.glob("*.toml"))), "--on", "2025-01-01").out
    assert "Spring call [spring]: call recorded.\n" in said
    assert "The oak [oak]: recorded, version 1." in said
