"""Criteria as intervals on their scales, and the score as the interval that they leave."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable

import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan

DECIMALS = 9
"""Measures, points and scores are rounded to so many decimals before any comparison."""


def add_measures(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Add every criterion's measure, and whether it applies."""
    names = plan.names
    columns: list[pl.Expr] = []
    for criterion in plan.criteria:
        id = criterion.criterion.id
        applies = criterion.applies.value if criterion.applies else pl.lit(True)
        columns.append(applies.alias(names.applies(id)))
        if criterion.measure is not None:
            columns.append(criterion.measure.value.alias(names.measure(id)))
    return table.with_columns(columns)


def add_criteria(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Add every criterion's interval and whether it is scored.

    A criterion that cannot be scored has its whole scale as its interval.
    """
    columns: list[pl.Expr] = []
    for criterion in plan.criteria:
        columns.extend(_interval(criterion, plan))
    return table.with_columns(columns)


def _interval(criterion: CriterionPlan, plan: PhasePlan) -> list[pl.Expr]:
    names, id = plan.names, criterion.criterion.id
    low, high = criterion.bounds
    if criterion.measure is None:
        lower, upper = (pl.col(column) for column in names.judged(id))
    else:
        lower = upper = _on_scale(criterion, plan)
    if id in plan.complete.scored:
        return [lower.alias(names.lower(id)), lower.alias(names.upper(id)),
                pl.lit(True).alias(names.known(id))]
    return [
        lower.fill_null(low).alias(names.lower(id)),
        upper.fill_null(high).alias(names.upper(id)),
        lower.is_not_null().alias(names.known(id)),
    ]


def _on_scale(criterion: CriterionPlan, plan: PhasePlan) -> pl.Expr:
    """A measure as a position on the scale: by its points, flat beyond them."""
    low, high = criterion.bounds
    id = criterion.criterion.id
    measure = pl.col(plan.names.measure(id))
    if criterion.measure is not None and not criterion.measure.whole:
        measure = measure.round(DECIMALS)
    points = criterion.criterion.points
    if not points:
        position = measure if id in plan.complete.inside else measure.clip(low, high)
        return position.floor() if criterion.criterion.ordinal else position
    value: pl.Expr = pl.when(measure > points[-1][0]).then(pl.lit(points[-1][1]))
    value = pl.when(measure <= points[0][0]).then(pl.lit(points[0][1])).otherwise(value)
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        # weighted from both ends, so that each end is met exactly
        share = (measure - x0) / (x1 - x0)
        between = (measure > x0) & (measure <= x1)
        value = pl.when(between).then(y0 * (1 - share) + y1 * share).otherwise(value)
    return value.round(DECIMALS).clip(low, high)


def add_score(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Add the score's interval: the weighted mean of the numeric criteria, each taken to 0..100.

    A criterion of which it is unknown whether it applies may be in or out, and the interval
    covers both. Null where no criterion can apply; ``score.sure`` says that one does. A score
    that is settled on every row is worked out once, for both of its ends.
    """
    names = plan.names
    if not plan.weighted:
        return table.with_columns(
            pl.lit(None, pl.Float64).alias(names.of("score.lower")),
            pl.lit(None, pl.Float64).alias(names.of("score.upper")),
            pl.lit(False).alias(names.of("score.sure")),
        )
    if any(c.applies is None for c in plan.weighted):
        sure = open_ = pl.lit(True)
    else:
        applies = [pl.col(names.applies(c.criterion.id)) for c in plan.weighted]
        sure = pl.any_horizontal(a.fill_null(False) for a in applies)
        open_ = pl.any_horizontal(a.fill_null(True) for a in applies)
    table = table.with_columns(
        sure.alias(names.of("score.sure")), open_.alias(names.of("score.open")))
    table = _add_end(table, plan, "lower")
    if plan.settled:
        both = pl.col(names.of("score.lower"))
        return table.with_columns(both.alias(names.of("score.upper")))
    return _add_end(table, plan, "upper")


def _add_end(table: pl.LazyFrame, plan: PhasePlan, end: str) -> pl.LazyFrame:
    column = plan.names.of(f"score.{end}")
    weights = [plan.weight(c) for c in plan.weighted]
    if all(c.applies is None for c in plan.weighted):
        # the greatest factors are exact for the usual scales and weights
        points = _sum(_above_low(c, plan, end) * (100 * w / (c.bounds[1] - c.bounds[0]))
                      for c, w in zip(plan.weighted, weights, strict=True))
        return table.with_columns((points / sum(weights)).round(DECIMALS).alias(column))
    normed = [
        (_above_low(c, plan, end) / (c.bounds[1] - c.bounds[0]) * 100).alias(f"_{i}")
        for i, c in enumerate(plan.weighted)
    ]
    table = _extreme_mean(table.with_columns(normed), plan, end, weights, column)
    return table.drop([f"_{i}" for i in range(len(weights))])


def _above_low(criterion: CriterionPlan, plan: PhasePlan, end: str) -> pl.Expr:
    """How far one end of a criterion lies above the least value of its scale."""
    value = pl.col(getattr(plan.names, end)(criterion.criterion.id))
    low = criterion.bounds[0]
    return value - low if low else value


def _sum(parts: Iterable[pl.Expr]) -> pl.Expr:
    return functools.reduce(operator.add, parts)


def _extreme_mean(
    table: pl.LazyFrame, plan: PhasePlan, end: str, weights: list[float], column: str,
) -> pl.LazyFrame:
    """The least (or greatest) mean over every choice of the criteria that may be in or out.

    Starting from the criteria that do apply, each step takes in those that pull the mean
    further; it settles after at most as many steps as there are criteria to choose from.
    """
    names = plan.names
    ids = [c.criterion.id for c in plan.weighted]
    applies = [pl.col(names.applies(id)) for id in ids]
    optional = [a.is_null() for a in applies]
    furthest = pl.min_horizontal if end == "lower" else pl.max_horizontal
    alone = furthest(
        pl.when(applies[i].fill_null(True)).then(pl.col(f"_{i}")) for i in range(len(ids))
    )
    table = table.with_columns(
        pl.when(pl.col(names.of("score.sure")))
        .then(_mean([a.fill_null(False) for a in applies], weights))
        .otherwise(alone)
        .alias(column)
    )
    choices = [c for c in plan.weighted
               if c.applies is not None and c.criterion.id not in plan.complete.applying]
    for _ in choices:
        pulls = [
            pl.col(f"_{i}") < pl.col(column) if end == "lower" else pl.col(f"_{i}") > pl.col(column)
            for i in range(len(ids))
        ]
        taken = [
            applies[i].fill_null(False) | (optional[i] & pulls[i]) for i in range(len(ids))
        ]
        table = table.with_columns(
            pl.when(pl.col(names.of("score.sure"))).then(_mean(taken, weights))
            .otherwise(pl.col(column)).alias(column)
        )
    return table.with_columns(
        pl.when(pl.col(names.of("score.open"))).then(pl.col(column)).round(DECIMALS).alias(column)
    )


def _mean(taken: list[pl.Expr], weights: list[float]) -> pl.Expr:
    total = _sum(pl.when(t).then(w).otherwise(0.0) for t, w in zip(taken, weights, strict=True))
    points = _sum(pl.when(t).then(pl.col(f"_{i}") * w).otherwise(0.0)
                  for i, (t, w) in enumerate(zip(taken, weights, strict=True)))
    return points / total
