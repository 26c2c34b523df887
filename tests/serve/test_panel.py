"""The panel's screens: sets for the money, and another hub beside."""

from __future__ import annotations

import html
import re

import attrs
import polars as pl
import pytest
from tests.serve.conftest import CALL, FIRST, VENTURES, Desk

from hubflow.serve.call_runs import EditionRun
from hubflow.serve.panel.funded_sets import COST, funding_choices
from hubflow.serve.what_if import phase_named


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
    phase = phase_named(priced.run.prepared.methodology, "candidatura")
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


def test_the_panel_says_how_strict_each_assessor_is_and_leads_to_why(reading_desk: Desk) -> None:
    body = reading_desk.person("body")
    page = body.get(f"{CALL}/panel?phase=candidatura").text
    assert "How strict each assessor is" in page
    assert "Than the panel" in page
    why = f"/porto/ventures/{FIRST}"
    assert f'href="{why}#phase-candidatura"' in page
    assert 'id="phase-candidatura"' in body.get(why).text
