"""Porto's method: its funnel, its money, its conflicts, both languages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import tomli

from hubflow import RunResult, load_hub, load_inputs, run

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
CALL = EXAMPLES / "call-labis-2023"


@pytest.fixture(scope="module")
def call() -> RunResult:
    return run(load_hub("porto"), load_inputs([CALL]))


def recommended(result: RunResult, phase_id: str) -> Counter[str]:
    return Counter(
        phase.recommendation for venture in result.ventures for stage in venture.stages
        for phase in stage.phases if phase.phase == phase_id
    )


def test_the_funnel_runs_41_20_10_5(call: RunResult) -> None:
    assert len(call.ventures) == 41
    assert recommended(call, "candidatura") == {"advance": 20, "stop": 21}
    assert recommended(call, "bootcamp") == {"advance": 10, "stop": 10, "not_reached": 21}
    assert recommended(call, "aceleracao") == {"advance": 5, "stop": 5, "not_reached": 31}
    assert recommended(call, "incubacao")["advance"] == 5


def test_the_bootcamp_has_the_published_numbers_by_problem(call: RunResult) -> None:
    applied = Counter(v.challenge for v in call.ventures)
    assert sorted(applied.values()) == [6, 13, 22]
    at_bootcamp = Counter(
        v.challenge for v in call.ventures
        if v.stages[1].phases[0].recommendation != "not_reached"
    )
    assert [at_bootcamp[challenge] for challenge, _ in applied.most_common()] == [10, 7, 3]


def test_an_assessor_with_a_conflict_abstains_and_is_shown(call: RunResult) -> None:
    abstained = {
        assessment.assessor for venture in call.ventures for criterion
        in venture.stages[0].phases[1].criteria for assessment in criterion.assessments
        if assessment.why_not == "conflito de interesses"
    }
    assert abstained == {"assessor-c"}


def plan(tmp_path: Path, need: float, as_of: dt.date) -> dict[str, float | None]:
    (tmp_path / "v.toml").write_text(
        f'id = "v"\nname = "V"\ncurrency = "EUR"\n[incubate]\nnet_funding_need = {need}\n', "utf-8")
    result = run(load_hub("porto"), load_inputs([tmp_path / "v.toml"]), as_of=as_of)
    proposal = result.ventures[0].proposal
    assert proposal is not None
    return {line.id: line.amount for line in proposal.finance}


def test_the_sources_own_worked_example_of_2030(tmp_path: Path) -> None:
    assert plan(tmp_path, 100_000, dt.date(2024, 6, 1)) == {
        "investidores": 20_000, "publico": 80_000, "fse": 68_000, "oss": 12_000}


def test_the_rules_of_2020_split_70_30(tmp_path: Path) -> None:
    assert plan(tmp_path, 100_000, dt.date(2019, 6, 1)) == {
        "investidores": 30_000, "publico": 70_000, "fse": 70_000, "oss": 0}


def test_the_parts_add_up_to_the_cent(tmp_path: Path) -> None:
    for need in (99_999.99, 123_456.78, 50_000.01):
        amounts = plan(tmp_path, need, dt.date(2024, 6, 1))
        cents = [round(100 * (amounts[id] or 0)) for id in ("investidores", "publico")]
        assert sum(cents) == round(100 * need)


def method() -> dict[str, Any]:
    return tomli.loads((ROOT / "plugins/porto/hubflow_porto/methodology.toml").read_text("utf-8"))


def test_the_conflict_of_the_ceiling_is_kept_and_20_000_used() -> None:
    data = method()
    notes = {s["id"]: s.get("note", "") for s in data["sources"]}
    assert "24,000" in notes["labis-viva-porto"]["en"]
    assert "24 000" in notes["labis-viva-porto"]["pt"]
    assert "20,000" in notes["labis-finalistas"]["en"]
    assert data["parameters"]["labis_award"]["value"] == 20_000


def test_the_six_criteria_are_said_to_be_cis_portos_and_their_weights_assumed() -> None:
    data = method()
    sources = {s["id"]: s for s in data["sources"]}
    for phase in (data["stages"]["identify"]["phases"][1], *data["stages"]["understand"]["phases"]):
        assert len(phase["criteria"]) == 6
        for criterion in phase["criteria"]:
            assert criterion["weight"] == 1
            assert sources[criterion["source"]]["status"] == "assumption"


def test_every_text_is_there_in_both_languages() -> None:
    def texts(value: Any) -> Any:
        if isinstance(value, dict):
            if "pt" in value or "en" in value:
                yield value
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)

    found = list(texts(method()))
    assert len(found) > 100
    assert all(set(text) == {"pt", "en"} for text in found)


def test_programmes_of_2020_and_the_call_of_2030_for_the_region_are_closed() -> None:
    result = run(load_hub("porto"), load_inputs([EXAMPLES / "girls-club-porto.toml"]),
                 as_of=dt.date(2025, 1, 1))
    open_ = {i.id: i.open for i in result.ventures[0].instruments}
    assert open_["parcerias-2020"] == open_["capacitacao-2020"] == "closed"
    assert open_["parcerias-2030"] == open_["centros-impacto"] == "closed"
    assert open_["titulos"] == "unknown"


def test_a_solution_already_in_porto_is_stopped() -> None:
    result = run(load_hub("porto"), load_inputs([EXAMPLES / "percursos.toml"]))
    assert result.ventures[0].stages[0].recommendation == "stop"
    assert result.ventures[0].state == "identify"  # nobody has decided


def test_the_girls_club_goes_to_test_trading_with_months_to_go() -> None:
    result = run(load_hub("porto"), load_inputs([EXAMPLES / "girls-club-porto.toml"]),
                 as_of=dt.date(2026, 7, 1))
    stages = [stage.recommendation for stage in result.ventures[0].stages]
    assert stages == ["advance"] * 4 + ["revise", "not_reached"]
    reasons = result.ventures[0].stages[4].phases[0].reasons
    assert "9" in reasons[0].what_to_do


def test_conflicting_sources_of_projeto_familia_are_both_kept() -> None:
    entry = load_inputs([EXAMPLES / "projeto-familia.toml"]).entries[0]
    assert {c.fact for c in entry.dossier.conflicts} == {
        "incubate.expected_outcomes", "test.people_came"}
