"""Draw the table in which people answer as an Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.text.catalogue import words
from hubflow.weigh.interview import Method
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put_text

_NARROW, _WIDE = 18, 50


def weight_workbook(
    method: Method, headings: Sequence[str], rows: Sequence[Sequence[str]], language: str
) -> bytes:
    """Return a workbook with the table, and a second sheet that says how to answer."""
    texts = words(language, of="weigh")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = texts["sheet"]
    for column, text in enumerate(headings, 1):
        cell = sheet.cell(1, column, text)
        cell.font, cell.fill, cell.border = looks.HEADING, looks.fill("identify"), looks.BORDER
        wide = any(len(row[column - 1]) > _NARROW for row in rows)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if wide else _NARROW
    for line, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            answer = sheet.cell(line, column)
            answer.border = looks.BORDER
            if text:
                put_text(answer, text, looks.TEXT)
            else:
                answer.fill = looks.ANSWER_FILL
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    looks.set_print_layout(sheet)
    help = book.create_sheet(texts["how"])
    help.column_dimensions["A"].width = 100
    looks.set_print_layout(help)
    for line, text in enumerate((texts[f"{method}_title"], texts[f"{method}_says"]), 1):
        put_text(help.cell(line, 1), text, looks.BOLD if line == 1 else looks.TEXT)
        help.row_dimensions[line].height = looks.height([(text, 98)])
    return workbook_bytes(book)
