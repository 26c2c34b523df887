"""What is said of a panel's judgements in files: too late, by strangers, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.register.conftest import Hubflow, hubflow
from tests.register.test_members import call_folder, hub

__all__ = ["hubflow"]

LEFT = '[[members]]\nid = "ash"\nstanding = "{}"\n{}reason = "So it is"\n'
RUN = ("run", "-p", "./weir-1", "autumn", "--lang", "en")


def call(tmp_path: Path, more: str = "", *rows: str, columns: str = ",date") -> Path:
    """A call with further rows in a sheet beside it: venture, assessor, score, more columns."""
    hub(tmp_path, "1", 2)
    call_folder(tmp_path, more)
    sheet = tmp_path / "more.csv"
    lines = [f"{venture},identify,need,{rest}" for venture, rest in (
        row.split(",", 1) for row in rows)]
    sheet.write_text("\n".join(
        [f"venture,phase,criterion,assessor,score{columns}", *lines]) + "\n", "utf-8")
    return tmp_path / "autumn"


def said(hubflow: Hubflow, *words: str) -> str:
    done = hubflow(*words)
    return " ".join((done.out + done.err).split())


def test_judgements_made_after_a_venture_left_are_told_and_do_not_count(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    call(tmp_path, LEFT.format("withdrawn", "date = 2025-09-20\n"),
         "ash,Ben,1,2025-09-25", "birch,Ben,8,2025-09-25")
    told = said(hubflow, *RUN, "--panel", "more.csv")
    assert ("ash (withdrawn) is out of call autumn since 20 September 2025: judgements made since "
            "then do not count (1).") in told
    assert "judgements without a day count as made before (1)." in told
    shown = said(hubflow, "run", "-p", "./weir-1", "autumn/ash.toml", "--panel", "more.csv",
                 "--lang", "en")
    assert "Score 90 of 100" in shown


@pytest.mark.parametrize("standing", ["late", "inadmissible"])
def test_judgements_on_who_never_was_in_the_race_are_told(
    hubflow: Hubflow, tmp_path: Path, standing: str
) -> None:
    call(tmp_path, LEFT.format(standing, ""))
    assert (f"ash ({standing}) is not in the race of call autumn: judgements of it lead to "
            "nothing (1).") in said(hubflow, *RUN)


def test_a_ventures_documents_hold_notes_on_itself_alone(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    call(tmp_path, LEFT.format("withdrawn", "date = 2025-09-20\n"), "ash,Ben,1,2025-09-25")
    told = said(hubflow, *RUN, "--panel", "more.csv", "--out", "out")
    about = "ash (withdrawn) is out of call autumn since 20 September 2025"
    assert about in told
    assert about in (tmp_path / "out/result.json").read_text("utf-8")
    cards = {path.parent.name: " ".join(path.read_text("utf-8").split())
             for path in (tmp_path / "out").glob("*/scorecard.md")}
    assert about in cards.pop("ash")
    assert cards
    for venture, card in cards.items():
        assert "ash" not in card, venture


def test_judgements_made_after_the_decision_on_their_phase_are_told(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder = call(tmp_path, "", "ash,Ben,8,2025-09-25", "birch,Ben,8,2025-09-25")
    decision = ('[[decisions]]\nhub = "weir"\nphase = "identify"\ndecision = "advance"\n'
                'date = 2025-09-22\nby = "The board"\n')
    with (folder / "ash.toml").open("a", encoding="utf-8") as file:
        file.write(decision)
    told = said(hubflow, *RUN, "--panel", "more.csv")
    assert "ash: identify was decided on 22 September 2025 (advance); judgements made after" \
        in told
    assert "birch: identify was decided" not in told
    assert "22 de setembro de 2025 (avançar)" in said(
        hubflow, *RUN, "--panel", "more.csv", "--lang", "pt")


def test_assessors_who_are_not_on_the_calls_list_are_told(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder = call(tmp_path, "", "ash,Zoe,8,2025-09-25", "birch,Zoe,8,2025-09-25")
    assert "list of assessors" not in said(hubflow, *RUN, "--panel", "more.csv")
    (folder / "assessors.toml").write_text('[[assessors]]\nid = "ann"\nname = "Ann"\n', "utf-8")
    assert ("autumn: Not in the list of assessors, and counted all the same (judgements): Zoe (2)."
            ) in said(hubflow, *RUN, "--panel", "more.csv")


def test_a_table_of_ventures_tells_the_same_of_a_panels_sheet(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    call(tmp_path, "", "birch,Zoe,4,,red", "ash,Zoe,9,yes,", columns=",conflict,Colour")
    (tmp_path / "ventures.csv").write_text("id,name\nash,The ash\nbirch,The birch\n", "utf-8")
    told = hubflow("run", "-p", "./weir-1", "ventures.csv", "--panel", "more.csv").err
    assert "more.csv: columns that are not used: Colour." in told
    assert "more.csv (Zoe): Conflict of interest declared: nothing that they judged of ash" in told


def test_a_row_that_only_declares_a_conflict_is_shown_as_any_abstention(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    call(tmp_path, "", "birch,Zoe,4,", columns=",conflict")
    with (tmp_path / "more.csv").open("a", encoding="utf-8") as sheet:
        sheet.write("ash,,,Zoe,,yes\n")
    told = said(hubflow, *RUN, "--panel", "more.csv", "--out", "docs")
    assert "more.csv (Zoe): Conflict of interest declared: nothing that they judged of ash" in told
    card = (tmp_path / "docs" / "ash" / "scorecard.md").read_text("utf-8")
    assert "Zoe" in card
    assert "conflict of interest" in card
    why = said(hubflow, "why", "-p", "./weir-1", "autumn/ash.toml", "--panel", "more.csv",
               "--lang", "en")
    assert "Zoe" in why
    assert "conflict of interest" in why
