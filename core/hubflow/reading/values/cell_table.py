"""Read a table of cells: CSV in any of its dialects, or a sheet of an Excel workbook.

Everything that reads rows of cells comes here: the encoding and what stands between cells are
found in the file itself.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.limits import CSV_CELL, CSV_CELLS
from hubflow.reading.records.nearest import did_you_mean, nearest
from hubflow.reading.text_gate import admitted, delete_it, text_flaw
from hubflow.reading.toml.source import read_bytes
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import number_readings
from hubflow.reading.values.workbook_file import (
    first_sheet,
    letters,
)
from hubflow.reading.values.workbook_names import is_workbook, refuse_other_spreadsheets
from hubflow.text.spoken import say

DELIMITERS = {";": "semicolons", ",": "commas", "\t": "tabs"}
"""The separators of cells in a line, with the keys of their names."""

_BY_CHANCE = 2
"""Cells into which a mark may divide a title, as a comma does."""
_TITLES = 10
"""Lines from the top that may be titles."""

_CLEARLY_MORE = 3

Cells = Mapping[int, Any]
"""The cells of a row by their column, counted from 1."""

_TOO_WIDE = {True: "give_the_column_a_heading", False: "put_cells_in_quotes"}


@attrs.frozen(eq=False, repr=False)
class TableRow:
    """One row: its cells by the key of their heading, its file and its first line."""

    file: str
    line: int
    cells: Mapping[str, Any]
    headings: Mapping[str, str] = attrs.field(factory=dict)
    """The headings as the table has them, by their keys."""

    @property
    def where(self) -> str:
        """``file:line``, for messages."""
        return f"{self.file}:{self.line}"

    def cell(self, heading: str) -> Any:
        """Return a cell unchanged; None for a blank one."""
        raw = self.cells.get(heading)
        return None if blank(raw) else raw

    def text(self, heading: str) -> str:
        """Return a cell's text without the space around it; empty where there is none."""
        raw = self.cells.get(heading)
        return "" if raw is None else text_of(raw)

    def problem(self, heading: str, what: str, to_do: str = "") -> Problem:
        """Return a problem with one cell of this row, under its heading in the table."""
        return Problem(self.file, self.line, self.headings.get(heading, heading), what, to_do)


@attrs.frozen(eq=False, repr=False)
class CellTable:
    """The headings of a table by column, and the rows that hold something.

    ``top`` is the line of the headings. ``unheaded`` are columns that hold something and have no
    heading.
    """

    name: str
    top: int
    headings: Mapping[int, str]
    rows: tuple[tuple[int, Cells], ...]
    unheaded: tuple[int, ...] = ()

    def records(
        self, required: Sequence[str], optional: Sequence[str],
        spoken: Mapping[str, str] | None = None,
    ) -> list[TableRow]:
        """Return the rows by the keys of their headings.

        Headings may come in any case and order, and be the keys themselves or words for them in
        ``spoken``. Raises :class:`BadInput` for a required key without a column, for a key with
        two columns, and for a heading that looks like a key misspelt.
        """
        keys = {column: (spoken or {}).get(folded(heading), folded(heading))
                for column, heading in self.headings.items()}
        problems = list(heading_problems(
            self.name, self.top, list(keys.values()), required, optional))
        if problems:
            raise BadInput(problems)
        written = {key: self.headings[column] for column, key in keys.items()
                   if folded(self.headings[column]) != key}
        return [TableRow(self.name, line, {keys[column]: raw for column, raw in cells.items()
                                           if column in keys}, written)
                for line, cells in self.rows]

    def unused(self, keys: Iterable[str], spoken: Mapping[str, str] | None = None) -> list[str]:
        """Return the headings that are none of these keys, and the columns without a heading."""
        known = {*keys}
        return [heading for heading in self.headings.values()
                if (spoken or {}).get(folded(heading), folded(heading)) not in known
                ] + [column_without_heading(column) for column in self.unheaded]

    def column(self, heading: str) -> list[Any]:
        """Return the cells of the columns with a heading, blank ones left out."""
        columns = [column for column, text in self.headings.items() if text == heading]
        return [cells[column] for _, cells in self.rows for column in columns
                if not blank(cells.get(column))]


def column_without_heading(column: int) -> str:
    """Return how messages name a column that has no heading."""
    return say("reading-problems.no_heading", column=letters(column))


def read_cell_table(
    path: Path, *, sheet: str | None = None, delimiter: str | None = None,
    encoding: str | None = None, of_survey: bool = False,
) -> CellTable:
    """Return the table in a file; its first row that holds something is the headings.

    Of a workbook the first sheet that shows is read, or the one named. A survey's export may have
    two rows of headings: questions, and below them their answers to tick; its rows have the numbers
    that a spreadsheet shows, also where answers of several lines stand in a text file. Raises
    :class:`BadInput` with all problems of the file's shape.
    """
    name = str(path)
    rows = cell_rows(path, sheet=sheet, delimiter=delimiter, encoding=encoding, by_row=of_survey)
    if not rows:
        raise one_problem(name, say("reading-problems.there_is_nothing_in_it"),
                          say("reading-problems.its_first_row_must_be_the"))
    (top, first), below = rows[0], rows[1:]
    if of_survey and _are_answers(first, below):
        first, below = _questions_with_answers(first, below[0][1]), below[1:]
    headings = {column: " ".join(text_of(raw).split()) for column, raw in first.items()
                if not blank(raw)}
    width = max(first)
    problems = [
        Problem(name, line, "", say("reading-problems.holds_more_than_there_are_headings"),
                say(f"reading-problems.{_TOO_WIDE[is_workbook(path)]}"))
        for line, cells in below
        if any(column > width and not blank(raw) for column, raw in cells.items())]
    if problems:
        raise BadInput(problems)
    unheaded = sorted({column for _, cells in below for column, raw in cells.items()
                       if column not in headings and not blank(raw)})
    return CellTable(name, top, headings, tuple(below), tuple(unheaded))


def _are_answers(questions: Cells, below: Sequence[tuple[int, Cells]]) -> bool:
    """Return whether the first row below the headings continues them.

    It names each column that has no heading, in words, and says nothing in the first column, where
    the rows below it do.
    """
    if len(below) < 2:
        return False
    second = {column: raw for column, raw in below[0][1].items() if not blank(raw)}
    headed = {column for column, raw in questions.items() if not blank(raw)}
    used = {column for _, cells in below for column, raw in cells.items() if not blank(raw)}
    return (min(headed) not in second and bool(used - headed) and used - headed <= second.keys()
            and all(isinstance(raw, str) and not number_readings(raw) for raw in second.values())
            and all(not blank(cells.get(min(headed))) for _, cells in below[1:]))


def _questions_with_answers(questions: Cells, answers: Cells) -> dict[int, str]:
    """Return one heading for each column: ``question: answer`` where several belong to one."""
    found: dict[int, str] = {}
    question = ""
    columns = sorted({*questions, *answers})
    for column, after in zip(columns, [*columns[1:], 0], strict=True):
        own, answer = (text_of(raw) if not blank(raw := cells.get(column)) else ""
                       for cells in (questions, answers))
        question = own or question
        alone = bool(own) and (not after or not blank(questions.get(after)))
        found[column] = question if alone or not answer else f"{question}: {answer}"
    return found


def cell_rows(
    path: Path, *, sheet: str | None = None, delimiter: str | None = None,
    encoding: str | None = None, by_row: bool = False,
) -> list[tuple[int, Cells]]:
    """Return the rows of a file that are not blank, with their first lines; cells unchanged.

    With ``by_row`` they have the numbers of rows in a spreadsheet in place of lines.

    Raises :class:`BadInput` where the file, or a cell of it, cannot be read.
    """
    if is_workbook(path):
        return _sheet_rows(path, sheet)
    refuse_other_spreadsheets(path)
    name = str(path)
    text = decoded(read_bytes(path), name, encoding)
    CSV_CELLS.check(max(map(text.count, DELIMITERS)) + text.count("\n"), name)
    rows = _parsed(text, delimiter or delimiter_of(text, name), name)
    if text_flaw(text):
        raise BadInput([Problem(name, line, f"column {letters(column)}", flaw, delete_it())
                        for line, _, cells in rows for column, cell in enumerate(cells, 1)
                        if (flaw := text_flaw(cell))])
    return [(row if by_row else line, dict(enumerate(admitted(cells), 1)))
            for line, row, cells in rows]


def _sheet_rows(path: Path, title: str | None) -> list[tuple[int, Cells]]:
    sheet = first_sheet(path, title)
    problems = [Problem(str(path), row, sheet.at(row, column), *cell.problem())
                for (row, column), cell in sheet.broken.items()]
    problems += [Problem(str(path), row, sheet.at(row, column),
                         say("reading-problems.is_merged_with_another_cell"),
                         say("reading-problems.take_the_merged_cells_apart_and"))
                 for row, column in sheet.merged]
    if problems:
        raise BadInput(problems)
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), raw in sheet.cells.items():
        if not blank(raw):
            rows.setdefault(row, {})[column] = raw
    return sorted(rows.items())


def decoded(raw: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of a file: UTF-8 or UTF-16 if it is valid, else Windows-1252.

    Raises :class:`BadInput` for a binary file, and for one that is not in ``encoding``.
    """
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    tried = [encoding] if encoding else ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    if b"\0" in raw and not marked and encoding is None:
        raise one_problem(name, say("reading-problems.this_is_a_binary_file_not"),
                          say("reading-problems.save_it_as_csv_or_xlsx"))
    for each in tried:
        try:
            return raw.decode(each)
        except UnicodeDecodeError:
            continue
        except LookupError:
            raise one_problem(
                name, say("reading-problems.is_no_encoding", each=each),
                              say("reading-problems.such_as_utf_or_cp")) from None
    raise one_problem(name, say("reading-problems.this_is_not_text_in", tried=" or ".join(tried)),
                      say("reading-problems.save_it_as_csv_in_utf"))


def delimiter_of(text: str, name: str) -> str:
    """Return the mark between the cells of a text, by its headings and rows.

    It is the mark that divides the headings and gives all rows as many cells; where several or
    none do, the one that gives the most headings, three times as many as another where both fit.
    Above the headings there may be lines that are a title, which no mark divides.
    Raises :class:`BadInput` for two that fit alike.
    """
    widths = {mark: width for mark in DELIMITERS if (width := _heading_width(text, mark)) > 1}
    widths = widths or _widths_below_titles(text, name)
    if len(widths) > 1:
        even = {mark: width for mark, width in widths.items()
                if all(len(cells) == width for *_, cells in _parsed(text, mark, name))}
        widths = even or {mark: width for mark, width in widths.items()
                          if width == max(widths.values())}
        most = max(widths.values())
        widths = {mark: width for mark, width in widths.items() if _CLEARLY_MORE * width > most}
    if len(widths) > 1:
        ways = say("reading-problems.or_word").join(
            say(f"reading-problems.{DELIMITERS[mark]}") for mark in widths)
        raise one_problem(name, say("reading-problems.its_cells_may_be_divided_by", ways=ways),
                          say("reading-problems.put_cells_that_hold_one_of"))
    return next(iter(widths), ",")


def _heading_width(text: str, mark: str) -> int:
    """Return the number of headings in the first line that is not blank, for a delimiter."""
    try:
        return next((len(cells) for cells in _reader(text, mark)
                     if any(cell.strip() for cell in cells)), 0)
    except csv.Error:
        return 0


def _widths_below_titles(text: str, name: str) -> dict[str, int]:
    """Return the number of headings by mark, in the first line that is more than a title.

    Most rows of the text have as many cells.
    """
    for line in text.splitlines()[:_TITLES]:
        widths = {mark: width for mark in DELIMITERS
                  if (width := _heading_width(line, mark)) > _BY_CHANCE}
        if widths:
            return {mark: width for mark, width in widths.items()
                    if _has_most_rows(_parsed(text, mark, name), width)}
    return {}


def _has_most_rows(rows: Sequence[tuple[int, int, list[str]]], width: int) -> bool:
    return 2 * sum(len(cells) == width for *_, cells in rows) > len(rows)


def _reader(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _parsed(text: str, delimiter: str, name: str) -> list[tuple[int, int, list[str]]]:
    """Return the rows that are not blank, each with its first line and its number as a row."""
    reader = _reader(text, delimiter)
    rows, before = [], 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, number, cells))
            before = reader.line_num
    except csv.Error as error:
        what = CSV_CELL.words() if "field larger" in str(error) else say(
            "reading-problems.this_is_not_csv", error=error)
        raise one_problem(name, what, line=before + 1) from None
    return rows


def heading_problems(
    file: str, line: int, headings: Sequence[str], required: Sequence[str],
    optional: Sequence[str],
) -> Iterator[Problem]:
    """Yield what is wrong with a table's headings: missing, there twice, or likely misspelt."""
    known = [*required, *optional]
    for heading in required:
        if heading not in headings:
            yield Problem(file, line, heading, say("reading-problems.there_is_no_column_with_this"),
                          say("reading-problems.a_sheet_needs_the_columns",
                              required=", ".join(required)))
    for heading in dict.fromkeys(headings):
        if headings.count(heading) > 1:
            yield Problem(file, line, heading,
                          say("reading-problems.two_columns_have_this_heading"))
        if heading not in known and nearest(heading, known) not in (None, *headings):
            yield Problem(file, line, heading, say("reading-problems.unknown_heading"),
                          did_you_mean(heading, known))
        elif heading not in known and (meant := _within(heading, optional, headings)):
            yield Problem(file, line, heading, say("reading-problems.unknown_heading"),
                          say("reading-problems.write_if_that_is_meant_or", meant=meant))


def _within(heading: str, keys: Sequence[str], headings: Sequence[str]) -> str:
    """Return a key without a column that a heading names, as "conflict of interest" does."""
    return next((key for key in keys if key in heading.split() and key not in headings), "")
