"""Match Trading's rule, the other instruments, and the proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hubflow_westmidlands
from hubflow import LoadedHub, ProposalResult, VentureResult, load_hub

Runner = Callable[..., VentureResult]
Data = dict[str, Any]
BASELINE = 20000


def instrument(venture: VentureResult, id: str) -> Any:
    return next(found for found in venture.instruments if found.id == id)


def proposal(venture: VentureResult) -> ProposalResult:
    assert venture.proposal is not None
    return venture.proposal


def sections(venture: VentureResult) -> list[str]:
    return [section.id for section in proposal(venture).sections]


def first_year(sales: float) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        data["trade"]["ledger"][0]["sales"] = sales
    return change


def need(amount: float | None) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        data["incubate"].pop("net_funding_need")
        if amount is not None:
            data["incubate"]["net_funding_need"] = amount
            data["incubate"]["budget"][0]["amount"] = amount + 5000
    return change


@pytest.fixture
def cap_of_20000(tmp_path: Path) -> LoadedHub:
    """The method with the cap that the rule's published example uses."""
    method = Path(str(hubflow_westmidlands.__file__)).parent / "methodology.toml"
    text = method.read_text("utf-8")
    changed = text.replace("[parameters.match_cap]\nvalue = 10000",
                           "[parameters.match_cap]\nvalue = 20000")
    assert changed != text
    folder = tmp_path / "hub"
    folder.mkdir()
    (folder / "methodology.toml").write_text(changed, "utf-8")
    return load_hub(folder)


@pytest.mark.parametrize(("growth", "grant"), [
    (16000, 16000), (25000, 20000), (20000, 20000), (0, 0), (-5000, 0),
])
def test_match_trading_matches_growth_up_to_its_cap(
    run_one: Runner, cap_of_20000: LoadedHub, growth: float, grant: float
) -> None:
    venture = run_one(first_year(BASELINE + growth), with_hub=cap_of_20000)
    assert instrument(venture, "match-trading").amount == grant


def test_the_published_caps_are_4000_and_10000(run_one: Runner) -> None:
    venture = run_one(first_year(BASELINE + 16000))
    assert instrument(venture, "match-trading").amount == 10000
    assert instrument(venture, "match-trading-lower").amount == 4000


def test_without_a_baseline_the_amount_is_unknown_never_the_cap(
    run_one: Runner, cap_of_20000: LoadedHub
) -> None:
    def no_baseline(data: Data) -> None:
        data["trade"].pop("baseline_income")

    venture = run_one(no_baseline, first_year(BASELINE + 25000), with_hub=cap_of_20000)
    found = instrument(venture, "match-trading")
    assert found.fits == "yes"
    assert found.amount is None
    assert "trade.earned_income_baseline" in found.missing


def test_no_year_of_records_no_match(run_one: Runner) -> None:
    venture = run_one(lambda d: d["trade"].update(ledger=[]))
    assert instrument(venture, "match-trading").fits == "no"


@pytest.mark.parametrize(("district", "fits"), [
    ("Sandwell", "yes"), ("Wolverhampton", "yes"), ("Birmingham", "no"), (None, "unknown"),
])
def test_the_boost_fund_was_for_two_districts_and_is_closed(
    run_one: Runner, district: str | None, fits: str
) -> None:
    def move(data: Data) -> None:
        data["hubs"]["westmidlands"].pop("district")
        if district is not None:
            data["hubs"]["westmidlands"]["district"] = district

    found = instrument(run_one(move), "boost-fund")
    assert (found.fits, found.open) == (fits, "closed")


@pytest.mark.parametrize(("as_of", "first", "second"), [
    (dt.date(2023, 6, 1), "yes", "no"), (dt.date(2025, 6, 1), "no", "yes"),
])
def test_unltds_awards_follow_the_time_of_trading(
    run_one: Runner, as_of: dt.date, first: str, second: str
) -> None:
    venture = run_one(as_of=as_of)
    assert instrument(venture, "unltd-starting-up").fits == first
    assert instrument(venture, "unltd-scaling-up").fits == second
    assert instrument(venture, "unltd-scaling-up").ceiling == 18000


def test_an_idea_can_ask_for_starting_up_up_to_8000(run_one: Runner) -> None:
    venture = run_one(lambda d: d.update(trade={"legal_form": "not yet formed"}))
    assert instrument(venture, "unltd-starting-up").fits == "yes"
    assert instrument(venture, "unltd-starting-up").amount == 8000


def test_every_instrument_says_who_applies_and_in_which_programme(run_one: Runner) -> None:
    venture = run_one()
    assert all(i.programme and i.applicant and i.text for i in venture.instruments)
    assert {i.stage for i in venture.instruments} >= {"incubate", "trade", "scale"}


@pytest.mark.parametrize(("amount", "first"), [(50000, "need"), (50001, "strategic-case")])
def test_five_cases_are_asked_for_above_the_threshold(
    run_one: Runner, amount: float, first: str
) -> None:
    found = sections(run_one(need(amount)))
    assert found[0] == first
    assert len(found) == {"need": 4, "strategic-case": 5}[first]


def test_while_the_need_is_unknown_so_is_the_form(run_one: Runner) -> None:
    venture = run_one(need(None))
    assert {"strategic-case", "need"} <= set(sections(venture))
    assert not proposal(venture).complete


def test_the_community_interest_statement_is_for_those_companies_only(run_one: Runner) -> None:
    statement = {"community", "community-activities", "community-surplus"}
    other = run_one()
    company = run_one(lambda d: d["trade"].update(legal_form="community interest company"))
    assert not statement & set(sections(other))
    assert statement <= set(sections(company))
    assert proposal(other).complete
    assert not proposal(company).complete


def test_an_untold_legal_form_leaves_the_proposal_open(run_one: Runner) -> None:
    venture = run_one(lambda d: d["trade"].pop("legal_form"))
    incubate = next(stage for stage in venture.stages if stage.stage == "incubate")
    assert not proposal(venture).complete
    assert incubate.phases[-1].recommendation == "undecided"


def test_the_finance_plan_is_in_pounds_and_adds_up(run_one: Runner) -> None:
    found = proposal(run_one())
    amounts = {line.id: line.amount for line in found.finance}
    assert found.currency == "GBP"
    assert found.total == 45000
    assert amounts == {"own-income": 5000, "net-funding-need": 40000, "committed": 30000,
                       "asked-for": 0, "to-be-found": 10000}
    assert found.complete


def test_a_need_above_the_budget_is_sent_back(run_one: Runner) -> None:
    venture = run_one(lambda d: d["incubate"].update(net_funding_need=50000))
    incubate = next(stage for stage in venture.stages if stage.stage == "incubate")
    assert incubate.phases[-1].recommendation == "revise"


def test_trading_that_did_not_grow_is_revised(
    run_one: Runner, ledger_year: Callable[[int, float], Data]
) -> None:
    shrunk = [ledger_year(2023, 30000), ledger_year(2024, 15000)]
    venture = run_one(lambda d: d["trade"].update(ledger=shrunk))
    trade = next(stage for stage in venture.stages if stage.stage == "trade")
    assert trade.recommendation == "revise"
