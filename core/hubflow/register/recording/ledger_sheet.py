"""Read ledger months from a sheet, one month a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from hubflow.engine.facts.trading_ledger import Month, month_of
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.values import Kind, is_number
from hubflow.plugins.importers import misplaced
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_table import CellTable, TableRow, read_cell_table
from hubflow.reading.values.cell_values import conventions_of, month_of_cell, value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.number_reading import number_readings
from hubflow.register.accounts.account_words import spoken_figures
from hubflow.register.recording.money import MonthRecord
from hubflow.register.storage.entries import FIGURES
from hubflow.text.spoken import say

_COUNTS = ("service_users", "jobs")
_MONEY, _COUNT = Kind("number", unit="money", gap=False), Kind("number", gap=False)


@attrs.frozen(eq=False, repr=False)
class LedgerSheet:
    """A sheet of months: its table, its rows, and the venture named on the command line."""

    table: CellTable
    rows: tuple[TableRow, ...]
    named: str | None

    @property
    def venture(self) -> str | None:
        """The venture of its first row, or the one named on the command line."""
        return self.named or (self.rows[0].text("venture") or None if self.rows else None)

    @property
    def unread(self) -> list[str]:
        """The headings that hubflow does not read."""
        return self.table.unused(("venture", "month", *FIGURES), spoken_figures())


def read_ledger_sheet(path: Path, venture: str | None) -> LedgerSheet:
    """Return the sheet. Raise :class:`BadInput` with all problems of its headings.

    Without ``venture`` the sheet has a column that names it. A column of numbers with an unknown
    heading is a problem: it may be money.
    """
    try:
        return _ledger_sheet(path, venture)
    except BadInput as bad:
        raise misplaced(path, ["ledger"]) or bad from None


def _ledger_sheet(path: Path, venture: str | None) -> LedgerSheet:
    table = read_cell_table(path)
    required = ("month",) if venture else ("venture", "month")
    rows = table.records(required, (*FIGURES, "venture"), spoken_figures())
    sheet = LedgerSheet(table, tuple(rows), venture)
    problems = [
        Problem(table.name, table.top, heading,
                say("register-problems.unknown_heading_with_numbers_below_it"),
                did_you_mean(heading, FIGURES))
        for heading in sheet.unread if any(map(_is_number, table.column(heading)))]
    if not rows:
        problems.append(Problem(table.name, 0, "",
                                say("register-problems.this_sheet_holds_no_months")))
    if problems:
        raise BadInput(problems)
    return sheet


def months_of(sheet: LedgerSheet, language: str = "") -> list[MonthRecord]:
    """Return the months of a sheet; ``language`` is the hub's.

    Numbers and days are read as the sheet itself shows how they are written, else as the language
    has it. Raises :class:`BadInput` with all problems.
    """
    written = conventions_of(
        (row.cell(key) for row in sheet.rows for key in ("month", *FIGURES)), language)
    problems: list[Problem] = []
    months: list[MonthRecord] = []
    for row in sheet.rows:
        name = row.text("venture") or sheet.named or ""
        if sheet.named and name != sheet.named:
            problems.append(row.problem("venture",
                                        say("register-problems.is_not_the_venture_named", name=name,
                                            named=sheet.named),
                                        say("register-problems.name_none_to_take_all_in")))
        if not name:
            problems.append(row.problem("venture", say("register-problems.is_blank")))
        figures = dict(_figures(row, written, problems))
        try:
            month = month_of(month_of_cell(row.cell("month") or "", written))
        except RefusedError as refused:
            problems.append(row.problem("month", refused.what, refused.to_do))
            continue
        # a month that is still blank in a workbook to be filled in says nothing
        if figures or len(sheet.rows) == 1:
            months.append(MonthRecord(name, month, figures, row.file, row.line))
    if not months and not problems:
        problems.append(Problem(sheet.table.name, 0, "",
                                say("register-problems.no_month_here_has_a_figure")))
    if problems:
        raise BadInput(problems)
    return months


def _figures(
    row: TableRow, written: Conventions, problems: list[Problem]
) -> Iterator[tuple[str, float]]:
    for key in FIGURES:
        raw = row.cell(key)
        if raw is None:
            continue
        try:
            yield key, float(value_of(_COUNT if key in _COUNTS else _MONEY, raw, written))
        except RefusedError as refused:
            problems.append(row.problem(key, refused.what, refused.to_do))


def _is_number(raw: object) -> bool:
    if isinstance(raw, str):
        return bool(number_readings(raw))
    return is_number(raw)


def month_of_option(text: str) -> Month:
    """Return the month of ``--month``. Raise :class:`BadInput` if it is none."""
    try:
        return month_of(month_of_cell(text))
    except RefusedError as refused:
        raise one_problem("--month", refused.what, refused.to_do) from None
