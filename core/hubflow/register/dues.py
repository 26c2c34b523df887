"""What is due of a venture: a gate to take, a ledger month, a checkpoint, a letter that expires."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

import attrs

from hubflow.register.entries import Entry, latest
from hubflow.register.standing import Standing

CHECKPOINTS = (6, 12, 18, 24)
"""Months of test trading after which a hub looks at a business; see the trade stage's two years."""

Month = tuple[int, int]


@attrs.frozen(order=True)
class Due:
    """Something to be done, from the day ``on``."""

    on: dt.date
    what: str
    detail: str = ""


def dues_of(standing: Standing) -> list[Due]:
    """What is due of a venture that goes on, soonest first."""
    if not standing.open:
        return []
    return sorted([*_gate(standing), *_trading(standing), *_letters(standing)])


def _gate(standing: Standing) -> Iterator[Due]:
    if standing.recommendation and standing.recommended_on is not None:
        yield Due(standing.recommended_on, "gate", standing.recommendation)
    else:
        yield Due(standing.since, "run")


def _trading(standing: Standing) -> Iterator[Due]:
    """The first month without records, and the next checkpoint without a run since."""
    start = trading_since(standing)
    if standing.stage != "trade" or start is None:
        return
    months = recorded_months(standing.entries)
    rested = paused_months(standing.entries)
    month = (start.year, start.month)
    while month in months or month in rested:
        month = after(month)
    yield Due(last_day(month) + dt.timedelta(1), "ledger", shown(month))
    run = max((entry.on for entry in standing.entries if entry.kind == "recommendation"),
              default=dt.date.min)
    clock, month = 0, (start.year, start.month)
    while clock < CHECKPOINTS[-1]:
        clock += month not in rested
        day = last_day(month) + dt.timedelta(1)
        if clock in CHECKPOINTS and month not in rested and run < day:
            yield Due(day, "checkpoint", f"month {clock}")
            return
        month = after(month)
        if month > (start.year + 50, 1):
            return


def _letters(standing: Standing) -> Iterator[Due]:
    dossier = latest(standing.entries, "dossier")
    if dossier is None or standing.stage in ("trade", "scale"):
        return
    for letter in dossier.personal.get("letters", ()):
        yield Due(dt.date.fromisoformat(letter["expires"]), "letter", letter["who"][:100])


def trading_since(standing: Standing) -> dt.date | None:
    """The day on which the business began to trade, as its latest dossier says."""
    dossier = latest(standing.entries, "dossier")
    start = dossier.body.get("trade_start") if dossier else None
    return dt.date.fromisoformat(start) if start else None


def recorded_months(entries: tuple[Entry, ...]) -> dict[Month, str]:
    """The calendar months that records cover, each with where it is recorded."""
    months: dict[Month, str] = {}
    dossier = latest(entries, "dossier")
    for start, end in dossier.body.get("periods", ()) if dossier else ():
        months |= dict.fromkeys(_between(start, end), f"dossier, entry {dossier.seq}"
                                if dossier else "")
    for entry in entries:
        if entry.kind == "ledger":
            months |= dict.fromkeys(_between(entry.body["start"], entry.body["end"]),
                                    f"entry {entry.seq}")
    return months


def paused_months(entries: tuple[Entry, ...]) -> set[Month]:
    """The months of which a pause covers every day; they stop the clock."""
    stretches: list[tuple[dt.date, dt.date]] = []
    begun: dt.date | None = None
    for entry in entries:
        if entry.kind == "pause":
            begun = entry.on
        elif entry.kind == "resume" and begun is not None:
            stretches.append((begun, entry.on - dt.timedelta(1)))
            begun = None
    dossier = latest(entries, "dossier")
    for first, last in dossier.body.get("pauses", ()) if dossier else ():
        if last:
            stretches.append((dt.date.fromisoformat(first), dt.date.fromisoformat(last)))
    return {
        month
        for start, end in stretches
        for month in _between(start.isoformat(), end.isoformat())
        if start <= dt.date(*month, 1) and last_day(month) <= end
    }


def _between(start: str, end: str) -> list[Month]:
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    month, months = (first.year, first.month), []
    while month <= (last.year, last.month):
        months.append(month)
        month = after(month)
    return months


def after(month: Month) -> Month:
    """The next month."""
    return (month[0] + month[1] // 12, month[1] % 12 + 1)


def last_day(month: Month) -> dt.date:
    """The last day of a month."""
    return dt.date(*month, calendar.monthrange(*month)[1])


def shown(month: Month) -> str:
    """A month as ``2025-04``."""
    return f"{month[0]:04}-{month[1]:02}"
