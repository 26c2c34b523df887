"""A form's answers as its export has them: CSV in any of its dialects, or a workbook."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.toml.source import read_bytes
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.workbook_file import first_sheet, is_workbook, refuse_other_spreadsheets

_DELIMITERS = (";", ",", "\t")
_NAMES = {";": "semicolons", ",": "commas", "\t": "tabs"}


@attrs.frozen(eq=False, repr=False)
class Export:
    """Headings by column, and the rows that hold something: number, and cells by column."""

    name: str
    headings: Mapping[int, str]
    rows: tuple[tuple[int, Mapping[int, Any]], ...]


def read_export(
    path: Path, *, sheet: str | None = None, delimiter: str | None = None,
    encoding: str | None = None,
) -> Export:
    """The answers in a file; raises :class:`BadInput` with all problems of its shape."""
    rows = _workbook(path, sheet) if is_workbook(path) else _csv(path, delimiter, encoding)
    name = str(path)
    if not rows:
        raise one_problem(name, "there is nothing in it", "Its first row must be the headings.")
    (top, first), answers = rows[0], rows[1:]
    headings = {column: " ".join(text_of(value).split()) for column, value in first.items()
                if not blank(value)}
    problems = []
    for row, cells in answers:
        if any(not blank(value) for column, value in cells.items() if column not in headings):
            problems.append(Problem(name, row, "", "holds more than there are headings",
                                    "Put cells that hold the separator in double quotes."
                                    if not is_workbook(path) else "Give the column a heading."))
    if problems:
        raise BadInput(problems)
    if not answers:
        raise one_problem(name, "there are headings and no answers", line=top)
    return Export(name, headings, tuple(answers))


def _workbook(path: Path, title: str | None) -> list[tuple[int, dict[int, Any]]]:
    sheet = first_sheet(path, title)
    problems = [Problem(str(path), row, sheet.at(row, column), *told)
                for (row, column), told in sheet.broken.items()]
    problems += [Problem(str(path), row, sheet.at(row, column), "is merged with another cell",
                         "Take the merged cells apart, and write the value in each.")
                 for row, column in sheet.merged]
    if problems:
        raise BadInput(problems)
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), value in sheet.cells.items():
        if not blank(value):
            rows.setdefault(row, {})[column] = value
    return sorted(rows.items())


def _csv(
    path: Path, delimiter: str | None, encoding: str | None
) -> list[tuple[int, dict[int, Any]]]:
    refuse_other_spreadsheets(path)
    text = _decoded(read_bytes(path), str(path), encoding)
    if delimiter is not None:
        return _numbered(_parsed(text, delimiter, str(path)))
    found = {mark: _parsed(text, mark, str(path)) for mark in _DELIMITERS}
    wide = {mark: rows for mark, rows in found.items() if rows and len(rows[0][1]) > 1}
    even = {mark: rows for mark, rows in wide.items()
            if all(len(cells) == len(rows[0][1]) for _, cells in rows)}
    fitting = even or wide or {",": found[","]}
    if len(fitting) > 1:
        ways = " or ".join(_NAMES[mark] for mark in fitting)
        raise one_problem(str(path), f"its cells may be divided by {ways}",
                          "Say which in the map: delimiter = \";\".")
    return _numbered(next(iter(fitting.values())))


def _parsed(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, before = [], 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise one_problem(name, f"this is not CSV: {error}", line=before + 1) from None
    return rows


def _numbered(rows: list[tuple[int, list[str]]]) -> list[tuple[int, dict[int, Any]]]:
    return [(row, dict(enumerate(cells, 1))) for row, cells in rows]


def _decoded(raw: bytes, name: str, encoding: str | None) -> str:
    """The text of a file; what is neither UTF-8 nor UTF-16 is taken for what Windows writes."""
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    tried = [encoding] if encoding else ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    if b"\0" in raw and not marked and encoding is None:
        raise one_problem(name, "this is a binary file, not text", "Save it as CSV or .xlsx.")
    for each in tried:
        try:
            return raw.decode(each)
        except UnicodeDecodeError:
            continue
        except LookupError:
            raise one_problem(name, f'"{each}" is no encoding',
                              "Such as utf-8 or cp1252.") from None
    raise one_problem(name, f"this is not text in {' or '.join(tried)}",
                      "Save it as CSV in UTF-8, or say its encoding in the map.")
