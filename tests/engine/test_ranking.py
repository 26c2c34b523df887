"""Ranks, places and budgets are what their definition says, and so are the shorter ways to them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.property_examples import examples

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN, POSSIBLE
from hubflow.engine.gate.fast_ranking import fast_standings
from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.gate.ranking import standings
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import AdvanceRule, Criterion, Gate, Phase

MANY = settings(max_examples=examples(40))
COSTS = "_cost0", "_budget0"


def plan_of(*rules: AdvanceRule, rank_by: tuple[str, ...] = ()) -> PhasePlan:
    """A phase with one criterion on 0 to 100, and these rules to advance."""
    criterion = Criterion(id="aa", title={"en": "A"}, concept="need-scale", scale=(0, 100),
                          judged=True, source="rules")
    gate = Gate(advance=rules, rank_by=rank_by)
    phase = Phase(id="p", stage="identify", name={"en": "P"}, criteria=(criterion,), gate=gate)
    return PhasePlan(phase, 0, (CriterionPlan(criterion, None, None),), (), GateRules.read(phase))


PLACES = plan_of(AdvanceRule(places=1), AdvanceRule(places=3))
TIES_BROKEN = plan_of(AdvanceRule(places=2), rank_by=("aa",))
BUDGET = plan_of(AdvanceRule(budget="10", cost="5"), AdvanceRule(places=2))

values = st.sampled_from([-1.0, 0.0, 12.345678901, 50.0, 99.9, 100.0])


@st.composite
def ventures(draw: st.DrawFn) -> pl.DataFrame:
    """Ventures of several calls, each with what it counts for; some calls leave nothing open."""
    settled = draw(st.booleans())
    calls = st.integers(0, draw(st.sampled_from([0, 2, 7])))
    rows: list[dict[str, Any]] = []
    budgets: dict[int, int | None] = {}
    for _ in range(draw(st.integers(1, 8))):
        ends = sorted([draw(values), draw(values)])
        second = sorted([draw(values), draw(values)])
        possible = draw(st.booleans())
        call = draw(calls)
        budgets.setdefault(call, draw(st.sampled_from([None, 0, 6, 11])))
        rows.append({
            CALL: call, POSSIBLE: possible,
            CERTAIN: possible if settled else possible and draw(st.booleans()),
            "_low0": ends[0], "_high0": ends[0] if settled else ends[1],
            "_low1": second[0], "_high1": second[0] if settled else second[1],
            "_cost0": draw(st.sampled_from([None, 0, 3, 5])), "_budget0": budgets[call],
        })
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys((CALL, *COSTS), pl.Int64))


def by_definition(row: dict[str, Any], rows: list[dict[str, Any]], keys: int) -> dict[str, Any]:
    """What ranks, places and budgets mean, venture by venture."""
    def end(of: dict[str, Any], which: str) -> tuple[float, ...]:
        return tuple(of[f"_{which}{key}"] for key in range(keys))

    call = [other for other in rows if other[CALL] == row[CALL]]
    others = [other for other in call if other is not row]
    ahead = [o for o in others if o[CERTAIN] and end(o, "low") > end(row, "high")]
    not_behind = [o for o in others if o[POSSIBLE] and end(o, "high") >= end(row, "low")]
    level = [o for o in call if o[CERTAIN] and end(o, "low") == end(o, "high") == end(row, "low")]
    spent = [o["_cost0"] for o in [*not_behind, row]]
    least = sum(o["_cost0"] or 0 for o in [*ahead, row])
    budget = row["_budget0"]
    return {
        "best": 1 + len(ahead) if row[POSSIBLE] else None,
        "worst": 1 + len(not_behind) if row[POSSIBLE] else None,
        "of": sum(other[POSSIBLE] for other in call),
        "tied": row[POSSIBLE] and end(row, "low") == end(row, "high") and len(level) > 1,
        "covered": (None not in spent and budget is not None and sum(spent) <= budget,
                    budget is None or least <= budget),
    }


@pytest.mark.parametrize(("plan", "keys"), [(PLACES, 1), (TIES_BROKEN, 2), (BUDGET, 1)],
                         ids=["places", "ties broken", "budget"])
@MANY
@given(table=ventures())
def test_ranks_places_and_budgets_are_what_they_mean(
    plan: PhasePlan, keys: int, table: pl.DataFrame
) -> None:
    rows = table.to_dicts()
    found = standings(table, plan)
    for row, stands in zip(rows, found.to_dicts(), strict=True):
        means = by_definition(row, rows, keys)
        assert {each: stands[plan.names.of(f"rank.{each}")] for each in
                ("best", "worst", "of", "tied")} == {
            each: means[each] for each in ("best", "worst", "of", "tied")}
        for clause in plan.gate.ranked:
            holds = tuple(stands[plan.names.of(f"{clause.name}.{end}")]
                          for end in ("certain", "possible"))
            if clause.quota is None:
                assert not row[POSSIBLE] or holds == means["covered"]
            else:
                assert holds == tuple(row[POSSIBLE] and means[end] <= clause.quota
                                      for end in ("worst", "best"))


@pytest.mark.parametrize("plan", [PLACES, TIES_BROKEN, BUDGET],
                         ids=["places", "ties broken", "budget"])
@MANY
@given(table=ventures())
def test_the_shorter_ways_come_to_the_same(plan: PhasePlan, table: pl.DataFrame) -> None:
    plain = standings(table, plan)
    assert_frame_equal(fast_standings(table, plan), plain)
    without_ranks = fast_standings(table, plan, ranked=False)
    assert_frame_equal(without_ranks, plain.select(without_ranks.columns))
    assert all(plan.names.of(f"{clause.name}.certain") in without_ranks.columns
               for clause in plan.gate.ranked)


@pytest.mark.parametrize("ranked", ["places = 1", 'budget = "100", cost = "40"'])
def test_places_and_money_for_some_ventures_alone_are_refused_with_what_to_do(
    run_method: Any, ranked: str
) -> None:
    rules = f"""
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-scale"
judged = true
scale = [0, 10]
source = "rules"
[stages.identify.gate]
advance = [{{ {ranked}, when = "identify.includes_children" }}]
source = "rules"
"""
    with pytest.raises(BadInput) as bad:
        run_method(rules, [{"id": "v"}])
    (problem,) = bad.value.problems
    assert problem.key == "stages.identify.gate.advance[0].when"
    assert "rank in the whole call" in problem.what
    assert "name the fact with `per`" in problem.to_do
