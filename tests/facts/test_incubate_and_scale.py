"""Facts derived from incubation and from the markets: known cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hubflow.model.business import (
    Award,
    BudgetLine,
    CoFunder,
    Incubate,
    Leader,
    Market,
    Party,
    Scale,
)
from hubflow.model.values import Gap

DAY = dt.date(2024, 6, 30)
BEFORE, AFTER = dt.date(2024, 1, 1), dt.date(2024, 7, 1)


@pytest.mark.parametrize(("leader", "named", "told"), [
    (None, False, False),
    (Leader(role="director"), False, False),
    (Leader(name="A. Name", lived_experience="Mine."), True, False),
    (Leader(name="A. Name", lived_experience="Mine.", consented=False), True, False),
    (Leader(name="A. Name", lived_experience="Mine.", consented=True), True, True),
    (Leader(name="A. Name", lived_experience="Mine.", consented=Gap.UNKNOWN), True, None),
])
def test_the_leader(facts: Any, leader: Any, named: bool, told: bool | None) -> None:
    values = facts(incubate=Incubate(leader=leader)).values
    assert values["incubate.leader_named"] is named
    assert values["incubate.lived_experience_told"] is told


def test_parties(facts: Any) -> None:
    values = facts(incubate=Incubate(parties=(
        Party(role="social investor", name="a"), Party(role="social investor", name="b"),
        Party(role="public body", name="c"),
    ))).values
    assert (values["incubate.parties"], values["incubate.social_investors"]) == (3, 2)
    assert values["incubate.public_body"] is True
    assert values["incubate.outcome_payer"] is False


@pytest.mark.parametrize("kind", [None, Gap.UNKNOWN])
def test_a_budget_line_of_no_kind_leaves_the_staff_cost_open(facts: Any, kind: Any) -> None:
    values = facts(incubate=Incubate(budget=(
        BudgetLine(item="a", amount=10.0, kind="staff"),
        BudgetLine(item="b", amount=5.0, kind=kind),
    ))).values
    assert values["incubate.budget_total"] == 15
    assert values["incubate.budget_staff"] is None
    assert values["incubate.staff_share"] is None


@pytest.mark.parametrize(("cofunder", "committed", "letters"), [
    (CoFunder(name="f", amount=20.0, letter=True), 20, 1),
    (CoFunder(name="f", amount=20.0, letter=True, expires=DAY), 20, 1),
    (CoFunder(name="f", amount=20.0, letter=True, expires=BEFORE), 0, 0),
    (CoFunder(name="f", amount=20.0, letter=False), 0, 0),
    (CoFunder(name="f", amount=20.0), None, 0),
    (CoFunder(name="f", amount=20.0, letter=Gap.UNKNOWN), None, None),
    (CoFunder(name="f", amount=20.0, letter=Gap.UNKNOWN, expires=BEFORE), 0, 0),
    (CoFunder(name="f", amount=20.0, letter=True, expires=Gap.UNKNOWN), None, None),
    (CoFunder(name="f", letter=True), None, 1),
])
def test_commitment_letters(
    facts: Any, cofunder: CoFunder, committed: float | None, letters: float | None
) -> None:
    values = facts(incubate=Incubate(cofunders=(cofunder,), net_funding_need=100.0)).values
    assert values["incubate.cofunding_committed"] == committed
    assert values["incubate.commitment_letters"] == letters
    assert values["incubate.cofunding_share"] == (None if committed is None else committed / 100)


@pytest.mark.parametrize(("award", "recorded"), [
    (Award(funder="f", amount=5.0), True),
    (Award(funder="f", amount=5.0, stage="trade", date=DAY), True),
    (Award(funder="f", amount=5.0, stage="trade", date=AFTER), False),
    (Award(funder="f", amount=5.0, stage="test"), False),
    (Award(funder="f", amount=5.0, stage=Gap.UNKNOWN), None),
    (Award(funder="f", amount=5.0, stage=Gap.UNKNOWN, date=AFTER), False),
])
def test_awards_for_the_business(facts: Any, award: Award, recorded: bool | None) -> None:
    values = facts(incubate=Incubate(awards=(award,))).values
    number = None if recorded is None else float(recorded)
    assert values["incubate.award_recorded"] is recorded
    assert values["incubate.awards"] == number
    assert values["incubate.awarded"] == (None if number is None else 5 * number)


def test_a_sure_award_is_recorded_whatever_another_is_for(facts: Any) -> None:
    awards = (Award(funder="a", amount=5.0), Award(funder="b", amount=5.0, stage=Gap.UNKNOWN))
    values = facts(incubate=Incubate(awards=awards)).values
    assert values["incubate.award_recorded"] is True
    assert values["incubate.awarded"] is None


def test_blank_answers_are_none(facts: Any) -> None:
    proposal = {"solution": "Text.", "impact": "  "}
    values = facts(incubate=Incubate(proposal=proposal)).values
    assert values["incubate.proposal_answers"] == 1


def test_markets(facts: Any) -> None:
    values = facts(scale=Scale(markets=(
        Market(kind="local", demand="paid", size=100.0, entered=BEFORE),
        Market(kind="local", demand="said", size=50.0),
        Market(kind="national", demand="intent", entered=AFTER),
    ))).values
    assert (values["scale.local_markets"], values["scale.national_markets"]) == (2, 1)
    assert values["scale.local_entered"] is True
    assert values["scale.national_entered"] is False
    assert values["scale.local_paid_demand"] is True
    assert values["scale.national_paid_demand"] is False
    assert values["scale.local_market_size"] == 150
    assert values["scale.national_market_size"] is None


@pytest.mark.parametrize(("local", "wide", "holds"), [
    ([], [], True),
    ([BEFORE], [], True),
    ([BEFORE], [DAY], True),
    ([DAY], [DAY], True),
    ([], [AFTER], True),
    ([], [DAY], False),
    ([DAY], [BEFORE], False),
    ([DAY, BEFORE], [BEFORE], True),
    ([Gap.UNKNOWN], [DAY], None),
    ([BEFORE, Gap.UNKNOWN], [DAY], True),
    ([BEFORE], [Gap.UNKNOWN], None),
    ([DAY], [BEFORE, Gap.UNKNOWN], False),
])
@pytest.mark.parametrize("kind", ["national", "international"])
def test_a_wider_market_comes_after_a_local_one(
    facts: Any, kind: str, local: list[Any], wide: list[Any], holds: bool | None
) -> None:
    markets = (*(Market(kind=kind, entered=day) for day in wide),
               *(Market(kind="local", entered=day) for day in local))
    values = facts(scale=Scale(markets=markets)).values
    assert values["scale.national_after_local"] is holds
