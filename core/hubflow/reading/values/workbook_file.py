"""Read the cells of an Excel workbook without trust: no formulas, limited size."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import attrs

from hubflow.model.characters import forbidden_in
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.limits import (
    AREAS,
    CELLS,
    FORMULA,
    FORMULAS,
    MERGED_CELLS,
    NUMBER_FORMAT,
    SHEETS_SIZE,
    STYLES,
)
from hubflow.reading.text_gate import admitted, delete_it, text_flaw
from hubflow.reading.toml.source import read_bytes
from hubflow.reading.values.packed_file import BROKEN_PACKED, check_office_file
from hubflow.reading.values.workbook_names import refuse_other_spreadsheets
from hubflow.text.spoken import say

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

_LESS, _VALUES = "delete_empty_rows", "values_not_formulas"

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)


_SMALL, _MOST_KEPT = 2**16, 64
"""Bytes of a workbook that is kept after it was read, and how many of them are."""

_KEPT: dict[bytes, tuple[WorkbookSheet, ...]] = {}
"""The sheets of small workbooks by their bytes: one command asks of a jury's sheet what it is, who
is named in it, and then what it says.
"""


@attrs.frozen(eq=False, repr=False)
class BrokenCell:
    """A cell without a value: a formula without a result, an error, or forbidden characters."""

    kind: Literal["formula", "error", "characters"]
    value: Any = None

    def problem(self) -> tuple[str, str]:
        """Return what is wrong with it and what to do."""
        if self.kind == "formula":
            return (say("reading-problems.holds_a_formula"),
                    say("reading-problems.write_the_result"))
        if self.kind == "error":
            return (say("reading-problems.holds_an_error", value=self.value),
                    say("reading-problems.write_the_value"))
        return text_flaw(self.value), delete_it()


@attrs.frozen(eq=False, repr=False)
class WorkbookSheet:
    """One sheet: its cells that are not empty, by row and column from 1.

    ``broken`` are cells without a value; ``merged`` are cells that lie beneath another one, which
    alone holds a value.
    """

    title: str
    cells: Mapping[tuple[int, int], Any]
    broken: Mapping[tuple[int, int], BrokenCell]
    merged: frozenset[tuple[int, int]]
    hidden: bool

    def at(self, row: int, column: int) -> str:
        """Return a cell's name for messages."""
        return say("reading-problems.cell_at", sheet=self.title, cell=f"{letters(column)}{row}")


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


def read_workbook(path: Path) -> Workbook:
    """Return a workbook's cells; raises :class:`BadInput` for a broken or too large file."""
    name = str(path)
    refuse_other_spreadsheets(path)
    raw = read_bytes(path)
    sheets = _KEPT.get(raw)
    if sheets is None:
        sheets = _read(raw, name)
        if len(raw) <= _SMALL:
            _KEPT[raw] = sheets
            if len(_KEPT) > _MOST_KEPT:
                _KEPT.pop(next(iter(_KEPT)), None)
    return Workbook(sheets, raw)


def _read(raw: bytes, name: str) -> tuple[WorkbookSheet, ...]:
    _check_archive(raw, name)
    if find_spec("openpyxl") is None:
        raise one_problem(name, say("reading-problems.workbooks_need_openpyxl_to_be_read"),
                          say("reading-problems.install_it_with_pip_install_hubflow"))
    formulas = _loaded(raw, name, values=False)
    values = _loaded(raw, name, values=True) if _has_formulas(formulas) else formulas
    sheets = tuple(_sheet(values[sheet.title], sheet) for sheet in formulas.worksheets)
    if not sheets:
        raise one_problem(name, say("reading-problems.this_workbook_has_no_sheet"))
    return sheets


def _check_archive(raw: bytes, name: str) -> None:
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        raise one_problem(name, say("reading-problems.this_workbook_is_of_an_old"),
                          say("reading-problems.save_as_xlsx"))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise one_problem(name, say("reading-problems.this_is_not_an_excel_workbook"),
                          say("reading-problems.open_it_in_a_spreadsheet_program")) from None
    if any(part.filename == "mimetype" for part in parts):
        raise one_problem(name, say("reading-problems.this_is_an_opendocument_spreadsheet"),
                          say("reading-problems.save_as_xlsx"))
    SHEETS_SIZE.check(sum(part.file_size for part in parts
                          if part.filename.startswith("xl/worksheets/")), name, _LESS)
    try:
        counts = _WorkbookCounts(name)
        check_office_file(raw, name, counts.seen, counts.seen_formula)
    except BROKEN_PACKED as error:
        raise _unreadable(name, error) from None


class _WorkbookCounts:
    """Counts what openpyxl makes an object of, before it does: an area is all of its cells.

    A shared formula is written once, and openpyxl works it out anew for each cell that has it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells = self.styles = self.areas = self.in_areas = self.in_formulas = 0
        self._lengths: dict[str, int] = {}
        self._formula = ""

    def seen(self, element: str, attributes: Mapping[str, str]) -> None:
        """Count one element; raise :class:`BadInput` where there are too many."""
        if element == "c":
            self.cells += 1
            if self.cells > CELLS.most:
                CELLS.check(self.cells, self.name, _LESS)
        elif element == "xf":
            self.styles += 1
            STYLES.check(self.styles, self.name, _LESS)
        elif element == "f":
            self._begin_formula(attributes.get("si", ""))
        elif element == "numFmt":
            NUMBER_FORMAT.check(len(attributes.get("formatCode", "")), self.name)
        elif element in ("mergeCell", "hyperlink"):
            self._count_areas(1)
            self.in_areas += _cells_in(attributes.get("ref", ""))
            MERGED_CELLS.check(self.in_areas, self.name, "merge_fewer_cells")
        elif "sqref" in attributes:
            self._count_areas(len(attributes["sqref"].split()))

    def seen_formula(self, text: str) -> None:
        """Count a piece of a formula's text."""
        length = self._lengths[self._formula] = self._lengths[self._formula] + len(text)
        FORMULA.check(length, self.name, _VALUES)
        self._count_formulas(len(text))

    def _begin_formula(self, shared: str) -> None:
        """Begin a formula; one that shares another's text costs as much as that."""
        self._formula = shared
        self._lengths[""] = 0
        self._count_formulas(self._lengths.setdefault(shared, 0))

    def _count_formulas(self, characters: int) -> None:
        self.in_formulas += characters
        FORMULAS.check(self.in_formulas, self.name, _VALUES)

    def _count_areas(self, count: int) -> None:
        self.areas += count
        AREAS.check(self.areas, self.name, _LESS)


def _cells_in(area: str) -> int:
    """Return how many cells an area has.

    >>> _cells_in("A1:CU99"), _cells_in("B2")
    (9801, 1)
    """
    found = _AREA.fullmatch(area)
    if found is None:
        return 1
    left, right = _column(found[1]), _column(found[3])
    return (abs(right - left) + 1) * (abs(int(found[4]) - int(found[2])) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _loaded(raw: bytes, name: str, *, values: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            # of openpyxl about parts of Excel that it leaves out, such as how cells look
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=values,
                                          keep_links=False)
    except Exception as error:
        # openpyxl has no error of its own for what is broken inside
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: Exception) -> BadInput:
    return one_problem(name, say("reading-problems.this_workbook_cannot_be_read",
                                 name=type(error).__name__, error=str(error)[:120]),
                       say("reading-problems.open_it_in_a_spreadsheet_program"))


def _has_formulas(workbook: Any) -> bool:
    return any(cell.data_type == "f" for sheet in workbook.worksheets
               for cell in sheet._cells.values())


def _sheet(values: Any, formulas: Any) -> WorkbookSheet:
    """Return the cells of one sheet.

    Only the cells in the file are visited: the whole range would have millions of them where
    one cell stands far out.
    """
    cells: dict[tuple[int, int], Any] = {}
    broken: dict[tuple[int, int], BrokenCell] = {}
    for place, cell in sorted(formulas._cells.items()):
        result = values._cells[place]
        value = _unescaped(result.value)
        if cell.data_type == "f" and value is None:
            broken[place] = BrokenCell("formula")
        elif result.data_type == "e":
            broken[place] = BrokenCell("error", value)
        elif isinstance(value, str) and forbidden_in(value):
            broken[place] = BrokenCell("characters", value)
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
        raise one_problem(str(path), say("reading-problems.all_sheets_of_this_workbook_are"))
    raise one_problem(str(path), say("reading-problems.there_is_no_sheet", title=title),
                      say("reading-problems.its_sheets",
                          shown=", ".join(sheet.title for sheet in shown)))

