"""Draw the sheets that a body fills in: a table with a row for each venture, and how to fill it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from hubflow.reading.values.workbook_file import letters
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put, put_text

_KEYS = ("venture", "phase")
"""Columns by which hubflow finds what a row is about."""
_FIGURES = ("rank", "score")
_NAME_WIDTH = 44
_BOLD = 0.8
"""How many characters of a bold heading a column takes, of those that its width says."""


def draw_table(
    sheet: Worksheet, widths: Mapping[str, float], headings: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]], open_keys: Collection[str],
) -> None:
    """Draw a table below its headings; only the cells of ``open_keys`` can be changed.

    The keys of ventures and phases stand last, and are not printed.
    """
    for column, (key, width) in enumerate(widths.items(), 1):
        cell = sheet.cell(1, column)
        put_text(cell, headings[key], looks.HEADING)
        cell.fill = looks.fill("")
        sheet.column_dimensions[letters(column)].width = width
    # a bold heading takes more room than its characters
    sheet.row_dimensions[1].height = looks.height(
        [(headings[key], width * _BOLD) for key, width in widths.items()])
    for at, values in enumerate(rows, 2):
        for column, key in enumerate(widths, 1):
            cell = sheet.cell(at, column)
            put(cell, values.get(key))
            cell.font = looks.KEY_FONT if key in _KEYS else looks.TEXT
            cell.border = looks.BORDER
            cell.alignment = looks.TOP_CENTRE if key in _FIGURES else looks.TOP_LEFT
            if key in open_keys:
                cell.fill, cell.protection = looks.ANSWER_FILL, looks.OPEN
        sheet.row_dimensions[at].height = looks.height(
            [(str(values.get("name") or ""), _NAME_WIDTH)], 34)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    printed = [column for column, key in enumerate(widths, 1) if key not in _KEYS]
    sheet.print_area = f"A1:{letters(printed[-1])}{len(rows) + 1}"
    sheet.protection.sheet = True
    for free in ("formatColumns", "formatRows"):
        setattr(sheet.protection, free, False)
    looks.set_print_layout(sheet)


def draw_guide(sheet: Worksheet, title: str, sentences: Iterable[str]) -> None:
    """Draw how the sheet is filled in: numbered sentences below a title."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 4, 90
    put_text(sheet.cell(1, 2), title, looks.TITLE)
    for at, sentence in enumerate(sentences, 1):
        put(sheet.cell(at + 2, 1), at)
        put_text(sheet.cell(at + 2, 2), sentence, looks.TEXT)
        sheet.row_dimensions[at + 2].height = looks.height([(sentence, 90)])
    looks.set_print_layout(sheet)
