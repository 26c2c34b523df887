"""A complaint is an entry with a deadline; its answer says what it changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, set_up_once
from .test_members import call_folder, hub

STEPS = """
[call]
final = "list"
source = "s"
[[call.steps]]
id = "first"
name = "First list"
complaint_days = 5
[[call.steps]]
id = "list"
name = "Last list"
"""


@set_up_once
def called(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call of three ventures for two places, at its first list."""
    first = hub(tmp_path, "1", 2)
    with (tmp_path / first / "methodology.toml").open("a", encoding="utf-8") as file:
        file.write(STEPS)
    begin_register()
    hubflow("register", "add", "-p", first, call_folder(tmp_path), "--on", "2025-09-30")
    hubflow("register", "run", "-p", first, "--on", "2025-10-01")
    hubflow("register", "step", "autumn", "first", "--by", "The jury", "--on", "2025-10-01")


def complain(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    done = hubflow("register", "complain", "cedar", "--says", "The second score was left out.",
                   *words, code=code)
    return done.out + done.err


def answer(hubflow: Hubflow, word: str, *words: str, code: int = 0) -> str:
    done = hubflow("register", "answer", "cedar", word, "--by", "The jury", "--reasons",
                   "It was looked at again.", *words, code=code)
    return done.out + done.err


def test_a_complaint_is_due_until_it_is_answered(called: Hubflow) -> None:
    said = complain(called, "--answer-by", "2025-10-20", "--on", "2025-10-03")
    assert "to be answered by 2025-10-20." in said
    assert "came after" not in said
    board = " ".join(called("register", "board", "--on", "2025-10-21", "--all").out.split())
    assert ("since 20 October 2025 · The cedar [cedar]: complaint to be answered: Identify, of "
            "3 October 2025") in board
    assert "refused" in answer(called, "refused", "--on", "2025-10-10")
    assert "complaint to be answered" not in called("register", "board", "--all").out
    history = called("register", "history", "cedar").out
    assert "It was looked at again. It changed no result" in history
    history = called("register", "history", "cedar").out
    assert "complaint: on Identify, to be answered by 2025-10-20: The" in history
    assert "answer to a complaint: to entry" in history
    assert "complaint" in called("register", "search", "second", "left").out
    called("register", "verify")


def test_a_phase_that_the_venture_has_left_is_named_in_words(called: Hubflow) -> None:
    complain(called, "--answer-by", "2025-10-20", "--on", "2025-10-03")
    called("register", "step", "autumn", "Last list", "--by", "The jury", "--on", "2025-10-04")
    called("register", "decide", "cedar", "advance", "--by", "The board", "--reasons", "A plan",
           "--on", "2025-10-05")
    board = " ".join(called("register", "board", "--on", "2025-10-21", "--all").out.split())
    assert "complaint to be answered: Identify, of 3 October 2025" in board
    called("register", "verify")


def test_an_answer_holds_what_it_changed(called: Hubflow, tmp_path: Path) -> None:
    complain(called, "--answer-by", "2025-10-20", "--on", "2025-10-03")
    (tmp_path / "again.csv").write_text(
        "venture,phase,criterion,assessor,score\ncedar,identify,need,Bob,10\n", "utf-8")
    called("register", "judge", "again.csv", "--on", "2025-10-08")
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-09")
    said = answer(called, "upheld", "--on", "2025-10-10")
    assert "The cedar: the complaint is upheld. It changed:" in said
    assert "- recommendation: stop → advance" in said
    entry = json.loads(called("register", "history", "cedar", "--json").out)[-1]
    assert {change["what"] for change in entry["body"]["changed"]} >= {"recommendation", "score"}
    called("list", "-p", "./weir-1", "--register", "--call", "autumn", "--out", "list.md",
           "--as-of", "2025-10-11")
    assert ("The cedar: complaint of 3 October 2025, upheld on 10 October 2025; its result is "
            "another one since.") in (tmp_path / "list.md").read_text("utf-8")
    called("register", "replay")


def test_who_was_stopped_may_complain(called: Hubflow) -> None:
    called("register", "step", "autumn", "list", "--by", "The jury", "--on", "2025-10-02")
    called("register", "decide", "cedar", "stop", "--learning", "l", "--by", "B", "--on",
           "2025-10-02")
    complain(called, "--answer-by", "2025-10-20", "--on", "2025-10-03")
    board = " ".join(called("register", "board", "--all").out.split())
    assert "[cedar]: complaint to be answered: Identify" in board


def test_a_late_complaint_is_kept_and_told(called: Hubflow) -> None:
    said = complain(called, "--answer-by", "2025-10-20", "--on", "2025-10-07")
    assert "It came after the days that the call's step gives." in said
    assert "(late)" in called("register", "history", "cedar").out


@pytest.mark.parametrize(("words", "said"), [
    (("--answer-by", "2025-10-02", "--on", "2025-10-03"), "is before 2025-10-03, the day of the"),
    (("--answer-by", "2025-10-20", "--on", "2025-09-01"), "the day that it came into the register"),
])
def test_what_is_wrong_with_a_complaint_is_told(
    called: Hubflow, words: tuple[str, ...], said: str
) -> None:
    assert said in complain(called, *words, code=2)


def test_an_answer_needs_one_complaint_that_is_open(called: Hubflow) -> None:
    assert "no complaint of it waits" in answer(called, "refused", code=2)
    for day in ("2025-10-03", "2025-10-04"):
        complain(called, "--answer-by", "2025-10-20", "--on", day)
    said = answer(called, "refused", code=2)
    assert "several complaints of it wait for an answer" in said
    first = said.split("answer: ")[1].split(",")[0]
    answer(called, "partly-upheld", "--entry", first)
    assert "is no complaint that is open" in answer(called, "refused", "--entry", first, code=2)
    answer(called, "refused")
