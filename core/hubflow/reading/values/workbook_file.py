"""Read the cells of an Excel workbook without trust: no formulas, limited size."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.text_gate import TO_DO, admitted, text_flaw
from hubflow.reading.toml.source import read_bytes

SUFFIX = ".xlsx"
OTHER_SUFFIXES = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""Spreadsheets of other kinds, which hubflow does not read."""

_SHEETS_MOST = 32 * 2**20
"""Bytes of all sheets unpacked; a form's export of some thousand answers has a tenth of it."""

_MOST = 256 * 2**20
"""Bytes of the whole workbook unpacked."""

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

_SAVE_AS = "Save it as an Excel workbook (.xlsx), without a password."


@attrs.frozen(eq=False, repr=False)
class WorkbookSheet:
    """One sheet: its cells that are not empty, by row and column from 1.

    ``broken`` are cells without a value, with the reason and what to do; ``merged`` are cells that
    lie beneath another one, which alone holds a value.
    """

    title: str
    cells: Mapping[tuple[int, int], Any]
    broken: Mapping[tuple[int, int], tuple[str, str]]
    merged: frozenset[tuple[int, int]]
    hidden: bool

    def at(self, row: int, column: int) -> str:
        """Return a cell's name for messages."""
        return f'sheet "{self.title}" cell {letters(column)}{row}'


@attrs.frozen(eq=False, repr=False)
class Workbook:
    """A workbook's sheets in order, and its bytes."""

    sheets: tuple[WorkbookSheet, ...]
    raw: bytes


def letters(column: int) -> str:
    """Return a column's letters.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def is_workbook(path: Path) -> bool:
    """Return whether a file has a suffix of workbooks that hubflow reads."""
    return path.suffix.lower() == SUFFIX


def refuse_other_spreadsheets(path: Path) -> None:
    """Raise :class:`BadInput` for a spreadsheet of another kind."""
    if path.suffix.lower() in OTHER_SUFFIXES:
        raise one_problem(str(path), f"{path.suffix} spreadsheets are not read", _SAVE_AS)


def read_workbook(path: Path) -> Workbook:
    """Return a workbook's cells; raises :class:`BadInput` for a broken or too large file."""
    name = str(path)
    refuse_other_spreadsheets(path)
    raw = read_bytes(path)
    _check_archive(raw, name)
    if find_spec("openpyxl") is None:
        raise one_problem(name, "workbooks need openpyxl to be read",
                          "Install it with: pip install 'hubflow[sheets]'")
    formulas = _loaded(raw, name, values=False)
    values = _loaded(raw, name, values=True) if _has_formulas(formulas) else formulas
    sheets = tuple(_sheet(values[sheet.title], sheet) for sheet in formulas.worksheets)
    if not sheets:
        raise one_problem(name, "this workbook has no sheet")
    return Workbook(sheets, raw)


def _check_archive(raw: bytes, name: str) -> None:
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        raise one_problem(name, "this workbook is of an old kind or has a password", _SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise one_problem(name, "this is not an Excel workbook, or a broken one",
                          "Open it in a spreadsheet program and save it again.") from None
    if any(part.filename == "mimetype" for part in parts):
        raise one_problem(name, "this is an OpenDocument spreadsheet", _SAVE_AS)
    sheets = sum(p.file_size for p in parts if p.filename.startswith("xl/worksheets/"))
    if sheets > _SHEETS_MOST or sum(part.file_size for part in parts) > _MOST:
        raise one_problem(name, "this workbook is too large to be read",
                          "Delete empty rows, pictures, and sheets that are not needed.")


def _loaded(raw: bytes, name: str, *, values: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            # of openpyxl about parts of Excel that it leaves out, such as how cells look
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=values)
    except Exception as error:
        # openpyxl has no error of its own for what is broken inside
        raise BadInput([Problem(name, 0, "", "this workbook cannot be read: "
                                f"{type(error).__name__}: {str(error)[:120]}",
                                "Open it in a spreadsheet program and save it again.")]) from None


def _has_formulas(workbook: Any) -> bool:
    return any(cell.data_type == "f" for sheet in workbook.worksheets
               for cell in sheet._cells.values())


def _sheet(values: Any, formulas: Any) -> WorkbookSheet:
    """Return the cells of one sheet.

    Only the cells in the file are visited: the whole range would have millions of them where
    one cell stands far out.
    """
    cells: dict[tuple[int, int], Any] = {}
    broken: dict[tuple[int, int], tuple[str, str]] = {}
    for place, cell in sorted(formulas._cells.items()):
        result = values._cells[place]
        value = _unescaped(result.value)
        if cell.data_type == "f" and value is None:
            broken[place] = ("holds a formula whose result is not in the file",
                             "Write the result in its place.")
        elif result.data_type == "e":
            broken[place] = (f"holds an error ({value})", "Write the value in its place.")
        elif isinstance(value, str) and (flaw := text_flaw(value)):
            broken[place] = (flaw, TO_DO)
        elif value is not None:
            cells[place] = admitted(value)
    merged = frozenset(place for area in formulas.merged_cells.ranges
                       if area.size["rows"] * area.size["columns"] < 10_000
                       for place in area.cells if place != (area.min_row, area.min_col))
    return WorkbookSheet(values.title, cells, broken, merged, values.sheet_state != "visible")


def _unescaped(value: Any) -> Any:
    """Return a cell's value as Excel shows it: ``_x000D_`` in the file stands for a character."""
    if not isinstance(value, str) or "_x" not in value:
        return value
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)


def first_sheet(path: Path, title: str | None = None) -> WorkbookSheet:
    """Return the sheet of this title, or the first visible one; raises :class:`BadInput`."""
    shown = [sheet for sheet in read_workbook(path).sheets if title or not sheet.hidden]
    for sheet in shown:
        if title in (None, sheet.title):
            return sheet
    if title is None:
        raise one_problem(str(path), "all sheets of this workbook are hidden")
    raise one_problem(str(path), f'there is no sheet "{title}"',
                      f"Its sheets: {', '.join(sheet.title for sheet in shown)}.")

