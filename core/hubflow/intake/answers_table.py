"""Read the answers to a form, with the sheets of groups that repeat joined to their answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from hubflow.intake.intake_map import IntakeMap
from hubflow.reading.values.cell_table import Cells, CellTable, read_cell_table
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.workbook_file import read_workbook
from hubflow.reading.values.workbook_names import is_workbook

SHEET_ROWS = 2 ** 20
"""The rows that a sheet of Excel can have: those of a second sheet are numbered after them."""

_JOINS = (("_index", "_parent_index"), ("KEY", "PARENT_KEY"))
"""The columns by which KoboToolbox and ODK Central join an answer and groups that repeat."""


def read_answers(path: Path, said: IntakeMap) -> CellTable:
    """Return the answers in an export; the rows of a further sheet follow after their answer's.

    Raises :class:`BadInput` with all problems of the file's shape.
    """
    table = read_cell_table(path, sheet=said.sheet, delimiter=said.delimiter,
                            encoding=said.encoding, of_survey=True)
    for number, title in enumerate(said.repeats, 1):
        further = _further(path, title)
        if further is not None:
            table = _joined(table, further, title, number)
    return table


def _further(path: Path, title: str) -> CellTable | None:
    """Return a sheet of a workbook, or the CSV that ODK Central writes beside an export.

    None where there is neither: nobody added to the group.
    """
    if is_workbook(path):
        there = any(sheet.title == title for sheet in read_workbook(path).sheets)
        return read_cell_table(path, sheet=title) if there else None
    beside = path.with_name(f"{path.stem}-{title}{path.suffix}")
    return read_cell_table(beside) if beside.exists() else None


def _joined(table: CellTable, further: CellTable, title: str, number: int) -> CellTable:
    """Return the table with the rows of a further sheet, each with the index of its answer."""
    index, parent = index_column(table), next(
        (found for _, name in _JOINS if (found := _column(further, name))), 0)
    if not index or not parent:
        return table
    width = max(table.headings, default=0)
    headings = {width + column: f"{title}/{heading.rpartition('/')[2]}" for column, heading in
                further.headings.items()
                if not heading.startswith("_") and heading not in ("KEY", "PARENT_KEY")}
    later: dict[str, list[tuple[int, Cells]]] = {}
    for row, cells in further.rows:
        own = {width + column: raw for column, raw in cells.items() if width + column in headings}
        if not blank(cells.get(parent)) and not all(map(blank, own.values())):
            said = text_of(cells[parent])
            later.setdefault(said, []).append(
                (number * SHEET_ROWS + row, {index: said, **own}))
    return attrs.evolve(table, headings={**table.headings, **headings},
                        rows=tuple(_in_order(table, later, index)))


def _in_order(
    table: CellTable, later: dict[str, list[tuple[int, Cells]]], index: int
) -> Iterator[tuple[int, Cells]]:
    for row, cells in table.rows:
        yield row, cells
        if row < SHEET_ROWS:
            yield from later.get(text_of(cells.get(index, "")), ())


def _column(table: CellTable, heading: str) -> int:
    return next((column for column, text in table.headings.items() if text == heading), 0)


def index_column(table: CellTable) -> int:
    """Return the column of the answers' index; 0 where there is none."""
    return next((found for name, _ in _JOINS if (found := _column(table, name))), 0)
