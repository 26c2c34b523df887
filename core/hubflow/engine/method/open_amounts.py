"""Bound the numbers that follow from what an earlier phase came to, while that is open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.method.carried_scores import end_columns, is_carried
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan

if TYPE_CHECKING:
    from hubflow.engine.expressions.value_ranges import Ends

_ENDS = ("lower", "upper")


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
    """Add a column for each amount by its name; of one that follows from a score also its ends.

    The ends are `<name>.lower` and `<name>.upper`, missing where nothing is said of them.
    """
    for name, amount in amounts:
        if amount is not None:
            table = table.with_columns(amount.value.alias(name))
            if any(map(is_carried, amount.reads)):
                table = table.hstack(_ends(amount, table, name))
    return table


def amount_ends(row: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    """Return the ends of an amount that :func:`with_open_amounts` added, equal where it is known.

    None where one of them is not known, or without end.
    """
    lower, upper = ((row[name] if row.get(name) is not None else row.get(f"{name}.{end}"))
                    for end in _ENDS)
    if lower is None or upper is None or not (math.isfinite(lower) and math.isfinite(upper)):
        return None
    return lower, upper


def with_open_measures(table: pl.DataFrame, plan: PhasePlan) -> tuple[pl.DataFrame, PhasePlan]:
    """Add the ends of measures that read what earlier phases came to, and return who reads them."""
    def bounded(criterion: CriterionPlan) -> CriterionPlan:
        nonlocal table
        if criterion.measure is None or not _is_open(criterion):
            return criterion
        name = f"_open/{plan.phase.id}/{criterion.id}"
        table = table.hstack(_ends(criterion.measure, table, name))
        return criterion.replace(measure_ends=(
            pl.col(f"{name}.lower"), pl.col(f"{name}.upper")))

    criteria = tuple(map(bounded, plan.criteria))
    return table, plan.replace(criteria=criteria)


def has_open_measures(plan: PhasePlan) -> bool:
    """Return whether a measure of the phase reads what an earlier phase came to."""
    return any(map(_is_open, plan.criteria))


def _is_open(criterion: CriterionPlan) -> bool:
    measure = criterion.measure
    return measure is not None and not measure.windowed and any(map(is_carried, measure.reads))


def _ends(expression: Expression, table: pl.DataFrame, name: str) -> list[pl.Series]:
    """Return the columns of the ends between which an expression lies on each row."""
    from hubflow.engine.expressions.value_ranges import open_range

    value = table.select(expression.value.alias(name)).to_series()
    ends = open_range(expression, table, ends_of(expression.reads, table))
    return [value.fill_null(end).alias(f"{name}.{which}")
            for end, which in zip(ends, _ENDS, strict=True)]
