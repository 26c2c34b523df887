"""Work out what a phase compares within a call: measures and amounts with windows.

A window runs over the ventures that still compete when the phase scores: those who reached it, meet
its requirements and reach the floors of the criteria that look at no other venture. Those who
do not are compared among themselves, which changes nothing for the others. As long as it is open
whether somebody competes, or a fact of one of them is missing, the value is missing for the whole
call; :mod:`hubflow.engine.expressions.value_ranges` finds the ends between which it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.recommendation import floors_hold, requirement_fails
from hubflow.engine.gate.three_valued import all_of
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.open_amounts import ends_of
from hubflow.engine.pipeline.scoring import Scoring

COMPARED = ("_compared_certain", "_compared_possible")
"""Whether a venture is among those that a phase's windows run over, for certain and possibly."""

Windows = Mapping[str, Expression]
"""Expressions over whole calls by the names of the columns that hold their values."""


def without_windows(plan: PhasePlan) -> tuple[PhasePlan, Windows]:
    """Return a phase that reads a column for each expression over calls, and these expressions."""
    windows: dict[str, Expression] = {}

    def column(expression: Expression) -> Expression:
        if not expression.windowed:
            return expression
        name = f"_window/{plan.phase.id}/{len(windows)}"
        windows[name] = expression
        value = pl.col(name)
        return expression.replace(
            value=value, raw=value, windowed=False,
            ends=(pl.col(f"{name}.lower"), pl.col(f"{name}.upper")))

    return (plan.with_expressions(column) if has_windows(plan) else plan), windows


def has_windows(plan: PhasePlan) -> bool:
    """Return whether a named part, a measure or an amount of the phase looks at whole calls."""
    return any(each.windowed for each in plan.computed)


def add_compared(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Add the columns :data:`COMPARED` to a phase's table, once its requirements are there."""
    names = plan.names
    before = _before_windows(plan)
    scoring = Scoring(before)
    eligible = all_of([
        ~requirement_fails(plan, "stop"), ~requirement_fails(plan, "revise"), floors_hold(before)])
    return scoring.add_criteria(scoring.add_measures(table)).with_columns(
        (pl.col(names.of("reached.certain")) & eligible.certain).alias(COMPARED[0]),
        (pl.col(names.of("reached.possible")) & eligible.possible).alias(COMPARED[1]),
    )


def _before_windows(plan: PhasePlan) -> PhasePlan:
    """Return the phase with the floors that look at no other venture, and what they rest on."""
    def alone(criteria: Iterable[CriterionPlan]) -> bool:
        return not any(each.measure and each.measure.windowed for each in criteria)

    floors = [group for group in plan.groups
              if group.minimum is not None and alone(group.criteria)]
    within = {each.id for group in floors for each in group.criteria}
    phase = attrs.evolve(plan.phase, groups=tuple(
        each if each.id in {group.id for group in floors} else attrs.evolve(each, minimum=None)
        for each in plan.phase.groups))
    return plan.replace(phase=phase, values=(), criteria=tuple(
        each for each in plan.criteria
        if alone([each]) and (each.minimum is not None or each.id in within)))


def window_columns(table: pl.DataFrame, windows: Windows) -> pl.DataFrame:
    """Return the values of windows, from a table of whole calls with :data:`COMPARED`."""
    certain, possible = map(pl.col, COMPARED)
    settled = ((certain == possible).all() | (pl.len() == 1)).over(CALL)
    # the expressions' windows are partitioned by the call's number
    groups = table.with_columns(settled.alias("_settled"),
                                (2 * pl.col(CALL) + possible.cast(pl.Int64)).alias(CALL))
    found = groups.select(pl.when("_settled").then(each.value).alias(name)
                          for name, each in windows.items())
    return found.hstack([end for name, each in windows.items()
                         for end in _ends_of(table, found[name], each)])


def _ends_of(table: pl.DataFrame, values: pl.Series, window: Expression) -> list[pl.Series]:
    """Return the least and the greatest value that a window leaves possible on each row."""
    names = [f"{values.name}.{end}" for end in ("lower", "upper")]
    if not values.null_count() or not values.dtype.is_numeric():
        return [values.alias(name) for name in names]
    from hubflow.engine.expressions.value_ranges import ranges_of

    certain, possible = map(pl.col, COMPARED)
    ends = ranges_of(window, table, certain, possible, ends_of(window.reads, table))
    return [values.fill_null(end).alias(name) for end, name in zip(ends, names, strict=True)]
