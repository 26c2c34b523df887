"""Facts derived from the ledger of the test-trading business.

Time is counted in calendar months from the month in which the business began to trade. A month
that a pause covers wholly is not counted: pauses stop the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hubflow.engine.facts.fact import Context, Value, add, day, derived, number, share, total
from hubflow.model.business import Period

Month = int
"""A calendar month as years * 12 + month - 1, so that months can be counted."""


def month_of(date: dt.date) -> Month:
    """The calendar month of a day."""
    return date.year * 12 + date.month - 1


def _last_day(month: Month) -> dt.date:
    return dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)


def _first_day(month: Month) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _start(context: Context) -> dt.date | None:
    """The day on which the formed business began to trade, if it has."""
    trade = context.dossier.trade
    start = day(trade.start)
    formed = trade.legal_form not in (None, "not yet formed")
    return start if formed and start is not None and start <= context.as_of else None


def clock_months(context: Context) -> list[Month]:
    """The months that count, from the start to ``as_of``, pauses left out."""
    start = _start(context)
    if start is None:
        return []
    last = month_of(context.as_of)
    if _last_day(last) > context.as_of:
        last -= 1
    return [month for month in range(month_of(start), last + 1) if not _paused(context, month)]


def _paused(context: Context, month: Month) -> bool:
    return any(
        pause.start <= _first_day(month) and (pause.end or dt.date.max) >= _last_day(month)
        for pause in context.dossier.trade.pauses
    )


def _periods(context: Context) -> list[Period]:
    """The ledger's periods that have ended, in order."""
    periods = [p for p in context.dossier.trade.ledger if p.end <= context.as_of]
    return sorted(periods, key=lambda period: period.start)


def _months_in(period: Period) -> Iterator[Month]:
    return iter(range(month_of(period.start), month_of(period.end) + 1))


def _recorded(context: Context) -> float:
    covered = {month for period in _periods(context) for month in _months_in(period)}
    return float(len(covered.intersection(clock_months(context))))


add("trade.formed", "", "record", "Has a formed business begun to trade?",
    "yes where trade.legal_form is that of a formed business and trade.start has come",
    "trade.start", lambda c: _start(c) is not None, type="yes_no")
add("trade.months_elapsed", "months", "record", "Whole months since the business began.",
    "calendar months from the month of trade.start to the day, pauses left out", "trade.start",
    lambda c: float(len(clock_months(c))))
add("trade.months_recorded", "months", "record", "Months of trading that its records cover.",
    "those of trade.months_elapsed that a period of trade.ledger covers", "trade.ledger",
    _recorded)


def _earned(period: Period) -> float | None:
    """Earned income of a period: an unstated kind counts as none where another is stated."""
    kinds = (period.sales, period.contracts, period.outcome_payments)
    if all(kind is None for kind in kinds):
        return None
    return total(kind for kind in kinds if kind is not None)


def _money(context: Context, amount: float | None) -> float | None:
    if amount is None or context.rate is None:
        return None
    return round(amount * context.rate * 100) / 100


def _year(context: Context, number_of_year: int) -> float | None:
    """Earned income of the first or second 12 clock months, if the periods match them."""
    clock = clock_months(context)[12 * (number_of_year - 1) : 12 * number_of_year]
    if len(clock) < 12:
        return None
    wanted = set(range(clock[0], clock[-1] + 1))
    inside = [p for p in _periods(context) if wanted.intersection(_months_in(p))]
    covered = {month for period in inside for month in _months_in(period)}
    if not set(clock) <= covered or not covered <= wanted:
        return None
    return _money(context, total(_earned(period) for period in inside))


def _sum(context: Context, amounts: list[float | None]) -> float | None:
    return _money(context, total(amounts)) if amounts else None


def _earned_in_all(context: Context) -> float | None:
    return _sum(context, [_earned(period) for period in _periods(context)])


def _grants(context: Context) -> float | None:
    return _sum(context, [number(period.grants) for period in _periods(context)])


def _costs(context: Context) -> float | None:
    return _sum(context, [number(period.costs) for period in _periods(context)])


def _baseline(context: Context) -> float | None:
    return _money(context, number(context.dossier.trade.baseline_income))


def _plus(a: float | None, b: float | None, sign: int = 1) -> float | None:
    return None if a is None or b is None else round((a + sign * b) * 100) / 100


_LEDGER = "trade.ledger"
add("trade.earned_income", "money", "given", "Income earned so far, without grants.",
    "sum of sales, contracts and outcome payments over trade.ledger", _LEDGER, _earned_in_all)
add("trade.earned_income_year_1", "money", "given", "Income earned in the first year of trading.",
    "over the first 12 counted months, if periods of trade.ledger match them", _LEDGER,
    lambda c: _year(c, 1))
add("trade.earned_income_year_2", "money", "given", "Income earned in the second year of trading.",
    "over the second 12 counted months, if periods of trade.ledger match them", _LEDGER,
    lambda c: _year(c, 2))
add("trade.earned_growth", "money", "given", "Growth of earned income over the baseline.",
    "trade.earned_income_year_1 - trade.earned_income_baseline", _LEDGER,
    lambda c: _plus(_year(c, 1), _baseline(c), -1))
add("trade.grant_income", "money", "given", "Income from grants so far.",
    "sum of grants over trade.ledger", _LEDGER, _grants)
add("trade.costs", "money", "given", "Costs so far.", "sum of costs over trade.ledger", _LEDGER,
    _costs)
add("trade.earned_share", "share", "given", "The share of income that is earned.",
    "trade.earned_income / (trade.earned_income + trade.grant_income)", _LEDGER,
    lambda c: share(_earned_in_all(c), _plus(_earned_in_all(c), _grants(c))))
add("trade.surplus", "money", "given", "Income less costs so far.",
    "trade.earned_income + trade.grant_income - trade.costs", _LEDGER,
    lambda c: _plus(_plus(_earned_in_all(c), _grants(c)), _costs(c), -1))


@derived("trade.service_users", "number", "people", "given",
         "Service users served in the fullest period.",
         "greatest service_users over trade.ledger", (_LEDGER,))
def _service_users(context: Context) -> Value:
    found = [number(period.service_users) for period in _periods(context)]
    stated = [people for people in found if people is not None]
    return max(stated) if stated and len(stated) == len(found) else None


@derived("trade.jobs", "number", "full-time jobs", "given", "Jobs at the end of the last period.",
         "jobs of the last period of trade.ledger", (_LEDGER,))
def _jobs(context: Context) -> Value:
    periods = _periods(context)
    return number(periods[-1].jobs) if periods else None


_RESOURCES = "trade.resources"
add("trade.resources", "entries", "record", "How many of the hub's resources were received.",
    "number of trade.resources", _RESOURCES, lambda c: float(len(c.dossier.trade.resources)))
add("trade.grants_from_hub", "money", "record", "Money that the hub gave.",
    "sum of amount over trade.resources of kind grant", _RESOURCES,
    lambda c: _money(c, total(r.amount for r in c.dossier.trade.resources if r.kind == "grant")))
add("trade.mentoring_hours", "hours", "record", "Hours of mentoring that the hub gave.",
    "sum of hours over trade.resources of kind mentoring", _RESOURCES,
    lambda c: total(r.hours for r in c.dossier.trade.resources if r.kind == "mentoring"))
add("trade.space_months", "months", "record", "Months of space that the hub gave.",
    "sum of months over trade.resources of kind space", _RESOURCES,
    lambda c: total(r.months for r in c.dossier.trade.resources if r.kind == "space"))


@derived("trade.capability_gain", "number", "points", "given",
         "What partners became able to do, in points of their scale.",
         "mean of after - before over trade.capability", ("trade.capability",))
def _capability_gain(context: Context) -> Value:
    entries = context.dossier.trade.capability
    before = total(entry.before for entry in entries)
    after = total(entry.after for entry in entries)
    return None if not entries or before is None or after is None else (
        after - before) / len(entries)
