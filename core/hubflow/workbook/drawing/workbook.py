"""Draw a planned workbook with openpyxl."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_rules import LISTS, CellRules
from hubflow.workbook.drawing.cell_writing import link, put_text
from hubflow.workbook.drawing.draw_lists import draw_entries, draw_lists
from hubflow.workbook.drawing.draw_questions import KEYS, draw_questions
from hubflow.workbook.drawing.workbook_plan import Book, Entries, Lists
from hubflow.workbook.reading.workbook_marks import REST


def draw_workbook(book: Book, gaps: tuple[str, ...]) -> bytes:
    """Return a workbook as the bytes of an .xlsx file; the same plan gives the same bytes."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    first.title = book.words["guide"]
    lists = workbook.create_sheet(LISTS)
    rules = CellRules(lists, book.words, gaps)
    for page in book.pages:
        sheet = workbook.create_sheet(page.title)
        sheet.sheet_properties.tabColor = looks.STAGE_COLOURS[page.stage]
        if isinstance(page, Entries):
            draw_entries(sheet, page, rules, book.words)
        elif isinstance(page, Lists):
            draw_lists(sheet, page, rules)
        else:
            draw_questions(sheet, page, rules, book.words)
            # who is given no guide is asked in words alone; the keys are read all the same
            sheet.column_dimensions[KEYS].hidden = not book.guide
    if book.rest:
        rest = workbook.create_sheet(book.words["rest"])
        _rest(rest, book)
        rest.sheet_state = "visible" if book.guide else "hidden"
    if book.guide:
        _guide(first, book)
    else:
        workbook.remove(first)
    workbook.move_sheet(lists, len(workbook.sheetnames))
    lists.sheet_state = "hidden"
    for sheet in workbook.worksheets:
        _protect(sheet)
    return workbook_bytes(workbook)


def _protect(sheet: Worksheet) -> None:
    """Lock cells that are not for answers, without a password; formats stay free."""
    sheet.protection.sheet = True
    for free in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter"):
        setattr(sheet.protection, free, False)


def _guide(sheet: Worksheet, book: Book) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 4
    sheet.column_dimensions["B"].width = 34
    sheet.column_dimensions["C"].width = 76
    title, about, how, *steps = book.guide
    put_text(sheet.cell(2, 2), title, looks.TITLE)
    sheet.cell(2, 2).alignment = looks.ONE_LINE
    sheet.row_dimensions[2].height = 28
    _wide(sheet, 3, about, looks.SUBTITLE)
    put_text(sheet.cell(5, 2), how, looks.BLOCK)
    for number, step in enumerate(steps, 1):
        cell = sheet.cell(5 + number, 1, number)
        cell.font, cell.alignment = looks.HINT, looks.TOP_LEFT
        _wide(sheet, 5 + number, step, looks.TEXT)
    row = 7 + len(steps)
    put_text(sheet.cell(row, 2), book.words["guide_sheets"], looks.BLOCK)
    for page in book.pages:
        row += 1
        link(sheet.cell(row, 2), page.title, page.title)
        put_text(sheet.cell(row, 3), page.heading, looks.SUBTITLE)
    looks.set_print_layout(sheet)


def _wide(sheet: Worksheet, row: int, text: str, font: Any) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    put_text(sheet.cell(row, 2), text, font)
    sheet.row_dimensions[row].height = looks.height([(text, 116)])


def _rest(sheet: Worksheet, book: Book) -> None:
    put_text(sheet.cell(1, 1), book.words["rest_title"], looks.BLOCK)
    put_text(sheet.cell(2, 1), REST, looks.KEY_FONT)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 110
    for row, (key, text) in enumerate(book.rest, 3):
        put_text(sheet.cell(row, 1), key, looks.KEY_FONT)
        put_text(sheet.cell(row, 2), text, looks.HINT)
