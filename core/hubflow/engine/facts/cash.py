"""Work out cash from the records: income, spending, and how long the rest lasts.

A ledger states income and costs; they are taken as received and paid in the months that they are
recorded in. A period of several months is spread evenly over those of its months that count.
"""

from __future__ import annotations

from hubflow.engine.facts.arithmetic import Cents, cents, total_cents
from hubflow.engine.facts.trading_ledger import Ledger, Month, months_in
from hubflow.model.business import Period, Trade
from hubflow.model.plain_record import PlainRecord, once_for_each

BURN_MONTHS = 3
"""Over how many of the last recorded months the monthly shortfall is taken.

hubflow's own choice: one month is chance, and a year hides what has changed.
"""


class Flow(PlainRecord):
    """Income and costs of one month that counts, in cents; ``grants`` are a part of ``net``."""

    month: Month
    net: Cents
    grants: Cents


class Cash(PlainRecord):
    """The cash of a business according to its records, in cents.

    ``balances``: at the end of each period, in order, with the period's last month; ``flows``: of
    each month that counts, in order.
    """

    balances: tuple[tuple[Month, Cents], ...]
    flows: tuple[Flow, ...]

    @property
    def now(self) -> Cents:
        """The cash at the end of the last period on record."""
        return self.balances[-1][1]

    @property
    def low(self) -> Cents:
        """The least cash at the end of a period."""
        return min(balance for _, balance in self.balances)


def read_cash(trade: Trade, ledger: Ledger) -> Cash | None:
    """Return the cash that the records show; None where they leave it open.

    They do where the opening cash, or a period's income, grants or costs, are not stated, where no
    period has ended, and where months that count have no record before the last one that has.
    """
    opening, flows = cents(trade.opening_cash), monthly_flows(ledger)
    if opening is None or not flows:
        return None
    months = tuple(flow.month for flow in flows)
    if months != ledger.clock[: len(months)]:
        return None
    balances, balance = [], opening
    for period in _since_start(ledger):
        net = _net(ledger, period)
        assert net is not None  # or there were no flows
        balance += net
        balances.append((months_in(period)[-1], balance))
    return Cash(tuple(balances), flows)


@once_for_each
def monthly_flows(ledger: Ledger) -> tuple[Flow, ...] | None:
    """Return the months that count and are on record, in order; none without records.

    None where a period does not state its income, grants and costs, or reaches back before the
    start.
    """
    counting = set(ledger.clock)
    found: list[Flow] = []
    for period in _since_start(ledger):
        net, grants = _net(ledger, period), cents(period.grants)
        if net is None or grants is None or period.start < ledger.began:
            return None
        months = [month for month in months_in(period) if month in counting]
        for position, month in enumerate(months):
            found.append(Flow(month, _part(net, position, len(months)),
                              _part(grants, position, len(months))))
    return tuple(found)


def burn(flows: tuple[Flow, ...]) -> Cents | None:
    """Return a month's net cost over the last months on record; 0 where there is none.

    None with fewer than :data:`BURN_MONTHS` months.
    """
    last = flows[-BURN_MONTHS:]
    if len(last) < BURN_MONTHS:
        return None
    return max(0, -round(sum(flow.net for flow in last) / BURN_MONTHS))


def _since_start(ledger: Ledger) -> list[Period]:
    """Return the periods that end in or after the month in which the business began."""
    return [period for period in ledger.periods
            if ledger.clock and period.end >= ledger.began]


def _net(ledger: Ledger, period: Period) -> Cents | None:
    earned, others = ledger.earned([period]), total_cents([period.grants])
    spent = total_cents([period.costs])
    if earned is None or others is None or spent is None:
        return None
    return earned + others - spent


def _part(amount: Cents, position: int, parts: int) -> Cents:
    """Return one of so many even parts, in whole cents that add up to the amount."""
    return amount * (position + 1) // parts - amount * position // parts
