"""Draw the months of a venture as a workbook to fill in, which `register ledger --from` reads."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.engine.facts.trading_ledger import Month, days_of
from hubflow.register.storage.entries import FIGURES
from hubflow.text.catalogue import entries, words
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put, put_text

_WIDTH = 18


def blank_ledger(months: Sequence[Month], name: str, language: str) -> bytes:
    """Return a workbook with a row for each month and a column for each figure.

    Its headings are words that the language has for them, so that it is read as it comes back.
    """
    said = entries(language, "accounts")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = words(language, "dues")["ledger_sheet"]
    for column, key in enumerate(("month", *FIGURES), 1):
        cell = sheet.cell(1, column)
        put(cell, said[key][0])
        cell.font, cell.fill, cell.border = looks.HEADING, looks.fill("trade"), looks.BORDER
        cell.alignment = looks.TOP_LEFT
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    sheet.row_dimensions[1].height = looks.height([(said[key][0], _WIDTH - 4) for key in FIGURES])
    for line, month in enumerate(months, 2):
        first = sheet.cell(line, 1, days_of(month)[0])
        first.font, first.border, first.number_format = (
            looks.BOLD, looks.BORDER, looks.MONTH_FORMAT)
        first.alignment = looks.ANSWER
        for column in range(2, len(FIGURES) + 2):
            cell = sheet.cell(line, column)
            cell.fill, cell.border, cell.number_format = looks.ANSWER_FILL, looks.BORDER, "#,##0.00"
    rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0",
                          showErrorMessage=True)
    rule.add(f"B2:{get_column_letter(len(FIGURES) + 1)}{len(months) + 1}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"
    looks.set_print_layout(sheet)
    help = book.create_sheet(words(language, "dues")["ledger_help"])
    help.column_dimensions["A"].width = 100
    text = words(language, "dues")["ledger_says"].format(name=name)
    put_text(help.cell(1, 1), text, looks.TEXT)
    help.cell(1, 1).alignment = looks.TOP_LEFT
    help.row_dimensions[1].height = looks.height([(text, 98)])
    looks.set_print_layout(help)
    return workbook_bytes(book)


def months_to_fill(first: Month, recorded: Sequence[Month], last: Month) -> list[Month]:
    """Return the months from one to another that have no records yet."""
    return [month for month in range(first, last + 1) if month not in recorded]
