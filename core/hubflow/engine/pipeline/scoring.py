"""Criteria as intervals on their scales, and the score as the interval that they leave."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable
from typing import Literal

import attrs
import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan

DECIMALS = 9
"""Measures, points and scores are rounded to so many decimals before any comparison."""

End = Literal["lower", "upper"]


@attrs.frozen(eq=False, repr=False)
class Scoring:
    """How a phase is scored, column by column.

    :class:`hubflow.engine.pipeline.settled_scoring.SettledScoring` comes to the same by shorter
    ways.
    """

    plan: PhasePlan

    def add_measures(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Add every criterion's measure, and whether it applies."""
        names = self.plan.names
        columns: list[pl.Expr] = []
        for criterion in self.plan.criteria:
            id = criterion.criterion.id
            applies = criterion.applies.value if criterion.applies else pl.lit(True)
            columns.append(applies.alias(names.applies(id)))
            if criterion.measure is not None:
                columns.append(criterion.measure.value.alias(names.measure(id)))
        return table.with_columns(columns)

    def add_criteria(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Add every criterion's interval and whether it is scored; then, if any that applies is.

        A criterion that cannot be scored has its whole scale as its interval.
        """
        table = table.with_columns(
            column for criterion in self.plan.criteria for column in self.interval(criterion))
        return table.with_columns(self.any_scored().alias(self.plan.names.of("scored")))

    def any_scored(self) -> pl.Expr:
        """Return whether any criterion is scored that applies; true in a phase without criteria."""
        names = self.plan.names
        if not self.plan.criteria:
            return pl.lit(True)
        return pl.any_horizontal(
            pl.col(names.known(c.criterion.id))
            & pl.col(names.applies(c.criterion.id)).fill_null(False)
            for c in self.plan.criteria
        )

    def interval(self, criterion: CriterionPlan) -> list[pl.Expr]:
        """Return the least and the greatest position of a criterion, and whether it is scored."""
        names, id = self.plan.names, criterion.criterion.id
        low, high = criterion.bounds
        lower, upper = self.ends(criterion)
        return [
            lower.fill_null(low).alias(names.lower(id)),
            upper.fill_null(high).alias(names.upper(id)),
            lower.is_not_null().alias(names.known(id)),
        ]

    def ends(self, criterion: CriterionPlan) -> tuple[pl.Expr, pl.Expr]:
        """Return the ends of a criterion's interval; null where it cannot be scored."""
        if criterion.measure is None:
            lower, upper = self.plan.names.judged(criterion.criterion.id)
            return pl.col(lower), pl.col(upper)
        position = self.position(criterion, _rounded_measure(criterion, self.plan))
        return position, position

    def position(self, criterion: CriterionPlan, measure: pl.Expr) -> pl.Expr:
        """Return where a measure lies on the scale: by its points, flat beyond them."""
        low, high = criterion.bounds
        if criterion.criterion.points:
            return _at_points(measure, criterion.criterion.points).clip(low, high)
        return whole_labels(criterion, measure.clip(low, high))

    def add_score(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Add the score's interval: the weighted mean of the numeric criteria, each as 0 to 100.

        A criterion of which it is unknown whether it applies may be in or out, and the interval
        covers both. Null where no criterion can apply; ``score.sure`` says that one does.
        """
        names, weighted = self.plan.names, self.plan.weighted
        if not weighted:
            return table.with_columns(
                pl.lit(None, pl.Float64).alias(names.of("score.lower")),
                pl.lit(None, pl.Float64).alias(names.of("score.upper")),
                pl.lit(False).alias(names.of("score.sure")),
            )
        if any(c.applies is None for c in weighted):
            sure = open_ = pl.lit(True)
        else:
            applies = [pl.col(names.applies(c.criterion.id)) for c in weighted]
            sure = pl.any_horizontal(a.fill_null(False) for a in applies)
            open_ = pl.any_horizontal(a.fill_null(True) for a in applies)
        table = table.with_columns(
            sure.alias(names.of("score.sure")), open_.alias(names.of("score.open")))
        return self.add_upper(self.add_end(table, "lower"))

    def add_upper(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Add the upper end of the score to a table that has the lower one."""
        return self.add_end(table, "upper")

    def add_end(self, table: pl.LazyFrame, end: End) -> pl.LazyFrame:
        """Add one end of the score."""
        plan, weighted = self.plan, self.plan.weighted
        column = plan.names.of(f"score.{end}")
        weights = [plan.weight(c) for c in weighted]
        if all(c.applies is None for c in weighted):
            # the greatest factors are exact for the usual scales and weights
            points = _sum(_above_low(c, plan, end) * (100 * w / (c.bounds[1] - c.bounds[0]))
                          for c, w in zip(weighted, weights, strict=True))
            return table.with_columns((points / sum(weights)).round(DECIMALS).alias(column))
        normed = [
            (_above_low(c, plan, end) / (c.bounds[1] - c.bounds[0]) * 100).alias(f"_{i}")
            for i, c in enumerate(weighted)
        ]
        table = self._extreme_mean(table.with_columns(normed), end, weights, column)
        return table.drop([f"_{i}" for i in range(len(weights))])

    def open_criteria(self) -> list[CriterionPlan]:
        """Return the weighted criteria whose condition to apply may be unknown."""
        return [c for c in self.plan.weighted if c.applies is not None]

    def _extreme_mean(
        self, table: pl.LazyFrame, end: End, weights: list[float], column: str,
    ) -> pl.LazyFrame:
        """Add the least (or greatest) mean over every choice of the criteria that may be in or out.

        Starting from the criteria that do apply, each step takes in those that pull the mean
        further; it settles after at most as many steps as there are criteria to choose from.
        """
        names = self.plan.names
        ids = [c.criterion.id for c in self.plan.weighted]
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
        for _ in self.open_criteria():
            pulls = [
                pl.col(f"_{i}") < pl.col(column) if end == "lower"
                else pl.col(f"_{i}") > pl.col(column)
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
            pl.when(pl.col(names.of("score.open"))).then(pl.col(column)).round(DECIMALS)
            .alias(column)
        )


def _rounded_measure(criterion: CriterionPlan, plan: PhasePlan) -> pl.Expr:
    measure = pl.col(plan.names.measure(criterion.criterion.id))
    whole = criterion.measure is not None and criterion.measure.whole
    return measure if whole else measure.round(DECIMALS)


def _at_points(measure: pl.Expr, points: tuple[tuple[float, float], ...]) -> pl.Expr:
    """Return what a measure is worth: straight lines between its points."""
    value: pl.Expr = pl.when(measure > points[-1][0]).then(pl.lit(points[-1][1]))
    value = pl.when(measure <= points[0][0]).then(pl.lit(points[0][1])).otherwise(value)
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        # weighted from both ends, so that each end is met exactly
        share = (measure - x0) / (x1 - x0)
        between = (measure > x0) & (measure <= x1)
        value = pl.when(between).then(y0 * (1 - share) + y1 * share).otherwise(value)
    return value.round(DECIMALS)


def whole_labels(criterion: CriterionPlan, position: pl.Expr) -> pl.Expr:
    """Return a position on a scale; between two labels the lower one counts."""
    return position.floor() if criterion.criterion.ordinal else position


def _above_low(criterion: CriterionPlan, plan: PhasePlan, end: End) -> pl.Expr:
    """Return how far one end of a criterion lies above the least value of its scale."""
    value = pl.col(getattr(plan.names, end)(criterion.criterion.id))
    low = criterion.bounds[0]
    return value - low if low else value


def _sum(parts: Iterable[pl.Expr]) -> pl.Expr:
    return functools.reduce(operator.add, parts)


def _mean(taken: list[pl.Expr], weights: list[float]) -> pl.Expr:
    total = _sum(pl.when(t).then(w).otherwise(0.0) for t, w in zip(taken, weights, strict=True))
    points = _sum(pl.when(t).then(pl.col(f"_{i}") * w).otherwise(0.0)
                  for i, (t, w) in enumerate(zip(taken, weights, strict=True)))
    return points / total
