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
from hubflow.engine.pipeline.phases_in_order import STILL_IN, phase_part, run_phase
from hubflow.model.plain_record import once_for_each
from hubflow.model.results.venture_results import RECOMMENDED

End = Literal["lower", "upper"]
Values = Mapping[str, float]
"""Positions on their scales that criteria are set to, by their ids; 1 or 0 for requirements."""

_ROWS = 200_000


@once_for_each
def as_judged(plan: PhasePlan) -> PhasePlan:
    """Return the phase with every criterion and requirement read from a judged column.

    It is made once, so that the steps of its run are, too.
    """
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
    return _table(run, plan, run.prepared.table, run.table, end)


def _table(
    run: KeptRun, plan: PhasePlan, before: pl.DataFrame, after: pl.DataFrame, end: End | None
) -> pl.DataFrame:
    """Return what the phase reads of rows before and after the run."""
    part = phase_part(before, as_judged(plan), all_facts=run.prepared.hooks.read_tables)
    reached = [after[plan.names.of(f"reached.{way}")].alias(name)
               for way, name in zip(("certain", "possible"), STILL_IN, strict=True)]
    return part.with_columns(*_found(after, plan, end), *reached)


def found(run: KeptRun, plan: PhasePlan, end: End | None = None) -> list[pl.Series]:
    """Return the result of every rule of a phase in the run, as judged columns.

    With ``end``, criteria that could not be scored stand at that end of their scale.
    """
    return _found(run.table, plan, end)


def _found(after: pl.DataFrame, plan: PhasePlan, end: End | None) -> list[pl.Series]:
    names = plan.names
    columns = []
    for criterion in plan.criteria:
        id = criterion.criterion.id
        for column, own in zip(names.judged(id), ("lower", "upper"), strict=True):
            value = pl.col(names.lower(id) if (end or own) == "lower" else names.upper(id))
            if end is None:
                value = pl.when(pl.col(names.known(id))).then(value)
            columns.append(value.cast(pl.Float64).alias(column))
    for rule in plan.conditions:
        holds = pl.col(names.holds(rule.requirement.id)).cast(pl.Float64)
        columns.extend(holds.alias(column) for column in names.judged(rule.requirement.id))
    return after.lazy().select(columns).collect(
        optimizations=pl.QueryOptFlags.none()).get_columns()


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
        row = run.row(venture)
        before, after = run.prepared.table, run.table
        if not plan.ranked and not run.prepared.hooks.read_tables:
            part = _table(run, plan, before[row:row + 1], after[row:row + 1], end)
            return cls(run, as_judged(plan), part.with_columns(
                pl.lit(True).alias(name) for name in STILL_IN), 0)
        among = before[CALL] == before[CALL][row]
        here = pl.int_range(before.height, eager=True).filter(among) == row
        part = _table(run, plan, before.filter(among), after.filter(among), end)
        return cls(run, as_judged(plan), part.with_columns(
            (part[name] | here).alias(name) for name in STILL_IN), here.to_list().index(True))

    def recommended(self, settings: Sequence[Values]) -> list[str]:
        """Return what the gate recommends under each setting: a word, or undecided."""
        said: list[str] = []
        block = max(1, _ROWS // self.table.height)
        for start in range(0, len(settings), block):
            said += self._block(settings[start:start + block])
        return said

    def _block(self, settings: Sequence[Values]) -> list[str]:
        names, height, times = self.plan.names, self.table.height, len(settings)
        many = self.table[[row for _ in settings for row in range(height)]]
        at = [index * height + self.row for index in range(times)]
        columns = [pl.Series(CALL, [i for i in range(times) for _ in range(height)],
                             dtype=pl.Int64)]
        for id in sorted({id for setting in settings for id in setting}):
            for column in names.judged(id):
                values = self.table[column].to_list() * times
                for place, setting in zip(at, settings, strict=True):
                    if id in setting:
                        values[place] = setting[id]
                columns.append(pl.Series(column, values, dtype=pl.Float64))
        hooks = self.run.prepared.hooks
        done = run_phase(many.with_columns(columns), self.plan, hooks.score, hooks.recommend)
        return recommendations(done, names, at)


def recommendations(table: pl.DataFrame, names: PhaseColumns, rows: Sequence[int]) -> list[str]:
    """Return the one possible recommendation in each of some rows after a phase, else undecided."""
    found = [table[names.of(word)].gather(list(rows)).to_list() for word in RECOMMENDED]
    return [RECOMMENDED[possible.index(True)] if possible.count(True) == 1 else "undecided"
            for possible in zip(*found, strict=True)]
