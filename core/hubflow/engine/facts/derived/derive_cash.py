"""Derive facts on the cash of the test-trading business: how much, how low, how long."""

from __future__ import annotations

from hubflow.engine.facts.arithmetic import exact
from hubflow.engine.facts.cash import BURN_MONTHS, Cash, burn, monthly_flows, read_cash
from hubflow.engine.facts.fact import Context, Value, add, derived

_FLOWS = ("trade.ledger.sales trade.ledger.contracts trade.ledger.outcome_payments "
          "trade.ledger.grants trade.ledger.costs")
_CASH = f"trade.opening_cash {_FLOWS}"


def _cash(context: Context) -> Cash | None:
    return read_cash(context.dossier.trade, context.ledger)


def _now(context: Context) -> Value:
    cash = _cash(context)
    return None if cash is None else context.money(cash.now)


def _low(context: Context) -> Value:
    cash = _cash(context)
    return None if cash is None else context.money(cash.low)


def _burn(context: Context) -> Value:
    flows = monthly_flows(context.ledger)
    return None if flows is None else context.money(burn(flows))


add("trade.cash", "money", "given", "Cash at the end of the last period on record.",
    "trade.opening_cash + income - costs over trade.ledger; missing where a month before has no "
    "record", _CASH, _now)
add("trade.cash_low", "money", "given", "The least cash at the end of a period on record.",
    "least of the cash at the end of each period of trade.ledger; missing as trade.cash is",
    _CASH, _low)
add("trade.burn", "money", "given", "What a month costs beyond what it brings.",
    f"costs less income over the last {BURN_MONTHS} months that count and are on record, a month; "
    "0 where income covers them", _FLOWS, _burn)


@derived("trade.runway", "number", "months", "given",
         "How many months the cash lasts at the present shortfall.",
         "trade.cash / trade.burn; missing where there is no shortfall", *_CASH.split())
def _runway(context: Context) -> Value:
    cash, flows = _cash(context), monthly_flows(context.ledger)
    shortfall = burn(flows) if flows else None
    if cash is None or not shortfall:
        return None
    return exact(max(0, cash.now) / shortfall)
