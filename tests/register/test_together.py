"""Many decisions at once: as recommended, or as a sheet says; all of them or none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hubflow.register.standing import running

from .conftest import Hubflow, begin_register, set_up_once
from .test_members import call_folder, hub

LEARNT = "Ask earlier."


@set_up_once
def called(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call of three ventures for two places, which is run."""
    first = hub(tmp_path, "1", 2)
    begin_register()
    hubflow("register", "add", "-p", first, call_folder(tmp_path), "--on", "2025-09-30")
    hubflow("register", "run", "-p", first, "--on", "2025-10-01")


def decide(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    done = hubflow("register", "decide", *words, "--by", "The board", "--on", "2025-10-02",
                   code=code)
    return done.out + done.err


def entries(hubflow: Hubflow, venture: str) -> list[str]:
    told = json.loads(hubflow("register", "history", venture, "--json").out)
    return [entry["kind"] for entry in told]


def fill(path: Path, decisions: Mapping[str, Mapping[str, str]]) -> None:
    """Write into the rows of ventures, by the heading of a column."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        venture = str(sheet.cell(row, headings["Id"]).value)
        for heading, text in decisions.get(venture, {}).items():
            sheet.cell(row, headings[heading]).value = text or None
    book.save(path)


AS_RECOMMENDED = ("--call", "autumn", "--as-recommended")


def test_a_call_is_decided_as_recommended(called: Hubflow) -> None:
    said = decide(called, *AS_RECOMMENDED, "--learning", LEARNT)
    assert "3 decisions recorded: 2 advance, 1 stop." in said
    for venture, state in (("ash", "understand"), ("birch", "understand"), ("cedar", "closed")):
        assert json.loads(called("register", "show", venture, "--json").out)["state"] == state
    called("register", "verify")
    called("register", "replay")


def test_who_is_excepted_stays_undecided(called: Hubflow) -> None:
    said = decide(called, *AS_RECOMMENDED, "--except", "cedar", "--phase", "identify")
    assert "2 decisions recorded: 2 advance." in said
    assert "Left out: The cedar." in said
    assert "decision" not in entries(called, "cedar")


def test_nothing_is_recorded_unless_all_can_be(called: Hubflow) -> None:
    said = decide(called, *AS_RECOMMENDED, code=2)
    assert "cedar: --learning: a stop leaves a learning note." in said
    assert "decision" not in entries(called, "ash")
    called("register", "member", "birch", "withdrawn", "--by", "Office", "--reasons", "No time",
           "--on", "2025-10-02")
    said = decide(called, *AS_RECOMMENDED, "--learning", LEARNT)
    assert "2 decisions recorded: 1 advance, 1 stop." in said


@pytest.mark.parametrize(("words", "said"), [
    (("--call", "autunm", "--as-recommended"), "no ventures in a call"),
    (("ash", "stop", "--call", "autumn"), "go together"),
    (("--call", "autumn", "--as-recommended", "--phase", "trade"), "no venture of the call stands"),
    (("--call", "autumn", "--as-recommended", "--except", "ceda"), 'Did you mean "cedar"?'),
    (("ash", "advance", "--call", "autumn", "--as-recommended"), "Name a venture and a decision"),
    (("ash",), "Name a venture and a decision"),
])
def test_what_cannot_be_decided_together_is_told(
    called: Hubflow, words: tuple[str, ...], said: str
) -> None:
    assert said in decide(called, *words, code=2)
    assert "decision" not in entries(called, "ash")


def sheet(hubflow: Hubflow, *words: str) -> Path:
    hubflow("register", "decision-sheet", "--call", "autumn", "--out", "sheet.xlsx", *words)
    return Path("sheet.xlsx")


def test_a_sheet_goes_out_and_comes_back(called: Hubflow) -> None:
    path = sheet(called)
    rows = list(openpyxl.load_workbook(path).worksheets[0].values)
    assert [row[:5] for row in rows[1:]] == [
        ("The ash", 1, 90, "advance", "advance"),
        ("The birch", 2, 80, "advance", "advance"),
        ("The cedar", 3, 70, "stop", "stop")]
    book = openpyxl.load_workbook(path)
    assert {book.worksheets[0].cell(row, 3).number_format for row in (2, 3, 4)} == {"0"}
    assert book.worksheets[0].print_area.endswith("!$A$1:$G$4"), "no ids on paper"
    fill(path, {"birch": {"Decision": "revise", "Reasons": "Its lease is not signed."},
                "cedar": {"For later ventures": LEARNT}})
    said = decide(called, "--sheet", "sheet.xlsx")
    assert "3 decisions recorded: 1 advance, 1 revise, 1 stop." in said
    assert "birch: revise, where advance was recommended." in said
    shown = called("register", "show", "birch").out
    assert "Its lease is not signed." in shown
    called("register", "verify")


def test_every_row_that_is_wrong_is_named_and_none_is_recorded(called: Hubflow) -> None:
    path = sheet(called)
    fill(path, {"birch": {"Decision": "revise"}, "cedar": {"Decision": "perhaps"}})
    said = decide(called, "--sheet", "sheet.xlsx", code=2)
    assert 'sheet.xlsx:4: decision: "perhaps" is no decision' in said
    fill(path, {"cedar": {"Decision": "stop"}})
    said = decide(called, "--sheet", "sheet.xlsx", code=2)
    assert "sheet.xlsx:3: reasons: birch: \"revise\" departs" in said
    assert 'in the column "Reasons"' in said
    assert "sheet.xlsx:4" in said
    assert 'in the column "For later ventures"' in said
    assert "--learning" not in said
    assert "decision" not in entries(called, "ash")


def test_a_blank_decision_is_none(called: Hubflow) -> None:
    path = sheet(called)
    fill(path, {"birch": {"Decision": ""}, "cedar": {"Decision": ""}})
    assert "1 decision recorded: 1 advance." in decide(called, "--sheet", "sheet.xlsx")
    assert "decision" not in entries(called, "birch")


def test_a_sheet_that_was_overtaken_is_refused(called: Hubflow) -> None:
    path = sheet(called)
    fill(path, {"cedar": {"Recommendation": "advance", "Decision": ""}})
    decide(called, "birch", "advance")
    said = decide(called, "--sheet", "sheet.xlsx", code=2)
    assert "sheet.xlsx:3: phase: birch stands in understand by now" in said
    assert "Make the sheet anew" in said


def test_a_sheet_may_speak_another_language(called: Hubflow) -> None:
    sheet(called, "--lang", "pt")
    book = openpyxl.load_workbook("sheet.xlsx")
    assert [cell.value for cell in book.worksheets[0][1]][:6] == [
        "Iniciativa", "Lugar", "Pontuação", "Recomendação", "Decisão", "Razões"]
    book.worksheets[0]["G4"].value = "Perguntar mais cedo."
    book.save("sheet.xlsx")
    assert "3 decisions recorded" in decide(called, "--sheet", "sheet.xlsx")


def test_a_filled_sheet_is_not_written_over(called: Hubflow) -> None:
    path = sheet(called)
    fill(path, {"birch": {"Decision": "revise"}})
    before = path.read_bytes()
    called("register", "decision-sheet", "--call", "autumn", "--out", "sheet.xlsx", code=2)
    assert path.read_bytes() == before


def award(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    done = hubflow("register", "award", *words, "--funder", "F", "--amount", "500", "--on",
                   "2025-10-03", code=code)
    return done.out + done.err


def test_a_call_is_awarded_at_once(called: Hubflow) -> None:
    decide(called, *AS_RECOMMENDED, "--learning", LEARNT)
    said = award(called, "--call", "autumn", "--phase", "understand")
    assert said.count("award of £500 by F recorded.") == 2
    assert "award" not in entries(called, "cedar")
    said = award(called, "ash", "brich", "oak", code=2)
    assert 'Did you mean "birch"?' in said
    assert "2 problems; nothing was done." in said
    assert entries(called, "ash").count("award") == 1
    assert "Name ventures, or a call" in award(called, code=2)
    assert "--id goes with one venture" in award(called, "ash", "birch", "--id", "A1", code=2)


def test_whom_a_guarantee_holds_back_is_named_beside_whom_it_does_not(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    first = hub(tmp_path, "1", 2)
    folder = tmp_path / call_folder(tmp_path)
    for id, children in (("ash", "false"), ("birch", "true")):
        with (folder / f"{id}.toml").open("a", encoding="utf-8") as file:
            file.write(f"[identify]\nincludes_children = {children}\n"
                       "includes_adults_at_risk = false\n")
    begin_register()
    hubflow("register", "add", "-p", first, "autumn", "--on", "2025-09-30")
    hubflow("register", "run", "-p", first, "--on", "2025-10-01")
    decide(hubflow, *AS_RECOMMENDED, "--learning", LEARNT)
    hubflow("register", "run", "-p", first, "--on", "2025-10-02")
    path = sheet(hubflow)
    why = {"Decision": "advance", "Reasons": "They are ready."}
    fill(path, {"ash": why, "birch": why})
    said = decide(hubflow, "--sheet", "sheet.xlsx", code=2)
    assert "understand: birch: cannot advance, whoever decides it" in said
    assert "ash" not in said
    assert entries(hubflow, "ash").count("decision") == 1
    fill(path, {"birch": {"Decision": ""}})
    assert "1 decision recorded: 1 advance." in decide(hubflow, "--sheet", "sheet.xlsx")


def test_a_calls_decisions_are_looked_at_together(
    called: Hubflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[tuple[str, ...]] = []
    inner = running.edition_cases

    def spy(journal: Any, kept: Any, ventures: Sequence[str], *rest: Any, **named: Any) -> Any:
        looked_at.append(tuple(ventures))
        return inner(journal, kept, ventures, *rest, **named)

    monkeypatch.setattr(running, "edition_cases", spy)
    decide(called, *AS_RECOMMENDED, "--learning", LEARNT)
    # that they are sound, and then the places of their call
    assert looked_at == [("ash", "birch", "cedar")] * 2
