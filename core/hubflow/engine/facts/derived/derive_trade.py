"""Derive facts from the ledger of the test-trading business and from the hub's support."""

from __future__ import annotations

from hubflow.engine.facts.arithmetic import (
    Cents,
    chosen,
    exact,
    number,
    says,
    share,
    total,
    total_cents,
)
from hubflow.engine.facts.fact import Context, Value, add, count, derived, noted
from hubflow.model.business import HubResource

noted("trade.formed", "Has a formed business begun to trade?",
      "yes where trade.legal_form is that of a formed business and trade.start has come",
      "trade.legal_form trade.start", lambda c: c.ledger.formed)
add("trade.months_elapsed", "months", "record", "Whole months since the business began.",
    "calendar months from that of trade.start to the last one ended, without those that pauses "
    "cover wholly", "trade.start", lambda c: c.ledger.months_elapsed())
add("trade.months_recorded", "months", "record", "Months of trading that its records cover.",
    "those of trade.months_elapsed that ended periods of trade.ledger cover",
    "trade.ledger", lambda c: c.ledger.months_recorded())


def _earned(context: Context) -> Cents | None:
    periods = context.ledger.periods
    return context.ledger.earned(periods) if periods else None


def _sum(context: Context, field: str) -> Cents | None:
    periods = context.ledger.periods
    return total_cents(getattr(period, field) for period in periods) if periods else None


def _income(context: Context) -> Cents | None:
    earned, grants = _earned(context), _sum(context, "grants")
    return None if earned is None or grants is None else earned + grants


def _less(amount: Cents | None, other: Cents | None) -> Cents | None:
    return None if amount is None or other is None else amount - other


_BASELINE = "trade.baseline_income"
_EARNED = "trade.ledger.sales trade.ledger.contracts trade.ledger.outcome_payments"

add("trade.earned_income", "money", "given", "Income earned so far, without grants.",
    "sum of sales, contracts and outcome payments over trade.ledger; a kind that a period leaves "
    "out counts as none where it states another", _EARNED,
    lambda c: c.money(_earned(c)))
add("trade.earned_income_year_1", "money", "given", "Income earned in the first year of trading.",
    "sum over the first 12 months that count; missing unless periods of trade.ledger cover just "
    "these", _EARNED, lambda c: c.money(c.ledger.earned_in_year(1)))
add("trade.earned_income_year_2", "money", "given", "Income earned in the second year of trading.",
    "sum over the next 12 months that count; missing unless periods of trade.ledger cover just "
    "these", _EARNED, lambda c: c.money(c.ledger.earned_in_year(2)))


@derived("trade.earned_growth", "number", "money", "given",
         "Growth of earned income over the year before the support.",
         "trade.earned_income_year_1 - trade.earned_income_baseline",
         *_EARNED.split(), _BASELINE, low=None)
def _earned_growth(context: Context) -> Value:
    baseline = total_cents([context.dossier.trade.baseline_income])
    return context.money(_less(context.ledger.earned_in_year(1), baseline))


add("trade.grant_income", "money", "given", "Income from grants so far.",
    "sum of grants over trade.ledger", "trade.ledger.grants",
    lambda c: c.money(_sum(c, "grants")))
add("trade.costs", "money", "given", "Costs so far.", "sum of costs over trade.ledger",
    "trade.ledger.costs", lambda c: c.money(_sum(c, "costs")))
add("trade.earned_share", "share", "given", "The share of income that is earned.",
    "trade.earned_income / (trade.earned_income + trade.grant_income)",
    f"{_EARNED} trade.ledger.grants", lambda c: share(_earned(c), _income(c)))
add("trade.surplus", "money", "given", "Income less costs so far.",
    "trade.earned_income + trade.grant_income - trade.costs",
    f"{_EARNED} trade.ledger.grants trade.ledger.costs",
    lambda c: c.money(_less(_income(c), _sum(c, "costs"))), low=None)


@derived("trade.service_users", "number", "people", "given",
         "Service users served in the fullest period.",
         "greatest service_users over trade.ledger", "trade.ledger.service_users")
def _service_users(context: Context) -> Value:
    found = [number(period.service_users) for period in context.ledger.periods]
    stated = [people for people in found if people is not None]
    return max(stated) if stated and len(stated) == len(found) else None


@derived("trade.jobs", "number", "full-time jobs", "given", "Jobs at the end of the last period.",
         "jobs of the last period of trade.ledger", "trade.ledger.jobs")
def _jobs(context: Context) -> Value:
    periods = context.ledger.periods
    return number(periods[-1].jobs) if periods else None


def _given(context: Context, kind: str, field: str) -> list[object] | None:
    """Return the hub's support of one kind; None where the kind of some support is open."""
    resources: tuple[HubResource, ...] = context.dossier.trade.resources
    return chosen((says(r.kind, kind), getattr(r, field)) for r in resources)


def _granted(context: Context) -> Value:
    amounts = _given(context, "grant", "amount")
    return None if amounts is None else context.money(total_cents(amounts))


def _total_given(context: Context, kind: str, field: str) -> Value:
    amounts = _given(context, kind, field)
    return None if amounts is None else total(amounts)


count("trade.resources", "entries", "How many of the hub's resources were received.",
      "number of trade.resources", "trade.resources", lambda c: len(c.dossier.trade.resources))
add("trade.grants_from_hub", "money", "record", "Money that the hub gave.",
    "sum of amount over trade.resources of kind grant",
    "trade.resources.kind trade.resources.amount", _granted)
add("trade.mentoring_hours", "hours", "record", "Hours of mentoring that the hub gave.",
    "sum of hours over trade.resources of kind mentoring",
    "trade.resources.kind trade.resources.hours",
    lambda c: _total_given(c, "mentoring", "hours"))
add("trade.space_months", "months", "record", "Months of space that the hub gave.",
    "sum of months over trade.resources of kind space",
    "trade.resources.kind trade.resources.months",
    lambda c: _total_given(c, "space", "months"))


@derived("trade.capability_gain", "number", "points", "given",
         "What partners became able to do, in points of their scale.",
         "mean of after - before over trade.capability",
         "trade.capability.before", "trade.capability.after", low=None)
def _capability_gain(context: Context) -> Value:
    entries = context.dossier.trade.capability
    before = total(entry.before for entry in entries)
    after = total(entry.after for entry in entries)
    if not entries or before is None or after is None:
        return None
    return exact((after - before) / len(entries))
