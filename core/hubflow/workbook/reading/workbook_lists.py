"""Read the sheet of a list in a dossier's workbook, one row an entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from hubflow.model.judgements import OwnJudgement
from hubflow.reading.dossiers.inheriting import JUDGEMENTS
from hubflow.reading.panel.score_reading import score_by_look
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.model_keys import KeyContent, content_at, keys_within
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_values import blank, text_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.workbook_file import WorkbookSheet
from hubflow.text.spoken import say
from hubflow.workbook.reading.workbook_marks import (
    INFO,
    JURY_ANSWER,
    PREFILLED,
    TOP,
    Mark,
    list_mark_of,
)

LAST_ROW = 2**20 + 1
"""The row after the last that a sheet can have."""


@attrs.frozen(eq=False)
class SheetColumn:
    """A column of a list: its number, its key, and its content; None for an unknown key."""

    number: int
    key: str
    content: KeyContent | None
    prefilled: bool
    known: tuple[str, ...]

    def read(self, raw: Any, conventions: Conventions) -> tuple[str, Any]:
        """Return the key and the value of a cell; raises :class:`RefusedError`."""
        if self.key == JURY_ANSWER:
            return jury_answer(raw, conventions)
        if self.content is None:
            raise RefusedError(say("workbook.refused_no_key_in_list"),
                               did_you_mean(self.key, self.known))
        kind = self.content.kind
        if kind is None:
            return self.key, _plain_cell(raw)
        if not self.content.many:
            return self.key, value_of(kind, raw, conventions)
        lines = [line for line in text_of(raw).split("\n") if line.strip()]
        return self.key, [value_of(kind, line, conventions) for line in lines]


@attrs.frozen(eq=False)
class ListSheet:
    """A list on a sheet; ``top`` is the row of its keys, ``end`` the first row after its own."""

    sheet: WorkbookSheet
    mark: Mark
    top: int
    columns: tuple[SheetColumn, ...]
    end: int

    def rows(self) -> Iterator[int]:
        """Yield the rows of entries: those with a value in a column that is not prefilled."""
        asked = {column.number for column in self.columns if not column.prefilled}
        places = (*self.sheet.cells, *self.sheet.broken)
        filled = {row for row, number in places
                  if self.top + 1 < row < self.end and number in asked
                  and not blank(self.sheet.cells.get((row, number), "broken"))}
        yield from sorted(filled)

    def unkeyed_cells(self) -> Iterator[tuple[int, int]]:
        """Yield cells below the headings whose column has no key."""
        keyed = {1, *(number for row, number in self.sheet.cells if row == self.top)}
        for (row, number), value in self.sheet.cells.items():
            if self.top + 1 < row < self.end and number not in keyed and not blank(value):
                yield row, number


def lists_on(sheet: WorkbookSheet) -> Iterator[ListSheet]:
    """Yield the lists whose marks a sheet has: the first in its first rows, others below it."""
    marks = {row: mark for (row, number), value in sorted(sheet.cells.items(), key=lambda c: c[0])
             if number == 1 and isinstance(value, str) and (mark := list_mark_of(value))}
    tops = list(marks)
    if not tops or tops[0] > TOP:
        return
    for top, following in zip(tops, (*tops[1:], None), strict=True):
        # the heading of the list below stands in the row before its keys
        end = LAST_ROW if following is None else following - 1
        yield ListSheet(sheet, marks[top], top, tuple(_columns(sheet, marks[top], top)), end)


def entry_fields(path: tuple[str, ...]) -> dict[str, KeyContent]:
    """Return the keys that an entry of a list may have."""
    if len(path) == 3 and path[0] == "hubs" and path[2] == JUDGEMENTS:
        return dict(keys_within(OwnJudgement))
    content = content_at(path)
    return dict(keys_within(content.hint)) if content is not None and content.record else {}


def jury_answer(raw: Any, conventions: Conventions = PLAIN) -> tuple[str, Any]:
    """Return a jury's answer by its look, with the key that it goes to."""
    found = score_by_look(raw, conventions) if isinstance(raw, str) else raw
    if isinstance(found, bool):
        return "holds", found
    return ("level", found) if isinstance(found, str) else ("score", found)


def _plain_cell(raw: Any) -> Any:
    """Return the value of a cell of any kind; a day has no time."""
    if isinstance(raw, str | dt.datetime):
        text = text_of(raw)
        return text if isinstance(raw, str) or " " in text else raw.date()
    return raw


def _columns(sheet: WorkbookSheet, mark: Mark, top: int) -> Iterator[SheetColumn]:
    known = entry_fields(mark.path)
    for (row, number), value in sheet.cells.items():
        if row == top and number > 1 and not blank(value) and value != INFO:
            key = text_of(value)
            prefilled = key.endswith(PREFILLED)
            key = key.removesuffix(PREFILLED).strip()
            yield SheetColumn(number, key, known.get(key), prefilled, tuple(known))
