"""Cash by the records: how much, how low, how fast it goes, how long it lasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.engine.facts.cash import monthly_flows, read_cash
from hubflow.engine.facts.trading_ledger import days_of, month_of, read_ledger
from hubflow.model.business import Pause, Period, Trade
from hubflow.model.values import Gap

Facts = Callable[..., Any]
START = dt.date(2023, 1, 1)


def period(first: int, last: int | None = None, **amounts: Any) -> Period:
    """A period of the months of 2023 from ``first`` to ``last``."""
    january = month_of(START) - 1
    begins, ends = days_of(january + first)[0], days_of(january + (last or first))[1]
    return Period(start=begins, end=ends, **{"sales": 0, "grants": 0, "costs": 0, **amounts})


def trade(*periods: Period, **more: Any) -> Trade:
    return Trade(**{"legal_form": "cooperative", "start": START, "ledger": periods,
                    "opening_cash": 1_000, **more})


def told(facts: Facts, found: Trade) -> tuple[Any, ...]:
    row = facts(trade=found)
    return tuple(row.values[f"trade.{name}"] for name in ("cash", "cash_low", "burn", "runway"))


def test_cash_is_what_was_there_and_came_in_less_what_was_spent(facts: Facts) -> None:
    found = trade(period(1, sales=100, grants=50, costs=450), period(2, costs=300.10),
                  period(3, contracts=500, outcome_payments=0.10, costs=200))
    assert told(facts, found) == (700, 399.90, 100, 7)


def test_where_income_covers_costs_no_end_is_in_sight(facts: Facts) -> None:
    found = trade(*(period(month, sales=10, costs=10) for month in (1, 2, 3)))
    assert told(facts, found) == (1_000, 1_000, 0, None)


def test_cash_below_nothing_lasts_no_month(facts: Facts) -> None:
    found = trade(*(period(month, costs=600) for month in (1, 2, 3)))
    assert told(facts, found) == (-800, -800, 600, 0)


def test_the_shortfall_is_that_of_the_last_three_months(facts: Facts) -> None:
    early = [period(1, costs=900), period(2, sales=600, costs=0)]
    found = trade(*early, *(period(month, costs=30) for month in (3, 4, 5)))
    assert told(facts, found)[2] == 30
    assert told(facts, trade(*early))[2:] == (None, None)


@pytest.mark.parametrize("opening", [None, Gap.UNKNOWN, Gap.WITHHELD])
def test_without_the_opening_cash_only_the_shortfall_is_known(facts: Facts, opening: Any) -> None:
    found = trade(*(period(month, costs=30) for month in (1, 2, 3)), opening_cash=opening)
    assert told(facts, found) == (None, None, 30, None)
    assert facts(trade=found).why_missing.get("trade.cash", "") == (opening or "")


@pytest.mark.parametrize("gap", [
    [period(1), period(3)],
    [period(2)],
    [period(1, costs=None)],
    [period(1, grants=Gap.UNKNOWN)],
    [period(1, sales=None)],
    [Period(start=dt.date(2022, 12, 1), end=dt.date(2023, 1, 31), sales=0, grants=0, costs=0)],
    [],
])
def test_what_the_records_leave_open_is_not_guessed(facts: Facts, gap: list[Period]) -> None:
    assert told(facts, trade(*gap))[:2] == (None, None)


def test_what_was_recorded_before_the_start_is_in_the_opening_cash(facts: Facts) -> None:
    before = Period(start=dt.date(2022, 11, 1), end=dt.date(2022, 12, 31), costs=9_999)
    assert told(facts, trade(before, period(1, costs=100)))[0] == 900


def test_rent_goes_on_in_a_pause_and_the_month_does_not_count(facts: Facts) -> None:
    pause = Pause(start=dt.date(2023, 2, 1), end=dt.date(2023, 2, 28))
    found = trade(period(1, costs=100), period(2, costs=70), period(3, costs=100),
                  period(4, costs=100), pauses=(pause,))
    assert told(facts, found) == (630, 630, 100, 6.3)


def test_a_pause_from_the_first_day_does_not_move_the_start(facts: Facts) -> None:
    pause = Pause(start=START, end=dt.date(2023, 1, 31))
    found = trade(period(1, 2, costs=80), pauses=(pause,))
    assert told(facts, found)[0] == 920


def test_in_another_currency_cash_is_missing_until_a_rate_takes_it_over(facts: Facts) -> None:
    found = trade(*(period(month, costs=100) for month in (1, 2, 3)))
    row = facts(trade=found, currency="GBP")
    assert row.values["trade.cash"] is None
    assert row.why_missing["trade.cash"] == "amount in GBP"
    assert row.values["trade.runway"] == 7
    assert facts(trade=found, currency="GBP", rates={"GBP": 1.2}).values["trade.cash"] == 840


amounts = st.integers(0, 10**9).map(lambda cents: cents / 100)


@given(st.lists(st.tuples(st.integers(1, 12), amounts, amounts, amounts), min_size=1, max_size=8),
       amounts)
def test_the_months_of_a_record_add_up_to_it_to_the_cent(
    entries: list[tuple[int, float, float, float]], opening: float
) -> None:
    periods, at = [], 1
    for months, sales, grants, costs in entries:
        periods.append(period(at, at + months - 1, sales=sales, grants=grants, costs=costs))
        at += months
    found = trade(*periods, opening_cash=opening)
    ledger = read_ledger(found, dt.date(2040, 1, 1))
    cash, flows = read_cash(found, ledger), monthly_flows(ledger)
    assert cash is not None
    assert flows is not None
    assert [flow.month for flow in flows] == list(ledger.clock[: at - 1])
    assert sum(flow.net for flow in flows) == cash.now - round(opening * 100)
    assert sum(flow.grants for flow in flows) == sum(round(g * 100) for _, _, g, _ in entries)
