"""A sheet, CSV or Excel, as rows of cells by heading, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.records.nearest import did_you_mean, nearest
from hubflow.reading.toml.source import decode, read_bytes
from hubflow.reading.values.workbook_file import (
    is_workbook,
    refuse_other_spreadsheets,
    workbook_rows,
)

Cell = TypeVar("Cell")

_DELIMITERS = (",", ";", "\t")


@attrs.frozen
class SheetRow:
    """One row: its cells by heading in small letters, its file and its first line."""

    file: str
    line: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """``file:line``, as messages tell it."""
        return f"{self.file}:{self.line}"

    def text(self, heading: str) -> str:
        """A cell's text without the space around it; empty where there is none."""
        return self.cells.get(heading, "").strip()

    def problem(self, heading: str, what: str, to_do: str = "") -> Problem:
        """A problem with one cell of this row."""
        return Problem(self.file, self.line, heading, what, to_do)


def read_sheet(
    path: Path, required: Sequence[str], optional: Sequence[str],
    spoken: Mapping[str, str] | None = None,
) -> list[SheetRow]:
    """The rows of a sheet, blank ones left out; raises :class:`BadInput` with all problems.

    Of a workbook the first sheet that shows is read.

    Headings may come in any case and order. A heading that is not known is taken for the sheet's
    own, unless it looks like a known one misspelt. ``spoken`` are further words for known ones.
    """
    name = str(path)
    delimiter = ","
    if is_workbook(path):
        lines = workbook_rows(path)
    else:
        refuse_other_spreadsheets(path)
        text = decode(read_bytes(path), name)
        first = text.lstrip("\r\n").partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        lines = list(_lines(text, delimiter, name))
    if not lines:
        raise BadInput([Problem(name, 0, "", "this sheet is empty",
                                f"Its first line must be: {','.join(required)}")])
    top, cells = lines[0]
    said = [" ".join(heading.split()).casefold() for heading in cells]
    headings = [(spoken or {}).get(heading, heading) for heading in said]
    problems = _heading_problems(name, top, headings, required, optional)
    rows = []
    for line, cells in lines[1:]:
        if any(cell.strip() for cell in cells[len(headings):]):
            problems.append(Problem(name, line, "", "this row has more cells than the headings",
                                    f'Put cells that hold "{delimiter}" in double quotes.'))
        rows.append(SheetRow(name, line, dict(zip(headings, cells, strict=False))))
    if problems:
        raise BadInput(problems)
    return rows


def _lines(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise BadInput([Problem(name, before + 1, "", f"this is not CSV: {error}")]) from None
    return found


def _heading_problems(
    name: str, line: int, headings: list[str], required: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    known = [*required, *optional]
    problems = []
    for heading in required:
        if heading not in headings:
            problems.append(Problem(name, line, heading, "there is no column with this heading",
                                    f"A sheet needs the columns {', '.join(required)}."))
    for heading in dict.fromkeys(headings):
        if heading and headings.count(heading) > 1:
            problems.append(Problem(name, line, heading, "two columns have this heading"))
        if heading and heading not in known and nearest(heading, known) not in (None, *headings):
            problems.append(Problem(name, line, heading, "unknown heading",
                                    did_you_mean(heading, known)))
    return problems
