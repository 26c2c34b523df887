"""Write and read the sheet on which awards to the ventures of a call are written, one a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.engine.facts.arithmetic import in_cents
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_table import TableRow, read_cell_table
from hubflow.reading.values.cell_values import conventions_of, value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_file import letters
from hubflow.register.recording.money import PlannedReport, PlannedTranche
from hubflow.register.standing.award_plan import RecordedAward
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.register.together.sheet_drawing import draw_guide, draw_table
from hubflow.register.together.wanted_awards import WantedAward
from hubflow.text.catalogue import languages, words
from hubflow.text.numbers import money
from hubflow.text.spoken import say
from hubflow.workbook.drawing.cell_rules import LISTS, CellRules

TRANCHES = 2
"""Tranches for which a sheet has columns, where no more are planned."""
_MOST = 12
"""Tranches that a sheet may have."""

_WIDTHS: Mapping[str, float] = {
    "name": 34, "recorded": 30, "requested": 13, "amount": 13, "currency": 9, "funder": 24,
    "programme": 22, "purpose": 24, "reference": 14}
_PART: Mapping[str, float] = {"tranche": 13, "due": 13, "condition": 26}
_REPORT: Mapping[str, float] = {"report": 13, "tells": 26, "venture": 20}
_MONEY = Kind("number", low=0, unit="money", gap=False)
_DAY = Kind("date", gap=False)
_TEXTS = ("name", "recorded", "venture")


def _part(key: str, number: int) -> str:
    return f"{key}_{number}"


def _widths(tranches: int) -> dict[str, float]:
    parts = {_part(key, number): width for number in range(1, tranches + 1)
             for key, width in _PART.items()}
    return {**_WIDTHS, **parts, **_REPORT}


def _headings(language: str, tranches: int) -> dict[str, str]:
    """Return the headings of a sheet by key, in a language."""
    texts = words(language, "award-sheet")
    return {key: texts[key.rpartition("_")[0]].format(number=key.rpartition("_")[2])
            if key[-1].isdecimal() else texts[key] for key in _widths(tranches)}


def award_workbook(
    standings: Sequence[VentureStanding], wanted: Sequence[WantedAward], language: str, *,
    call_name: str, recorded: Mapping[str, Sequence[RecordedAward]], listed: bool = False,
) -> bytes:
    """Return a sheet of awards to ventures as a workbook, with what is known of each filled in.

    ``call_name`` stands in its title. ``wanted`` is an award to each venture, whose amount is 0
    where it is still to be written; ``listed`` says that amounts are those of the call's list.
    ``recorded`` are the awards on record, by venture: they are shown beside it, and an amount
    among them is not filled in again.
    """
    texts = {**words(language), **words(language, "workbook"), **words(language, "award-sheet")}
    tranches = max(TRANCHES, *(len(one.tranches) for one in wanted))
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = texts["sheet"]
    draw_guide(book.create_sheet(texts["guide_sheet"]), texts["title"].format(
        phase=standings[0].phase_name, call=call_name),
        (texts[key] for key in ("guide_listed" if listed else "guide_1",
                                *(f"guide_{at}" for at in range(2, 7)))))
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    widths = _widths(tranches)
    draw_table(sheet, widths, _headings(language, tranches),
               [_values(standing, one, recorded.get(standing.venture, ()), language)
                for standing, one in zip(standings, wanted, strict=True)],
               [key for key in widths if key not in _TEXTS])
    _draw_rules(sheet, widths, len(standings), texts, CellRules(lists, texts, ()))
    return workbook_bytes(book)


def _values(
    standing: VentureStanding, one: WantedAward, recorded: Sequence[RecordedAward], language: str
) -> dict[str, Any]:
    if any(in_cents(each.amount) == in_cents(one.amount) for each in recorded):
        one = attrs.evolve(one, amount=0.0, tranches=())
    values: dict[str, Any] = {
        "name": standing.name, "venture": standing.venture, "requested": one.requested,
        "recorded": "; ".join(_recorded(each, language) for each in recorded) or None,
        "amount": one.amount or None, "currency": one.currency, "funder": one.funder or None,
        "programme": one.programme or None, "purpose": one.purpose or None}
    for number, part in enumerate(one.tranches, 1):
        values |= {_part("tranche", number): part.amount or None, _part("due", number): part.due,
                   _part("condition", number): part.condition or None}
    for report in one.reports[:1]:
        values |= {"report": report.due, "tells": report.what or None}
    return values


def _recorded(award: RecordedAward, language: str) -> str:
    """Return an award on record as the sheet shows it: its amount and who gave it."""
    who = award.funder or award.reference
    return money(award.amount, award.currency, language) + (f" ({who})" if who else "")


def _draw_rules(
    sheet: Worksheet, widths: Mapping[str, float], count: int, texts: Mapping[str, str],
    rules: CellRules,
) -> None:
    """Have amounts be numbers and days be days."""
    for column, key in enumerate(widths, 1):
        stem = key.rpartition("_")[0] or key
        kind = _MONEY if stem in ("requested", "amount", "tranche") else (
            _DAY if stem in ("due", "report") else None)
        if kind is None:
            continue
        at = letters(column)
        rules.put(sheet, f"{at}2:{at}{count + 1}", f"{at}2", kind, (),
                  texts["a_day" if kind is _DAY else "an_amount"])
        for row in range(2, count + 2):
            sheet.cell(row, column).number_format = (
                "yyyy-mm-dd" if kind is _DAY else "#,##0.00")


def read_award_sheet(
    journal: Journal, hub: str, path: Path, language: str
) -> list[tuple[VentureStanding, WantedAward]]:
    """Return the awards in a filled sheet with where each venture stands.

    A row without an amount is left out. Headings may be in any language; ``language`` is the
    hub's, by whose customs amounts are read where they show no other. Raises :class:`BadInput`
    with all problems, each with its row.
    """
    spoken = {folded(text): key for each in languages()
              for key, text in _headings(each, _MOST).items()}
    rows = read_cell_table(path).records(
        ("venture", "amount", "funder"), tuple(_widths(_MOST)), spoken)
    customs = conventions_of((raw for row in rows for raw in row.cells.values()), language)
    problems: list[Problem] = []
    found = list(_awards(journal, hub, rows, customs, problems))
    if not found and not problems:
        problems.append(Problem(str(path), 0, "amount",
                                say("register-problems.no_amount_is_written")))
    if problems:
        raise BadInput(problems)
    return found


def _awards(
    journal: Journal, hub: str, rows: Sequence[TableRow], customs: Conventions,
    problems: list[Problem],
) -> Iterator[tuple[VentureStanding, WantedAward]]:
    for row in rows:
        if row.cell("amount") is None:
            continue
        cells = _RowCells(row, customs)
        try:
            standing = known_standing(journal, hub, row.text("venture"))
        except BadInput as bad:
            problems += [row.problem("venture", each.what, each.to_do) for each in bad.problems]
            continue
        made = cells.award(standing.venture)
        problems += cells.problems
        if not cells.problems:
            yield standing, made


class _RowCells:
    """The cells of a row as values; what is wrong with them is gathered in ``problems``."""

    def __init__(self, row: TableRow, customs: Conventions) -> None:
        self.row, self.customs = row, customs
        self.problems: list[Problem] = []

    def award(self, venture: str) -> WantedAward:
        """Return the award that the row says."""
        amount = self.amount("amount") or 0.0
        if not amount:
            self.refuse("amount", say("register-problems.must_be_more_than_0"),
                        say("register-problems.leave_it_blank_for_no_award"))
        if not self.row.text("funder"):
            self.refuse("funder", say("register-problems.who_awards_it_is_missing"))
        tranches = [part for number in range(1, _MOST + 1)
                    if (part := self.tranche(number)) is not None]
        report = self.day("report")
        return WantedAward(
            venture=venture, funder=self.row.text("funder"), amount=amount,
            currency=self.row.text("currency") or None, purpose=self.row.text("purpose"),
            id=self.row.text("reference") or None, requested=self.amount("requested"),
            programme=self.row.text("programme"), tranches=tuple(tranches),
            reports=(PlannedReport(report, self.row.text("tells")),) if report else (),
            file=self.row.file, line=self.row.line)

    def tranche(self, number: int) -> PlannedTranche | None:
        """Return a tranche; None where its amount is blank."""
        amount = self.amount(_part("tranche", number))
        due = self.day(_part("due", number))
        if amount is None and due is not None:
            self.refuse(_part("tranche", number), say("register-problems.a_day_and_no_amount"))
        return PlannedTranche(amount, due, self.row.text(_part("condition", number))
                              ) if amount else None

    def amount(self, key: str) -> float | None:
        """Return an amount; None for a blank cell and for one that is refused."""
        value = self._value(key, _MONEY)
        return float(value) if isinstance(value, int | float) else None

    def day(self, key: str) -> dt.date | None:
        """Return a day; None for a blank cell and for one that is refused."""
        value = self._value(key, _DAY)
        return value if isinstance(value, dt.date) else None

    def refuse(self, key: str, what: str, to_do: str = "") -> None:
        """Add what is wrong with a cell."""
        self.problems.append(self.row.problem(key, what, to_do))

    def _value(self, key: str, kind: Kind) -> Any:
        raw = self.row.cell(key)
        if raw is None:
            return None
        try:
            return value_of(kind, raw, self.customs)
        except RefusedError as refused:
            self.refuse(key, refused.what, refused.to_do)
            return None
