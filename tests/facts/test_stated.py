"""Facts of what a dossier states: scalars, figures on the place, money, and why one is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hubflow.model.business import Award, BudgetLine, CoFunder, Incubate, Leader, Period, Trade
from hubflow.model.social_problem import Authority, Identify, Indicator
from hubflow.model.solution import Pilot, Safeguarding, Test
from hubflow.model.values import Gap


def test_scalars_are_read_with_their_nested_records(facts: Any) -> None:
    values = facts(
        identify=Identify(group_size=120.0, includes_children=True, hard_to_reach="hard",
                          authority=Authority(name="Council", support="partner")),
        test=Test(safeguarding=Safeguarding(policy_review=dt.date(2025, 1, 1))),
        incubate=Incubate(leader=Leader(full_time_share=0.5)),
    ).values
    assert values["identify.group_size"] == 120
    assert values["identify.includes_children"] is True
    assert values["identify.hard_to_reach"] == "hard"
    assert values["identify.authority.support"] == "partner"
    assert values["test.safeguarding.policy_review"] == dt.date(2025, 1, 1)
    assert values["incubate.leader.full_time_share"] == 0.5


def test_an_empty_dossier_has_given_facts_missing_and_records_at_none(facts: Any) -> None:
    row = facts()
    assert row.why_missing == {}
    for name in ("identify.group_size", "test.people_came", "test.safeguarding_in_place",
                 "trade.earned_income", "incubate.budget_total", "test.voluntary"):
        assert row.values[name] is None
    for name in ("identify.problems", "test.pilots", "trade.months_recorded", "test.roles_paid",
                 "incubate.cofunding", "incubate.awarded", "trade.grants_from_hub"):
        assert row.values[name] == 0
    for name in ("incubate.leader_named", "incubate.award_recorded", "trade.formed",
                 "scale.local_entered", "identify.authority_named"):
        assert row.values[name] is False
    assert row.values["scale.national_after_local"] is True


def test_a_missing_fact_says_why_in_the_words_of_the_dossier(facts: Any) -> None:
    why = facts(
        identify=Identify(group_size=Gap.UNKNOWN,
                          indicators=(Indicator(id="looked_after_number", value=Gap.WITHHELD),)),
        test=Test(pilots=(Pilot(name="a", came=5.0, completed=Gap.WITHHELD),
                          Pilot(name="b", elsewhere="Lisbon", stayed=Gap.UNKNOWN))),
        trade=Trade(baseline_income=Gap.NOT_APPLICABLE),
    ).why_missing
    assert why["identify.group_size"] == "unknown"
    assert why["place.looked_after_number"] == "withheld"
    assert why["test.people_completed"] == why["test.retention"] == "withheld"
    assert why["trade.earned_income_baseline"] == "not applicable"
    assert "test.people_stayed" not in why
    assert "test.people_came" not in why


MONEY = {
    "currency": "GBP",
    "test": Test(pilots=(Pilot(name="a", cost=100.0, completed=3.0),)),
    "incubate": Incubate(
        net_funding_need=1000.0,
        budget=(BudgetLine(item="x", amount=300.0, kind="staff"),
                BudgetLine(item="y", amount=100.0, kind="other")),
        cofunders=(CoFunder(name="f", amount=250.0, letter=True),),
        awards=(Award(funder="a", amount=10.0), Award(funder="b", amount=5.0, currency="EUR")),
    ),
}


def test_money_in_another_currency_is_missing_without_a_rate_and_says_so(facts: Any) -> None:
    row = facts(**MONEY)
    for name in ("incubate.net_funding_need", "test.pilot_cost", "incubate.budget_staff",
                 "test.cost_per_completion", "incubate.awarded"):
        assert row.values[name] is None
        assert row.why_missing[name] == "amount in GBP"
    # nothing was stated here, so that no rate would help
    assert "trade.costs" not in row.why_missing
    assert "incubate.public_aid_3y" not in row.why_missing


def test_money_is_converted_to_whole_cents(facts: Any) -> None:
    values = facts(rates={"GBP": 1.17}, **MONEY).values
    assert values["incubate.net_funding_need"] == 1170
    assert values["test.pilot_cost"] == 117
    assert values["test.cost_per_completion"] == 39
    assert values["incubate.budget_total"] == 468
    assert values["incubate.awarded"] == 16.7


def test_shares_of_money_need_no_rate(facts: Any) -> None:
    values = facts(**MONEY).values
    assert values["incubate.staff_share"] == 0.75
    assert values["incubate.cofunding_share"] == 0.25


def test_a_dossier_without_a_currency_is_in_the_hubs(facts: Any) -> None:
    values = facts(**{**MONEY, "currency": None}).values
    assert values["incubate.net_funding_need"] == 1000
    assert values["incubate.awarded"] == 15


def test_an_award_in_a_third_currency_needs_its_own_rate(facts: Any) -> None:
    incubate = Incubate(awards=(Award(funder="a", amount=10.0, currency="USD"),))
    assert facts(incubate=incubate).why_missing["incubate.awarded"] == "amount in USD"
    assert facts(incubate=incubate, rates={"USD": 0.9}).values["incubate.awarded"] == 9


def test_sums_of_money_are_exact(facts: Any) -> None:
    lines = tuple(BudgetLine(item=str(n), amount=0.1, kind="staff") for n in range(3))
    values = facts(incubate=Incubate(budget=lines)).values
    assert values["incubate.budget_total"] == 0.3
    assert values["incubate.staff_share"] == 1


def test_amounts_too_great_for_a_number_are_missing(facts: Any) -> None:
    month = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31), sales=1.7e308,
                   contracts=1.7e308, costs=1.0)
    assert facts(trade=Trade(ledger=(month,))).values["trade.earned_income"] is None


@pytest.mark.parametrize(("entries", "value"), [
    ([(70.0, 2023.0, None), (79.0, 2024.0, None)], 79),
    ([(70.0, 2023.0, None), (79.0, None, None)], 70),
    ([(70.0, 2023.0, None), (86.0, 2024.0, "the region")], 70),
    ([(86.0, 2024.0, "the region")], 86),
    ([(70.0, 2023.0, None), (71.0, 2023.0, None)], None),
    ([(70.0, 2023.0, None), (70.0, 2023.0, None)], 70),
    ([(70.0, 2023.0, None), (79.0, Gap.UNKNOWN, None)], None),
    ([], None),
])
def test_which_figure_on_the_place_counts(
    facts: Any, entries: list[tuple[Any, Any, Any]], value: float | None
) -> None:
    found = tuple(Indicator(id="looked_after_per_10k", value=v, year=y, area=a)
                  for v, y, a in entries)
    for order in (found, found[::-1]):
        row = facts(identify=Identify(indicators=order))
        assert row.values["place.looked_after_per_10k"] == value
