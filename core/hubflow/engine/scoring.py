"""Criteria as intervals on their scales, and the score as the interval that they leave."""

from __future__ import annotations

import itertools

import polars as pl

from hubflow.engine.columns import PhaseColumns
from hubflow.engine.compiled import CriterionPlan, PhasePlan

DECIMALS = 9
"""Measures, points and scores are rounded to so many decimals before any comparison."""


def add_criteria(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Add every criterion's interval, whether it applies and whether it is scored.

    A criterion that cannot be scored has its whole scale as its interval.
    """
    names = PhaseColumns(plan.phase.id)
    first: list[pl.Expr] = []
    for criterion in plan.criteria:
        id = criterion.criterion.id
        applies = criterion.applies.value if criterion.applies else pl.lit(True)
        first.append(applies.alias(names.applies(id)))
        if criterion.measure is not None:
            first.append(criterion.measure.value.alias(names.measure(id)))
    second: list[pl.Expr] = []
    for criterion in plan.criteria:
        second.extend(_interval(criterion, names))
    return table.with_columns(first).with_columns(second)


def _interval(plan: CriterionPlan, names: PhaseColumns) -> list[pl.Expr]:
    id = plan.criterion.id
    low, high = plan.bounds
    if plan.measure is None:
        judged_lower, judged_upper = names.judged(id)
        lower, upper = pl.col(judged_lower), pl.col(judged_upper)
    else:
        lower = upper = _on_scale(plan, pl.col(names.measure(id)))
    return [
        lower.fill_null(low).alias(names.lower(id)),
        upper.fill_null(high).alias(names.upper(id)),
        lower.is_not_null().alias(names.known(id)),
    ]


def _on_scale(plan: CriterionPlan, measure: pl.Expr) -> pl.Expr:
    """A measure as a position on the scale: by its points, flat beyond them."""
    low, high = plan.bounds
    measure = measure.round(DECIMALS)
    points = plan.criterion.points
    if not points:
        position = measure.clip(low, high)
        return position.floor() if plan.criterion.ordinal else position
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
    covers both. Null where no criterion can apply; ``score.sure`` says that one does.
    """
    names = PhaseColumns(plan.phase.id)
    if not plan.weighted:
        return table.with_columns(
            pl.lit(None, pl.Float64).alias(names.of("score.lower")),
            pl.lit(None, pl.Float64).alias(names.of("score.upper")),
            pl.lit(False).alias(names.of("score.sure")),
        )
    applies = [pl.col(names.applies(c.criterion.id)) for c in plan.weighted]
    table = table.with_columns(
        pl.any_horizontal(a.fill_null(False) for a in applies).alias(names.of("score.sure")),
        pl.any_horizontal(a.fill_null(True) for a in applies).alias(names.of("score.open")),
    )
    for end in ("lower", "upper"):
        table = _add_end(table, plan, names, end)
    return table


def _add_end(
    table: pl.LazyFrame, plan: PhasePlan, names: PhaseColumns, end: str
) -> pl.LazyFrame:
    column = names.of(f"score.{end}")
    normed = [
        ((pl.col(getattr(names, end)(c.criterion.id)) - c.bounds[0])
         / (c.bounds[1] - c.bounds[0]) * 100).alias(f"_{i}")
        for i, c in enumerate(plan.weighted)
    ]
    table = table.with_columns(normed)
    weights = [plan.weight(c) for c in plan.weighted]
    conditional = [i for i, c in enumerate(plan.weighted) if c.applies is not None]
    if not conditional:
        total = sum(weights)
        mean = pl.sum_horizontal(pl.col(f"_{i}") * w for i, w in enumerate(weights)) / total
        table = table.with_columns(mean.round(DECIMALS).alias(column))
    else:
        table = _extreme_mean(table, plan, names, end, weights, column)
    return table.drop([f"_{i}" for i in range(len(weights))])


def _extreme_mean(
    table: pl.LazyFrame, plan: PhasePlan, names: PhaseColumns, end: str,
    weights: list[float], column: str,
) -> pl.LazyFrame:
    """The least (or greatest) mean over every choice of the criteria that may be in or out.

    Starting from the criteria that do apply, each step takes in those that pull the mean
    further; it settles after at most as many steps as there are criteria to choose from.
    """
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
    for _ in range(sum(c.applies is not None for c in plan.weighted)):
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
    total = pl.sum_horizontal(pl.when(t).then(w).otherwise(0.0)
                              for t, w in zip(taken, weights, strict=True))
    points = pl.sum_horizontal(pl.when(t).then(pl.col(f"_{i}") * w).otherwise(0.0)
                               for i, (t, w) in enumerate(zip(taken, weights, strict=True)))
    return points / total
