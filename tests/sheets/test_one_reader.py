"""The same cell means the same in a workbook, jury sheet, form, table, ledger and grant."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hubflow.grants.grant_dossiers import dossiers_of as dossiers_of_grants
from hubflow.grants.published_grants import read_package
from hubflow.intake.intake import dossiers_of
from hubflow.intake.intake_map import load_map
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_panel
from hubflow.reading.values.cell_table import read_cell_table
from hubflow.reading.values.workbook_file import read_workbook
from hubflow.register.recording.ledger_sheet import months_of, read_ledger_sheet
from hubflow.tables.input.portfolio import open_portfolio
from hubflow.tables.input.table_columns import table_columns
from hubflow.tables.input.value_checks import with_types
from hubflow.text.spoken import speaking
from hubflow.workbook.reading.dossier_workbook import read_dossier_workbook

AMBIGUOUS = "may mean"
Caller = Callable[[Path, Sequence[str]], list[Any]]
"""Reads a column of cells, as a file of the caller's kind holds them."""

KEYS = {"number": "trade.baseline_income", "yes_no": "identify.implemented_in_place",
        "date": "date"}


def rows_to(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write a CSV file as a spreadsheet program of many countries does."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def of_intake(kind: str) -> Caller:
    def read(folder: Path, cells: Sequence[str]) -> list[Any]:
        (folder / "intake.toml").write_text(
            'id = "a-{row}"\n[dossier]\nlanguage = "en"\ncurrency = "GBP"\n'
            f'[[columns]]\nheading = "Name"\nkey = "name"\n'
            f'[[columns]]\nheading = "What"\nkey = "{KEYS[kind]}"\n', "utf-8")
        path = rows_to(folder / "a.csv", [
            ["Name", "What"], *(["A", cell] for cell in cells)])
        *sections, key = KEYS[kind].split(".")
        found = []
        for file in dossiers_of(read_cell_table(path), load_map(folder / "intake.toml"), folder):
            data = file.data
            for section in sections:
                data = data[section]
            found.append(data[key])
        return found
    return read


def of_workbook(kind: str) -> Caller:
    def read(folder: Path, cells: Sequence[str]) -> list[Any]:
        found = []
        *sections, key = KEYS[kind].split(".")
        for number, cell in enumerate(cells):
            book = openpyxl.Workbook()
            sheet = book.active
            assert sheet is not None
            sheet.append(["Answer", "", "key"])
            for text, about in (("a", "id"), ("A", "name"), (cell, KEYS[kind])):
                sheet.append([text, "", about])
            book.create_sheet().append(list(cells))  # shows how the file is written
            book.save(folder / f"{number}.xlsx")
            data: Any = read_dossier_workbook(folder / f"{number}.xlsx").data
            for section in sections:
                data = data[section]
            found.append(data[key])
        return found
    return read


def of_table(kind: str) -> Caller:
    names = {"number": "trade.earned_income", "yes_no": "identify.includes_children",
             "date": "as_of"}

    def read(folder: Path, cells: Sequence[str]) -> list[Any]:
        path = rows_to(folder / "t.csv", [
            ["id", names[kind]], *([f"v{n}", cell] for n, cell in enumerate(cells))])
        known = table_columns(None)
        (file,) = open_portfolio([path], known).files
        (part,) = file.batches(file.schema.names(), 1000)
        made, wrongs = with_types(part, known)
        problems = [problem for wrong in wrongs for problem in wrong.problems(file, 0)]
        if problems:
            raise BadInput(problems)
        return made[names[kind]].to_list()
    return read


def of_jury(kind: str) -> Caller:
    heading = {"number": "score", "yes_no": "conflict", "date": "date"}[kind]

    def read(folder: Path, cells: Sequence[str]) -> list[Any]:
        headings = ["venture", "phase", "criterion", "assessor", "score", "conflict", "date"]
        rows = [[f"v{n}", "p", "c", "ana", "1", "", ""] for n in range(len(cells))]
        for row, cell in zip(rows, cells, strict=True):
            row[headings.index(heading)] = cell
        judgements = load_panel([rows_to(folder / "jury.csv", [headings, *rows])], "h")
        return [getattr(judgement, heading) for judgement in judgements]
    return read


def of_ledger(folder: Path, cells: Sequence[str]) -> list[Any]:
    path = rows_to(folder / "l.csv", [["month", "sales"], *(
        [f"2025-{number:02}", cell] for number, cell in enumerate(cells, 1))])
    return [month.figures["sales"] for month in months_of(read_ledger_sheet(path, "oak"))]


def of_grants(kind: str) -> Caller:
    def read(folder: Path, cells: Sequence[str]) -> list[Any]:
        headings = ["Identifier", "Title", "Description", "Currency", "Amount Awarded",
                    "Award Date", "Recipient Org:Name", "Recipient Org:Identifier",
                    "Funding Org:Name", "Funding Org:Identifier"]
        rows = [[f"360G-x-{n}", "A", "B", "GBP", "10", "2020-01-01", "Org", "360G-x-o", "F",
                 "360G-x"] for n in range(len(cells))]
        for row, cell in zip(rows, cells, strict=True):
            row[4 if kind == "number" else 5] = cell
        made = dossiers_of_grants(read_package(rows_to(folder / "g.csv", [headings, *rows])),
                                  folder)
        return [award["amount" if kind == "number" else "date"]
                for file in made.dossiers for award in file.data["incubate"]["awards"]]
    return read


NUMBERS = {"intake": of_intake("number"), "workbook": of_workbook("number"),
           "table": of_table("number"), "jury": of_jury("number"), "ledger": of_ledger,
           "grants": of_grants("number")}
ANSWERS = {"intake": of_intake("yes_no"), "workbook": of_workbook("yes_no"),
           "table": of_table("yes_no"), "jury": of_jury("yes_no")}
DAYS = {"intake": of_intake("date"), "workbook": of_workbook("date"), "table": of_table("date"),
        "jury": of_jury("date"), "grants": of_grants("date")}


@pytest.mark.parametrize("caller", NUMBERS)
@pytest.mark.parametrize(("cells", "values"), [
    (["1934", "2225,5"], [1934, 2225.5]), (["1934.5", "20"], [1934.5, 20]),
    (["1.934,50", "5"], [1934.5, 5]), (["1,934.50", "5"], [1934.5, 5]),
    (["1 934,5", "0,5"], [1934.5, 0.5]), (["1.934", "7,5"], [1934, 7.5]),
    (["1.934", "2225,5"], AMBIGUOUS), (["1,934", "2225.5", "3,5"], AMBIGUOUS),
])
def test_a_number_means_the_same_everywhere(
    caller: str, cells: list[str], values: Any, tmp_path: Path
) -> None:
    if values is AMBIGUOUS:
        with pytest.raises(BadInput, match=r"1[.,]934. may mean .*1934.*"):
            NUMBERS[caller](tmp_path, cells)
    else:
        assert NUMBERS[caller](tmp_path, cells) == values


@pytest.mark.parametrize("caller", ANSWERS)
def test_yes_and_no_mean_the_same_everywhere(caller: str, tmp_path: Path) -> None:
    yes = ["sim", "yes", "SIM", "s", "x", "true", "1", "Verdadeiro"]
    no = ["não", "no", "Não", "n", "nao", "false", "0"]
    assert ANSWERS[caller](tmp_path, [*yes, *no]) == [True] * len(yes) + [False] * len(no)
    with pytest.raises(BadInput, match="must be yes or no, not \"talvez\""):
        ANSWERS[caller](tmp_path, ["sim", "talvez"])


@pytest.mark.parametrize("caller", DAYS)
def test_a_day_means_the_same_everywhere(caller: str, tmp_path: Path) -> None:
    days = [dt.date(2024, 12, 25), dt.date(2024, 4, 3), dt.date(2024, 5, 6)]
    assert DAYS[caller](tmp_path, ["25/12/2024", "03/04/2024", "2024-05-06"]) == days
    with pytest.raises(BadInput, match=r"2024-04-03 \(day first\) or 2024-03-04"):
        DAYS[caller](tmp_path, ["03/04/2024", "05/05/2024"])


def test_who_asks_again_of_a_workbook_opens_it_no_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    open_it = openpyxl.load_workbook

    def load(*given: Any, **named: Any) -> Any:
        opened.append(given)
        return open_it(*given, **named)

    monkeypatch.setattr(openpyxl, "load_workbook", load)
    path = tmp_path / "sheet.xlsx"
    for says in ("what it said", "=1+1"):
        book = openpyxl.Workbook()
        book.worksheets[0]["A1"] = says
        book.save(path)
        first, again = read_workbook(path), read_workbook(path)
        assert first.sheets == again.sheets
    assert [cell.problem()[0] for cell in again.sheets[0].broken.values()] == [
        "holds a formula whose result is not in the file"]
    with speaking(lambda: "pt"):
        assert "fórmula" in read_workbook(path).sheets[0].broken[1, 1].problem()[0]
    assert len(opened) == 1 + 2  # one with formulas is opened for its results, too
