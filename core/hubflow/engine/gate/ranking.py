"""Ranks and budgets within a call, as intervals: by whom one may be beaten, and surely is.

Two masks travel with the table. A venture's best rank counts those who compete for certain and
whose least score lies above its greatest; its worst rank counts those who may compete and whose
greatest score is at least its least. So a tie is uncertain, unless `rank_by` breaks it.

Ranks are exact over whole calls. All that they rest on are the columns of :func:`rank_keys`, which
may be gathered from a table in parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.scoring import DECIMALS

CERTAIN = "_competes_certain"
POSSIBLE = "_competes_possible"

_SCORE_BITS = 37
"""Scores from -1 to 100, in steps of the last decimal that counts, fit into so many bits."""


def rank_keys(plan: PhasePlan) -> list[pl.Expr]:
    """What ranks in a phase rest on: call, who competes, what is compared, costs and budgets."""
    keys = _keys(plan)
    columns = [pl.col(CALL), pl.col(CERTAIN), pl.col(POSSIBLE)]
    for index, key in enumerate(keys):
        columns.append(_end(key, "lower", plan).alias(f"_low{index}"))
        columns.append(_end(key, "upper", plan).alias(f"_high{index}"))
    for index, rule in enumerate(plan.advance):
        if rule.budget is not None and rule.cost is not None:
            cost = rule.cost.value
            columns.append(pl.when(cost >= 0).then((cost * 100).round()).cast(pl.Int64)
                           .alias(f"_cost{index}"))
            columns.append((rule.budget.value * 100).round().cast(pl.Int64)
                           .alias(f"_budget{index}"))
    return columns


def _keys(plan: PhasePlan) -> tuple[str, ...]:
    keys = plan.phase.gate.rank_by or ("score",)
    return ("score", *keys) if keys[0] != "score" and plan.weighted else keys


def _end(key: str, end: str, plan: PhasePlan) -> pl.Expr:
    """What a key counts for, at least or at most: above 0, and below it where it does not apply."""
    names = plan.names
    if key == "score":
        return pl.col(names.of(f"score.{end}")).fill_null(-1.0)
    column = names.lower(key) if end == "lower" else names.upper(key)
    return pl.when(pl.col(names.applies(key)).fill_null(end == "upper")).then(
        pl.col(column) - plan.criterion(key).bounds[0]).otherwise(-1.0)


def standings(keys: pl.DataFrame, plan: PhasePlan, *, ranked: bool = True) -> pl.DataFrame:
    """What the gate of a phase asks of ranks, row by row.

    ``keys`` holds the columns of :func:`rank_keys` for whole calls. Gives `within<i>.certain` and
    `within<i>.possible` for each quota, whether a venture is among the best; `budget<i>.…` for
    each budget; and `rank.best`, `rank.worst`, `rank.of` and `rank.tied`, null where a venture
    cannot compete. Without ``ranked``, and where no budget is spent in order of rank, these four
    are left out, and only the cut of each quota is looked for.
    """
    names = plan.names
    budgets = [index for index, way in enumerate(plan.advance) if way.budget is not None]
    quotas = {index: way.rule.places for index, way in enumerate(plan.advance)
              if way.rule.places is not None}
    if each_alone(keys, plan):
        return standings_alone(keys, plan)
    keys = _with_codes(keys, plan)
    if not budgets and not ranked:
        cuts = [_cut(keys, names.of(f"within{i}"), places) for i, places in quotas.items()]
        return pl.concat(cuts, how="horizontal")
    settled = (keys["_low"] == keys["_high"]).all() and (keys[CERTAIN] == keys[POSSIBLE]).all()
    found = [_settled_ranks(keys, plan) if settled else _ranks(keys, plan)]
    found += [_spent(keys, index, names.of(f"budget{index}")) for index in budgets]
    return _with_quotas(pl.concat(found, how="horizontal"), plan, quotas)


def _with_quotas(
    table: pl.DataFrame, plan: PhasePlan, quotas: Mapping[int, int]
) -> pl.DataFrame:
    best, worst = (pl.col(plan.names.of(f"rank.{end}")) for end in ("best", "worst"))
    return table.with_columns(
        column
        for index, places in quotas.items()
        for column in (
            (worst <= places).fill_null(False).alias(plan.names.of(f"within{index}.certain")),
            (best <= places).fill_null(False).alias(plan.names.of(f"within{index}.possible")),
        )
    )


def _cut(keys: pl.DataFrame, name: str, places: int) -> pl.DataFrame:
    """Whether each is surely, and possibly, among the best, from the cut of each call alone.

    The worst rank is within the quota where one's least lies above the greatest of the first
    beyond it; the best rank, where one's greatest is at least the least of the last within it.
    """
    possible, certain = keys.filter(POSSIBLE), keys.filter(CERTAIN)
    if _one_value(keys["_from"]):
        keys = keys.with_columns(_nth("_high", places + 1, possible),
                                 _nth("_low", places, certain))
    else:
        cuts = keys.select("_from")
        for key, nth, among in (("_high", places + 1, possible), ("_low", places, certain)):
            best = among.group_by("_from").agg(
                pl.when(pl.len() >= nth).then(pl.col(key).top_k(nth).min()).alias(f"{key}_cut"))
            cuts = cuts.join(best, on="_from", how="left", maintain_order="left")
        keys = keys.hstack([cuts["_high_cut"], cuts["_low_cut"]])
    inside = pl.col("_low") > pl.col("_high_cut")
    reaches = pl.col("_high") >= pl.col("_low_cut")
    return keys.select(
        (pl.col(POSSIBLE) & inside.fill_null(True)).alias(f"{name}.certain"),
        (pl.col(POSSIBLE) & reaches.fill_null(True)).alias(f"{name}.possible"),
    )


def _nth(key: str, nth: int, among: pl.DataFrame) -> pl.Expr:
    """The n-th greatest of a key; null where there are fewer."""
    cut = among[key].top_k(nth).min() if among.height >= nth else None
    return pl.lit(cut, pl.UInt64).alias(f"{key}_cut")


def each_alone(table: pl.DataFrame, plan: PhasePlan) -> bool:
    """Whether every call is a call of one, and no budget is spent."""
    if any(way.budget is not None for way in plan.advance):
        return False
    calls = table[CALL]
    return table.height == 1 or (not _one_value(calls) and calls.n_unique() == table.height)


def standings_alone(table: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Standings in calls of one: whoever competes is first of one."""
    names = plan.names
    first = pl.when(POSSIBLE).then(pl.lit(1, pl.Int64))
    within = (
        pl.col(POSSIBLE).alias(names.of(f"within{index}.{end}"))
        for index, way in enumerate(plan.advance) if way.rule.places is not None
        for end in ("certain", "possible")
    )
    return table.select(
        first.alias(names.of("rank.best")), first.alias(names.of("rank.worst")),
        pl.col(POSSIBLE).cast(pl.Int64).alias(names.of("rank.of")),
        (pl.col(POSSIBLE) & False).alias(names.of("rank.tied")), *within,
    )


def _with_codes(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Add `_low` and `_high` as whole numbers, greater is better, each call in a range of its own.

    So all calls are ranked at once: a call's numbers lie from `_from` up to `_to`.
    """
    if _keys(plan) == ("score",):
        bits = _SCORE_BITS
        low, high = (((pl.col(end) + 1) * 10**DECIMALS).round().cast(pl.UInt64)
                     for end in ("_low0", "_high0"))
        keys = keys.with_columns(low.alias("_low"), high.alias("_high"))
    else:
        bits = (2 * keys.height + 1).bit_length()
        keys = _with_places(keys, plan)
    call = pl.col(CALL).rank("dense").cast(pl.UInt64) - 1
    start = pl.lit(0, pl.UInt64) if _one_value(keys[CALL]) else call * 2**bits
    return keys.with_columns(start.alias("_from")).with_columns(
        pl.col("_low") + pl.col("_from"), pl.col("_high") + pl.col("_from"),
        _to=pl.col("_from") + (2**bits - 1),
    )


def _one_value(column: pl.Series) -> bool:
    return bool(column.min() == column.max())


def _with_places(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Add `_low` and `_high`: the places of all keys together, compared one after the other."""
    columns = [f"_{index}" for index in range(len(_keys(plan)))]
    both = pl.concat([
        keys.select(pl.col(f"_{end}{index}").alias(column)
                    for index, column in enumerate(columns))
        for end in ("low", "high")
    ]).with_row_index("_at")
    order = (
        both.sort(columns, maintain_order=True)
        .with_columns(place=pl.struct(columns).rle_id().cast(pl.UInt64))
        .sort("_at")["place"]
    )
    return keys.with_columns(order.head(keys.height).alias("_low"),
                             order.tail(keys.height).alias("_high"))


def _settled_ranks(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Ranks where every score is one number, and it is known of everyone whether they compete."""
    names = plan.names
    competes = pl.col(POSSIBLE)
    among = keys if keys[POSSIBLE].all() else keys.filter(POSSIBLE)
    inside = _places(among["_low"]).with_columns(among["_from"])
    if _one_value(keys["_from"]):
        before = pl.lit(0, pl.Int64)
        of = pl.lit(inside.height, pl.Int64)
    else:
        calls = inside.group_by("_from").len("_of").sort("_from", descending=True)
        calls = calls.select("_from", pl.col("_of").cast(pl.Int64)).with_columns(
            _before=pl.col("_of").cum_sum() - pl.col("_of"))
        inside = inside.join(calls, on="_from", how="left", maintain_order="left")
        keys = keys.join(calls, on="_from", how="left", maintain_order="left")
        before, of = pl.col("_before"), pl.col("_of").fill_null(0)
    placed = inside.select(best=pl.col("best") - before, worst=pl.col("worst") - before)
    if inside.height < keys.height:
        at = keys.select(pl.when(POSSIBLE).then(competes.cum_sum() - 1)).to_series()
        placed = placed.select(pl.all().gather(at)) if inside.height else placed.clear(keys.height)
    return keys.hstack(placed).select(
        pl.col("best").alias(names.of("rank.best")),
        pl.col("worst").alias(names.of("rank.worst")),
        of.alias(names.of("rank.of")),
        (pl.col("worst") > pl.col("best")).fill_null(False).alias(names.of("rank.tied")),
    )


def _places(codes: pl.Series) -> pl.DataFrame:
    """`best` and `worst`: the places of whole numbers, from the greatest down.

    Number and row are packed in one, so that a plain sort, the fastest there is, tells both.
    """
    count = codes.len()
    step = 1 << count.bit_length()
    if int(codes.max() or 0) >= 2**64 // step:  # type: ignore[arg-type]
        return pl.select(codes.rank("min", descending=True).cast(pl.Int64).alias("best"),
                         codes.rank("max", descending=True).cast(pl.Int64).alias("worst"))
    row = pl.int_range(count, dtype=pl.UInt64, eager=True)
    packed = (codes * step + row).sort()
    order, ordered = (packed % step).cast(pl.UInt32), packed // step
    places = count - pl.int_range(count, dtype=pl.Int64, eager=True)
    begins = ordered != ordered.shift()
    if begins.fill_null(True).all():
        best = worst = places.scatter(order, places.clone())
    else:
        ends = begins.shift(-1).fill_null(True)
        frame = pl.DataFrame({"place": places}).select(
            worst=pl.when(begins.fill_null(True)).then("place").forward_fill(),
            best=pl.when(ends).then("place").backward_fill(),
        )
        best, worst = (places.clone().scatter(order, frame[end]) for end in ("best", "worst"))
    return pl.DataFrame({"best": best, "worst": worst})


@attrs.frozen(eq=False, repr=False)
class _Field:
    """Those who compete, in order, and what can be counted or added up among them."""

    keys: pl.Series
    order: pl.Series | None = None

    @classmethod
    def of(cls, competing: pl.DataFrame, key: str, *, ordered: bool = False) -> _Field:
        if not ordered:
            return cls(competing[key].sort())
        order = competing[key].arg_sort()
        return cls(competing[key].gather(order), order)

    def above(self, table: pl.DataFrame, key: str, *, level: bool) -> pl.Series:
        """How many of each row's call lie above its ``key`` (``level``: or equal it)."""
        return (self._end(table) - self._at(table, key, level=level)).cast(pl.Int64)

    def sum_above(
        self, amounts: pl.Series, table: pl.DataFrame, key: str, *, level: bool
    ) -> pl.Series:
        """The sum of ``amounts`` over those that :meth:`above` counts."""
        assert self.order is not None
        zero = pl.Series([0], dtype=pl.Int64)
        running = pl.concat([zero, amounts.gather(self.order).cum_sum()])
        at = self._at(table, key, level=level)
        return running.gather(self._end(table)) - running.gather(at)

    def _at(self, table: pl.DataFrame, key: str, *, level: bool) -> pl.Series:
        """Where each row's ``key`` belongs; looked up in order, which memory serves faster."""
        order = table[key].arg_sort()
        side: Literal["left", "right"] = "left" if level else "right"
        found = self.keys.search_sorted(table[key].gather(order), side=side)
        return pl.Series([0], dtype=found.dtype).new_from_index(0, table.height).scatter(
            order, found)

    def _end(self, table: pl.DataFrame) -> pl.Series:
        if _one_value(table["_to"]):
            end = self.keys.search_sorted(table["_to"].head(1), side="left")
            return end.new_from_index(0, table.height)
        return self._at(table, "_to", level=True)


def _ranks(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    names = plan.names
    certain = _Field.of(keys.filter(CERTAIN), "_low")
    possible = _Field.of(keys.filter(POSSIBLE), "_high")
    settled = _Field.of(
        keys.filter(pl.col(CERTAIN) & (pl.col("_low") == pl.col("_high"))), "_low")
    ahead = certain.above(keys, "_high", level=False)
    not_behind = possible.above(keys, "_low", level=True)
    equal = settled.above(keys, "_low", level=True) - settled.above(keys, "_low", level=False)
    competes = pl.col(POSSIBLE)
    return keys.select(
        pl.when(competes).then(1 + pl.lit(ahead)).alias(names.of("rank.best")),
        pl.when(competes).then(1 + pl.lit(not_behind) - competes.cast(pl.Int64))
        .alias(names.of("rank.worst")),
        possible.above(keys, "_from", level=True).alias(names.of("rank.of")),
        (competes & (pl.col("_low") == pl.col("_high")) & (pl.lit(equal) > 1))
        .alias(names.of("rank.tied")),
    )


def _spent(keys: pl.DataFrame, index: int, name: str) -> pl.DataFrame:
    """What is spent with each venture, at least and at most, in cents; null where unknown."""
    cost = f"_cost{index}"
    certain, possible = keys.filter(CERTAIN), keys.filter(POSSIBLE)
    surely = _Field.of(certain, "_low", ordered=True)
    perhaps = _Field.of(possible, "_high", ordered=True)
    ahead = surely.sum_above(certain[cost].fill_null(0), keys, "_high", level=False)
    behind = perhaps.sum_above(possible[cost].fill_null(0), keys, "_low", level=True)
    unknown = perhaps.sum_above(possible[cost].is_null().cast(pl.Int64), keys, "_low", level=True)
    own = pl.col(cost)
    itself = pl.when(POSSIBLE).then(0).otherwise(own)
    return keys.select(
        pl.col(f"_budget{index}").alias(f"{name}.cents"),
        (pl.lit(ahead) + own.fill_null(0)).alias(f"{name}.least"),
        pl.when(pl.lit(unknown) == 0).then(pl.lit(behind) + itself).alias(f"{name}.most"),
    )


