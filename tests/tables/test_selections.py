"""Selections by group, by money and by lot come to the same in parts as over the whole table."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

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
])
def test_parts_say_what_the_whole_says(run_table: Any, rule: str) -> None:
    text, table = METHOD.format(rule=rule), portfolio()
    whole, _ = run_table(text, table)
    parts, _ = run_table(text, table, size=7)
    assert_frame_equal(parts, whole)
    assert ("granted_least" in whole.columns) == ("cut" in rule)
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
