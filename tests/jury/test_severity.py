"""How strict each assessor is, and which recommendations hang on who judged."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.jury.panel_simulation import Panel, Simulation, simulated
from tests.register.conftest import Hubflow, hubflow

from hubflow.cli.to_json import as_data
from hubflow.documents.severity_page import severity_markdown, venture_severity
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.run import recommend, run_table
from hubflow.engine.severity.main_effects import (
    Scores,
    connected_assessors,
    main_effects,
    spare_scores,
)
from hubflow.engine.severity.other_draws import PanelDraws
from hubflow.engine.severity.severity_records import PhaseSeverity, severity_of
from hubflow.engine.severity.students_t import t_quantile
from hubflow.model.results import VentureResult
from hubflow.plugins.importers import load_inputs

__all__ = ["Hubflow", "hubflow"]

CATALYSTS = """
73 74  . 71
 . 75 67 72
73 75 68  .
75  . 72 75
"""
"""Reaction times of four catalysts (rows) in four batches, each batch large enough for three:
Montgomery, Design and Analysis of Experiments, table 5-22 of the fourth edition."""


def catalysts() -> dict[tuple[str, str], float]:
    """The reaction times by batch and catalyst."""
    rows = [line.split() for line in CATALYSTS.strip().splitlines()]
    return {(f"batch {b}", f"catalyst {c}"): float(cell) for c, row in enumerate(rows, 1)
            for b, cell in enumerate(row, 1) if cell != "."}


def within(scores: Scores, at: int) -> float:
    """The squares within the groups of one factor: the error of a model without the other."""
    groups: dict[str, list[float]] = {}
    for key, score in scores.items():
        groups.setdefault(key[at], []).append(score)
    return float(sum(len(own) * np.var(own) for own in groups.values()))


def test_a_published_fit_comes_out() -> None:
    """The figures that SAS printed for it, published as ``tble5-22.lst`` by J. Terpstra, North
    Dakota State University: error 3.25 with 5 degrees of freedom, mean square 0.65, and the
    adjusted (type III) squares 66.08333333 for batches and 22.75 for catalysts."""
    scores = catalysts()
    fit = main_effects(scores)
    error = fit.variance * fit.degrees
    assert (fit.degrees, round(fit.variance, 8), round(error, 8)) == (5, 0.65, 3.25)
    assert within(scores, 1) - error == pytest.approx(66.08333333)
    assert within(scores, 0) - error == pytest.approx(22.75)


def test_a_balanced_incomplete_design_has_the_textbook_formula() -> None:
    """Effects are k Q / (lambda a), Q the adjusted total, with the variance k (a - 1) / (lambda
    a²) of the errors': k = 3 catalysts a batch, lambda = 2, a = 4."""
    scores = catalysts()
    fit = main_effects(scores)
    for place, catalyst in enumerate(fit.effects):
        own = {batch: score for (batch, name), score in scores.items() if name == catalyst}
        means = [np.mean([s for (b, _), s in scores.items() if b == batch]) for batch in own]
        adjusted = sum(own.values()) - sum(means)
        assert fit.effects[catalyst] == pytest.approx(3 * adjusted / 8)
        assert fit.unscaled[place][place] == pytest.approx(3 * 3 / (2 * 16))


@st.composite
def designs(draw: st.DrawFn) -> dict[tuple[str, str], float]:
    """Scores of some ventures by some assessors."""
    pairs = st.tuples(st.sampled_from("vwxyz"), st.sampled_from("abcd"))
    keys = draw(st.lists(pairs, min_size=1, max_size=16, unique=True))
    return {key: draw(st.integers(0, 100)) * 1.0 for key in keys}


@given(designs())
def test_the_fit_is_that_of_least_squares(scores: dict[tuple[str, str], float]) -> None:
    ventures = sorted({v for v, _ in scores})
    assessors = sorted({a for _, a in scores})
    rows = np.zeros((len(scores), len(ventures) + len(assessors)))
    for row, (venture, assessor) in enumerate(scores):
        rows[row, ventures.index(venture)] = 1
        rows[row, len(ventures) + assessors.index(assessor)] = 1
    rank = np.linalg.matrix_rank(rows)
    connected = rank == len(ventures) + len(assessors) - 1
    assert connected == (len(connected_assessors(scores)) == 1)
    if not connected or len(scores) == rank:
        with pytest.raises(ValueError, match="overlap"):
            main_effects(scores)
        return
    assert spare_scores(scores) == len(scores) - rank
    said = np.array(list(scores.values()))
    found, *_ = np.linalg.lstsq(rows, said, rcond=None)
    centre = found[len(ventures):].mean()
    fit = main_effects(scores)
    assert list(fit.effects.values()) == pytest.approx(
        list(found[len(ventures):] - centre), abs=1e-8)
    assert [fit.levels[v] for v in ventures] == pytest.approx(
        list(found[:len(ventures)] + centre), abs=1e-8)
    assert fit.variance == pytest.approx(
        ((said - rows @ found) ** 2).sum() / fit.degrees, abs=1e-8)
    inverse = np.linalg.pinv(rows.T @ rows)
    contrast = np.eye(len(assessors)) - 1 / len(assessors)
    covariance = contrast @ inverse[len(ventures):, len(ventures):] @ contrast
    assert np.array(fit.unscaled) == pytest.approx(covariance, abs=1e-8)


@given(st.floats(0.5, 0.9995), st.integers(1, 300))
def test_quantiles_of_t(probability: float, degrees: int) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(
        stats.t.ppf(probability, degrees), rel=1e-6, abs=1e-9)


@pytest.fixture(scope="module")
def simulation(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    return Simulation(tmp_path_factory.mktemp("severity"), "advance = { places = 2 }")


VENTURES = ("v1", "v2", "v3", "v4", "v5", "v6")
QUALITY = dict(zip(VENTURES, (6, 8, 10, 12, 13, 14), strict=True))
SEVERITY = {"kind": 3, "fair": 0, "hard": -3}
ROUND = [("v1", "kind"), ("v1", "fair"), ("v2", "fair"), ("v2", "hard"), ("v3", "hard"),
         ("v3", "kind"), ("v4", "kind"), ("v4", "fair"), ("v5", "fair"), ("v5", "hard"),
         ("v6", "hard"), ("v6", "fair")]


def panel(ventures: Sequence[str] = VENTURES, **severity: int) -> Panel:
    """A panel without noise: a score is the venture's quality plus the assessor's severity."""
    own = severity or SEVERITY
    return Panel(ventures, list(own), 2, {
        (v, a): [QUALITY[v] + own[a]] * 3 for v in ventures for a in own})


def told(simulation: Simulation, design: Sequence[tuple[str, str]],
         who: Panel | None = None) -> PhaseSeverity:
    """What is said of the assessors of a design."""
    (found,) = severity_of(simulation.run(who or panel(), design))
    return found


def test_severity_is_taken_out(simulation: Simulation) -> None:
    """Without noise, 3 of 20 points are 15 of 100, and the best two by quality are v5 and v6."""
    found = told(simulation, ROUND)
    assert {each.assessor: each.effect for each in found.assessors} == pytest.approx(
        {"hard": -15, "fair": 0, "kind": 15})
    assert [each.assessor for each in found.assessors] == ["hard", "fair", "kind"]
    levelled = {each.venture: each.levelled.lower for each in found.ventures if each.levelled}
    assert levelled == pytest.approx({v: q * 5.0 for v, q in QUALITY.items()})
    said = {each.venture: (each.recommendation, each.levelled_recommendation)
            for each in found.ventures}
    assert said["v4"] == ("advance", "stop")
    assert said["v5"] == ("stop", "advance")
    assert {v for v, (now, then) in said.items() if now != then} <= {
        each.venture for each in found.ventures if each.hangs}


def test_a_whole_panel_has_no_other_draw(simulation: Simulation) -> None:
    found = told(simulation, [(v, a) for v in VENTURES for a in SEVERITY])
    assert {each.effect for each in found.assessors} == {-15, 0, 15}
    assert not any(each.depends for each in found.ventures)
    text = severity_markdown([found], "en")
    assert "None of the 6 recommendations hangs on who judged." in text
    assert "| v1 |" not in text


@pytest.mark.parametrize(("design", "why", "groups"), [
    ([("v1", "kind"), ("v2", "fair"), ("v3", "hard")], "not_connected",
     (("fair",), ("hard",), ("kind",))),
    ([*[(v, a) for v in ("v1", "v2") for a in ("kind", "fair")], ("v3", "hard")],
     "not_connected", (("fair", "kind"), ("hard",))),
    ([("v1", "kind"), ("v1", "fair"), ("v2", "fair")], "too_few", (("fair", "kind"),)),
    ([("v1", "kind"), ("v2", "kind")], "one_assessor", (("kind",),)),
])
def test_it_cannot_be_told(
    simulation: Simulation, design: list[tuple[str, str]], why: str,
    groups: tuple[tuple[str, ...], ...],
) -> None:
    found = told(simulation, design)
    assert (found.why_not, found.groups) == (why, groups)
    assert not found.assessors
    assert not found.ventures
    for language, said in (("en", "cannot be told"), ("pt", "Não se pode saber")):
        assert said in severity_markdown([found], language)
    assert "cannot be told" in venture_severity([found], "en", _result(simulation))["identify"]


def _result(simulation: Simulation) -> VentureResult:
    return simulation.run(panel(), ROUND).ventures[0]


def test_conflicts_and_parts_do_not_count(simulation: Simulation) -> None:
    """A wild score counts neither with a conflict of interest nor if it is of one criterion."""
    before = as_data(told(simulation, ROUND))
    call, sheet = simulation.folder / "call-6", simulation.folder / "sheet.csv"
    wild = simulation.folder / "wild.csv"
    cases = CaseSet.of(simulation.hub, load_inputs([call], simulation.hub))
    wild.write_text("venture,phase,criterion,assessor,score,conflict\n" + "".join(
        f"v1,identify,{id},hard,20,yes\n" for id in ("need", "team", "plan")))
    (found,) = severity_of(cases.result(cases.prepared(panel=[sheet, wild])))
    assert as_data(found)["assessors"] == before["assessors"]
    assert {e["venture"]: e["levelled"] for e in as_data(found)["ventures"]} == {
        e["venture"]: e["levelled"] for e in before["ventures"]}
    wild.write_text("venture,phase,criterion,assessor,score\nv1,identify,need,hard,20\n")
    (found,) = severity_of(cases.result(cases.prepared(panel=[sheet, wild])))
    assert found.in_part == 1
    assert as_data(found)["assessors"] == before["assessors"]


def test_who_left_the_call_does_not_count(simulation: Simulation) -> None:
    told(simulation, ROUND)
    call, sheet = simulation.folder / "call-6", simulation.folder / "sheet.csv"
    file = call / "call.toml"
    own = file.read_text("utf-8")
    try:
        file.write_text(own + '[[members]]\nid = "v6"\nstanding = "withdrawn"\ndate = 2025-02-01\n')
        cases = CaseSet.of(simulation.hub, load_inputs([call], simulation.hub))
        (found,) = severity_of(cases.result(cases.prepared(panel=[sheet])))
    finally:
        file.write_text(own)
    assert {each.venture for each in found.ventures} == set(VENTURES) - {"v6"}
    assert {each.assessor: each.ventures for each in found.assessors} == {
        "kind": 3, "fair": 4, "hard": 3}


def test_no_score_is_changed(simulation: Simulation) -> None:
    told(simulation, ROUND)
    cases = CaseSet.of(simulation.hub, load_inputs([simulation.folder / "call-6"], simulation.hub))
    prepared = cases.prepared(panel=[simulation.folder / "sheet.csv"])
    plain = recommend(prepared, run_table(prepared))
    whole = cases.result(prepared)
    assert severity_of(whole)
    assert not severity_of(plain)
    assert [as_data(each)["stages"] for each in plain.ventures] == [
        as_data(each)["stages"] for each in whole.ventures]
    assert as_data(whole) == as_data(cases.result(prepared))


def test_who_led_ventures_on_makes_no_difference(simulation: Simulation) -> None:
    """As in a register, where decisions alone lead past a phase."""
    own = as_data(told(simulation, ROUND))
    inputs = load_inputs([simulation.folder / "call-6"], simulation.hub)
    cases = CaseSet.of(simulation.hub, inputs).replace(decided_only=True)
    (found,) = severity_of(cases.result(
        cases.prepared(panel=[simulation.folder / "sheet.csv"])))
    assert as_data(found) == own


def test_nobody_with_a_conflict_is_drawn() -> None:
    scores = {(v, a): float(QUALITY[v] + n + len(v + a) % 2) for v in VENTURES
              for n, a in enumerate(SEVERITY) if (v, a) in ROUND}
    free = PanelDraws(scores=scores, fit=main_effects(scores))
    assert any(any(each.values()) for each in free.shifts(20, "seed"))
    bound = attrs.evolve(free, conflicts={(v, a) for v in VENTURES for a in SEVERITY})
    assert not any(any(each.values()) for each in bound.shifts(20, "seed"))


def test_draws_change_with_all_that_they_follow_from() -> None:
    scores = {(v, a): float(QUALITY[v] + n + len(v + a) % 2) for v in VENTURES
              for n, a in enumerate(SEVERITY) if (v, a) in ROUND}
    other = {**scores, next(iter(scores)): 50.0}
    mean = PanelDraws(scores=scores, fit=main_effects(scores))
    drawn = list(mean.shifts(20, "seed"))
    assert drawn == list(mean.shifts(20, "seed"))
    threes = {(v, a): float(QUALITY[v] + (3 * i + j * j) % 7) for i, v in enumerate(VENTURES)
              for j, a in enumerate("abcd") if i % 4 != j}
    for one, another in (
            (mean, PanelDraws(scores=other, fit=main_effects(other))),
            (mean, attrs.evolve(mean, conflicts={(VENTURES[0], a) for a in SEVERITY})),
            (whole := PanelDraws(scores=threes, fit=main_effects(threes)),
             attrs.evolve(whole, median=True))):
        first, second = (list(each.shifts(20, "seed")) for each in (one, another))
        assert first != second
    assert list(mean.shifts(20, "another")) != drawn
    assert len(list(mean.shifts(21, "seed"))) == 21


@pytest.mark.parametrize("gate", ["advance = { places = 8 }", "advance = { score = 60 }"])
def test_simulated_selections_that_hang_are_named(gate: str) -> None:
    """Of the recommendations that another draw of assessors changed at least 95 % are named.

    ``python -m tests.jury.panel_simulation`` does the same at length.
    """
    found = simulated(8, gate, seed=7)
    assert found.changed > 20
    assert not found.untold
    assert found.changed_named / found.changed >= 0.95
    assert found.named < found.ventures


def documents(simulation: Simulation, hubflow: Hubflow, language: str) -> Mapping[str, str]:
    """The texts on who judged: scorecard, comparison and report, in one language."""
    told(simulation, ROUND)
    folder, sheet = simulation.folder, str(simulation.folder / "sheet.csv")
    other = folder / "other"
    other.mkdir(exist_ok=True)
    (other / "methodology.toml").write_text(
        (folder / "hub" / "methodology.toml").read_text("utf-8").replace(
            'edition = "1"', 'edition = "2"').replace("places = 2", "places = 3"))
    call = str(folder / "call-6")
    out, page = folder / f"out-{language}", folder / f"page-{language}.html"
    spoken = ("--lang", language, "--panel", sheet)
    hubflow("run", "-p", str(folder / "hub"), call, *spoken, "--out", str(out))
    shown = hubflow("run", "-p", str(folder / "hub"), call, *spoken).out
    why = hubflow("why", "-p", str(folder / "hub"), f"{call}/v5.toml", *spoken).out
    hubflow("report", "-p", str(folder / "hub"), call, *spoken, "--out", str(page))
    hubflow("compare", "-p", str(folder / "hub"), "-p", str(other), call, *spoken, "--draws",
            "10", "--out", str(folder / f"compared-{language}"))
    return {
        "run": shown, "why": why,
        "scorecard": (out / "v5" / "scorecard.md").read_text("utf-8"),
        "report": page.read_text("utf-8"),
        "comparison": (folder / f"compared-{language}" / "comparison.md").read_text("utf-8"),
        "json": (folder / f"compared-{language}" / "comparison.json").read_text("utf-8"),
        "result": (out / "result.json").read_text("utf-8"),
    }


@pytest.mark.parametrize(("language", "hangs", "stricter"), [
    ("en", "hangs on who judged", "15 points stricter"),
    ("pt", "depende de quem avaliou", "15 pontos mais severo"),
])
def test_every_document_tells_it(
    simulation: Simulation, hubflow: Hubflow, language: str, hangs: str, stricter: str
) -> None:
    texts = documents(simulation, hubflow, language)
    for name in ("scorecard", "report", "comparison"):
        assert hangs.lower() in texts[name].lower(), name
        assert stricter in texts[name], name
    count = {"en": "Recommendations that hang on who judged: Identify ",
             "pt": "Recomendações que dependem de quem avaliou: Identificar "}[language]
    assert re.search(rf"{count}\d (of|de) 6\.", " ".join(texts["run"].split()))
    assert f"{count.strip()}." in " ".join(texts["why"].split())
    result = json.loads(texts["result"])
    assert result["severity"][0]["assessors"][0]["assessor"] == "hard"
    assert json.loads(texts["json"])["robustness"][0]["severity"] == result["severity"]
    assert result["severity"] == json.loads(json.dumps(result["severity"], allow_nan=False))


def test_a_run_that_nobody_judged_loads_nothing_of_it(simulation: Simulation) -> None:
    told(simulation, ROUND)
    probe = ("import sys; from hubflow.cli.main import main\n"
             "try: main()\n"
             "except SystemExit: pass\n"
             "sys.exit(any('severity' in name for name in sys.modules))")
    done = subprocess.run(
        [sys.executable, "-c", probe, "run", "-p", str(simulation.folder / "hub"),
         str(simulation.folder / "call-6" / "v1.toml")], capture_output=True, text=True,
        check=False)
    assert done.returncode == 0, done.stderr
    assert "Identify" in done.stdout
