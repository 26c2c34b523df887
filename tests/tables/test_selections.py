"""Selections by group, by money and by lot come to the same in parts as over the whole table."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.call import Call
from hubflow.model.input_problems import BadInput
from hubflow.model.results import RunResult
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.source import file_of_record
from hubflow.tables.show_portfolio import show_portfolio

METHOD = """
[[facts]]
id = "track"
type = "label"
labels = ["start", "grow"]
description = "Which track?"
[[facts]]
id = "asks"
type = "money"
description = "How much does it ask for?"
[stages.identify]
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 100]
source = "rules"
[stages.identify.gate]
advance = [{{ {rule} }}]
source = "rules"
"""
MONEY = 'budget = "50", cost = "local.asks"'
DAY = dt.date(2024, 6, 1)
LITTLE = MONEY.replace("50", "20")


def portfolio() -> pl.DataFrame:
    chance = random.Random(3)
    return pl.DataFrame([{
        "id": f"v{number}", "call": f"c{number % 3}",
        "identify.group_size": chance.choice([None, *range(0, 100, 7)]),
        "local.track": chance.choice(["start", "grow", "grow", None]),
        "local.asks": chance.choice([5.0, 12.5, 20.0, None]),
    } for number in range(40)], infer_schema_length=None)


@pytest.mark.parametrize("rule", [
    'per = "local.track", places = 3', 'per = "local.track", places = 3, unfilled = "general"',
    'across = "local.track", places = 6, least_each = 1, share_each = 0.5',
    f'{MONEY}, cut = "skip", least_share = 0.5', f'{MONEY}, cut = "best_set"',
    f'{MONEY}, cut = "equal"', f'{MONEY}, cut = "stop", per = "local.track"',
    f'{MONEY}, cut = "skip", across = "local.track", share_each = 0.6',
    'budget = "50", cost = "local.asks * 20 / max(local.asks) OVER ()"',
])
def test_parts_say_what_the_whole_says(run_table: Any, rule: str) -> None:
    text, table = METHOD.format(rule=rule), portfolio()
    whole, _ = run_table(text, table)
    parts, _ = run_table(text, table, size=7)
    assert_frame_equal(parts, whole)
    assert ("granted_least" in whole.columns) == ("budget" in rule)
    if rule.endswith('"skip", least_share = 0.5'):
        first = whole.filter(phase="identify")
        assert (first["granted_least"] <= first["granted_most"]).all()


def test_a_table_leaves_a_draw_open(run_table: Any) -> None:
    text = METHOD.format(rule="places = 2")
    text += 'rank_by = ["score", "draw"]\ndraw_from = "a beacon"\n'
    table = portfolio().with_columns(pl.lit(50.0).alias("identify.group_size"))
    found, _ = run_table(text, table)
    first = found.filter(phase="identify")
    assert set(first["recommendation"].cast(pl.String)) == {"undecided"}


def test_a_table_with_a_seed_draws_as_anybody_can(run_table: Any) -> None:
    text = METHOD.format(rule="places = 2")
    text += 'rank_by = ["score", "draw"]\ndraw_from = "a beacon"\n'
    table = portfolio().with_columns(pl.lit(50.0).alias("identify.group_size"),
                                     pl.lit("8d3f").alias("seed.identify"))
    whole, _ = run_table(text, table)
    parts, _ = run_table(text, table, size=7)
    assert_frame_equal(parts, whole)
    first = whole.filter(phase="identify")
    for (call,), rows in first.partition_by("call", as_dict=True).items():
        drawn = sorted((f"v{number}" for number in range(40) if f"c{number % 3}" == call),
                       key=lambda id: hashlib.sha256(f"8d3f{id}".encode()).hexdigest())
        assert rows.sort("rank_best")["id"].to_list() == drawn
        chosen = rows.filter(recommendation="advance")["id"]
        assert set(chosen) == set(drawn[:2])


@pytest.mark.parametrize("size", [None, 7])
def test_two_seeds_for_the_draw_of_one_call_are_one_problem_each(
    run_table: Any, size: int | None
) -> None:
    text = METHOD.format(rule="places = 2")
    text += 'rank_by = ["score", "draw"]\ndraw_from = "a beacon"\n'
    row = pl.int_range(pl.len())
    # v5 and on of call c2, and v21 and on of call c0, have another seed; c1 has none in some rows
    table = portfolio().with_columns(
        pl.lit(50.0).alias("identify.group_size"),
        pl.when((row >= 5) & (pl.col("call") == "c2")).then(pl.lit("b"))
        .when((row >= 21) & (pl.col("call") == "c0")).then(pl.lit("c"))
        .when((row < 9) & (pl.col("call") == "c1")).then(None)
        .otherwise(pl.lit("a")).alias("seed.identify"))
    with pytest.raises(BadInput) as bad:
        run_table(text, table, **({} if size is None else {"size": size}))
    found = bad.value.problems
    assert [problem.key for problem in found] == ["seed.identify"] * 2
    assert [('"c2"' in each.what, '"b" here, and "a"' in each.what) for each in found] == [
        (True, True), (False, False)]
    assert '"c0" has the seed "c" here, and "a" in' in found[1].what
    assert [each.line - found[0].line for each in found] == [0, 16]


TWO_ROUNDS = METHOD.format(rule="score = 20, places = 9") + """
[[stages.understand.values]]
id = "most"
expression = "max(phases.identify.score) OVER ()"
says = "The most of the first round"
source = "rules"
[[stages.understand.criteria]]
id = "share"
title = "Share"
concept = "need-scale"
measure = "100 * phases.identify.score / values.most"
scale = [0, 100]
source = "rules"
[[stages.understand.criteria]]
id = "before"
title = "Before"
concept = "need-scale"
measure = "phases.identify.score"
scale = [0, 100]
applies = "phases.identify.score / 2 >= 10"
source = "rules"
[[stages.understand.requirements]]
id = "enough"
holds = "phases.identify.score > 15"
says = "Enough in the first round."
source = "rules"
[stages.understand.gate]
source = "rules"
rank_by = ["score", "first"]
ties = [{ id = "first", least = "call.received", says = "the earlier", source = "rules" }]
[[stages.understand.gate.advance]]
budget = "100"
cost = "phases.identify.score / 2"
{cut}
"""


@pytest.mark.parametrize("cut", ["", 'cut = "best_set"', 'cut = "equal"\nleast_share = 0.5'])
def test_rounds_that_read_each_other_come_to_the_same_in_parts(run_table: Any, cut: str) -> None:
    days = pl.date_range(dt.date(2026, 3, 1), dt.date(2026, 4, 9), eager=True)
    table = portfolio().with_columns(
        days.alias("call.received"), pl.lit(False).alias("identify.includes_children"),
        pl.lit(False).alias("identify.includes_adults_at_risk"))
    rules = TWO_ROUNDS.replace("{cut}", cut)
    table = table.tail(14 if "best_set" in cut else table.height)  # the search takes its time
    whole, _ = run_table(rules, table)
    parts, _ = run_table(rules, table, size=7)
    assert_frame_equal(parts, whole)
    second = whole.filter(phase="understand")
    assert second["recommendation"].n_unique() > 1
    assert second.filter((pl.col("score_lower") > 0) & (pl.col("score_lower") < pl.col(
        "score_upper"))).height


def as_dossiers(hub: Any, table: pl.DataFrame) -> RunResult:
    """What comes out if each row of a table is a dossier of its call."""
    files: list[Any] = []
    for row in table.to_dicts():
        block = {"track": row["local.track"], "asks": row["local.asks"]}
        said = row["decision.identify"]
        files.append(file_of_record({
            "id": row["id"], "name": row["id"], "call": row["call"],
            "identify": {"group_size": row["identify.group_size"]}
            if row["identify.group_size"] is not None else {},
            "hubs": {"testhub": {key: value for key, value in block.items() if value is not None}},
            "decisions": [{"hub": "testhub", "phase": "identify", "decision": said, "by": "Board",
                           "date": DAY, "reasons": "So."}] if said else [],
        }, Path("call.json"), len(files)))
    inputs = read_inputs([], files, known_calls={id: Call(id) for id in set(table["call"])})
    assert not inputs.problems
    cases = CaseSet.of(hub, inputs, DAY)
    return cases.result(cases.prepared())


@pytest.mark.parametrize(("rule", "settled"), [
    ("places = 2", False), ('per = "local.track", places = 1', True),
    (f"{LITTLE}, score = 20", True), (f'{LITTLE}, cut = "skip"', False),
])
def test_who_waits_is_told_at_the_same_place_in_parts_tables_and_dossiers(
    run_table: Any, hub_of: Any, rule: str, settled: bool
) -> None:
    text = METHOD.format(rule=rule) + "reserve = 3\n"
    chance = random.Random(rule)
    table = portfolio().head(12).with_columns(pl.col("local.track").fill_null("start"))
    if settled:
        table = table.with_columns(
            pl.Series("identify.group_size", chance.sample(range(1, 99), 12), dtype=pl.Int64),
            pl.col("local.asks").fill_null(7.5))
    table = table.with_columns(pl.Series("decision.identify", [
        {"v0": "stop", "v1": "advance"}.get(id) for id in table["id"]], dtype=pl.String))
    whole, summary = run_table(text, table)
    parts, of_parts = run_table(text, table, size=5)
    assert_frame_equal(parts, whole)
    first = whole.filter(phase="identify")
    found = {id: (best, worst) for id, best, worst in first.select(
        "id", "reserve_best", "reserve_worst").rows() if best is not None}
    assert found
    assert found.keys().isdisjoint({"v0", "v1"})
    by_rule, _ = run_table(text, table, as_long=True, size=5)
    places = by_rule.filter(phase="identify").select("id", "reserve_best", "reserve_worst")
    assert {id: ends for id, *ends in places.rows() if ends[0] is not None} == {
        id: [*ends] for id, ends in found.items()}
    assert {one.venture: (one.best, one.worst) for one in summary.reserves} == found
    assert list(summary.reserves) == list(of_parts.reserves)
    assert list(summary.money) == list(of_parts.money)
    result = as_dossiers(hub_of(text, ""), table)
    assert found == {venture.id: place for venture in result.ventures
                     if (place := venture.phases[0].reserve) is not None}
    shown = io.StringIO()
    show_portfolio(summary, shown)
    said = " ".join(shown.getvalue().split())
    notes = [note for note in result.notes if "Reserve list" in note or "asked for" in note]
    assert sum("asked for" in note for note in notes) == 3 * ("budget" in rule)
    assert all(note in said for note in notes)
    assert whole.filter(pl.col("phase") != "identify")["reserve_best"].null_count() == (
        whole.height - first.height)
