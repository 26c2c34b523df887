"""Recognise workbooks, and spreadsheets that hubflow does not read, by their names."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.input_problems import one_problem
from hubflow.text.spoken import say

SUFFIX = ".xlsx"
OTHER_SUFFIXES = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""Spreadsheets of other kinds, which hubflow does not read."""



def is_workbook(path: Path) -> bool:
    """Return whether a file has a suffix of workbooks that hubflow reads."""
    return path.suffix.lower() == SUFFIX


def refuse_other_spreadsheets(path: Path) -> None:
    """Raise :class:`BadInput` for a spreadsheet of another kind."""
    if path.suffix.lower() in OTHER_SUFFIXES:
        raise one_problem(str(path), say("reading-problems.spreadsheets_are_not_read",
                                         suffix=path.suffix), say("reading-problems.save_as_xlsx"))
