"""Shorter ways to what :mod:`hubflow.engine.pipeline.scoring` says, where a table is settled.

Where a long table leaves nothing open about a criterion, one end of its interval serves for both;
values that lie on their scale are not clipped. A phase finds this out from its own table, so a
result never depends on it; a property test holds both ways to the same figures.
"""

from __future__ import annotations

import attrs
import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.settled_columns import SettledColumns
from hubflow.engine.pipeline.scoring import Scoring, whole_labels


def scoring_of(plan: PhasePlan) -> Scoring:
    """Return how a phase is scored, by the shortest way that its table allows."""
    return SettledScoring(plan) if plan.settled.looked_at else Scoring(plan)


def settled_columns(measured: pl.DataFrame, plan: PhasePlan) -> SettledColumns:
    """Return what a phase's measures and judgements leave nothing open about, on all rows."""
    names = plan.names
    scored, inside, applying = set(), set(), set()
    measures = [names.measure(c.criterion.id) for c in plan.criteria if c.measure is not None]
    found = measured.lazy().select(
        [pl.col(name).min().alias(f"{name}.min") for name in measures]
        + [pl.col(name).max().alias(f"{name}.max") for name in measures]
    ).collect().row(0, named=True) if measures else {}
    for criterion in plan.criteria:
        id = criterion.criterion.id
        if not measured[names.applies(id)].null_count():
            applying.add(id)
        if criterion.measure is None:
            lower, upper = (measured[column] for column in names.judged(id))
            if not lower.null_count() and (lower == upper).all():
                scored.add(id)
            continue
        measure = names.measure(id)
        if not measured[measure].null_count():
            scored.add(id)
        least, greatest = found[f"{measure}.min"], found[f"{measure}.max"]
        low, high = criterion.bounds
        if least is None or (low <= least and greatest <= high):
            inside.add(id)
    return attrs.evolve(plan.settled, looked_at=True, scored=frozenset(scored),
                        inside=frozenset(inside), applying=frozenset(applying))


@attrs.frozen(eq=False, repr=False)
class SettledScoring(Scoring):
    """Scoring without what the phase's table makes needless."""

    def any_scored(self) -> pl.Expr:
        """Return true where some criterion applies to all rows and is scored on all."""
        if any(c.applies is None and self._is_scored(c) for c in self.plan.criteria):
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
        if criterion.criterion.points or not inside:
            return super().position(criterion, measure)
        return whole_labels(criterion, measure)

    def add_upper(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Add the lower end as the upper one where the score is one number on every row."""
        if not all(self._is_scored(c) and (c.applies is None or self._is_known_to_apply(c))
                   for c in self.plan.weighted):
            return super().add_upper(table)
        names = self.plan.names
        return table.with_columns(pl.col(names.of("score.lower")).alias(names.of("score.upper")))

    def open_criteria(self) -> list[CriterionPlan]:
        """Return the criteria whose condition to apply is unknown on some row."""
        return [c for c in super().open_criteria() if not self._is_known_to_apply(c)]

    def _is_scored(self, criterion: CriterionPlan) -> bool:
        return criterion.criterion.id in self.plan.settled.scored

    def _is_known_to_apply(self, criterion: CriterionPlan) -> bool:
        return criterion.criterion.id in self.plan.settled.applying
