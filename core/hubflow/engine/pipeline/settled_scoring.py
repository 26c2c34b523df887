"""Work out what :mod:`hubflow.engine.pipeline.scoring` does, faster on settled tables.

Where a long table leaves nothing open about a criterion, one end of its interval serves for both;
values that lie on their scale are not clipped. A phase finds this out from its own table, so a
result never depends on it; a property test holds both ways to the same figures.
"""

from __future__ import annotations

import polars as pl

from hubflow.engine.method.column_steps import ColumnSteps, Table
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.group_plan import GroupPlan, ScorePlan
from hubflow.engine.method.settled_columns import SettledColumns
from hubflow.engine.pipeline.scoring import ScoreEnd, Scoring, on_scale
from hubflow.model.plain_record import once_for_each


def scoring_of(plan: PhasePlan) -> Scoring:
    """Return how a phase is scored, by the shortest way that its table allows."""
    return SettledScoring(plan) if plan.settled.looked_at else Scoring(plan)


@once_for_each
def measured(plan: PhasePlan) -> ColumnSteps:
    """Add a phase's named parts, its measures, and which criteria apply."""
    return scoring_of(plan).add_measures(ColumnSteps())


@once_for_each
def criteria_scored(plan: PhasePlan) -> ColumnSteps:
    """Add the intervals of a phase's criteria, and the subtotals of its groups."""
    return scoring_of(plan).add_criteria(ColumnSteps())


@once_for_each
def scored(plan: PhasePlan) -> ColumnSteps:
    """Add a phase's score."""
    return scoring_of(plan).add_score(ColumnSteps())


def settled_columns(table: pl.DataFrame, plan: PhasePlan) -> SettledColumns:
    """Return what a phase's measures and judgements leave nothing open about, on all rows."""
    names = plan.names
    scored, inside, applying = set(), set(), set()
    measures = [names.measure(c.criterion.id) for c in plan.criteria if c.measure is not None]
    found = table.lazy().select(
        [pl.col(name).min().alias(f"{name}.min") for name in measures]
        + [pl.col(name).max().alias(f"{name}.max") for name in measures]
    ).collect().row(0, named=True) if measures else {}
    for criterion in plan.criteria:
        id = criterion.criterion.id
        if not table[names.applies(id)].null_count():
            applying.add(id)
        if criterion.measure is None:
            lower, upper = (table[column] for column in names.judged(id))
            if not lower.null_count() and (lower == upper).all():
                scored.add(id)
            continue
        measure = names.measure(id)
        if not table[measure].null_count():
            scored.add(id)
        elif criterion.ends is not None:
            continue  # where it is missing, its ends may lie beyond the scale
        least, greatest = found[f"{measure}.min"], found[f"{measure}.max"]
        low, high = criterion.bounds
        if least is None or (low <= least and greatest <= high):
            inside.add(id)
    return plan.settled.replace(looked_at=True, scored=frozenset(scored),
                        inside=frozenset(inside), applying=frozenset(applying))


class SettledScoring(Scoring):
    """Scoring without what the phase's table makes needless."""

    def any_scored(self) -> pl.Expr:
        """Return true where some criterion applies to all rows and is scored on all."""
        if any(c.applies is None and self._is_scored(c) for c in self.plan.criteria if not c.adds):
            return pl.lit(True)
        return super().any_scored()

    def interval(self, criterion: CriterionPlan) -> list[pl.Expr]:
        """Return one position for both ends where a criterion is scored on all rows."""
        if not self._is_scored(criterion):
            return super().interval(criterion)
        names, id = self.plan.names, criterion.criterion.id
        position, _ = self.ends(criterion)
        return [position.alias(names.lower(id)), position.alias(names.upper(id)),
                pl.lit(True).alias(names.known(id))]

    def position(self, criterion: CriterionPlan, measure: pl.Expr) -> pl.Expr:
        """Return a measure that lies on its scale as it is."""
        inside = criterion.criterion.id in self.plan.settled.inside
        if criterion.criterion.curve or not inside:
            return super().position(criterion, measure)
        return on_scale(criterion, measure)

    def add_end(self, table: Table, end: ScoreEnd) -> Table:
        """Add the lower end as the upper one where the mean is one number on every row."""
        if end.end == "lower" or not all(map(self._is_one_number, end.parts)):
            return super().add_end(table, end)
        lower = end.column.removesuffix("upper") + "lower"
        return table.with_columns(pl.col(lower).alias(end.column))

    def may_be_open(self, part: ScorePlan) -> bool:
        """Return whether it is unknown on some row whether a part of the score applies."""
        if isinstance(part, CriterionPlan) and self._is_known_to_apply(part):
            return False
        return super().may_be_open(part)

    def _is_one_number(self, part: ScorePlan) -> bool:
        """Return whether a part is scored, and known to apply or not, on all rows."""
        criteria = part.criteria if isinstance(part, GroupPlan) else (part,)
        return all(self._is_scored(c) and (c.applies is None or self._is_known_to_apply(c))
                   for c in criteria)

    def _is_scored(self, criterion: CriterionPlan) -> bool:
        return criterion.criterion.id in self.plan.settled.scored

    def _is_known_to_apply(self, criterion: CriterionPlan) -> bool:
        return criterion.criterion.id in self.plan.settled.applying
