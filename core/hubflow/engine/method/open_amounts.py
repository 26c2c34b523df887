"""Bound what follows from what an earlier phase came to, while that is open.

A number lies between two ends. A condition holds, or does not, where it comes to the same whatever
the score comes to within its interval; elsewhere it is not known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.carried_scores import end_columns
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import ENDS, is_carried

if TYPE_CHECKING:
    from hubflow.engine.expressions.value_ranges import Ends


def ends_of(names: Iterable[str], table: pl.DataFrame) -> Ends:
    """Return the ranges of those names that are what earlier phases came to.

    A table of made-up ventures may have the values alone, and no ends.
    """
    from hubflow.engine.expressions.range_arithmetic import ValueRange

    ends = {name: end_columns(name) for name in names if is_carried(name)}
    return {name: ValueRange(*map(pl.col, columns)) for name, columns in ends.items()
            if columns and columns[0] in table.columns}


def with_open_amounts(
    table: pl.DataFrame, amounts: Iterable[tuple[str, Expression | None]]
) -> pl.DataFrame:
    """Add a column for each amount by its name; of one that may be open also its ends.

    That is an amount which follows from a score, or compares within a call. The ends are
    `<name>.lower` and `<name>.upper`, missing where nothing is said of them.
    """
    known = {name: amount for name, amount in amounts if amount is not None}
    table = _with_answers(table, known)
    for name, amount in known.items():
        if amount.windowed or any(map(is_carried, amount.reads)):
            table = table.hstack(_ends(amount, table, name))
    return table


def _with_answers(table: pl.DataFrame, asked: Mapping[str, Expression]) -> pl.DataFrame:
    """Add what expressions come to, by their names.

    They are asked all at once, over the columns that they read: a question to Polars costs more
    than the answer, and the more columns there are, the more it costs.
    """
    if not asked:
        return table
    names = {name for each in asked.values() for name in each.reads}
    part = table if any(each.windowed for each in asked.values()) else table[
        [name for name in table.columns if name in names or name == CALL]]
    found = part.with_columns(each.value.alias(name) for name, each in asked.items())
    return table.hstack(found[list(asked)])


def amount_ends(row: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    """Return the ends of an amount that :func:`with_open_amounts` added, equal where it is known.

    None where one of them is not known, or without end.
    """
    lower, upper = ((row[name] if row.get(name) is not None else row.get(f"{name}.{end}"))
                    for end in ENDS)
    if lower is None or upper is None or not (math.isfinite(lower) and math.isfinite(upper)):
        return None
    return lower, upper


def with_open_conditions(
    table: pl.DataFrame, conditions: Iterable[tuple[str, Expression | None]]
) -> pl.DataFrame:
    """Add a column for each condition by its name: yes, no, or missing while that is open."""
    known = {name: condition for name, condition in conditions if condition is not None}
    found = _with_answers(table, known)
    settled = [value for name, condition in known.items()
               if (value := _settled(condition, table, found[name])) is not None]
    return found.with_columns(settled) if settled else found


def with_open_rules(table: pl.DataFrame, plan: PhasePlan) -> tuple[pl.DataFrame, PhasePlan]:
    """Add what follows from earlier phases: ends of numbers, and what conditions come to.

    Returns the table, and the phase with expressions that read these columns.
    """
    made: list[pl.Series] = []

    def bounded(expression: Expression) -> Expression:
        if not _is_open(expression):
            return expression
        name = f"_open/{plan.phase.id}/{len(made)}"
        if _is_condition(expression, table):
            made.append(_truth(expression, table).alias(name))
            return expression.replace(value=pl.col(name))
        made.extend(_ends(expression, table, name))
        return expression.replace(ends=(pl.col(f"{name}.lower"), pl.col(f"{name}.upper")))

    changed = plan.with_expressions(bounded)
    return table.hstack(made), changed


def has_open_rules(plan: PhasePlan) -> bool:
    """Return whether a rule of the phase follows from what an earlier phase came to."""
    return any(map(_is_open, plan.computed))


def _is_open(expression: Expression) -> bool:
    return (expression.use != "group" and not expression.windowed
            and any(map(is_carried, expression.reads)))


def _is_condition(expression: Expression, table: pl.DataFrame) -> bool:
    return expression.use == "condition" or (
        expression.use == "value"
        and table.head(0).select(expression.value.alias("_")).dtypes[0] == pl.Boolean)


def _truth(condition: Expression, table: pl.DataFrame) -> pl.Series:
    """Return whether a condition holds; missing where that is not known."""
    value = table.with_columns(condition.value.alias("_truth"))["_truth"]  # it may be a constant
    settled = _settled(condition, table, value)
    return value if settled is None else settled


def _settled(condition: Expression, table: pl.DataFrame, value: pl.Series) -> pl.Series | None:
    """Return what a condition comes to where its ``value`` is missing; None if that is nothing."""
    known = ends_of(condition.reads, table)
    if not known or not value.null_count():
        return None
    from hubflow.engine.expressions.value_ranges import open_truth

    return value.fill_null(open_truth(condition, table, known))


def _ends(expression: Expression, table: pl.DataFrame, name: str) -> list[pl.Series]:
    """Return the columns of the ends between which an expression lies on each row."""
    from hubflow.engine.expressions.value_ranges import open_range, ranges_of

    value = table.select(expression.value.alias(name)).to_series()
    if not value.dtype.is_numeric():
        return [pl.repeat(None, table.height, dtype=pl.Float64, eager=True).alias(f"{name}.{which}")
                for which in ENDS]
    known = ends_of(expression.reads, table)
    ends = (ranges_of(expression, table, pl.lit(True), pl.lit(True), known)
            if expression.windowed else open_range(expression, table, known))
    return [value.fill_null(end).alias(f"{name}.{which}")
            for end, which in zip(ends, ENDS, strict=True)]
