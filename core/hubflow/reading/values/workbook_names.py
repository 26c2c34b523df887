"""Tell workbooks, and spreadsheets that hubflow does not read, by their names."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.input_problems import one_problem

SUFFIX = ".xlsx"
OTHER_SUFFIXES = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""Spreadsheets of other kinds, which hubflow does not read."""

SAVE_AS = "Save it as an Excel workbook (.xlsx), without a password."


def is_workbook(path: Path) -> bool:
    """Return whether a file has a suffix of workbooks that hubflow reads."""
    return path.suffix.lower() == SUFFIX


def refuse_other_spreadsheets(path: Path) -> None:
    """Raise :class:`BadInput` for a spreadsheet of another kind."""
    if path.suffix.lower() in OTHER_SUFFIXES:
        raise one_problem(str(path), f"{path.suffix} spreadsheets are not read", SAVE_AS)
