"""Tell of each column of the answers what was read, how doubtful cells were read, what is empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import attrs

from hubflow.intake.answers_table import SHEET_ROWS
from hubflow.intake.intake import AnswersRead
from hubflow.intake.intake_targets import IntakeTarget
from hubflow.intake.row_values import value_at
from hubflow.reading.toml.key_paths import shown_key
from hubflow.reading.values.cell_values import blank, readings_of
from hubflow.reading.values.conventions import Conventions, Manner
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_file import letters
from hubflow.text.numbers import day, number
from hubflow.text.spoken import say, spoken_language

_COLUMNS, _CELLS = 8, 3
"""The columns, and of each column the cells, that are named on the terminal."""

Because = Literal["map", "cells", "language", "kind"]
"""What decided how a cell is read: the map, other cells, the hub's language, what is allowed."""


@attrs.frozen
class DecidedReading:
    """A number or a day that may be read in several ways, and the way that was taken."""

    row: int
    written: str
    value: float | dt.date
    because: Because


@attrs.frozen(kw_only=True)
class ColumnSummary:
    """A column of the answers: where it goes, and the rows of its cells that are empty.

    ``read`` counts the cells that hold something, ``decided`` those among them with several
    readings.
    """

    column: str
    heading: str
    key: str
    read: int
    empty: tuple[int, ...]
    decided: tuple[DecidedReading, ...]


def column_summaries(read: AnswersRead, repeats: Sequence[str]) -> tuple[ColumnSummary, ...]:
    """Return a summary of each column that the map names; ``repeats`` are further sheets."""
    return tuple(_summary(read, target, repeats) for target in read.targets)


def _summary(read: AnswersRead, target: IntakeTarget, repeats: Sequence[str]) -> ColumnSummary:
    further = any(target.heading.startswith(f"{title}/") for title in repeats)
    cells = [(row, cells.get(target.number)) for row, cells in read.export.rows
             if (row >= SHEET_ROWS) is further or not blank(cells.get(target.number))]
    conventions = read.conventions[target.number]
    return ColumnSummary(
        column=letters(target.number), heading=target.heading, key=shown_key(target.path),
        read=sum(not blank(raw) for _, raw in cells),
        empty=tuple(row % SHEET_ROWS for row, raw in cells if blank(raw)),
        decided=tuple(_decided(target, conventions, cells)))


def _decided(
    target: IntakeTarget, conventions: Conventions, cells: Sequence[tuple[int, Any]]
) -> Iterator[DecidedReading]:
    """Yield the cells with several readings."""
    for row, raw in cells:
        if target.many or not isinstance(raw, str) or folded(raw) in conventions.meaning:
            continue
        readings = readings_of(target.kind, raw)
        if len({reading.value for reading in readings}) > 1:
            value = value_at(target, raw, conventions)
            manner = next(each.manner for each in readings if each.value == value)
            yield DecidedReading(row % SHEET_ROWS, raw, value, _because(manner, conventions))


def _because(manner: Manner, conventions: Conventions) -> Because:
    if manner in conventions.stated:
        return "map"
    if manner in conventions.manners:
        return "cells"
    return "language" if manner in conventions.customary else "kind"


def summary_lines(columns: Sequence[ColumnSummary]) -> Iterator[str]:
    """Yield how much was read, and of each column with something to look at what it is."""
    empty = [one for one in columns if one.empty]
    yield say("office.columns_read", n=len(columns), cells=sum(one.read for one in columns),
              empty=sum(len(one.empty) for one in columns))
    for one in empty[:_COLUMNS]:
        yield "  " + say("office.column_empty", heading=one.heading, n=len(one.empty),
                         read=one.read, rows=_some([str(row) for row in one.empty]))
    if len(empty) > _COLUMNS:
        yield "  " + say("office.columns_empty_more", n=len(empty) - _COLUMNS)
    for one in columns:
        for found in one.decided[:_CELLS]:
            yield "  " + say("office.cell_decided", heading=one.heading, row=found.row,
                             written=found.written, value=_shown(found.value),
                             because=say(f"office.decided_by_{found.because}"))
        if len(one.decided) > _CELLS:
            yield "  " + say("office.cells_decided_more", heading=one.heading,
                             n=len(one.decided) - _CELLS)


def _some(rows: Sequence[str]) -> str:
    return ", ".join([*rows[:_CELLS], *(["…"] if len(rows) > _CELLS else [])])


def _shown(value: float | dt.date) -> str:
    language = spoken_language()
    return day(value, language) if isinstance(value, dt.date) else number(value, language)
