"""Ranks and budgets within a call, as intervals: by whom one may be beaten, and surely is.

Two masks travel with the table. A venture's best rank counts those who compete for certain and
whose least score lies above its greatest; its worst rank counts those who may compete and whose
greatest score is at least its least. So a tie is uncertain, unless `rank_by` breaks it.
"""

from __future__ import annotations

import attrs
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
    table = _with_places(_with_keys(table, plan, names))
    table = _add_ranks(table, names)
    for index, rule in enumerate(plan.advance):
        if rule.budget is not None:
            table = _add_spent(table, rule, names.of(f"budget{index}"))
    return table.drop("_low", "_high", "_call_from", "_call_to")


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
    lows = [_end(key, "lower", plan, names) for key in keys]
    highs = [_end(key, "upper", plan, names) for key in keys]
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


def _end(key: str, end: str, plan: PhasePlan, names: PhaseColumns) -> pl.Expr:
    """What a key counts for, at least or at most: above 0, and below it where it does not apply."""
    if key == "score":
        return pl.col(names.of(f"score.{end}")).fill_null(-1.0)
    column = names.lower(key) if end == "lower" else names.upper(key)
    return pl.when(pl.col(names.applies(key)).fill_null(end == "upper")).then(
        pl.col(column) - plan.criterion(key).bounds[0]).otherwise(-1.0)


def _with_places(table: pl.DataFrame) -> pl.DataFrame:
    """`_low` and `_high` as whole numbers, greater is better, each call in a range of its own.

    So all calls are ranked at once: a call's numbers lie from `_call_from` up to `_call_to`.
    """
    height = table.height
    codes = pl.concat([table["_low"], table["_high"]]).rank("dense").cast(pl.Int64)
    span = 2 * height + 2
    start = (table[CALL].rank("dense").cast(pl.Int64) * span).alias("_call_from")
    return table.with_columns(
        start, (start + span).alias("_call_to"),
        (start + codes.head(height)).alias("_low"), (start + codes.tail(height)).alias("_high"),
    )


@attrs.frozen(eq=False, repr=False)
class _Field:
    """Those who compete, in order, and what can be counted or added up among them."""

    keys: pl.Series
    order: pl.Series

    @classmethod
    def of(cls, competing: pl.DataFrame, key: str) -> _Field:
        order = competing[key].arg_sort()
        return cls(competing[key].gather(order), order)

    def above(self, table: pl.DataFrame, key: str, *, level: bool) -> pl.Series:
        """How many of each row's call lie above its ``key`` (``level``: or equal it)."""
        at = self.keys.search_sorted(table[key], side="left" if level else "right")
        return (self._end(table) - at).cast(pl.Int64)

    def sum_above(
        self, amounts: pl.Series, table: pl.DataFrame, key: str, *, level: bool
    ) -> pl.Series:
        """The sum of ``amounts`` over those that :meth:`above` counts."""
        zero = pl.Series([0], dtype=pl.Int64)
        running = pl.concat([zero, amounts.gather(self.order).cum_sum()])
        at = self.keys.search_sorted(table[key], side="left" if level else "right")
        return running.gather(self._end(table)) - running.gather(at)

    def _end(self, table: pl.DataFrame) -> pl.Series:
        return self.keys.search_sorted(table["_call_to"], side="left")


def _add_ranks(table: pl.DataFrame, names: PhaseColumns) -> pl.DataFrame:
    certain = _Field.of(table.filter(CERTAIN), "_low")
    possible = _Field.of(table.filter(POSSIBLE), "_high")
    settled = _Field.of(
        table.filter(pl.col(CERTAIN) & (pl.col("_low") == pl.col("_high"))), "_low")
    ahead = certain.above(table, "_high", level=False)
    not_behind = possible.above(table, "_low", level=True)
    equal = settled.above(table, "_low", level=True) - settled.above(table, "_low", level=False)
    competes = pl.col(POSSIBLE)
    return table.with_columns(
        pl.when(competes).then(1 + pl.lit(ahead)).alias(names.of("rank.best")),
        pl.when(competes).then(1 + pl.lit(not_behind) - competes.cast(pl.Int64))
        .alias(names.of("rank.worst")),
        possible.above(table, "_call_from", level=True).alias(names.of("rank.of")),
        ((pl.col("_low") == pl.col("_high")) & (pl.lit(equal) > 1)).alias(names.of("rank.tied")),
    )


def _add_spent(table: pl.DataFrame, rule: AdvancePlan, name: str) -> pl.DataFrame:
    """Add what is spent with this venture, at least and at most, in cents; null where unknown."""
    assert rule.cost is not None
    assert rule.budget is not None
    cost = rule.cost.value
    table = table.with_columns(
        pl.when(cost >= 0).then((cost * 100).round()).cast(pl.Int64).alias("_cost"),
        (rule.budget.value * 100).round().cast(pl.Int64).alias(f"{name}.cents"),
    )
    certain, possible = table.filter(CERTAIN), table.filter(POSSIBLE)
    surely, perhaps = _Field.of(certain, "_low"), _Field.of(possible, "_high")
    ahead = surely.sum_above(certain["_cost"].fill_null(0), table, "_high", level=False)
    behind = perhaps.sum_above(possible["_cost"].fill_null(0), table, "_low", level=True)
    unknown = perhaps.sum_above(possible["_cost"].is_null().cast(pl.Int64), table, "_low",
                                level=True)
    own = pl.col("_cost")
    itself = pl.when(POSSIBLE).then(0).otherwise(own)
    return table.with_columns(
        (pl.lit(ahead) + own.fill_null(0)).alias(f"{name}.least"),
        pl.when(pl.lit(unknown) == 0).then(pl.lit(behind) + itself).alias(f"{name}.most"),
    ).drop("_cost")
