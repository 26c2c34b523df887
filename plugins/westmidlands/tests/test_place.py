"""The districts' figures, and the examples of the West Midlands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hubflow import LoadedHub, RunResult, VentureResult, load_hub, load_inputs, run

EXAMPLES = Path(__file__).parents[3] / "examples"
DISTRICTS = ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall",
             "Wolverhampton"]


def figures(hub: LoadedHub, id: str) -> dict[str, float]:
    return {i.area: i.value for i in hub.methodology.methodology.indicators if i.id == id}


@pytest.mark.parametrize(("id", "values"), [
    ("deprivation_rank", [5, 57, 103, 19, 173, 28, 23]),
    ("deprivation_average_score", [38.115, 27.528, 23.174, 33.772, 17.040, 31.732, 32.552]),
    ("deprivation_worst_10pc_share", [0.4279, 0.1773, 0.1084, 0.1632, 0.1343, 0.2485, 0.2174]),
    ("looked_after_per_10k", [79, 82, 81, 92, 99, 81, 73]),
    ("looked_after_number", [2317, 684, 575, 816, 489, 578, 501]),
    ("looked_after_in_homes_pc", [10, 9, 11, 10, 8, 16, 3]),
    ("care_leavers_neet_pc", [37, 39, 48, 52, 44, 37, 39]),
    ("care_leavers_number", [850, 352, 211, 231, 225, 235, 195]),
    ("neet_16_17_pc", [3.2, 3.6, 2.4, 1.9, 4.2, 3.2, 2.6]),
])
def test_the_seven_districts_have_their_published_figures(
    hub: LoadedHub, id: str, values: list[float]
) -> None:
    assert figures(hub, id) == dict(zip(DISTRICTS, values, strict=True))


def test_business_survival_is_that_of_the_births_of_2010(hub: LoadedHub) -> None:
    found = [figures(hub, f"business_survival_{year}y_pc") for year in (1, 2, 3)]
    births, alive = 17805, (15515, 12880, 10175)
    for figure, number in zip(found, alive, strict=True):
        assert figure["West Midlands region"] == pytest.approx(100 * number / births, abs=0.06)


def test_every_figure_has_a_published_source(hub: LoadedHub) -> None:
    method = hub.methodology.methodology
    statuses = {getattr(method.source(i.source), "status", None) for i in method.indicators}
    assert statuses == {"published"}


@pytest.fixture(scope="module")
def result() -> RunResult:
    files = ("sport-4-life-uk", "miss-macaroon", "birmingham-step-down",
             "challenges/care-leavers-birmingham")
    inputs = load_inputs([EXAMPLES / f"{name}.toml" for name in files])
    return run(load_hub("westmidlands"), inputs, as_of=dt.date(2025, 11, 1))


def venture(result: RunResult, id: str) -> VentureResult:
    return next(found for found in result.ventures if found.id == id)


def test_the_challenge_asks_for_work_with_service_users(result: RunResult) -> None:
    found = venture(result, "care-leavers-birmingham")
    assert found.kind == "challenge"
    assert [stage.recommendation for stage in found.stages[:2]] == ["advance", "revise"]


def test_every_figure_of_the_examples_that_counts_has_a_source(result: RunResult) -> None:
    assert all(found.unsourced == () for found in result.ventures)


def test_sport_4_lifes_illustrative_levels_are_shown(result: RunResult) -> None:
    phases = {p.phase: p for s in venture(result, "sport-4-life-uk").stages for p in s.phases}
    appraisal = phases["appraisal"]
    assert appraisal.levels["employment"] == ("good", "good")
    assert appraisal.levels["good-work"] == ("requires improvement", "good")
    notes = [a.note for c in appraisal.criteria for a in c.assessments]
    assert notes
    assert all(note.startswith("Illustrative.") for note in notes)


def test_step_down_is_outside_the_tools_groups_and_not_stopped(result: RunResult) -> None:
    found = venture(result, "birmingham-step-down")
    phases = {p.phase: p for s in found.stages for p in s.phases}
    assert phases["who-benefits"].levels["tool-groups"] == ("outside the tool's groups",) * 2
    assert found.state == "identify"


def test_miss_macaroon_answers_the_challenge_and_its_trading_is_unknown(
    result: RunResult,
) -> None:
    found = venture(result, "miss-macaroon")
    assert found.challenge == "care-leavers-birmingham"
    match = next(i for i in found.instruments if i.id == "match-trading")
    assert match.amount is None
    assert found.proposal is not None
    assert "community" in [section.id for section in found.proposal.sections]
