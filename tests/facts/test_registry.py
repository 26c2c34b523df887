"""Every fact is there, and says what it is."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

from hubflow.engine.facts import registry
from hubflow.engine.facts.fact import Context
from hubflow.engine.facts.fact_sentences import about_fact, rule_of_fact
from hubflow.engine.facts.registry import derivations_of
from hubflow.engine.facts.trading_ledger import read_ledger
from hubflow.model.business import Incubate, Trade
from hubflow.model.dossier import SECTIONS, Dossier
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.text.catalogue import entries
from hubflow.text.vocabulary import concepts, indicators

EXAMPLES = Path(__file__).parents[2] / "examples"

PROMISED = """
identify.priority_group_named identify.problems identify.causes identify.effects
identify.responses identify.channels identify.people_reached_today identify.authority_named
identify.reached_through.residential_home identify.reached_through.own_tenancy
identify.group_size identify.includes_children identify.authority.support
understand.activities understand.activities_elsewhere understand.service_users_involved
understand.prior_art understand.prior_art_evidence understand.needs understand.lessons
understand.changes
solution.described solution.components solution.essential_components solution.variants_tried
solution.variants_dropped solution.complements_stated
test.plan_written test.pilots test.pilots_elsewhere test.people_invited test.people_came
test.people_stayed test.people_completed test.pilot_cost test.retention
test.cost_per_completion test.pilot_months test.voluntary test.safeguarding.policy
test.safeguarding_in_place test.feedback_people test.service_user_feedback test.satisfaction
test.outcomes test.outcomes_measured test.outcomes_compared test.outcomes_improved_share
test.evidence_level test.roles_people test.roles_paid test.publicly_presented
incubate.leader_named incubate.leader.full_time_share incubate.lived_experience_told
incubate.parties incubate.implementing_organisation incubate.social_investors
incubate.public_body incubate.outcome_payer incubate.intermediary incubate.budget_total
incubate.budget_staff incubate.staff_share incubate.net_funding_need incubate.public_aid_3y
incubate.project_months incubate.cofunding incubate.cofunding_committed
incubate.cofunding_share incubate.commitment_letters incubate.expected_outcomes
incubate.unit_costs incubate.award_recorded incubate.awards incubate.awarded
incubate.proposal_answers
trade.legal_form trade.start trade.formed trade.months_recorded trade.months_elapsed
trade.earned_income_baseline trade.earned_income_year_1 trade.earned_income_year_2
trade.earned_income trade.grant_income trade.costs trade.earned_share trade.earned_growth
trade.surplus trade.service_users trade.jobs trade.resources trade.grants_from_hub
trade.mentoring_hours trade.space_months trade.capability_gain
scale.local_markets scale.national_markets scale.international_markets scale.local_entered
scale.national_entered scale.international_entered scale.local_paid_demand
scale.national_paid_demand scale.local_market_size scale.national_market_size
scale.national_after_local
"""

CONCEPTS = """
need-severity need-scale priority-group problem-understanding causes service-user-involvement
prior-art local-authority-support innovation problem-solution-fit complementarity feasibility
sustainability efficiency cost-effectiveness systemic-impact social-impact evidence-of-impact
retention satisfaction safeguarding replicability leadership team lived-experience partnerships
local-resources financial-viability co-funding employment skills productivity accessibility
housing environment health inclusion good-work target-group-reach procurement governance
earned-income income-growth trading-record market-demand market-size jobs capability
proposal-completeness
"""


@pytest.mark.parametrize("name", PROMISED.split())
def test_the_fact_is_there(name: str) -> None:
    assert registry()[name].name == name


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_fact_says_what_it_is(name: str) -> None:
    fact = registry()[name]
    assert fact.kind in ("given", "record")
    assert fact.about.endswith((".", "?"))
    assert fact.reads
    assert (fact.type == "label") == bool(fact.labels)
    assert fact.unit or fact.type != "number"
    assert not fact.unit or fact.type == "number"


def test_facts_stand_in_the_order_of_the_common_way() -> None:
    sections = list(dict.fromkeys(name.split(".")[0] for name in registry()))
    assert sections == [
        "identify", "place", "understand", "solution", "test", "incubate", "trade", "scale"
    ]


def test_what_a_dossier_reads_is_a_part_of_the_model() -> None:
    assert {path.split(".")[0] for fact in registry().values() for path in fact.reads} == {
        "identify", "understand", "solution", "test", "incubate", "trade", "scale"
    }
    fields = {f"trade.{field.name}" for field in attrs.fields(Trade)}
    fields |= {f"incubate.{field.name}" for field in attrs.fields(Incubate)}
    read = {".".join(path.split(".")[:2]) for fact in registry().values() for path in fact.reads}
    assert {path for path in read if path.startswith(("trade.", "incubate."))} <= fields


def test_nothing_on_the_person_who_leads_is_a_fact() -> None:
    own = {name for name in registry() if name.startswith("incubate.leader.")}
    assert own == {"incubate.leader.role", "incubate.leader.full_time_share"}


def test_the_baseline_goes_by_one_name() -> None:
    assert "trade.baseline_income" not in registry()
    assert registry()["trade.earned_income_baseline"].reads == ("trade.baseline_income",)


def test_every_indicator_is_a_fact_in_its_unit() -> None:
    for id, indicator in indicators().items():
        fact = registry()[f"place.{id}"]
        assert (fact.unit, fact.about) == (indicator.unit, indicator.about["en"])


@pytest.mark.parametrize("id", CONCEPTS.split())
def test_the_concept_is_there(id: str) -> None:
    assert concepts()[id].id == id


def test_the_vocabularies_speak_both_languages_in_whole_sentences() -> None:
    texts = [(concept.name, concept.about) for concept in concepts().values()]
    texts += [(indicator.name, indicator.about) for indicator in indicators().values()]
    for name, about in texts:
        assert set(name) == set(about) == {"en", "pt"}
        assert all(sentence.endswith(".") for sentence in about.values())
        assert all(name.values())


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_fact_is_told_in_portuguese(name: str) -> None:
    fact = registry()[name]
    told = about_fact(fact, "pt")
    assert told.strip()
    assert told != fact.about
    assert about_fact(fact, "en") == fact.about


@pytest.mark.parametrize("name", sorted(name for name, fact in registry().items() if fact.derived))
def test_every_rule_is_told_in_portuguese_with_the_same_names_and_numbers(name: str) -> None:
    english = registry()[name].derived
    told = rule_of_fact(registry()[name], "pt")
    if re.fullmatch(r"[a-z0-9_.+\-/() ]+", english) and not re.search(r"[a-z]+ [a-z]+", english):
        assert told == english, "a formula is the same in every language"
    else:
        assert told != english
    names = re.compile(r"\b[a-z]+\.[a-z_.0-9]+\b")
    assert sorted(names.findall(told)) == sorted(names.findall(english))
    assert re.findall(r"\d+", told) == re.findall(r"\d+", english)
    assert rule_of_fact(registry()[name], "en") == english


def test_no_rule_is_told_that_no_fact_has() -> None:
    assert set(entries("pt", "facts")["rules"]) == {
        fact.derived for fact in registry().values()
        if rule_of_fact(fact, "pt") != fact.derived}


def test_no_fact_is_told_that_is_not_there() -> None:
    assert set(entries("pt", "facts")) <= {
        *registry(), "identify.reached_through.*", "rules"}


class _Watched:
    """A dossier that notes which of its parts are read."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self.dossier, name)


def test_a_fact_reads_one_section_alone() -> None:
    # facts of a section are worked out once for dossiers that share it
    for fact in registry().values():
        assert len({path.split(".")[0] for path in fact.reads}) == 1, fact.name
    today = dt.date(2026, 1, 1)
    for path in ("girls-club-porto.toml", "miss-macaroon.toml", "call-labis-2023"):
        for entry in load_inputs([EXAMPLES / path], load_hub("porto")).entries:
            trade = entry.dossier.trade
            for section in SECTIONS:
                for fact, derivation in derivations_of(section):
                    watched = _Watched(entry.dossier)
                    derivation(Context(cast("Dossier", watched), today, "EUR", {},
                                       read_ledger(trade, today)))
                    assert watched.read <= {section, "currency"}, fact.name


def test_every_fact_is_one_of_a_section() -> None:
    found = [fact.name for section in SECTIONS for fact, _ in derivations_of(section)]
    assert found == list(registry())
