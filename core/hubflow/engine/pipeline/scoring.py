"""Work out criteria as intervals on their scales, then subtotals and scores as intervals."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable, Sequence
from typing import Literal

import polars as pl

from hubflow.engine.method.column_steps import Table
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.group_plan import GroupPlan, ScorePlan
from hubflow.engine.method.rounding import half_up
from hubflow.engine.method.score_tree import DECIMALS, HUNDRED, score_points
from hubflow.model.plain_record import PlainRecord

End = Literal["lower", "upper"]
ENDS: tuple[End, End] = ("lower", "upper")


class Scoring(PlainRecord):
    """How a phase is scored, column by column.

    :class:`hubflow.engine.pipeline.settled_scoring.SettledScoring` comes to the same by shorter
    ways.
    """

    plan: PhasePlan

    def add_measures(self, table: Table) -> Table:
        """Add every named part, every criterion's measure, and whether it applies."""
        names = self.plan.names
        columns = [each.expression.value.alias(names.value(each.value.id))
                   for each in self.plan.values]
        columns += [end.alias(names.value_end(each.value.id, name)) for each in self.plan.values
                    for end, name in zip(each.expression.ends or (), ENDS, strict=False)]
        for criterion in self.plan.criteria:
            id = criterion.criterion.id
            applies = criterion.applies.value if criterion.applies else pl.lit(True)
            columns.append(applies.alias(names.applies(id)))
            if criterion.measure is not None:
                columns.append(criterion.measure.value.alias(names.measure(id)))
        return table.with_columns(columns)

    def add_criteria(self, table: Table) -> Table:
        """Add every criterion's interval and whether it is scored; then, if any that applies is.

        Subtotals of groups follow.
        A criterion that cannot be scored has its whole scale as its interval.
        """
        table = table.with_columns(
            column for criterion in self.plan.criteria for column in self.interval(criterion))
        return self.add_groups(
            table.with_columns(self.any_scored().alias(self.plan.names.of("scored"))))

    def any_scored(self) -> pl.Expr:
        """Return whether any criterion is scored that applies; true in a phase without criteria."""
        names, criteria = self.plan.names, [c for c in self.plan.criteria if not c.adds]
        if not criteria:
            return pl.lit(True)
        return pl.any_horizontal(
            pl.col(names.known(c.id)) if c.always_applies
            else pl.col(names.known(c.id)) & pl.col(names.applies(c.id)).fill_null(False)
            for c in criteria
        )

    def interval(self, criterion: CriterionPlan) -> list[pl.Expr]:
        """Return the least and the greatest position of a criterion, and whether it is scored."""
        names, id = self.plan.names, criterion.criterion.id
        low, high = criterion.bounds
        lower, upper = self.ends(criterion)
        return [
            lower.fill_null(low).alias(names.lower(id)),
            upper.fill_null(high).alias(names.upper(id)),
            (lower if criterion.ends is None else pl.col(names.measure(id)))
            .is_not_null().alias(names.known(id)),
        ]

    def ends(self, criterion: CriterionPlan) -> tuple[pl.Expr, pl.Expr]:
        """Return the ends of a criterion's interval; null where it cannot be scored."""
        decimals = criterion.criterion.round
        if criterion.measure is None:
            lower, upper = (pl.col(each) for each in self.plan.names.judged(criterion.criterion.id))
        elif criterion.ends is not None and not criterion.criterion.rises_and_falls:
            ends = [self.position(criterion, end.round(DECIMALS)) for end in criterion.ends]
            lower, upper = pl.min_horizontal(ends), pl.max_horizontal(ends)
        else:
            lower = upper = self.position(criterion, _rounded_measure(criterion, self.plan))
        if decimals is None:
            return lower, upper
        return (published(lower, decimals).clip(*criterion.bounds),
                published(upper, decimals).clip(*criterion.bounds))

    def position(self, criterion: CriterionPlan, measure: pl.Expr) -> pl.Expr:
        """Return where a measure lies on the scale: by its points, flat beyond them."""
        low, high = criterion.bounds
        if criterion.criterion.curve:
            return _at_points(measure, criterion.criterion.curve).clip(low, high)
        return on_scale(criterion, measure.clip(low, high))

    def add_groups(self, table: Table) -> Table:
        """Add every group's subtotal as an interval, and whether the group applies."""
        for group in self.plan.groups:
            table = self._add_group(table, group)
        return table

    def _add_group(self, table: Table, group: GroupPlan) -> Table:
        names, id = self.plan.names, group.id
        sure, open_ = self._applies(group.parts)
        applies = pl.when(sure).then(True).when(open_).then(None).otherwise(False)
        table = table.with_columns(
            (pl.lit(True) if group.always_applies else applies).alias(names.applies(id)))
        for end in ENDS:
            table = self.add_end(table, ScoreEnd(end, group.parts, names.share(id, end),
                                                 sure, open_, exact=True))
        table = table.with_columns(
            published((pl.col(names.share(id, end)) * (group.total / HUNDRED)).round(DECIMALS),
                      group.group.round)
            .alias(getattr(names, end)(id)) for end in ENDS)
        lower, upper = pl.col(names.lower(id)), pl.col(names.upper(id))
        table = table.with_columns((lower == upper).fill_null(False).alias(names.known(id)))
        return table if group.group.round is None else table.with_columns(
            (pl.col(getattr(names, end)(id)) * (HUNDRED / group.total)).alias(names.share(id, end))
            for end in ENDS)

    def add_score(self, table: Table) -> Table:
        """Add the score's interval: the weighted mean of its parts, each as 0 to 100.

        A criterion of which it is unknown whether it applies may be in or out, and the interval
        covers both. Null where no criterion can apply; ``score.sure`` says that one does.
        """
        names, parts = self.plan.names, self.plan.parts
        if not parts:
            return table.with_columns(
                pl.lit(None, pl.Float64).alias(names.of("score.lower")),
                pl.lit(None, pl.Float64).alias(names.of("score.upper")),
                pl.lit(False).alias(names.of("score.sure")),
            )
        sure, open_ = self._applies(parts)
        table = table.with_columns(
            sure.alias(names.of("score.sure")), open_.alias(names.of("score.open")))
        for end in ENDS:
            table = self.add_end(table, ScoreEnd(
                end, parts, names.of(f"score.{end}"),
                pl.col(names.of("score.sure")), pl.col(names.of("score.open"))))
        return self.add_published(table)

    def add_published(self, table: Table) -> Table:
        """Add adjustments to the score and round it, in points where it is in points.

        The result lies between the floor and the cap of the score.
        """
        if self.plan.phase.score.round is None and not self.plan.adjustments:
            return table
        return table.with_columns(
            self.published_score(pl.col(column), [
                self.added(each, end) for each in self.plan.adjustments]).alias(column)
            for end in ENDS for column in (self.plan.names.of(f"score.{end}"),))

    def published_score(self, mean: pl.Expr, added: Sequence[pl.Expr]) -> pl.Expr:
        """Return the score of a mean of criteria with what is added: rounded, and within limits."""
        rules, total = self.plan.phase.score, score_points(self.plan.phase) or HUNDRED
        part = total / HUNDRED
        whole = published(_sum([mean * part, *added]).round(DECIMALS), rules.round)
        found = whole.clip(rules.floor or 0.0, total if rules.cap is None else rules.cap)
        return (found / part).round(DECIMALS)

    def added(self, adjustment: CriterionPlan, end: End) -> pl.Expr:
        """Return one end of what an adjustment adds; it may add nothing where it may not apply."""
        names, id = self.plan.names, adjustment.id
        value = pl.col(getattr(names, end)(id))
        if adjustment.applies is None:
            return value
        applies = pl.col(names.applies(id))
        nothing = pl.lit(0.0)
        either = (pl.min_horizontal if end == "lower" else pl.max_horizontal)(value, nothing)
        return pl.when(applies.is_null()).then(either).when(applies).then(value).otherwise(nothing)

    def _applies(self, parts: Sequence[ScorePlan]) -> tuple[pl.Expr, pl.Expr]:
        """Return whether any part surely applies, and whether any may."""
        if any(part.always_applies for part in parts):
            return pl.lit(True), pl.lit(True)
        applies = [pl.col(self.plan.names.applies(part.id)) for part in parts]
        return (pl.any_horizontal(a.fill_null(False) for a in applies),
                pl.any_horizontal(a.fill_null(True) for a in applies))

    def add_end(self, table: Table, end: ScoreEnd) -> Table:
        """Add one end of a weighted mean."""
        parts, weights = end.parts, [part.score_weight for part in end.parts]
        if all(part.always_applies for part in parts):
            # the greatest factors are exact for the usual scales and weights
            points = _sum(self._above_low(part, end.end) * (HUNDRED * weight / width)
                          for part, weight, width in zip(parts, weights, map(_width, parts),
                                                         strict=True))
            return table.with_columns(end.rounded(points / sum(weights)).alias(end.column))
        normed = [
            (self._above_low(part, end.end) / _width(part) * HUNDRED).alias(f"_{i}")
            for i, part in enumerate(parts)
        ]
        table = self._extreme_mean(table.with_columns(normed), end, weights)
        return table.drop([f"_{i}" for i in range(len(weights))])

    def may_be_open(self, part: ScorePlan) -> bool:
        """Return whether it may be unknown on some row whether a part of the score applies."""
        if isinstance(part, GroupPlan):
            return not part.always_applies and any(map(self.may_be_open, part.parts))
        return part.applies is not None

    def _above_low(self, part: ScorePlan, end: End) -> pl.Expr:
        """Return how far one end of a part lies above the least value of its scale."""
        if isinstance(part, GroupPlan):
            return pl.col(self.plan.names.share(part.id, end))
        value = pl.col(getattr(self.plan.names, end)(part.id))
        low = part.bounds[0]
        return value - low if low else value

    def _extreme_mean(self, table: Table, end: ScoreEnd, weights: list[float]) -> Table:
        """Add the least (or greatest) mean over every choice of the parts that may be in or out.

        Starting from the parts that do apply, each step takes in those that pull the mean
        further; it settles after at most as many steps as there are parts to choose from.
        """
        column = end.column
        applies = [pl.col(self.plan.names.applies(part.id)) for part in end.parts]
        optional = [a.is_null() for a in applies]
        furthest = pl.min_horizontal if end.end == "lower" else pl.max_horizontal
        alone = furthest(
            pl.when(a.fill_null(True)).then(pl.col(f"_{i}")) for i, a in enumerate(applies)
        )
        table = table.with_columns(
            pl.when(end.sure)
            .then(_mean([a.fill_null(False) for a in applies], weights))
            .otherwise(alone)
            .alias(column)
        )
        for _ in filter(self.may_be_open, end.parts):
            pulls = [
                pl.col(f"_{i}") < pl.col(column) if end.end == "lower"
                else pl.col(f"_{i}") > pl.col(column)
                for i in range(len(applies))
            ]
            taken = [a.fill_null(False) | (optional[i] & pulls[i]) for i, a in enumerate(applies)]
            table = table.with_columns(
                pl.when(end.sure).then(_mean(taken, weights))
                .otherwise(pl.col(column)).alias(column)
            )
        return table.with_columns(
            end.rounded(pl.when(end.open_).then(pl.col(column))).alias(column))


class ScoreEnd(PlainRecord):
    """One end of the weighted mean of some parts, and the column for it.

    ``sure`` and ``open_`` are whether any part surely applies, and whether any may. An ``exact``
    mean is not rounded, since others are made of it.
    """

    end: End
    parts: Sequence[ScorePlan]
    column: str
    sure: pl.Expr
    open_: pl.Expr
    exact: bool = False

    def rounded(self, mean: pl.Expr) -> pl.Expr:
        """Return the mean as it is stored."""
        return mean if self.exact else mean.round(DECIMALS)


def published(value: pl.Expr, decimals: float | None) -> pl.Expr:
    """Return a number with its published decimals, as it is where none are said."""
    return value if decimals is None else half_up(value, decimals)


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


def on_scale(criterion: CriterionPlan, measure: pl.Expr) -> pl.Expr:
    """Return the position of a measure within its scale.

    Between two labels the lower one counts. Where a lower measure is better, the scale is counted
    from its high end.
    """
    if criterion.criterion.lower_is_better:
        low, high = criterion.bounds
        measure = ((low + high) - measure).round(DECIMALS)
    return measure.floor() if criterion.criterion.ordinal else measure


def _width(part: ScorePlan) -> float:
    """Return how far apart the ends are of what :meth:`Scoring._above_low` returns of a part."""
    low, high = (0.0, HUNDRED) if isinstance(part, GroupPlan) else part.bounds
    return high - low


def _sum(parts: Iterable[pl.Expr]) -> pl.Expr:
    return functools.reduce(operator.add, parts)


def _mean(taken: list[pl.Expr], weights: list[float]) -> pl.Expr:
    total = _sum(pl.when(t).then(w).otherwise(0.0) for t, w in zip(taken, weights, strict=True))
    points = _sum(pl.when(t).then(pl.col(f"_{i}") * w).otherwise(0.0)
                  for i, (t, w) in enumerate(zip(taken, weights, strict=True)))
    return points / total
