"""The clock and the records of test trading: known cases."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import pytest

from hubflow.model.business import Capability, HubResource, Pause, Period, Trade
from hubflow.model.values import Gap


def months(start: tuple[int, int], how_many: int, step: int = 1, **values: Any) -> list[Period]:
    """Periods of ``step`` months each, from a year and month on."""
    periods = []
    first = start[0] * 12 + start[1] - 1
    for month in range(first, first + how_many * step, step):
        year, number = divmod(month + step - 1, 12)
        periods.append(Period(
            start=dt.date(month // 12, month % 12 + 1, 1),
            end=dt.date(year, number + 1, calendar.monthrange(year, number + 1)[1]), **values,
        ))
    return periods


def trading(ledger: list[Period], **values: Any) -> Trade:
    given = {"legal_form": "cooperative", "start": dt.date(2022, 1, 1), **values}
    return Trade(ledger=tuple(ledger), **given)


@pytest.mark.parametrize(("form", "start", "formed"), [
    ("cooperative", dt.date(2022, 1, 1), True),
    ("cooperative", dt.date(2024, 6, 30), True),
    ("cooperative", dt.date(2024, 7, 1), False),
    ("cooperative", None, False),
    ("not yet formed", dt.date(2022, 1, 1), False),
    (None, dt.date(2022, 1, 1), False),
    (Gap.UNKNOWN, dt.date(2022, 1, 1), None),
    ("cooperative", Gap.UNKNOWN, None),
    (Gap.UNKNOWN, None, False),
])
def test_a_formed_business(facts: Any, form: Any, start: Any, formed: bool | None) -> None:
    values = facts(trade=trading(months((2022, 1), 12), legal_form=form, start=start)).values
    assert values["trade.formed"] is formed
    if not formed:
        none = None if formed is None else 0
        assert values["trade.months_recorded"] == values["trade.months_elapsed"] == none


@pytest.mark.parametrize(("as_of", "elapsed"), [
    (dt.date(2022, 1, 30), 0), (dt.date(2022, 1, 31), 1), (dt.date(2022, 2, 27), 1),
    (dt.date(2022, 2, 28), 2), (dt.date(2024, 2, 28), 25), (dt.date(2024, 2, 29), 26),
])
def test_only_months_that_have_ended_count(
    facts: Any, as_of: dt.date, elapsed: float
) -> None:
    values = facts(as_of=as_of, trade=trading(months((2022, 1), 30))).values
    assert values["trade.months_elapsed"] == elapsed
    assert values["trade.months_recorded"] == elapsed


def test_the_clock_begins_with_the_month_of_the_start(facts: Any) -> None:
    trade = trading(months((2022, 1), 2), start=dt.date(2022, 1, 20))
    assert facts(trade=trade).values["trade.months_recorded"] == 2


def test_records_from_before_the_start_are_not_of_test_trading(facts: Any) -> None:
    trade = trading(months((2021, 7), 12))
    assert facts(trade=trade).values["trade.months_recorded"] == 6


def test_months_quarters_and_years_cover_alike(facts: Any) -> None:
    for ledger in (months((2022, 1), 24), months((2022, 1), 8, 3), months((2022, 1), 2, 12)):
        assert facts(trade=trading(ledger)).values["trade.months_recorded"] == 24


def test_a_period_that_has_not_ended_covers_nothing(facts: Any) -> None:
    trade = trading(months((2024, 1), 1, 12, sales=5.0))
    values = facts(trade=trade).values
    assert values["trade.months_recorded"] == 0
    assert values["trade.earned_income"] is None


def test_gaps_in_the_records_are_not_covered(facts: Any) -> None:
    trade = trading([*months((2022, 1), 6), *months((2022, 10), 3)])
    values = facts(trade=trade).values
    assert (values["trade.months_recorded"], values["trade.months_elapsed"]) == (9, 30)


@pytest.mark.parametrize(("pauses", "elapsed"), [
    ([(dt.date(2022, 3, 1), dt.date(2022, 4, 30))], 28),
    ([(dt.date(2022, 3, 2), dt.date(2022, 4, 30))], 29),
    ([(dt.date(2022, 3, 1), dt.date(2022, 3, 30))], 30),
    ([(dt.date(2022, 3, 1), dt.date(2022, 3, 15)), (dt.date(2022, 3, 16), dt.date(2022, 3, 31))],
     29),
    ([(dt.date(2022, 3, 1), dt.date(2022, 3, 15)), (dt.date(2022, 3, 17), dt.date(2022, 3, 31))],
     30),
    ([(dt.date(2024, 1, 1), None)], 24),
    ([(dt.date(2021, 1, 1), dt.date(2022, 1, 31))], 29),
])
def test_pauses_stop_the_clock(
    facts: Any, pauses: list[tuple[dt.date, dt.date | None]], elapsed: float
) -> None:
    rests = tuple(Pause(start=start, end=end) for start, end in pauses)
    values = facts(trade=trading(months((2022, 1), 30), pauses=rests)).values
    assert values["trade.months_elapsed"] == elapsed
    assert values["trade.months_recorded"] == elapsed


def test_the_years_of_earned_income(facts: Any) -> None:
    ledger = [*months((2022, 1), 12, sales=100.0, grants=50.0),
              *months((2023, 1), 4, 3, contracts=600.0)]
    values = facts(trade=trading(ledger, baseline_income=1000.0)).values
    assert values["trade.earned_income_year_1"] == 1200
    assert values["trade.earned_income_year_2"] == 2400
    assert values["trade.earned_growth"] == 200


def test_no_baseline_no_growth(facts: Any) -> None:
    trade = trading(months((2022, 1), 12, sales=100.0))
    assert facts(trade=trade).values["trade.earned_growth"] is None


def test_a_period_across_the_boundary_leaves_both_years_open(facts: Any) -> None:
    ledger = [*months((2022, 1), 11, sales=1.0), *months((2022, 12), 1, 2, sales=1.0),
              *months((2023, 2), 11, sales=1.0)]
    values = facts(trade=trading(ledger)).values
    assert values["trade.months_recorded"] == 24
    assert values["trade.earned_income_year_1"] is None
    assert values["trade.earned_income_year_2"] is None


def test_a_period_that_begins_before_the_start_leaves_the_first_year_open(facts: Any) -> None:
    ledger = months((2021, 11), 14, 3, sales=1.0)
    assert facts(trade=trading(ledger)).values["trade.earned_income_year_1"] is None


def test_a_year_is_twelve_months_that_count(facts: Any) -> None:
    ledger = [*months((2022, 1), 6, sales=100.0), *months((2022, 9), 6, sales=200.0)]
    rest = Pause(start=dt.date(2022, 7, 1), end=dt.date(2022, 8, 31))
    values = facts(trade=trading(ledger, pauses=(rest,))).values
    assert values["trade.earned_income_year_1"] == 1800


def test_a_quarter_that_ends_in_a_pause_is_of_the_year_it_traded_in(facts: Any) -> None:
    ledger = [*months((2022, 1), 11, sales=100.0), *months((2022, 12), 1, 3, sales=100.0),
              *months((2023, 3), 12, sales=200.0)]
    rest = Pause(start=dt.date(2023, 1, 1), end=dt.date(2023, 2, 28))
    values = facts(trade=trading(ledger, pauses=(rest,))).values
    assert values["trade.earned_income_year_1"] == 1200
    assert values["trade.earned_income_year_2"] == 2400


def test_an_unstated_kind_of_income_is_none_where_another_is_stated(facts: Any) -> None:
    ledger = months((2022, 1), 12, sales=100.0)
    assert facts(trade=trading(ledger)).values["trade.earned_income_year_1"] == 1200
    silent = [*ledger[:-1], *months((2022, 12), 1, costs=5.0)]
    assert facts(trade=trading(silent)).values["trade.earned_income_year_1"] is None
    open_ = [*ledger[:-1], *months((2022, 12), 1, sales=100.0, contracts=Gap.UNKNOWN)]
    row = facts(trade=trading(open_))
    assert row.values["trade.earned_income_year_1"] is None
    assert row.why_missing["trade.earned_income_year_1"] == "unknown"


def test_sums_over_the_ledger(facts: Any) -> None:
    ledger = [*months((2022, 1), 1, sales=0.1, contracts=0.2, grants=0.1, costs=0.5,
                      service_users=9.0, jobs=1.0),
              *months((2022, 2), 1, outcome_payments=0.3, grants=0.1, costs=0.4,
                      service_users=4.0, jobs=1.5)]
    values = facts(trade=trading(ledger)).values
    assert values["trade.earned_income"] == 0.6
    assert values["trade.grant_income"] == 0.2
    assert values["trade.costs"] == 0.9
    assert values["trade.surplus"] == -0.1
    assert values["trade.earned_share"] == 0.75
    assert (values["trade.service_users"], values["trade.jobs"]) == (9, 1.5)


def test_one_period_without_grants_stated_leaves_their_sum_open(facts: Any) -> None:
    ledger = [*months((2022, 1), 1, sales=1.0, grants=1.0), *months((2022, 2), 1, sales=1.0)]
    values = facts(trade=trading(ledger)).values
    assert values["trade.earned_income"] == 2
    assert values["trade.grant_income"] is None
    assert values["trade.earned_share"] is None


def test_what_the_hub_gave(facts: Any) -> None:
    resources = (HubResource(kind="grant", amount=100.0), HubResource(kind="grant", amount=50.0),
                 HubResource(kind="mentoring", hours=10.5), HubResource(kind="space"))
    values = facts(trade=Trade(resources=resources)).values
    assert values["trade.resources"] == 4
    assert values["trade.grants_from_hub"] == 150
    assert values["trade.mentoring_hours"] == 10.5
    assert values["trade.space_months"] is None


def test_capability(facts: Any) -> None:
    entries = (Capability(partner="a", before=1.1, after=3.3),
               Capability(partner="b", before=2.0, after=2.0))
    values = facts(trade=Trade(capability=entries)).values
    assert values["trade.capability_gain"] == 1.1


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date.max])
def test_no_day_is_too_early_or_too_late(facts: Any, as_of: dt.date) -> None:
    trade = trading([Period(start=dt.date(1, 1, 1), end=dt.date(9999, 12, 31), sales=1.0)],
                    start=dt.date(1, 1, 1), pauses=(Pause(start=dt.date(1, 1, 1)),))
    assert facts(as_of=as_of, trade=trade).values["trade.months_elapsed"] == 0
