"""A sheet of a dossier's workbook that holds a list, one row an entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from hubflow.model.judgements import OwnJudgement
from hubflow.reading.dossiers.inheriting import JUDGEMENTS
from hubflow.reading.panel.score_reading import score_by_look
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.model_keys import KeyContent, held_at, keys_within
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_values import blank, text_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.workbook_file import WorkbookSheet
from hubflow.workbook.reading.workbook_marks import GIVEN, INFO, JUDGED, TOP, Mark, list_mark_of


@attrs.frozen(eq=False)
class SheetColumn:
    """A column of a list: its number, its key, and what it holds; None for no such key."""

    number: int
    key: str
    held: KeyContent | None
    given: bool
    known: tuple[str, ...]

    def read(self, raw: Any, written: Conventions) -> tuple[str, Any]:
        """The key and the value of a cell; raises :class:`RefusedError`."""
        if self.key == JUDGED:
            return judged(raw, written)
        if self.held is None:
            raise RefusedError("there is no such key in this list",
                               did_you_mean(self.key, self.known))
        kind = self.held.kind
        if kind is None:
            return self.key, _as_it_is(raw)
        if not self.held.many:
            return self.key, value_of(kind, raw, written)
        lines = [line for line in text_of(raw).split("\n") if line.strip()]
        return self.key, [value_of(kind, line, written) for line in lines]


@attrs.frozen(eq=False)
class ListSheet:
    """A sheet that is marked as holding a list; ``top`` is the row of its keys."""

    sheet: WorkbookSheet
    mark: Mark
    top: int
    columns: tuple[SheetColumn, ...]

    def rows(self) -> Iterator[int]:
        """The rows that hold an entry: something beside what is filled in beforehand."""
        asked = {column.number for column in self.columns if not column.given}
        places = (*self.sheet.cells, *self.sheet.broken)
        filled = {row for row, number in places if row > self.top + 1 and number in asked
                  and not blank(self.sheet.cells.get((row, number), "broken"))}
        yield from sorted(filled)

    def strays(self) -> Iterator[tuple[int, int]]:
        """Cells below the headings, in a column that has no key."""
        keyed = {1, *(number for row, number in self.sheet.cells if row == self.top)}
        for (row, number), value in self.sheet.cells.items():
            if row > self.top + 1 and number not in keyed and not blank(value):
                yield row, number


def list_sheet_of(sheet: WorkbookSheet) -> ListSheet | None:
    """The list that a sheet is marked as holding."""
    for (row, number), value in sheet.cells.items():
        mark = list_mark_of(value) if isinstance(value, str) and number == 1 else None
        if mark is not None and row <= TOP:
            return ListSheet(sheet, mark, row, tuple(_columns(sheet, mark, row)))
    return None


def fields_of(path: tuple[str, ...]) -> dict[str, KeyContent]:
    """The keys that an entry of a list may have."""
    if len(path) == 3 and path[0] == "hubs" and path[2] == JUDGEMENTS:
        return dict(keys_within(OwnJudgement))
    held = held_at(path)
    return dict(keys_within(held.hint)) if held is not None and held.record else {}


def judged(raw: Any, written: Conventions = PLAIN) -> tuple[str, Any]:
    """A jury's answer by its look, with the key that it goes to."""
    found = score_by_look(raw, written) if isinstance(raw, str) else raw
    if isinstance(found, bool):
        return "holds", found
    return ("level", found) if isinstance(found, str) else ("score", found)


def _as_it_is(raw: Any) -> Any:
    """A cell that may hold anything: a day has no time."""
    if isinstance(raw, str | dt.datetime):
        text = text_of(raw)
        return text if isinstance(raw, str) or " " in text else raw.date()
    return raw


def _columns(sheet: WorkbookSheet, mark: Mark, top: int) -> Iterator[SheetColumn]:
    known = fields_of(mark.path)
    for (row, number), value in sheet.cells.items():
        if row == top and number > 1 and not blank(value) and value != INFO:
            key = text_of(value)
            given = key.endswith(GIVEN)
            key = key.removesuffix(GIVEN).strip()
            yield SheetColumn(number, key, known.get(key), given, tuple(known))
