"""Write values into cells."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hubflow.model.characters import harmless
from hubflow.reading.values.formula_mark import like_formula
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cells import Cell


def put_text(cell: Any, text: str, font: Any) -> None:
    """Write a text, as text even where it looks like a formula."""
    put(cell, text)
    cell.font, cell.alignment = font, looks.TOP_LEFT


def put(cell: Any, value: Cell | None) -> None:
    """Write a value; a text that a program may take for a formula is marked as text."""
    if isinstance(value, str):
        value = harmless(value)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = like_formula(value)
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"


def link(cell: Any, text: str, sheet: str) -> None:
    """Write a link to another sheet of the workbook."""
    put(cell, text)
    cell.hyperlink = f"#'{sheet}'!A1"
    cell.font, cell.alignment = looks.LINK_FONT, looks.TOP_LEFT
