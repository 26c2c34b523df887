"""Draw the sheet of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.model.values import Kind
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_rules import CellRules
from hubflow.workbook.drawing.cell_writing import link, put, put_text
from hubflow.workbook.drawing.workbook_plan import Entries, ListColumn, Lists

_KEYS = 5
_FIRST = 7
_LAST = 1_048_576
_OPEN = 10
"""Rows that are drawn to be filled in below the entries that there are."""


def draw_entries(
    sheet: Worksheet, page: Entries, rules: CellRules, words: Mapping[str, str]
) -> None:
    """Draw a list's headings and a row for each entry; columns are formatted to the sheet's end."""
    sheet.sheet_view.showGridLines = False
    widths = [_width(column) for column in page.columns]
    looks.title(sheet, page.heading, "\n".join(page.details), 9 + sum(widths))
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=len(page.columns) + 1)
    link(sheet.cell(3, 1), words["back"].format(title=page.back), page.back)
    sheet.cell(3, 1).alignment = looks.ONE_LINE
    _headings(sheet, page, _KEYS)
    for number, column in enumerate(page.columns, 2):
        _column(sheet, number, column, widths[number - 2])
    _rules(sheet, page, rules, _FIRST, _LAST)
    sheet.column_dimensions["A"].width = 10
    _cells(sheet, page, rules, widths, _FIRST, max(len(page.rows) + _OPEN, len(page.numbers)))
    sheet.freeze_panes = f"{'C' if len(page.columns) > 3 else 'B'}{_FIRST}"
    sheet.print_title_rows = f"{_KEYS + 1}:{_KEYS + 1}"
    looks.set_print_layout(sheet)


def draw_lists(sheet: Worksheet, page: Lists, rules: CellRules) -> None:
    """Draw several lists one below the other, each with open rows for more entries.

    Their keys are hidden: an applicant reads them.
    """
    sheet.sheet_view.showGridLines = False
    looks.title(sheet, page.heading, page.about, 120)
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=6)
    sheet.column_dimensions["A"].width = 10
    shown: dict[int, float] = {}
    top = _KEYS
    for entries in page.lists:
        widths = [_width(column) for column in entries.columns]
        for number, width in enumerate(widths, 2):
            shown[number] = max(width, shown.get(number, 0.0))
            sheet.column_dimensions[get_column_letter(number)].width = shown[number]
        put_text(sheet.cell(top - 1, 1), entries.heading, looks.BLOCK)
        sheet.cell(top - 1, 1).alignment = looks.ONE_LINE
        _headings(sheet, entries, top)
        sheet.row_dimensions[top].hidden = True
        open_rows = len(entries.rows) + _OPEN
        _rules(sheet, entries, rules, top + 2, top + 1 + open_rows)
        _cells(sheet, entries, rules, widths, top + 2, open_rows)
        top += open_rows + 5
    looks.set_print_layout(sheet)


def _headings(sheet: Worksheet, page: Entries, top: int) -> None:
    put_text(sheet.cell(top, 1), page.mark, looks.KEY_FONT)
    sheet.cell(top, 1).alignment = looks.ONE_LINE
    put_text(sheet.cell(top + 1, 1), page.numbered, looks.HEADING)
    sheet.cell(top + 1, 1).fill = looks.fill(page.stage)
    tallest = looks.height([(page.numbered, 8.0)], 32)
    for number, column in enumerate(page.columns, 2):
        put_text(sheet.cell(top, number), column.mark, looks.KEY_FONT)
        sheet.cell(top, number).alignment = looks.TOP_LEFT
        cell = sheet.cell(top + 1, number)
        cell.value = looks.heading(column.heading, column.hint)
        cell.alignment, cell.fill = looks.TOP_LEFT, looks.fill(page.stage)
        tallest = max(tallest, looks.height([(column.heading, _width(column) * 0.9)])
                      + looks.height([(column.hint, _width(column) * 1.3)]) * 0.75)
    sheet.row_dimensions[top].height = 14
    sheet.row_dimensions[top + 1].height = tallest


def _column(sheet: Worksheet, number: int, column: ListColumn, width: float) -> None:
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = width
    dimension.alignment = looks.TOP_LEFT
    if not column.locked:
        dimension.protection = looks.OPEN
    if column.kind is not None:
        dimension.number_format = _format(column)


def _rules(sheet: Worksheet, page: Entries, rules: CellRules, first: int, last: int) -> None:
    """Restrict the cells of each column from one row to another to what may stand there."""
    for number, column in enumerate(page.columns, 2):
        if column.kind is None or column.many or _own(page, number - 2):
            continue
        letter = get_column_letter(number)
        rules.put(sheet, f"{letter}{first}:{letter}{last}", f"{letter}{first}", column.kind,
                  column.choices, column.hint)


def _cells(
    sheet: Worksheet, page: Entries, rules: CellRules, widths: list[float], first_row: int,
    rows: int,
) -> None:
    drawn: list[Any] = []
    for position in range(rows):
        row = first_row + position
        first = sheet.cell(row, 1)
        if position < len(page.numbers):
            put(first, page.numbers[position])
        first.font, first.alignment = looks.HINT, looks.TOP_LEFT
        first.protection = looks.OPEN
        values = page.rows[position] if position < len(page.rows) else (None,) * len(widths)
        for index, (column, value) in enumerate(zip(page.columns, values, strict=True)):
            cell = sheet.cell(row, index + 2)
            if position:
                looks.take_look(cell, drawn[index])
            else:
                drawn.append(_drawn(cell, column))
            put(cell, value)
            if isinstance(value, dt.date):
                cell.number_format = _format(column)
            own = page.own.get((position, index))
            if own is not None:
                _own_rule(sheet, cell.coordinate, rules, *own)
        sheet.row_dimensions[row].height = looks.height(
            [(str(value or ""), width) for value, width in zip(values, widths, strict=True)])


def _drawn(cell: Any, column: ListColumn) -> Any:
    """Give a cell the look of its column, and return that look for the cells below."""
    cell.font, cell.alignment, cell.border = looks.TEXT, looks.TOP_LEFT, looks.BORDER
    cell.number_format = _format(column)
    if not column.locked:
        cell.fill, cell.protection = looks.ANSWER_FILL, looks.OPEN
    return looks.look_of(cell)


def _own_rule(
    sheet: Worksheet, cell: str, rules: CellRules, kind: Kind, choices: tuple[str, ...]
) -> None:
    hint = " / ".join(choices) or f"{kind.low:g}–{kind.high:g}"
    rules.put(sheet, cell, cell, kind, choices, hint)


def _own(page: Entries, index: int) -> bool:
    return any(column == index for _, column in page.own)


def _format(column: ListColumn) -> str:
    if column.kind is not None and column.kind.type == "date":
        return "yyyy-mm-dd"
    words = column.kind is not None and column.kind.type == "text" and not column.choices
    return "@" if words else "General"


def _width(column: ListColumn) -> float:
    if column.locked:
        return 60.0
    if column.kind is None or column.choices:
        return 20.0
    if column.kind.type != "text":
        return 17.0
    return 18.0 if column.kind.pattern else 38.0
