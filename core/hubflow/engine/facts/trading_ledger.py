"""Count the months and records of the test-trading business.

Time is counted in calendar months, from the month in which the business began to trade (the whole
month, on whichever day it began) to the last month that has ended. A month of which pauses cover
every day does not count: pauses stop the clock. A year of trading is 12 months that count.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

import attrs

from hubflow.engine.facts.arithmetic import Cents, every, has_come, total_cents
from hubflow.model.business import Pause, Period, Trade
from hubflow.model.plain_record import PlainRecord
from hubflow.model.values import Gap

Month = int
"""A calendar month as years * 12 + month - 1, so that months can be counted."""

Stretch = tuple[dt.date, dt.date]

EARNED_KINDS = ("sales", "contracts", "outcome_payments")
"""The kinds of income that a period states as earned."""

_YEAR = 12
_FAR = 100 * _YEAR
"""How many paused months are looked past before a month of trading is called open."""


def month_of(date: dt.date) -> Month:
    """Return the calendar month of a day."""
    return date.year * 12 + date.month - 1


def days_of(month: Month) -> Stretch:
    """Return the first and the last day of a month."""
    year, number = month // 12, month % 12 + 1
    last = calendar.monthrange(year, number)[1]
    return dt.date(year, number, 1), dt.date(year, number, last)


class Ledger(PlainRecord):
    """The time and the records of a business, up to a day.

    ``formed``: has a formed business begun to trade? None where the dossier leaves that open.
    ``clock``: the months that count, in order; ``paused``: those between them that do not.
    ``periods``: the records that had ended, in order.
    """

    formed: bool | None
    clock: tuple[Month, ...]
    paused: frozenset[Month]
    periods: tuple[Period, ...]

    @property
    def began(self) -> dt.date:
        """The first day of the month in which the business began, if that month counts."""
        return days_of(min([self.clock[0], *self.paused]))[0]

    def months_elapsed(self) -> float | None:
        """Return how many months count; None where it is open whether the business has begun."""
        return None if self.formed is None else float(len(self.clock))

    def months_recorded(self) -> float | None:
        """Return how many of the months that count have records."""
        if self.formed is None:
            return None
        covered = {month for period in self.periods for month in months_in(period)}
        return float(len(covered.intersection(self.clock)))

    def earned_in_year(self, which: int) -> Cents | None:
        """Return earned income of the first (1) or second (2) year of trading.

        None unless the year has passed and its months are covered by periods that reach into no
        other month that counts, nor before the start, and that all state their earned income.
        """
        year = frozenset(self.clock[_YEAR * (which - 1) : _YEAR * which])
        if len(year) < _YEAR:
            return None
        inside, covered = [], set[Month]()
        for period in self.periods:
            months = set(months_in(period)) - self.paused
            if months & year:
                inside.append(period)
                covered |= months
        return self.earned(inside) if covered == year else None

    def earned(self, periods: Iterable[Period]) -> Cents | None:
        """Return income from sales, contracts and outcome payments; None if a period states none.

        A kind of income that a period does not state counts as none where it states another.
        """
        amounts: list[object] = []
        for period in periods:
            amounts += [getattr(period, kind) for kind in _stated_kinds(period)] or [None]
        return total_cents(amounts)


def counted_as_none(periods: Iterable[Period]) -> dict[str, list[Period]]:
    """Return the kinds of earned income that count as none, with the periods that leave them out.

    A period that states no kind at all leaves its earned income open.
    """
    found: dict[str, list[Period]] = {}
    for period in periods:
        stated = _stated_kinds(period)
        for kind in EARNED_KINDS if stated else ():
            if kind not in stated:
                found.setdefault(kind, []).append(period)
    return found


def _stated_kinds(period: Period) -> list[str]:
    return [kind for kind in EARNED_KINDS if getattr(period, kind) is not None]


def read_ledger(trade: Trade, as_of: dt.date) -> Ledger:
    """Return the ledger of ``trade`` on the day ``as_of``."""
    formed = every([_has_form(trade), has_come(trade.start, as_of)])
    months: range = range(0)
    if formed and isinstance(trade.start, dt.date):
        months = range(month_of(trade.start), months_ended(as_of))
    paused = _paused(months, trade.pauses)
    ended = [period for period in trade.ledger if period.end <= as_of]
    return Ledger(
        formed=formed,
        clock=tuple(month for month in months if month not in paused),
        paused=paused,
        periods=tuple(sorted(ended, key=lambda period: (period.start, period.end))),
    )


def day_of(trade: Trade, month: int, as_of: dt.date | None = None) -> dt.date | None:
    """Return the last day of a month of trading, by the clock; None where it is open.

    Pauses count as they are known, those to come among them. One without an end is taken to end
    on ``as_of``; without that day the month is open while it lasts.
    """
    if not _has_form(trade) or not isinstance(trade.start, dt.date):
        return None
    known = [attrs.evolve(pause, end=as_of) if pause.end is None else pause
             for pause in trade.pauses]
    first = month_of(trade.start)
    counted, here, until = 0, first, first + month + _FAR
    while here < until:
        span = range(here, here + max(1, month - counted))
        counted += len(span) - len(_paused(span, known))
        here = span[-1] + 1
        if counted == month:
            return days_of(span[-1])[1]
    return None


def paused_months(trade: Trade, until: Month) -> frozenset[Month]:
    """Return the months before ``until`` that pauses take out of the clock."""
    if not isinstance(trade.start, dt.date):
        return frozenset()
    return _paused(range(month_of(trade.start), until), trade.pauses)


def _has_form(trade: Trade) -> bool | None:
    if isinstance(trade.legal_form, Gap):
        return None
    return trade.legal_form not in (None, "not yet formed")


def months_ended(as_of: dt.date) -> Month:
    """Return the first month that has not ended."""
    month = month_of(as_of)
    return month + 1 if as_of == days_of(month)[1] else month


def months_in(period: Period) -> range:
    """Return the months of a period, paused ones included."""
    return range(month_of(period.start), month_of(period.end) + 1)


def _paused(months: range, pauses: Iterable[Pause]) -> frozenset[Month]:
    """Return the months that pauses cover on every day, alone or one after the other."""
    rests = _joined(pauses)
    return frozenset(
        month for month in months if rests for first, last in [days_of(month)]
        if any(start <= first and last <= end for start, end in rests)
    )


def _joined(pauses: Iterable[Pause]) -> list[Stretch]:
    """Return the periods that pauses cover; those that meet or overlap become one."""
    joined: list[Stretch] = []
    for start, end in sorted((pause.start, pause.end or dt.date.max) for pause in pauses):
        if end < start:
            continue
        if joined and (start - joined[-1][1]).days <= 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
