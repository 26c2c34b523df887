"""Read the months in an accountant's file by a map; every amount is read or left out by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.engine.facts.arithmetic import in_cents
from hubflow.engine.facts.trading_ledger import Month, month_of
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_table import Cells, cell_rows
from hubflow.reading.values.cell_values import (
    blank,
    conventions_of,
    month_of_cell,
    text_of,
    value_of,
)
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.normal_text import folded
from hubflow.register.accounts.account_map import AccountMap
from hubflow.register.recording.money import MonthRecord
from hubflow.register.standing.dues import month_text
from hubflow.register.storage.entries import FIGURES
from hubflow.text.spoken import say

_MONEY = Kind("number", unit="money", gap=False)
_DASHES = frozenset({"-", "–", "—"})
"""What accountants write for nothing."""


@attrs.frozen(eq=False, repr=False)
class _Amount:
    """One amount of the file: its month, the heading or account it stands under, and its place."""

    month: Month
    name: str
    raw: Any
    line: int
    credit: bool = True
    """Whether it adds to income; a debit adds to costs."""


@attrs.define(eq=False, repr=False)
class _File:
    """An accountant's file, and the problems found while it is read."""

    name: str
    top: int
    head: Cells
    headings: Mapping[int, str]
    rows: Sequence[tuple[int, Cells]]
    map: AccountMap
    conventions: Conventions
    problems: list[Problem] = attrs.field(factory=list)

    def column(self, key: str) -> int:
        """Return the column that the map names under a key; 0 and a problem where there is none."""
        heading = getattr(self.map, key)
        found = [column for column, text in self.headings.items()
                 if heading is not None and folded(text) == folded(heading)]
        if len(found) == 1:
            return found[0]
        which = "several_columns_have" if found else "no_column_has"
        what = (say("register-problems.the_map_does_not_say_which_column") if heading is None
                else say(f"register-problems.{which}_the_heading", heading=heading))
        self.problem(self.top, key, what, did_you_mean(
            heading or "", [*self.headings.values()]) or say("register-problems.say_it_in_the_map"))
        return 0

    def problem(self, line: int, key: str, what: str, to_do: str = "") -> None:
        """Keep a problem for the end."""
        self.problems.append(Problem(self.name, line, key, what, to_do))


def months_by_map(
    path: Path, map: AccountMap, venture: str, month: Month | None, language: str
) -> list[MonthRecord]:
    """Return the months of a venture in an accountant's file.

    ``month`` is that of a file of one month. Raises :class:`BadInput` with all problems: an amount
    that no figure names and that is not left out is one, as it may be money.
    """
    file = _opened(path, map, language)
    if (map.layout == "one month") != (month is not None):
        raise one_problem("--month", say("register-problems.the_map_says_that_the_file")
                          if month is None else say("register-problems.the_map_says",
                                                    layout=map.layout),
                          say("register-problems.name_the_month") if month is None
                          else say("register-problems.leave_month_out"))
    amounts = list(_LAYOUTS[map.layout](file, month or 0))
    found = _figures(file, amounts)
    _check_names(file, amounts)
    if not found and not file.problems:
        file.problem(0, "", say("register-problems.no_month_was_found"),
                     say("register-problems.is_the_line_of_the_headings"))
    if file.problems:
        raise BadInput(file.problems)
    first = {amount.month: amount.line for amount in reversed(amounts)}
    return [MonthRecord(venture, each, figures, file.name, first[each])
            for each, figures in sorted(found.items())]


def _opened(path: Path, map: AccountMap, language: str) -> _File:
    rows = cell_rows(path, sheet=map.sheet)
    top = int(map.headings)
    head = next((cells for line, cells in rows if line == top), None)
    if head is None:
        raise one_problem(str(path), say("register-problems.line_is_blank_or_missing", top=top),
                          say("register-problems.headings_in_the_map_is_the"))
    below = [(line, cells) for line, cells in rows if line > top]
    shown = conventions_of((raw for _, cells in below for raw in cells.values()), language)
    if map.decimal is not None:
        shown = shown.with_stated({"decimal comma" if map.decimal == "comma" else "decimal point"})
    headings = {column: " ".join(text_of(raw).split()) for column, raw in head.items()
                if not blank(raw)}
    return _File(str(path), top, head, headings, below, map, shown)


def _in_rows(file: _File, month: Month) -> Iterator[_Amount]:  # noqa: ARG001
    column = file.column("month")
    for line, cells in file.rows if column else ():
        name = text_of(cells.get(column) or "")
        if _is_among(name, file.map.left_out):
            continue
        if not name:
            _check_no_amounts(file, line, cells)
            continue
        try:
            when = month_of(month_of_cell(cells[column], file.conventions))
        except RefusedError as refused:
            file.problem(line, file.headings[column], refused.what, refused.to_do)
            continue
        for other, heading in file.headings.items():
            if other != column and not blank(cells.get(other)):
                yield _Amount(when, heading, cells[other], line)


def _check_no_amounts(file: _File, line: int, cells: Cells) -> None:
    """Find amounts in a row without a month."""
    lost = [heading for other, heading in file.headings.items()
            if _is_amount(cells.get(other)) and not _is_among(heading, file.map.left_out)]
    if lost:
        file.problem(line, ", ".join(lost), say("register-problems.has_an_amount_in_a_row"),
                     say("register-problems.write_the_month_or_a_word"))


def _in_columns(file: _File, month: Month) -> Iterator[_Amount]:  # noqa: ARG001
    column = file.column("account")
    months: dict[int, Month] = {}
    for other, heading in file.headings.items():
        if other == column or _is_among(heading, file.map.left_out):
            continue
        try:
            when = month_of(month_of_cell(file.head[other], file.conventions))
            if when in months.values():
                file.problem(file.top, heading,
                             say("register-problems.is_the_month_of_two_columns"),
                             say("register-problems.name_the_one_that_does_not"))
            months[other] = when
        except RefusedError as refused:
            if any(_is_amount(cells.get(other)) for _, cells in file.rows):
                file.problem(file.top, heading, refused.what,
                             say("register-problems.name_it_in_left_out_if"))
    for line, cells in file.rows if column else ():
        name = text_of(cells.get(column) or "")
        for other, when in months.items():
            if not blank(cells.get(other)):
                yield _Amount(when, name, cells[other], line)


def _of_one_month(file: _File, month: Month) -> Iterator[_Amount]:
    account = file.column("account")
    columns = {file.column(key): key for key in
               (("amount",) if file.map.amount is not None else ("debit", "credit"))}
    for line, cells in file.rows if account and 0 not in columns else ():
        name = text_of(cells.get(account) or "")
        for column, key in columns.items():
            if not blank(cells.get(column)):
                yield _Amount(month, name, cells[column], line, credit=key != "debit")


_LAYOUTS = {"months in rows": _in_rows, "months in columns": _in_columns,
            "one month": _of_one_month}


def _figures(file: _File, amounts: Sequence[_Amount]) -> dict[Month, dict[str, float]]:
    """Return the figures of each month, amounts of one figure added up to the cent."""
    by_name = {folded(name): figure for figure in FIGURES for name in getattr(file.map, figure)}
    sums: dict[Month, dict[str, int]] = {}
    unread: set[str] = set()
    for amount in amounts:
        figure = by_name.get(folded(amount.name))
        if figure is None:
            if (_is_amount(amount.raw) and not _is_among(amount.name, file.map.left_out)
                    and amount.name not in unread):
                unread.add(amount.name)
                file.problem(amount.line, amount.name or say("register-problems.no_account"),
                             say("register-problems.is_no_figure_of_the_map"),
                             say("register-problems.it_may_be_money_name_it"))
            continue
        value = _value(file, amount)
        if value is not None:
            signed = -value if _is_turned(file.map, amount, figure) else value
            month = sums.setdefault(amount.month, {})
            month[figure] = month.get(figure, 0) + signed
    return {month: {figure: sum / 100 for figure, sum in figures.items()}
            for month, figures in sums.items()}


def _is_turned(map: AccountMap, amount: _Amount, figure: str) -> bool:
    """Return whether an amount is taken away: debits of income, credits of costs, signs turned."""
    against = map.debit is not None and amount.credit == (figure == "costs")
    return against != (figure in map.minus)


def _value(file: _File, amount: _Amount) -> int | None:
    if isinstance(amount.raw, str) and amount.raw.strip() in _DASHES:
        return 0
    try:
        return in_cents(float(value_of(_MONEY, amount.raw, file.conventions)))
    except RefusedError as refused:
        file.problem(amount.line, f"{amount.name}, {month_text(amount.month)}", refused.what,
                     refused.to_do)
        return None


def _check_names(file: _File, amounts: Sequence[_Amount]) -> None:
    """Find names of the map that the file does not have: a figure would be read short."""
    there = {folded(amount.name) for amount in amounts} | {
        folded(heading) for heading in file.headings.values()} | {
        folded(text_of(raw)) for _, cells in file.rows for raw in cells.values()
        if isinstance(raw, str | int)}
    for figure in FIGURES:
        for name in getattr(file.map, figure):
            if folded(name) not in there:
                file.problem(0, figure, say("register-problems.nothing_in_the_file_is_called",
                                            name=name),
                             did_you_mean(name, sorted({amount.name for amount in amounts})))


def _is_among(name: str, names: Sequence[str]) -> bool:
    return folded(name) in {folded(each) for each in names}


def _is_amount(raw: Any) -> bool:
    """Return whether a cell may be an amount, such as "500 CR": it is neither blank nor words."""
    if isinstance(raw, str):
        return any(each.isnumeric() for each in raw)
    return not blank(raw)
