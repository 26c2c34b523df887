"""Ranks and budgets within a call, as intervals: by whom one may be beaten, and surely is.

Two masks travel with the table. A venture's best rank counts those who compete for certain and
whose least score lies above its greatest; its worst rank counts those who may compete and whose
greatest score is at least its least. So a tie is uncertain, unless `rank_by` breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from hubflow.engine.columns import PhaseColumns
from hubflow.engine.compiled import AdvancePlan, PhasePlan
from hubflow.engine.sql import CALL

CERTAIN = "_competes_certain"
POSSIBLE = "_competes_possible"


def add_ranks(table: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Add `rank.best`, `rank.worst`, `rank.of`, `rank.tied`, and each budget's columns.

    ``table`` holds :data:`CERTAIN` and :data:`POSSIBLE`; ranks are null where a venture cannot
    compete.
    """
    names = PhaseColumns(plan.phase.id)
    if table[CALL].n_unique() == table.height and not any(way.budget for way in plan.advance):
        return _alone(table, names)
    table = _with_keys(table, plan, names)
    parts = [
        _rank_call(part, plan, names)
        for part in table.with_row_index("_row").partition_by(CALL, maintain_order=True)
    ]
    return pl.concat(parts).sort("_row").drop("_row", "_low", "_high")


def _alone(table: pl.DataFrame, names: PhaseColumns) -> pl.DataFrame:
    """Every call is a call of one: whoever competes is first of one."""
    first = pl.when(POSSIBLE).then(pl.lit(1, pl.Int64))
    return table.with_columns(
        first.alias(names.of("rank.best")), first.alias(names.of("rank.worst")),
        pl.col(POSSIBLE).cast(pl.Int64).alias(names.of("rank.of")),
        pl.lit(False).alias(names.of("rank.tied")),
    )


def _with_keys(table: pl.DataFrame, plan: PhasePlan, names: PhaseColumns) -> pl.DataFrame:
    """Add `_low` and `_high`: what is compared, greater is better."""
    keys = plan.phase.gate.rank_by or ("score",)
    if keys[0] != "score" and plan.weighted:
        keys = ("score", *keys)
    lows = [_end(key, "lower", names) for key in keys]
    highs = [_end(key, "upper", names) for key in keys]
    if len(keys) == 1:
        return table.with_columns(lows[0].alias("_low"), highs[0].alias("_high"))
    columns = [f"_{i}" for i in range(len(keys))]
    both = pl.concat([
        table.select(e.alias(c) for e, c in zip(ends, columns, strict=True))
        for ends in (lows, highs)
    ]).with_row_index("_at")
    order = (
        both.sort(columns, maintain_order=True)
        .with_columns(place=pl.struct(columns).rle_id().cast(pl.Float64))
        .sort("_at")["place"]
    )
    return table.with_columns(
        order.head(table.height).alias("_low"), order.tail(table.height).alias("_high")
    )


def _end(key: str, end: str, names: PhaseColumns) -> pl.Expr:
    if key == "score":
        return pl.col(names.of(f"score.{end}")).fill_null(-1.0)
    column = names.lower(key) if end == "lower" else names.upper(key)
    return pl.when(pl.col(names.applies(key)).fill_null(end == "upper")).then(
        pl.col(column)).otherwise(-1.0)


def _rank_call(call: pl.DataFrame, plan: PhasePlan, names: PhaseColumns) -> pl.DataFrame:
    certain = call.filter(CERTAIN)["_low"].sort()
    possible = call.filter(POSSIBLE)["_high"].sort()
    ahead = certain.len() - certain.search_sorted(call["_high"], side="right")
    not_behind = possible.len() - possible.search_sorted(call["_low"], side="left")
    itself = call[POSSIBLE].cast(pl.Int64)
    settled = call.filter(pl.col(CERTAIN) & (pl.col("_low") == pl.col("_high")))["_low"].sort()
    equal = settled.search_sorted(call["_low"], side="right") - settled.search_sorted(
        call["_low"], side="left"
    )
    competes = pl.col(POSSIBLE)
    call = call.with_columns(
        pl.when(competes).then(1 + pl.lit(_ints(ahead))).alias(names.of("rank.best")),
        pl.when(competes).then(1 + pl.lit(_ints(not_behind)) - pl.lit(itself))
        .alias(names.of("rank.worst")),
        pl.lit(possible.len(), pl.Int64).alias(names.of("rank.of")),
        ((pl.col("_low") == pl.col("_high")) & (pl.lit(_ints(equal)) > 1))
        .alias(names.of("rank.tied")),
    )
    for index, rule in enumerate(plan.advance):
        if rule.budget is not None:
            call = _add_spent(call, rule, names.of(f"budget{index}"))
    return call


def _ints(counts: pl.Series) -> pl.Series:
    return counts.cast(pl.Int64)


def _add_spent(call: pl.DataFrame, rule: AdvancePlan, name: str) -> pl.DataFrame:
    """Add what is spent with this venture, at least and at most, in cents; null where unknown."""
    assert rule.cost is not None
    assert rule.budget is not None
    cost = rule.cost.value
    call = call.with_columns(
        pl.when(cost >= 0).then((cost * 100).round()).cast(pl.Int64).alias("_cost"),
        (rule.budget.value * 100).round().cast(pl.Int64).alias(f"{name}.cents"),
    )
    certain = call.filter(CERTAIN).sort("_low")
    possible = call.filter(POSSIBLE).sort("_high")
    ahead = _sum_above(certain["_low"], certain["_cost"].fill_null(0), call["_high"], "right")
    behind = _sum_above(possible["_high"], possible["_cost"].fill_null(0), call["_low"], "left")
    unknown = _sum_above(possible["_high"], possible["_cost"].is_null().cast(pl.Int64),
                         call["_low"], "left")
    own = pl.col("_cost")
    itself = pl.when(POSSIBLE).then(0).otherwise(own)
    return call.with_columns(
        (pl.lit(ahead) + own.fill_null(0)).alias(f"{name}.least"),
        pl.when(pl.lit(unknown) == 0).then(pl.lit(behind) + itself).alias(f"{name}.most"),
    ).drop("_cost")


def _sum_above(
    sorted_keys: pl.Series, amounts: pl.Series, values: pl.Series,
    side: Literal["left", "right"],
) -> pl.Series:
    """For each value the sum of the amounts whose key lies above it (``left``: or equals it)."""
    running: Sequence[int] = [0, *amounts.cum_sum().to_list()]
    total = running[-1]
    at = sorted_keys.search_sorted(values, side=side)
    return pl.Series([total - running[i] for i in at.to_list()], dtype=pl.Int64)
