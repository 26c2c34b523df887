"""Ledger months from a sheet, a month a row."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from hubflow.engine.facts.trading_ledger import Month
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.values.sheet_rows import SheetRow, read_sheet
from hubflow.register.recording.money import MonthRecord
from hubflow.register.storage.entries import FIGURES


def read_months(path: Path, venture: str | None) -> list[MonthRecord]:
    """The months in a sheet; raises :class:`BadInput` with all problems.

    Without ``venture`` the sheet has a column that names it.
    """
    required = ("month",) if venture else ("venture", "month")
    rows = read_sheet(path, required, (*FIGURES, "venture"))
    problems: list[Problem] = []
    months: list[MonthRecord] = []
    for row in rows:
        name = row.text("venture") or venture or ""
        if venture and name != venture:
            problems.append(row.problem("venture", f'"{name}" is not the venture named, '
                                        f'"{venture}"', "Name none to take all in the sheet."))
        if not name:
            problems.append(row.problem("venture", "is blank"))
        try:
            month = month_of(row.text("month"))
        except BadInput as bad:
            problems.append(row.problem("month", bad.problems[0].what, bad.problems[0].to_do))
            continue
        figures = dict(_figures(row, problems))
        months.append(MonthRecord(name, month, figures, row.file, row.line))
    if not rows:
        problems.append(Problem(str(path), 0, "", "this sheet holds no months"))
    if problems:
        raise BadInput(problems)
    return months


def _figures(row: SheetRow, problems: list[Problem]) -> Iterator[tuple[str, float]]:
    for key in FIGURES:
        text = row.text(key)
        if not text:
            continue
        value = _number(text)
        if value is None:
            problems.append(row.problem(key, f'"{text}" is not a number',
                                        "Write it plainly, such as 1234.50."))
        else:
            yield key, value


def _number(text: str) -> float | None:
    """A plain number; a comma stands for a decimal point where there is no point."""
    if "," in text and "." not in text and re.fullmatch(r"-?\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def month_of(text: str) -> Month:
    """A month written 2025-04, or as a day of it; raises :class:`BadInput`."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?(?:[ T].*)?", text.strip())
    if match and 1 <= int(match[2]) <= 12 and int(match[1]) >= 1:
        return int(match[1]) * 12 + int(match[2]) - 1
    raise one_problem("--month", f'"{text}" is not a month', "Write it as 2025-04.")
