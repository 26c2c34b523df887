"""Workbooks tell nothing of when they were made."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from hubflow.documents.publishing.office_file import MADE, workbook_bytes


def test_a_workbook_holds_no_time_at_which_it_was_made() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["B2"] = "Kept"
    made = workbook_bytes(book)
    again = openpyxl.load_workbook(io.BytesIO(made))
    assert again.worksheets[0]["B2"].value == "Kept"
    assert again.properties.created == again.properties.modified == MADE
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
