"""State in three values what a gate asks about a phase's score, criteria and ranks."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hubflow.engine.gate.three_valued import Ternary, known
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.group_plan import GroupPlan, ScorePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.plain_record import PlainRecord


class PhaseStatements(PlainRecord):
    """Statements about the score, criteria and ranks of a phase, over the phase's table."""

    names: PhaseColumns
    criteria: tuple[CriterionPlan, ...]
    groups: tuple[GroupPlan, ...] = ()

    @property
    def parts(self) -> tuple[ScorePlan, ...]:
        """The criteria and the groups."""
        parts: list[ScorePlan] = [*self.criteria, *self.groups]
        return tuple(parts)

    def part(self, id: str) -> ScorePlan:
        """Return the criterion or the group with this id."""
        return next(part for part in self.parts if part.id == id)

    def score_reaches(self, least: float) -> Ternary:
        """Return that the score is at least ``least``; false where there is no score."""
        sure = pl.col(self.names.of("score.sure"))
        return Ternary(
            (sure & (pl.col(self.names.of("score.lower")) >= least)).fill_null(False),
            (pl.col(self.names.of("score.upper")) >= least).fill_null(False),
        )

    def score_misses(self, least: float) -> Ternary:
        """Return that the score lies below ``least``; false where there is no score."""
        sure = pl.col(self.names.of("score.sure"))
        return Ternary(
            (sure & (pl.col(self.names.of("score.upper")) < least)).fill_null(False),
            (pl.col(self.names.of("score.lower")) < least).fill_null(False),
        )

    def reaches(self, id: str, level: object) -> Ternary:
        """Return that a criterion or a group reaches ``level``, or does not apply."""
        plan = self.part(id)
        least = plan.position(level)
        lower, upper = pl.col(self.names.lower(id)), pl.col(self.names.upper(id))
        if plan.always_applies:
            return Ternary(lower >= least, upper >= least)
        applies = known(pl.col(self.names.applies(id)))
        return Ternary(~applies.possible | (lower >= least), ~applies.certain | (upper >= least))

    def each_at(self, label: str) -> Iterator[Ternary]:
        """Yield for each criterion with this label: it applies and is at the label or above."""
        for id, least, applies in self._with_label(label):
            yield Ternary(
                applies.certain & (pl.col(self.names.lower(id)) >= least),
                applies.possible & (pl.col(self.names.upper(id)) >= least),
            )

    def each_below(self, label: str) -> Iterator[Ternary]:
        """Yield for each criterion with this label: it applies and is below the label."""
        for id, least, applies in self._with_label(label):
            yield Ternary(
                applies.certain & (pl.col(self.names.upper(id)) < least),
                applies.possible & (pl.col(self.names.lower(id)) < least),
            )

    def _with_label(self, label: str) -> Iterator[tuple[str, float, Ternary]]:
        for plan in self.criteria:
            if plan.criterion.ordinal and label in plan.criterion.scale:
                id = plan.criterion.id
                yield id, plan.position(label), known(pl.col(self.names.applies(id)))

    def standing(self, name: str) -> Ternary:
        """Return what the columns of a venture's standing say under this name."""
        return Ternary(pl.col(self.names.of(f"{name}.certain")),
                       pl.col(self.names.of(f"{name}.possible")))
