"""The issue map's sheet as an Excel workbook: words to choose from, room to write."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.report.issue_map.issue import KINDS
from hubflow.text.catalogue import words
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put_text

_WIDTHS = (16, 60, 60)
_ROOM = 40
"""Empty rows after the last one, in which the words are offered, too."""


def sheet_workbook(headings: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> bytes:
    """The rows below their headings; the first column offers the words for what a row can be."""
    told = words(language, of="map")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = told["map"]
    for column, (text, width) in enumerate(zip(headings, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column, text)
        cell.font, cell.fill, cell.border = looks.HEADING, looks.fill("identify"), looks.BORDER
        sheet.column_dimensions[get_column_letter(column)].width = width
    last = len(rows) + 1 + _ROOM
    for line in range(2, last + 1):
        texts = rows[line - 2] if line - 2 < len(rows) else ("", "", "")
        for column, text in enumerate(texts, 1):
            put_text(sheet.cell(line, column), text, looks.TEXT)
            sheet.cell(line, column).border = looks.BORDER
        sheet.row_dimensions[line].height = looks.height(
            [(text, width - 2) for text, width in zip(texts, _WIDTHS, strict=True)])
    kinds = ",".join(told[f"row_{kind}"] for kind in KINDS)
    _offer(sheet, f"A2:A{last}", f'"{kinds}"', told["sheet_what"], strict=True)
    _offer(sheet, f"C2:C{last}", f"=$B$2:$B${last}", told["sheet_belongs"], strict=False)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    looks.set_print_layout(sheet)
    return workbook_bytes(book)


def _offer(sheet: Worksheet, cells: str, choices: str, says: str, *, strict: bool) -> None:
    """Offer words for cells; those that are not ``strict`` take others, too."""
    rule = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=strict,
                          error=says, showInputMessage=True, prompt=says)
    rule.add(cells)
    sheet.add_data_validation(rule)
