"""Take the values of one grant one by one into a plain form, and note every change."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.grants.flat_sheet import leaves
from hubflow.grants.package import FieldChange
from hubflow.grants.published_grants import PublishedGrant
from hubflow.grants.standard import countries, currencies
from hubflow.model.input_problems import Problem
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.values.cell_values import (
    blank,
    conventions_of,
    readings_of,
    text_of,
    value_of,
)
from hubflow.reading.values.conventions import Conventions, Manner
from hubflow.reading.values.date_reading import day_readings
from hubflow.text.spoken import say

DAYS: tuple[KeyPath, ...] = (("awardDate",), ("plannedDates", 0, "startDate"),
                          ("plannedDates", 0, "endDate"))
AMOUNTS: tuple[KeyPath, ...] = (("amountAwarded",), ("amountAppliedFor",),
                             ("plannedDates", 0, "duration"))

_AMOUNT = Kind("number", low=0, gap=False, unit="money")
_MONTHS = Kind("number", low=0, gap=False, unit="months")
_DAY = Kind("date", gap=False)
_YES_NO = Kind("yes_no", gap=False)
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_UNCERTAIN = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)
_OPTIONS = {"date": "or_say_dates", "number": "or_say_decimals"}
"""The keys of the words that name the option which says how all values are written."""


def conventions_of_grants(
    grants: Iterable[PublishedGrant], stated: Iterable[Manner] = ()
) -> Conventions:
    """Return how a file writes numbers and days: as stated, or as its values show."""
    cells = (value for given in grants for path, value in leaves(given.data)
             if path in DAYS or path in AMOUNTS)
    return conventions_of(cells).with_stated(tuple(stated))


@attrs.define(eq=False)
class Taker:
    """Takes values out of a grant. :meth:`rest` reports the values that nobody took.

    ``unclear`` are the problems with values that may mean two things, which an option settles.
    """

    given: PublishedGrant
    written: Conventions
    problems: list[Problem]
    unclear: list[Problem]
    changes: list[FieldChange]
    taken: set[KeyPath] = attrs.field(factory=set)

    @property
    def id(self) -> str:
        """The grant's identifier, as changes name it."""
        return text_of(self.given.data.get("id") or "")

    def raw(self, *path: str | int) -> Any:
        """Return a value as the file has it; None if there is none."""
        self.taken.add(path)
        here: Any = self.given.data
        for part in path:
            if isinstance(part, int):
                here = here[part] if isinstance(here, list) and part < len(here) else None
            else:
                here = here.get(part) if isinstance(here, Mapping) else None
        return None if blank(here) else here

    def count(self, part: str) -> int:
        """Return how many entries a part has."""
        entries = self.given.data.get(part)
        return len(entries) if isinstance(entries, list) else 0

    def text(self, *path: str | int) -> str | None:
        """Return a text without the space around it."""
        raw = self.raw(*path)
        if raw is None:
            return None
        if isinstance(raw, Mapping | list):
            self.problem(path, say("grants.must_be_text", value=shown(raw)))
            return None
        why = "without the space around it" if isinstance(raw, str) else "written as text"
        text: str = self.noted(path, raw, text_of(raw), why)
        return text

    def needed(self, *path: str | int) -> str | None:
        """Return a text; report a problem if it is missing, for there is no award without it."""
        if self.raw(*path) is None:
            self.problem(path, say("grants.is_missing"), say("grants.required_of_every_grant"))
        return self.text(*path)

    def amount(self, *path: str | int) -> float | None:
        """Return an amount of money, 0 or more."""
        return self._number(path, _AMOUNT)

    def months(self, *path: str | int) -> float | None:
        """Return a number of months, 0 or more."""
        return self._number(path, _MONTHS)

    def _number(self, path: KeyPath, kind: Kind) -> float | None:
        raw = self.raw(*path)
        if raw is None:
            return None
        value: float | None = self._read(path, kind, raw)
        if value is not None:
            self.noted(path, raw, value, "written as a number")
        return value

    def day(self, *path: str | int) -> dt.date | None:
        """Return a day; a month or a year alone is not carried."""
        raw = self.raw(*path)
        if raw is None:
            return None
        if isinstance(raw, str | int) and _UNCERTAIN.fullmatch(str(raw).strip()):
            self.left_out(path, raw, "a month or a year alone; a dossier has days, and none is "
                          "guessed")
            return None
        value: dt.date | None = self._read(path, _DAY, raw)
        if value is None:
            return None
        why = "a day, without a time" if str(raw).strip()[:10] == value.isoformat() else (
            f"written as in ISO 8601{self._manner(str(raw), value)}")
        self.noted(path, raw, value, why)
        return value

    def yes_no(self, *path: str | int) -> bool | None:
        """Return yes or no; 360Giving's own words are `Yes` and `No`."""
        raw = self.raw(*path)
        if raw is None:
            return None
        answer: bool | None = self._read(path, _YES_NO, raw)
        if answer is not None and raw not in ("Yes", "No"):
            self.changed(path, raw, "Yes" if answer else "No", "360Giving's words are Yes and No")
        return answer

    def currency(self) -> str | None:
        """Return the code of the currency."""
        return self._code(("currency",), currencies(), "currency")

    def country(self, *path: str | int) -> str | None:
        """Return the code of a country."""
        raw = self.raw(*path)
        if isinstance(raw, str) and raw.strip().upper() == "UK":
            self.changed(path, raw, "GB", "the United Kingdom's code in ISO 3166-1")
            return "GB"
        return self._code(path, countries(), "country")

    def _code(self, path: KeyPath, known: frozenset[str], what: str) -> str | None:
        raw = self.raw(*path)
        if raw is None:
            return None
        code = text_of(raw).upper()
        if code not in known:
            self.problem(path, say(f"grants.must_be_a_{what}", value=shown(raw)))
            return None
        self.noted(path, raw, code, "written in capitals, without the space around it")
        return code

    def _read(self, path: KeyPath, kind: Kind, raw: Any) -> Any:
        try:
            return value_of(kind, raw, attrs.evolve(
                self.written, to_do=say(f"grants.{_OPTIONS[kind.type]}")
                if kind.type in _OPTIONS else ""))
        except RefusedError as refused:
            readings = readings_of(kind, raw) if isinstance(raw, str) else ()
            several = len({reading.value for reading in readings}) > 1
            (self.unclear if several else self.problems).append(
                self.given.problem(path, refused.what, refused.to_do))
            return None

    def _manner(self, raw: str, value: dt.date) -> str:
        ways = {reading.manner for reading in day_readings(raw) if reading.value == value}
        others = {reading.value for reading in day_readings(raw)} - {value}
        return f"; read {ways.pop()}, as the file's other dates or --dates say" if others else ""

    def noted(self, path: KeyPath, raw: Any, value: Any, why: str) -> Any:
        """Return a value; note a change if the file has it in another form.

        In a sheet all may be text, so there a number or a day is the same as its text.
        """
        plain = value.isoformat() if isinstance(value, dt.date) else value
        is_number = isinstance(value, float | int)
        if self.given.in_sheet:
            same = text_of(raw) == text_of(plain) or (
                is_number and _PLAIN_NUMBER.fullmatch(text_of(raw)) is not None)
        else:
            same = raw == plain and isinstance(raw, str) == isinstance(plain, str)
        if not same:
            before = f'"{raw}"' if is_number and isinstance(raw, str) else raw
            self.changed(path, before, text_of(value), why)
        return value

    def changed(self, path: KeyPath, before: Any, after: str, why: str) -> None:
        """Note a value that is read in another form than the file has it."""
        self.changes.append(FieldChange(self.id, shown_key(path), _plain(before), after, why))

    def left_out(self, path: KeyPath, before: Any, why: str) -> None:
        """Note a value that is not carried."""
        self.taken.add(path)
        self.changes.append(FieldChange(self.id, shown_key(path), _plain(before), None, why))

    def problem(self, path: KeyPath, what: str, to_do: str = "") -> None:
        """Report a problem with a value."""
        self.problems.append(self.given.problem(path, what, to_do))

    def rest(self) -> Iterator[tuple[KeyPath, Any]]:
        """Note every value that nobody took."""
        return (each for each in leaves(self.given.data) if each[0] not in self.taken)


def _plain(value: Any) -> str:
    """Return a value as a report shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return text_of(value)
    return json.dumps(value, ensure_ascii=False)


def grant_changes(changes: Sequence[FieldChange]) -> Mapping[tuple[str, str], list[FieldChange]]:
    """Return changes grouped by field, without numbers of entries, and by reason."""
    found: dict[tuple[str, str], list[FieldChange]] = {}
    for change in changes:
        field = re.sub(r"\[\d+\]", "", change.field)
        found.setdefault((field, change.why), []).append(change)
    return found
