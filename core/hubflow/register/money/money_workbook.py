"""Draw the money of ventures as an Excel workbook: each award, sums by group, and charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.figures.award_money import AMOUNTS, AwardMoney
from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.register.money.money_page import (
    COLUMNS,
    SUM_COLUMNS,
    group_name,
    line_row,
    sums_by_group,
)
from hubflow.text.catalogue import words
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put

_WIDTHS = {"name": 28, "funder": 24, "instrument": 26, "venture": 30, "id": 22, "reference": 14,
           "year": 8, "currency": 10, "lines": 9}
_MONEY_FORMAT = "#,##0.00"
_TALLEST, _SHORTEST, _ROW = 30.0, 7.5, 0.9
"""Heights of a chart in centimetres: the most, the least, and for each bar."""


def money_workbook(lines: Sequence[AwardMoney], language: str) -> bytes:
    """Return a workbook with a sheet of all lines, and one for each way to add them up."""
    texts = words(language, of="money")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = texts["title"]
    _draw(sheet, [texts[key] for key in COLUMNS], COLUMNS,
          [line_row(line, texts) for line in lines])
    for by, sums in sums_by_group(lines).items():
        below = book.create_sheet(texts[by])
        rows = [[group_name(one.group, by, texts, lines),
                 *(_sum_cell(one, key) for key in SUM_COLUMNS)] for one in sums]
        _draw(below, [texts[by], *(texts[key] for key in SUM_COLUMNS)], (by, *SUM_COLUMNS), rows)
        if rows:
            _chart(below, texts[f"by_{by}"], len(rows),
                   ", ".join(dict.fromkeys(one.currency for one in sums)))
    return workbook_bytes(book)


def _sum_cell(one: Any, key: str) -> Any:
    return None if key == "asked" and not one.asked_lines else getattr(one, key)


def _draw(
    sheet: Worksheet, headings: Sequence[str], keys: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    for column, (key, text) in enumerate(zip(keys, headings, strict=True), 1):
        cell = sheet.cell(1, column)
        put(cell, text)
        cell.font, cell.fill, cell.border = looks.HEADING, looks.fill(""), looks.BORDER
        if key in AMOUNTS:
            cell.alignment = looks.TOP_RIGHT
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(key, 14)
    for line, row in enumerate(rows, 2):
        for column, (key, value) in enumerate(zip(keys, row, strict=True), 1):
            cell = sheet.cell(line, column)
            put(cell, value)
            cell.font, cell.border = looks.TEXT, looks.BORDER
            if isinstance(value, str | dt.date):
                cell.alignment = looks.TOP_LEFT
            if isinstance(value, dt.date):
                cell.number_format = looks.DAY_FORMAT
            if key in AMOUNTS:
                cell.number_format, cell.alignment = _MONEY_FORMAT, looks.TOP_RIGHT
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = sheet.dimensions
    if keys[-1] == "id":
        sheet.print_area = f"A1:{get_column_letter(len(keys) - 1)}{len(rows) + 1}"
    looks.set_print_layout(sheet)


def _chart(sheet: Worksheet, title: str, rows: int, currencies: str) -> None:
    """Draw what was paid, is outstanding and lapsed as bars below the table."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = title
    first, last = (2 + SUM_COLUMNS.index(key) for key in ("paid", "lapsed"))
    chart.add_data(Reference(sheet, min_col=first, max_col=last, min_row=1,
                             max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.y_axis.numFmt, chart.y_axis.title = "#,##0", currencies
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"  # the first row of the table on top
    chart.width, chart.height = 22, min(_TALLEST, max(_SHORTEST, _ROW * rows + 4))
    for series, colour in zip(chart.series, ("2F6B8A", "C9CED2", "D9A38F"), strict=True):
        series.graphicalProperties.solidFill = colour
    sheet.add_chart(chart, f"A{rows + 4}")
