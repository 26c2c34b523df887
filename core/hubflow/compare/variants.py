"""Run a phase again, by the engine itself, with some of its values changed.

Every rule that reads facts is put in the place of what it came to: criteria become judged ones at
the value that they had, requirements judged ones with the answer that they had. Then single values
can be set, and all variants run as so many calls of one table, the rest of the call beside each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import attrs
import polars as pl

from hubflow.compare.kept_run import KeptRun
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan, RequirementPlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.phases_in_order import STILL_IN, run_phase

End = Literal["lower", "upper"]
Values = Mapping[str, float]
"""Positions on their scales that criteria are set to, by their ids; 1 or 0 for requirements."""

_ROWS = 200_000


def as_judged(plan: PhasePlan) -> PhasePlan:
    """Return the phase with every criterion and requirement read from a judged column."""
    return plan.replace(
        criteria=tuple(CriterionPlan(c.criterion, None, c.applies) for c in plan.criteria),
        requirements=tuple(_judged(rule) for rule in plan.requirements),
        guarantees=tuple(_judged(rule) for rule in plan.guarantees),
    )


def _judged(rule: RequirementPlan) -> RequirementPlan:
    return RequirementPlan(rule.requirement, None, rule.guarantee)


def table_from_run(run: KeptRun, plan: PhasePlan, end: End | None = None) -> pl.DataFrame:
    """Return the table for :func:`as_judged` of a phase, with each rule's result from the run.

    Whoever reached the phase in the run reaches it here; ``end`` as for :func:`found`.
    """
    names = PhaseColumns(plan.phase.id)
    reached = [run.table[names.of(f"reached.{way}")] for way in ("certain", "possible")]
    return run.prepared.table.with_columns(
        *found(run, plan, end),
        *(mask.alias(way) for mask, way in zip(reached, STILL_IN, strict=True)),
    )


def found(run: KeptRun, plan: PhasePlan, end: End | None = None) -> list[pl.Series]:
    """Return the result of every rule of a phase in the run, as judged columns.

    With ``end``, criteria that could not be scored stand at that end of their scale.
    """
    names = PhaseColumns(plan.phase.id)
    after = run.table
    columns = []
    for criterion in plan.criteria:
        id = criterion.criterion.id
        known = after[names.known(id)]
        for column, own in zip(names.judged(id), ("lower", "upper"), strict=True):
            value = after[names.lower(id) if (end or own) == "lower" else names.upper(id)]
            if end is None:
                value = pl.select(pl.when(known).then(value)).to_series()
            columns.append(value.cast(pl.Float64).alias(column))
    for rule in plan.conditions:
        holds = after[names.holds(rule.requirement.id)].cast(pl.Float64)
        columns.extend(holds.alias(column) for column in names.judged(rule.requirement.id))
    return columns


@attrs.frozen(eq=False, repr=False)
class Variants:
    """Variants of one venture's values in one phase; other rows of ``table`` stay as they are."""

    run: KeptRun
    plan: PhasePlan
    table: pl.DataFrame
    row: int

    @classmethod
    def of(cls, run: KeptRun, plan: PhasePlan, venture: str, end: End | None = None) -> Variants:
        """Return the variants of one venture in a phase, as if it had reached the phase."""
        table = table_from_run(run, plan, end)
        row = run.row(venture)
        call = table[CALL][row]
        alone = not plan.ranked and not run.prepared.hooks.read_tables
        part = table.with_row_index("_at").filter(
            pl.col("_at") == row if alone else pl.col(CALL) == call)
        here = part["_at"] == row
        part = part.drop("_at").with_columns(
            (part[name] | here).alias(name) for name in STILL_IN)
        return cls(run, as_judged(plan), part, here.to_list().index(True))

    def recommended(self, settings: Sequence[Values]) -> list[str]:
        """Return what the gate recommends under each setting: a word, or undecided."""
        said: list[str] = []
        block = max(1, _ROWS // self.table.height)
        for start in range(0, len(settings), block):
            said += self._block(settings[start:start + block])
        return said

    def _block(self, settings: Sequence[Values]) -> list[str]:
        names = PhaseColumns(self.plan.phase.id)
        height = self.table.height
        many = pl.concat([self.table] * len(settings)) if len(settings) > 1 else self.table
        at = [index * height + self.row for index in range(len(settings))]
        columns = [pl.Series(CALL, [i for i in range(len(settings)) for _ in range(height)],
                             dtype=pl.Int64)]
        for id in sorted({id for setting in settings for id in setting}):
            for column in names.judged(id):
                values = many[column].to_list()
                for place, setting in zip(at, settings, strict=True):
                    if id in setting:
                        values[place] = setting[id]
                columns.append(pl.Series(column, values, dtype=pl.Float64))
        hooks = self.run.prepared.hooks
        done = run_phase(many.with_columns(columns), self.plan, hooks.score, hooks.recommend)
        return [recommendation(done, names, place) for place in at]


def recommendation(table: pl.DataFrame, names: PhaseColumns, row: int) -> str:
    """Return the one possible recommendation in a row after a phase, else undecided."""
    words = [word for word in ("advance", "revise", "stop") if table[names.of(word)][row]]
    return words[0] if len(words) == 1 else "undecided"
