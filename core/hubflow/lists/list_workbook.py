"""Write a list as an Excel workbook: the table, and a second sheet with what stands around it."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.lists.call_list import CallList
from hubflow.lists.list_document import around, list_rows, list_words
from hubflow.lists.publication import Publication
from hubflow.reading.values.workbook_file import letters
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put, put_text

_FIRST = 4
_WIDEST, _NARROWEST = 60, 9


def list_workbook(found: CallList, publication: Publication) -> bytes:
    """Return a list as a workbook."""
    texts = list_words(found.hub.language)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = texts["sheet_list"]
    _draw_table(sheet, found)
    _draw_around(book.create_sheet(texts["sheet_about"]), found, publication)
    return workbook_bytes(book)


def _draw_table(sheet: Worksheet, found: CallList) -> None:
    rows = list(list_rows(found))
    title, about = next(around(found, Publication()))
    looks.title(sheet, title, about, 80)
    sheet.cell(2, 1).alignment = looks.ONE_LINE
    widths = [0] * len(rows[0])
    numbers = [column.right for column in (*found.columns, *found.scores)]
    aligned = [looks.TOP_RIGHT if right else looks.TOP_LEFT
               for right in (*numbers, *[False] * (len(widths) - len(numbers)))]
    for at, row in enumerate(rows, _FIRST):
        goes_on = 0 < at - _FIRST <= len(found.rows) and found.rows[at - _FIRST - 1].goes_on
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            put(cell, value)
            cell.font = looks.BOLD if goes_on else looks.TEXT
            cell.alignment, cell.border = aligned[column - 1], looks.BORDER
            if at == _FIRST:
                cell.font, cell.fill = looks.HEADING, looks.fill("")
            widths[column - 1] = max(widths[column - 1], _width(value, heading=at == _FIRST))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[letters(column)].width = width
    for at, row in enumerate(rows, _FIRST):
        sheet.row_dimensions[at].height = looks.height(
            [(str(value or ""), widths[column]) for column, value in enumerate(row)])
    sheet.freeze_panes = f"A{_FIRST + 1}"
    sheet.print_title_rows = f"{_FIRST}:{_FIRST}"
    looks.set_print_layout(sheet)


def _width(value: object, *, heading: bool) -> int:
    """Return the width of a column for a cell; a heading may take two lines, of whole words."""
    text = str(value if value is not None else "")
    length = max(len(text) // 2, *map(len, text.split() or [""]), 0) if heading else len(text)
    return max(_NARROWEST, min(_WIDEST, length + 4))


def _draw_around(sheet: Worksheet, found: CallList, publication: Publication) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    said = ""
    for row, (heading, text) in enumerate(around(found, publication), 1):
        put_text(sheet.cell(row, 1), "" if heading == said else heading, looks.BOLD)
        said = heading
        put_text(sheet.cell(row, 2), text, looks.TEXT)
        sheet.row_dimensions[row].height = looks.height([(heading, 34), (text, 90)])
    looks.set_print_layout(sheet)
