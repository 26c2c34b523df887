"""Judgements on ventures that left a call or were decided on, by strangers, and older versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, set_up_once
from .test_members import act, call_folder, hub

Sheet = Callable[..., str]


@set_up_once
def called(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call of three ventures for two places, whose jury has a list."""
    first = hub(tmp_path, "1", 2)
    folder = call_folder(tmp_path)
    (tmp_path / "autumn" / "assessors.toml").write_text(
        '[[assessors]]\nid = "ann"\nname = "Ann"\n', "utf-8")
    begin_register()
    hubflow("register", "add", "-p", first, folder, "--on", "2025-09-30")
    hubflow("register", "run", "-p", first, "--on", "2025-10-01")


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes a sheet of a venture, an assessor and a score a row."""

    def write(*rows: str, name: str = "more.csv") -> str:
        lines = [f"{venture},identify,need,{assessor},{score}"
                 for venture, assessor, score in (row.split() for row in rows)]
        (tmp_path / name).write_text(
            "\n".join(["venture,phase,criterion,assessor,score", *lines]) + "\n", "utf-8")
        return name

    return write


def judged(hubflow: Hubflow, name: str, *more: str, on: str, code: int = 0) -> str:
    done = hubflow("register", "judge", name, *more, "--on", on, code=code)
    return " ".join((done.out + done.err).split())


def test_judgements_on_who_left_are_named_and_do_not_count(called: Hubflow, sheet: Sheet) -> None:
    act(called, "member", "ash", "withdrawn", "--reasons", "They moved away")
    said = judged(called, sheet("ash Ann 1", "birch Ann 6"), on="2025-10-03")
    assert "2 judgements recorded." in said
    assert ("The ash (withdrawn) is out of call autumn since 2025-10-02: "
            "judgements made since") in said
    shown = called("run", "--register", "ash", "--as-of", "2025-10-04", "--lang", "en").out
    assert "90 of 100" in shown, "what was judged before it left is told of it"
    assert "made since then do not count (1)" in " ".join(shown.split())
    called("register", "run", "-p", "./weir-1", "--on", "2025-10-04")
    assert "no difference" in called("register", "replay").out


def test_judgements_on_who_never_was_in_the_race_are_named(called: Hubflow, sheet: Sheet) -> None:
    act(called, "member", "cedar", "inadmissible", "--reasons", "A form is missing")
    said = judged(called, sheet("cedar Ann 9"), on="2025-10-03")
    assert ("The cedar (inadmissible) is not in the race of call autumn: judgements of it lead to "
            "nothing (1).") in said


def test_judgements_on_decided_phases_and_ended_ventures_are_named(
    called: Hubflow, sheet: Sheet
) -> None:
    act(called, "decide", "ash", "advance")
    act(called, "close", "birch", "--reasons", "r", "--learning", "l")
    said = judged(called, sheet("ash Ann 1", "birch Ann 1"), on="2025-10-03")
    assert "The ash: Identify was decided on; judgements of it change nothing" in said
    assert "The birch is closed since 2025-10-02: judgements of it change nothing (1)." in said


def test_an_assessor_who_is_not_on_the_calls_list_is_told(called: Hubflow, sheet: Sheet) -> None:
    said = judged(called, sheet("ash Zoe 1", "birch Zoe 2", "cedar ANN 3"), on="2025-10-03")
    assert "autumn: Not in the list of assessors, and counted all the same (judgements): Zoe (2)" \
        in said
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-04").out
    assert "Zoe (2)." in run


def test_an_older_sheet_undoes_nothing_unless_that_is_wanted(
    called: Hubflow, sheet: Sheet
) -> None:
    judged(called, sheet("ash Ann 5", name="second.csv"), on="2025-10-03")
    old = ("autumn/jury.csv",)
    refused = judged(called, *old, on="2025-10-05", code=2)
    assert "jury.csv:2: score: says again what was changed since" in refused
    assert "ash, identify, need: ann's 9 became 5 (entry" in refused
    assert "--restore" in refused
    assert judged(called, *old, "--restore", on="2025-10-05").startswith("1 judgement recorded.")
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-06", "ash").out
    assert "The ash [ash]: Identify: advance · 90 of 100" in run


def test_a_new_value_and_a_day_before_the_change_are_no_older_version(
    called: Hubflow, sheet: Sheet
) -> None:
    judged(called, sheet("ash Ann 5"), on="2025-10-03")
    assert judged(called, sheet("ash Ann 6"), on="2025-10-04").startswith("1 judgement recorded.")
    again = judged(called, "autumn/jury.csv", on="2025-10-02")
    assert again.startswith("1 judgement recorded.")
    run = called("register", "run", "-p", "./weir-1", "--on", "2025-10-06", "ash").out
    assert "60 of 100" in run
