"""Work out what :mod:`hubflow.engine.gate.ranking` does, faster on long tables.

Each is taken where a table or the wish for results allows it: calls of one venture; a score alone,
which fits into a number; places whose cut is enough; numbers that are all known. A property test
holds them to the plain way.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN, POSSIBLE, Competition, one_value
from hubflow.engine.gate.keys.clause import RankedClause
from hubflow.engine.gate.ranking import standing_columns, standings
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import DECIMALS

_SCORE_BITS = 37
"""Scores from -1 to 100, in steps of the last decimal that counts, fit into so many bits."""


def fast_standings(keys: pl.DataFrame, plan: PhasePlan, *, ranked: bool = True) -> pl.DataFrame:
    """Return the same as :func:`hubflow.engine.gate.ranking.standings`.

    Without ``ranked`` ranks are left out where places are all that the gate asks for, and nobody
    waits for one.
    """
    if each_alone(keys, plan):
        return keys.select(standings_alone(plan))
    if plan.gate.selection is not None:
        return standings(keys, plan)
    competition = (packed_scores(keys) if plan.gate.order.by_score and plan.phase.score.cap is None
                   else plan.gate.order.competition(keys))
    if not ranked and plan.gate.reserve is None and _places_only(plan) and not any(
        name.endswith(".rank") for name in plan.carries
    ):
        return pl.DataFrame([column for clause in plan.gate.ranked
                             for column in _cut(competition, clause, plan)])
    ranks = settled_ranks(competition) if _settled(competition) else competition.ranks()
    return standing_columns(plan, competition, ranks)


def _places_only(plan: PhasePlan) -> bool:
    return plan.gate.selection is None and all(
        clause.quota is not None for clause in plan.gate.ranked)


def each_alone(table: pl.DataFrame, plan: PhasePlan) -> bool:
    """Return whether every call has one venture, and ranks decide about places only."""
    if not _places_only(plan):
        return False
    calls = table[CALL]
    return table.height == 1 or (not one_value(calls) and calls.n_unique() == table.height)


def standings_alone(plan: PhasePlan) -> list[pl.Expr]:
    """Return ranks in calls of one: a venture that competes is first of one."""
    names = plan.names
    first = pl.when(POSSIBLE).then(pl.lit(1, pl.Int64))
    within = (pl.col(POSSIBLE).alias(names.of(f"{clause.name}.{end}"))
              for clause in plan.gate.ranked for end in ("certain", "possible"))
    return [
        first.alias(names.of("rank.best")), first.alias(names.of("rank.worst")),
        pl.col(POSSIBLE).cast(pl.Int64).alias(names.of("rank.of")),
        (pl.col(POSSIBLE) & False).alias(names.of("rank.tied")),
        *(pl.lit(True).alias(names.of(name)) for name in plan.gate.order.uncovered_names),
        *within,
    ]


def packed_scores(keys: pl.DataFrame) -> Competition:
    """Return the competition of ventures that are compared by their score alone."""
    low, high = keys.select(
        ((pl.col(end) + 1) * 10**DECIMALS).round().cast(pl.UInt64) for end in ("_low0", "_high0")
    )
    return Competition.of(keys, low, high, _SCORE_BITS)


def _cut(competition: Competition, clause: RankedClause, plan: PhasePlan) -> Iterator[pl.Series]:
    """Yield whether each is surely, and possibly, among the best, from the cut of each call alone.

    The worst rank is within the places where one's least lies above the greatest of the first
    beyond them; the best rank, where one's greatest is at least the least of the last within.
    """
    table, places = competition.table, clause.quota or 0
    possible, certain = table.filter(POSSIBLE), table.filter(CERTAIN)
    if one_value(table["_from"]):
        table = table.with_columns(_nth("_high", places + 1, possible),
                                   _nth("_low", places, certain))
    else:
        cuts = table.select("_from")
        for key, nth, among in (("_high", places + 1, possible), ("_low", places, certain)):
            best = among.group_by("_from").agg(
                pl.when(pl.len() >= nth).then(pl.col(key).top_k(nth).min()).alias(f"{key}_cut"))
            cuts = cuts.join(best, on="_from", how="left", maintain_order="left")
        table = table.hstack([cuts["_high_cut"], cuts["_low_cut"]])
    inside = pl.col("_low") > pl.col("_high_cut")
    reaches = pl.col("_high") >= pl.col("_low_cut")
    name = plan.names.of(clause.name)
    yield from table.select(
        (pl.col(POSSIBLE) & inside.fill_null(True)).alias(f"{name}.certain"),
        (pl.col(POSSIBLE) & reaches.fill_null(True)).alias(f"{name}.possible"),
    )


def _nth(key: str, nth: int, among: pl.DataFrame) -> pl.Expr:
    """Return the n-th greatest of a key; null where there are fewer."""
    cut = among[key].top_k(nth).min() if among.height >= nth else None
    return pl.lit(cut, pl.UInt64).alias(f"{key}_cut")


def _settled(competition: Competition) -> bool:
    """Return whether every number, and whether each venture competes, is known."""
    table = competition.table
    return bool((table["_low"] == table["_high"]).all()
                and (table[CERTAIN] == table[POSSIBLE]).all())


def settled_ranks(competition: Competition) -> pl.DataFrame:
    """Return the competition's ranks where all is settled: one sort tells both ends."""
    table = competition.table
    competes = pl.col(POSSIBLE)
    among = table if table[POSSIBLE].all() else table.filter(POSSIBLE)
    inside = _places(among["_low"]).with_columns(among["_from"])
    if one_value(table["_from"]):
        before = pl.lit(0, pl.Int64)
        of = pl.lit(inside.height, pl.Int64)
    else:
        calls = inside.group_by("_from").len("_of").sort("_from", descending=True)
        calls = calls.select("_from", pl.col("_of").cast(pl.Int64)).with_columns(
            _before=pl.col("_of").cum_sum() - pl.col("_of"))
        inside = inside.join(calls, on="_from", how="left", maintain_order="left")
        table = table.join(calls, on="_from", how="left", maintain_order="left")
        before, of = pl.col("_before"), pl.col("_of").fill_null(0)
    placed = inside.select(best=pl.col("best") - before, worst=pl.col("worst") - before)
    if inside.height < table.height:
        at = table.select(pl.when(POSSIBLE).then(competes.cum_sum() - 1)).to_series()
        placed = placed.select(pl.all().gather(at)) if inside.height else placed.clear(table.height)
    return table.hstack(placed).select(
        "best", "worst", of.alias("of"),
        (pl.col("worst") > pl.col("best")).fill_null(False).alias("tied"),
    )


def _places(codes: pl.Series) -> pl.DataFrame:
    """Return `best` and `worst`: the places of whole numbers, from the greatest down.

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
