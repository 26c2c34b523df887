"""Facts: what dossiers state, and what is worked out of their lists and ledgers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.engine.facts import fact_row, registry, sourced
from hubflow.model.dossier import Dossier
from hubflow.reading.records.structuring import structure
from hubflow.reading.toml.source import parse_toml
from hubflow.text.vocabulary import concepts, indicators

AS_OF = dt.date(2025, 6, 30)
FILE = parse_toml("", "test.toml")


def dossier(**sections: Any) -> Dossier:
    return structure({"id": "v", "name": "V", **sections}, Dossier, FILE)


def facts(**sections: Any) -> Any:
    return fact_row(dossier(**sections), AS_OF, "EUR", {})


def value(name: str, **sections: Any) -> Any:
    return facts(**sections).values[name]


def test_every_fact_is_explained() -> None:
    for name, fact in registry().items():
        assert fact.about, name
        assert fact.kind in {"given", "record"}
        assert fact.type in {"number", "yes_no", "label", "text", "date"}
        assert fact.type != "number" or fact.unit or not fact.derived, name
        assert fact.type != "label" or fact.labels, name


def test_an_empty_dossier_misses_what_is_given_and_has_none_of_what_is_recorded() -> None:
    row = facts()
    for name, fact in registry().items():
        found = row.values[name]
        if fact.kind == "given":
            assert found is None, name
        else:
            assert found in (0.0, False) or name == "scale.national_after_local", name


def test_the_vocabularies_have_names_and_meanings_in_both_languages() -> None:
    for texts in [(c.name, c.about) for c in concepts().values()] + [
        (i.name, i.about) for i in indicators().values()
    ]:
        assert all(set(text) == {"en", "pt"} for text in texts)
    assert {f"place.{id}" for id in indicators()} <= set(registry())


PILOTS = {"pilots": [
    {"name": "a", "came": 10, "completed": 8, "cost": 100.10, "voluntary": True,
     "start": dt.date(2024, 1, 1), "end": dt.date(2024, 3, 31)},
    {"name": "b", "came": 5, "completed": 4, "cost": 200.20, "voluntary": False,
     "start": dt.date(2024, 3, 1), "end": dt.date(2024, 6, 30)},
    {"name": "c", "came": 99, "completed": 1, "elsewhere": "Lisboa"},
]}


def test_pilots_add_up_and_those_elsewhere_stand_apart() -> None:
    row = facts(test=PILOTS).values
    assert (row["test.pilots"], row["test.pilots_elsewhere"]) == (2, 1)
    assert (row["test.people_came"], row["test.people_completed"]) == (15, 12)
    assert row["test.retention"] == 0.8
    assert row["test.pilot_cost"] == 300.3
    assert row["test.cost_per_completion"] == 300.3 / 12
    assert row["test.voluntary"] is False
    assert row["test.pilot_months"] == pytest.approx(5.98, abs=0.01)


def test_a_sum_is_missing_if_an_entry_lacks_it() -> None:
    pilots = {"pilots": [*PILOTS["pilots"], {"name": "d", "completed": 1}]}
    row = facts(test=pilots).values
    assert row["test.people_came"] is None
    assert row["test.people_completed"] == 13
    assert row["test.retention"] is None


def test_nobody_came_makes_no_share() -> None:
    assert value("test.retention", test={"pilots": [{"name": "a", "came": 0, "completed": 0}]}
                 ) is None


@pytest.mark.parametrize(("word", "reason"), [
    ("unknown", "unknown"), ("withheld", "withheld"), ("not applicable", "not applicable")])
def test_a_gap_is_missing_with_its_reason(word: str, reason: str) -> None:
    row = facts(identify={"group_size": word})
    assert row.values["identify.group_size"] is None
    assert row.why_missing["identify.group_size"] == reason


def test_money_of_another_currency() -> None:
    given = {"net_funding_need": 1000, "budget": [{"item": "x", "amount": 10.01}]}
    row = fact_row(dossier(currency="GBP", incubate=given), AS_OF, "EUR", {})
    assert row.values["incubate.net_funding_need"] is None
    assert row.values["incubate.budget_total"] is None
    assert row.why_missing["incubate.budget_total"] == "amount in GBP"
    rated = fact_row(dossier(currency="GBP", incubate=given), AS_OF, "EUR", {"GBP": 1.17}).values
    assert rated["incubate.net_funding_need"] == 1170.0
    assert rated["incubate.budget_total"] == 11.71


def test_letters_that_have_expired_commit_nothing() -> None:
    cofunders = [
        {"name": "a", "amount": 10, "letter": True, "expires": dt.date(2025, 6, 29)},
        {"name": "b", "amount": 20, "letter": True, "expires": dt.date(2025, 6, 30)},
        {"name": "c", "amount": 40, "letter": False},
    ]
    row = facts(incubate={"cofunders": cofunders, "net_funding_need": 100}).values
    assert row["incubate.cofunding"] == 70
    assert row["incubate.cofunding_committed"] == 20
    assert row["incubate.cofunding_share"] == 0.2
    assert row["incubate.commitment_letters"] == 1


def month(year: int, number: int, **more: Any) -> dict[str, Any]:
    start = dt.date(year, number, 1)
    after = dt.date(year + number // 12, number % 12 + 1, 1)
    return {"start": start, "end": after - dt.timedelta(days=1), "sales": 100, "grants": 50,
            "costs": 120, **more}


def trading(ledger: list[dict[str, Any]], start: dt.date = dt.date(2023, 7, 10),
            **more: Any) -> Any:
    return facts(trade={"legal_form": "charity", "start": start, "ledger": ledger, **more}).values


TWO_YEARS = [month(2023 + (6 + i) // 12, (6 + i) % 12 + 1) for i in range(24)]


def test_two_years_of_ledger() -> None:
    row = trading(TWO_YEARS, baseline_income=1000)
    assert (row["trade.months_elapsed"], row["trade.months_recorded"]) == (24, 24)
    assert row["trade.earned_income_year_1"] == row["trade.earned_income_year_2"] == 1200
    assert row["trade.earned_growth"] == 200
    assert row["trade.earned_share"] == 2400 / 3600
    assert row["trade.surplus"] == 24 * 30


def test_annual_accounts_cover_their_months() -> None:
    ledger = [{"start": dt.date(2023, 7, 1), "end": dt.date(2024, 6, 30), "sales": 500},
              {"start": dt.date(2024, 7, 1), "end": dt.date(2025, 6, 30), "contracts": 700}]
    row = trading(ledger)
    assert row["trade.months_recorded"] == 24
    assert (row["trade.earned_income_year_1"], row["trade.earned_income_year_2"]) == (500, 700)


def test_a_period_across_the_end_of_year_1_makes_it_unknown() -> None:
    ledger = [{"start": dt.date(2023, 7, 1), "end": dt.date(2024, 9, 30), "sales": 500}]
    row = trading(ledger)
    assert row["trade.months_recorded"] == 15
    assert row["trade.earned_income_year_1"] is None


def test_months_before_the_start_and_after_the_day_do_not_count() -> None:
    ledger = [month(2023, 6), month(2023, 7), month(2025, 6), month(2025, 7)]
    assert trading(ledger)["trade.months_recorded"] == 2


def test_a_business_that_is_not_formed_records_nothing() -> None:
    row = facts(trade={"start": dt.date(2023, 7, 1), "ledger": TWO_YEARS}).values
    assert row["trade.formed"] is False
    assert row["trade.months_recorded"] == 0


@given(st.sets(st.integers(0, 23)), st.integers(0, 23), st.integers(0, 22))
def test_more_records_never_count_less_and_a_pause_stops_the_clock(
    kept: set[int], added: int, paused: int
) -> None:
    def recorded(months: set[int], **more: Any) -> float:
        return float(trading([TWO_YEARS[i] for i in sorted(months)], **more)[
            "trade.months_recorded"])

    assert recorded(kept | {added}) >= recorded(kept) == len(kept)
    pause = {"start": TWO_YEARS[paused]["start"], "end": TWO_YEARS[paused]["end"]}
    assert recorded(kept, pauses=[pause]) == len(kept - {paused})
    assert trading([], pauses=[pause])["trade.months_elapsed"] == 23


@given(st.permutations(PILOTS["pilots"]), st.permutations(TWO_YEARS[:6]))
def test_the_order_of_entries_changes_nothing(pilots: Any, ledger: Any) -> None:
    trade = {"legal_form": "charity", "start": dt.date(2023, 7, 1)}
    mixed = facts(test={"pilots": pilots}, trade={**trade, "ledger": ledger}).values
    plain = facts(test=PILOTS, trade={**trade, "ledger": TWO_YEARS[:6]}).values
    assert mixed == plain


def test_how_a_fact_is_sourced() -> None:
    def source(id: str, status: str, *covers: str) -> dict[str, Any]:
        return {"id": id, "title": id, "status": status, "covers": list(covers)}

    given = dossier(
        identify={"group_size": 5, "indicators": [
            {"id": "looked_after_per_10k", "value": 79, "source": "a"}]},
        sources=[source("a", "published", "test.pilots"), source("b", "illustrative", "test.*")],
    )
    assert sourced(given, "test.retention") == "sourced"
    assert sourced(given, "test.satisfaction") == "illustrative"
    assert sourced(given, "identify.group_size") == "unsourced"
    assert sourced(given, "place.looked_after_per_10k") == "sourced"
