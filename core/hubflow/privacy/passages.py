"""Every text of a file that a person may have written into, with the place where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from hubflow.loading.toml_file import TomlFile, decode, read_bytes
from hubflow.loading.toml_lines import comments
from hubflow.loading.workbook_file import is_workbook, workbook_rows

Path_ = tuple[str | int, ...]

_DEEPEST = 32
"""No record nests deeper than this."""

COMMENT = ("comment",)
"""The key under which comments are told."""


@attrs.frozen
class Passage:
    """One text at a key path; its first line (from 1), or 0 where it is to be looked up."""

    path: Path_
    text: str
    line: int = 0


def passages_of(file: TomlFile) -> Iterator[Passage]:
    """Every string of a file's data, and its comments, run together where they go on."""
    for path, value in values_of(file.data):
        if isinstance(value, str):
            yield Passage(path, value)
    start, last, lines = 0, 0, list[str]()
    for line, text in comments(file.text):
        if lines and line != last + 1:
            yield Passage(COMMENT, "\n".join(lines), start)
            lines = []
        start, last = (start if lines else line), line
        lines.append(text)
    if lines:
        yield Passage(COMMENT, "\n".join(lines), start)


def values_of(data: Any, at: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value of TOML data that is neither table nor list, with its key path."""
    if isinstance(data, dict) and len(at) < _DEEPEST:
        for key, value in data.items():
            yield from values_of(value, (*at, key))
    elif isinstance(data, list) and len(at) < _DEEPEST:
        for position, value in enumerate(data):
            yield from values_of(value, (*at, position))
    else:
        yield at, data


def sheet_passages(path: Path) -> Iterator[Passage]:
    """Every cell of a sheet, CSV or Excel, under its heading; raises :class:`BadInput`."""
    if is_workbook(path):
        (_, names), *rest = workbook_rows(path) or [(0, [])]
        for line, cells in rest:
            for position, cell in enumerate(cells):
                if cell:
                    heading = names[position] if position < len(names) else str(position + 1)
                    yield Passage((heading.strip().casefold(),), cell, line)
        return
    text = decode(read_bytes(path), str(path))
    first = text.lstrip("\r\n").partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""),
                      delimiter=max((",", ";", "\t"), key=first.count))
    headings: list[str] = []
    last = 0
    for row in rows:
        line, last = last + 1, rows.line_num
        if not headings:
            headings = [heading.strip().casefold() for heading in row]
            continue
        for position, cell in enumerate(row):
            heading = headings[position] if position < len(headings) else str(position + 1)
            if cell.strip():
                yield Passage((heading,), cell, line)


def line_of(passage: Passage, file: TomlFile, excerpt: str) -> int:
    """The line on which an excerpt of a passage stands, as near as it can be told."""
    first = passage.line or file.line(passage.path)
    if not first:
        return 0
    wanted = excerpt.split("\n")[0].strip()
    span = passage.text.count("\n") + 40 if "\n" in passage.text or len(passage.text) > 80 else 1
    for number, line in enumerate(file.text.split("\n")[first - 1:first - 1 + span], start=first):
        if wanted and wanted in line:
            return number
    return first
