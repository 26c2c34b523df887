"""Check the ledger of test trading: whole calendar months, each of them once."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import Any

from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import date, tables
from hubflow.text.spoken import say

Stretch = tuple[dt.date, dt.date, KeyPath]


def ledger_flaws(trade: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield periods and pauses that overlap or end before they start, and parts of months."""
    periods: list[Stretch] = []
    for at, period in tables(trade, "ledger", at=("trade",)):
        start, end = date(period.get("start")), date(period.get("end"))
        if start is not None and start.day != 1:
            yield RecordFlaw((*at, "start"),
                             say("reading-problems.is_not_the_first_day_of", start=start),
                       say("reading-problems.a_ledger_periods_are_whole_months"))
        if end is not None and end.day != calendar.monthrange(end.year, end.month)[1]:
            yield RecordFlaw((*at, "end"), say("reading-problems.is_not_the_last_day_of", end=end),
                       say("reading-problems.a_ledger_periods_are_whole_months"))
        if start is not None and end is not None:
            periods.append((start, end, at))
    yield from _stretches(periods, "period")
    pauses: list[Stretch] = []
    for at, pause in tables(trade, "pauses", at=("trade",)):
        start = date(pause.get("start"))
        end = date(pause["end"]) if "end" in pause else dt.date.max
        if start is not None and end is not None:
            pauses.append((start, end, at))
    yield from _stretches(pauses, "pause")


def _stretches(stretches: list[Stretch], what: str) -> Iterator[RecordFlaw]:
    sound = []
    for start, end, at in stretches:
        if start > end:
            yield RecordFlaw((*at, "end"),
                             say("reading-problems.is_before_the_of_start", end=end, start=start))
        else:
            sound.append((start, end, at))
    sound.sort(key=lambda stretch: stretch[:2])
    last: Stretch | None = None
    for stretch in sound:
        if last is not None and stretch[0] <= last[1]:
            endless = "endless_" if last[1] == dt.date.max else ""
            yield RecordFlaw((*stretch[2], "start"), say(
                f"reading-problems.overlaps_{endless}{what}", start=last[0], end=last[1]))
        if last is None or stretch[1] > last[1]:
            last = stretch
