"""The panel's screens: sets for the money, and another hub beside."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from pathlib import Path

import attrs
import polars as pl
import pytest
from tests.serve.conftest import CALL, FIRST, VENTURES, Desk

from hubflow.compare.kept_run import run_hub
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.register.calls.members import set_standing
from hubflow.register.recording.deciding import decide
from hubflow.register.standing.standing_table import known_standing
from hubflow.serve.call_runs import EditionRun
from hubflow.serve.panel.funded_sets import COST, call_money, funding_choices
from hubflow.serve.what_if import levers, outlooks_with

GOES_ON = "candidatura-03"


@pytest.fixture(scope="module")
def priced(reading_desk: Desk) -> EditionRun:
    """The example's first phase with scores, in which every venture costs 1,000, 2,000, …"""
    with reading_desk.bench.register.reading() as journal:
        run = reading_desk.bench.register.call_run(journal, "porto", "labis-2023", "en")
    (edition,) = run.editions
    table = edition.run.table.with_columns(
        (pl.int_range(pl.len()).cast(pl.Float64) * 1000 + 1000).alias(COST))
    return attrs.evolve(edition, run=attrs.evolve(edition.run, table=table))


def test_the_best_set_is_paid_for_and_none_near_it_is_better(priced: EditionRun) -> None:
    phase = priced.run.prepared.methodology.phase("candidatura")
    assert phase is not None
    choices = funding_choices(priced, phase, 20_000)
    best, *near = choices.sets
    assert near
    for one in choices.sets:
        assert one.cost <= 2_000_000
        assert one.cost == sum(each.cost or 0 for each in one.members)
        assert one.total == pytest.approx(sum(each.score for each in one.members), abs=1e-4)
        assert one.total + one.loses == pytest.approx(best.total, abs=1e-4)
    assert [one.loses for one in near] == sorted(one.loses for one in near)
    for one in near:
        assert {each.id for each in best.members} - {each.id for each in one.leaves} | {
            each.id for each in one.enters} == {each.id for each in one.members}
    every = funding_choices(priced, phase, 10**6)
    assert len(every.sets[0].members) == VENTURES
    assert all(len(one.leaves) == 1 and not one.enters for one in every.sets[1:])


def test_sets_need_costs_and_a_sum(reading_desk: Desk) -> None:
    body, address = reading_desk.person("body"), f"{CALL}/panel/sets?phase=candidatura"
    assert "Score lost" not in body.get(address).text
    assert "Nobody's cost is known" in html.unescape(body.get(f"{address}&budget=1000").text)
    wrong = body.get(f"{address}&budget=much")
    assert wrong.status_code == 422
    assert 'value="much"' in wrong.text
    assert 'id="budget-wrong"' in wrong.text


def test_a_call_stands_beside_another_hub(reading_desk: Desk) -> None:
    body = reading_desk.person("body")
    page = body.get(f"{CALL}/panel/beside?to=westmidlands").text
    apart = len(re.findall('<tr class="changed">', page))
    assert f"They part on {apart} of {VENTURES} ventures in the stage Identify." in page
    assert apart
    assert page.count(f'href="/porto/ventures/{FIRST}"') == 1
    assert "At least one of the seven priorities is delivered" in page
    other = body.get(f"{CALL}/panel/beside?to=westmidlands&stage=scale").text
    assert f"of {VENTURES} ventures in the stage Scale." in other
    assert body.get(f"{CALL}/panel/beside?to=nowhere").status_code == 404
    assert body.get(f"{CALL}/panel/beside?to=westmidlands&stage=x").status_code == 200


def test_who_is_out_of_the_race_is_not_compared_and_each_row_says_why_hubs_part(
    desk: Desk
) -> None:
    with desk.bench.register.writing() as journal:
        set_standing(journal, known_standing(journal, "porto", FIRST), "excluded",
                     reasons="Signed twice", body="Board", on=dt.date.today(), by="tests")
        decide(journal, known_standing(journal, "porto", GOES_ON), "advance", reasons="",
               body="Board", on=dt.date.today(), by="tests")
    page = desk.person("body").get(f"{CALL}/panel/beside?to=westmidlands&stage=understand").text
    rows = re.findall(r'<tr class="changed">(.*?)</tr>', page, re.S)
    assert len(rows) == 1
    assert f'href="/porto/ventures/{GOES_ON}"' in rows[0]
    assert "Already before, in " in rows[0], "West Midlands has not got there"
    assert f'href="/porto/ventures/{FIRST}"' not in page
    assert f"They part on 1 of {VENTURES - 1} ventures" in page
    assert "<h1>Beside another hub: " in page
    assert "Out of the race, and so not compared: " in page


def test_the_panel_says_how_strict_each_assessor_is_and_leads_to_why(reading_desk: Desk) -> None:
    body = reading_desk.person("body")
    page = body.get(f"{CALL}/panel?phase=candidatura").text
    assert "How strict each assessor is" in page
    assert "Than the panel" in page
    judged = page.partition("How strict each assessor is")[2].partition("</details>")[0]
    assert "labis-2023" not in re.sub("<[^>]*>", "", judged), "the page says which call it is"
    why = f"/porto/ventures/{FIRST}"
    assert f'href="{why}#phase-candidatura"' in page
    assert 'id="phase-candidatura"' in body.get(why).text


def _cut(page: str) -> tuple[list[str], list[str]]:
    """The recommendations above and below the line, under the what-if where there is one."""
    rows = re.findall(r'<tr class="([^"]*)">(.*?)</tr>', page, re.S)
    at = [number for number, (marks, _) in enumerate(rows) if "cut" in marks]
    said = [re.findall(r'<span class="said (\w+)">', row)[-1] for _, row in rows]
    (line,) = at or [len(rows) - 1]
    return said[:line + 1], said[line + 1:]


def test_the_line_stands_where_the_places_end_and_only_where_somebody_is_cut(
    reading_desk: Desk
) -> None:
    body = reading_desk.person("body")
    asked = {"phase": "candidatura"}
    page = body.get(f"{CALL}/panel", params=asked).text
    assert _cut(page) == (["advance"] * VENTURES, [])
    assert "thick line" not in page
    two = body.get(f"{CALL}/panel", params={**asked, "places-0": "2"}).text
    assert _cut(two) == (["advance"] * 2, ["stop"] * (VENTURES - 2))
    assert "Below the thick line" in two
    moved = body.get(f"{CALL}/panel", params={
        **asked, "places-0": "5", "weight-inovacao": "90"}).text
    above, below = _cut(moved)
    assert above.count("advance") == 5
    assert above[-1] == "advance"
    assert set(below) == {"stop"}


def test_a_number_that_is_none_is_told_with_the_name_of_its_field(reading_desk: Desk) -> None:
    page = reading_desk.person("body").get(f"{CALL}/panel", params={
        "phase": "candidatura", "weight-inovacao": "two"}, headers={"hx-request": "true"}).text
    assert re.search('class="alarm"><a href="#weight-inovacao">[^<]+</a>: must be a number', page)


def test_the_panel_says_how_many_judgements_are_in(reading_desk: Desk) -> None:
    body = reading_desk.person("body")
    page = body.get(f"{CALL}/panel?phase=candidatura").text
    assert f"Judgements that are in: {2 * VENTURES} of {3 * VENTURES};" in page
    assert "<h1>Panel: " in page
    assert "Judgements that are in" not in body.get(f"{CALL}/panel?phase=bootcamp").text


def test_the_panel_says_that_judgements_are_of_ventures_still_to_decide_on(desk: Desk) -> None:
    with desk.bench.register.writing() as journal:
        decide(journal, known_standing(journal, "porto", GOES_ON), "advance", reasons="",
               body="Board", on=dt.date.today(), by="tests")
    page = desk.person("body").get(f"{CALL}/panel?phase=candidatura").text
    assert re.search("Of ventures that are not decided on for good, judgements that are in: "
                     rf"\d+ of {3 * (VENTURES - 1)};", page)


@pytest.mark.parametrize("budget", ["call.budget", "6000000"])
def test_a_sum_of_money_is_moved_wherever_it_stands(tmp_path: Path, budget: str) -> None:
    folder = tmp_path / "hub"
    shutil.copytree(Path(__file__).parents[2] / "examples/hubs/eu-three-criteria", folder)
    text = (folder / "methodology.toml").read_text("utf-8")
    (folder / "methodology.toml").write_text(text.replace("call.budget", budget), "utf-8")
    hub = load_hub(folder)
    cases = CaseSet.of(hub, load_inputs([folder / "examples"], hub))
    edition = EditionRun(cases, run_hub("2021", cases, language="en"))
    phase = edition.run.prepared.methodology.phase("evaluation")
    assert phase is not None
    lever, = (one for one in levers(phase, edition, str) if one.kind == "budget")
    assert lever.now == call_money(edition, "evaluation")
    advancing = [one for one in edition.run.result.ventures
                 if any(at.phase == "evaluation" and at.recommendation == "advance"
                        for at in one.phases)]
    assert advancing
    moved = outlooks_with(edition, "evaluation", {lever.field: 1.0}, "en")
    assert all(one.recommendation != "advance" for one in moved.values())
    same = outlooks_with(edition, "evaluation", {lever.field: lever.now or 0.0}, "en")
    assert {id for id, one in same.items() if one.recommendation == "advance"} == {
        one.id for one in advancing}
    choices = funding_choices(edition, phase, lever.now or 0.0)
    assert choices.sets
    assert choices.sets[0].cost <= round((lever.now or 0.0) * 100)


def test_why_leads_to_where_a_source_can_be_read(reading_desk: Desk) -> None:
    page = reading_desk.person("body").get(f"/porto/ventures/{FIRST}").text
    assert 'href="https://www.publico.pt/2023/05/15/" rel="noreferrer">Público' in page
