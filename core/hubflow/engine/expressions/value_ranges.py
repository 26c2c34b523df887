"""Bound what a number can be while what it reads is open, or who competes in its call.

Each part of the expression becomes a range, from the least to the greatest value that it can have:
a missing number lies within the limits of its fact, and a window runs over those who surely compete
and any of those who may. Of a CASE those branches count that may be taken. The ranges are sound and
need not be the narrowest. Where a part may be undefined, or is none of these, nothing is said: both
ends are missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import attrs
import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.expression_functions import WINDOWS
from hubflow.engine.expressions.expression_tree import (
    CaseWhen,
    Chain,
    Constant,
    FactName,
    FunctionCall,
    Node,
    Signed,
    Star,
    all_of,
)
from hubflow.engine.expressions.range_arithmetic import (
    JOINED,
    NOTHING,
    ValueRange,
    chosen,
    hull,
)
from hubflow.engine.expressions.sql import CALL, rounded, sql_of
from hubflow.engine.expressions.truth_ranges import Truths

_RISING: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "floor": pl.Expr.floor, "ceil": pl.Expr.ceil, "sign": pl.Expr.sign}
"""Functions that never fall and are defined everywhere."""


@attrs.frozen(eq=False, repr=False)
class Field:
    """Those who are compared with each other: ``sure`` are in it, and any of ``members`` may be."""

    sure: pl.Expr
    members: pl.Expr


Ends = Mapping[str, ValueRange]
"""The ranges of the numbers that an expression reads, by name, for rows that lack the number."""

_ALL = Field(pl.lit(True), pl.lit(True))


def open_range(
    expression: Expression, table: pl.DataFrame, ends: Ends
) -> tuple[pl.Series, pl.Series]:
    """Return the least and the greatest value of a measure without windows, row by row."""
    if expression.tree is None:
        return _nothing(table)
    ranges = _Ranges(ends, _ALL, table)
    found = ranges.of(expression.tree)
    return _both_ends(ranges.table, found.lower, found.upper)


def open_truth(condition: Expression, table: pl.DataFrame, ends: Ends) -> pl.Series:
    """Return for each row whether a condition without windows holds; missing where that is open."""
    if condition.tree is None:
        return pl.repeat(None, table.height, dtype=pl.Boolean, eager=True)
    ranges = _Ranges(ends, _ALL, table)
    found = ranges.truths.of(rounded(condition.tree))
    return ranges.table.select(
        pl.when(found.certain).then(True).when(~found.possible).then(False).alias("_truth")
    ).to_series()


def ranges_of(
    expression: Expression, table: pl.DataFrame, certain: pl.Expr, possible: pl.Expr,
    ends: Ends | None = None,
) -> tuple[pl.Series, pl.Series]:
    """Return the least and the greatest value of a measure with windows, for whole calls.

    ``certain`` and ``possible`` are whether a row competes. Those who do not are compared among
    themselves. A missing number lies within the limits of its fact, or its ``ends``.
    """
    if expression.tree is None:
        return _nothing(table)
    ends = {**dict(_limits(expression)), **(ends or {})}
    first = _Ranges(ends, Field(certain, possible), table)
    competing = first.of(expression.tree)
    second = _Ranges(ends, Field(~possible, ~certain), first.table, first.count)
    others = second.of(expression.tree)
    either = hull([competing, others])
    lower, upper = (
        pl.when(certain).then(getattr(competing, end)).when(~possible).then(getattr(others, end))
        .otherwise(getattr(either, end)) for end in ("lower", "upper"))
    return _both_ends(second.table, lower, upper)


def _limits(expression: Expression) -> Iterator[tuple[str, ValueRange]]:
    for name, (low, high) in expression.limits.items():
        fact = pl.col(name).cast(pl.Float64)
        yield name, ValueRange(fact.fill_null(-math.inf if low is None else low),
                               fact.fill_null(math.inf if high is None else high))


def _nothing(table: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    nothing = pl.repeat(None, table.height, dtype=pl.Float64, eager=True)
    return nothing, nothing


def _both_ends(
    table: pl.DataFrame, lower: pl.Expr, upper: pl.Expr
) -> tuple[pl.Series, pl.Series]:
    """Return two ends where both are numbers; neither elsewhere."""
    found = table.select(lower.fill_nan(None).alias("lower"),
                         upper.fill_nan(None).alias("upper")).select(
        pl.when(pl.all_horizontal(pl.col("lower", "upper").is_not_null())).then(pl.col(end))
        .alias(end) for end in ("lower", "upper"))
    return found["lower"], found["upper"]


@attrs.define(eq=False, repr=False)
class _Ranges:
    """The ranges of the parts of one expression over one field.

    Each is stored in the table, as two columns: one that stood in several others would be worked
    out for each of them again.
    """

    ends: Ends
    field: Field
    table: pl.DataFrame
    count: int = 0

    @property
    def truths(self) -> Truths:
        """What says of conditions whether they hold."""
        numbers = {name for name, dtype in self.table.schema.items() if dtype.is_numeric()}
        return Truths(self.of, self.ends.keys(), numbers | self.ends.keys())

    def stored(self, found: ValueRange) -> ValueRange:
        """Return a range as columns of the table."""
        names = [f"_range/{self.count}/{end}" for end in ("lower", "upper")]
        self.count += 1
        self.table = self.table.with_columns(
            found.lower.alias(names[0]), found.upper.alias(names[1]))
        return ValueRange(pl.col(names[0]), pl.col(names[1]))

    def of(self, node: Node) -> ValueRange:
        """Return the range of a node."""
        below = list(all_of(node))
        if any(isinstance(each, FunctionCall) and each.function in WINDOWS for each in below):
            return self.stored(self._open(node))
        reads = [each.text for each in below if isinstance(each, FactName)]
        open_ = self._open(node) if self.ends.keys() & set(reads) else NOTHING
        value = pl.sql_expr(sql_of(node)).cast(pl.Float64)
        value = pl.when(value.is_finite()).then(value)
        settled = pl.all_horizontal(pl.col(name).is_not_null() for name in reads) if reads else (
            pl.lit(True))
        return self.stored(ValueRange(*(pl.when(settled).then(value).otherwise(end)
                                        for end in (open_.lower, open_.upper))))

    def _open(self, node: Node) -> ValueRange:
        """Return the range of a node in which something may be missing, or that has windows."""
        match node:
            case Constant(kind="number"):
                value = pl.lit(float(node.text))
                return ValueRange(value, value)
            case FactName() if node.text in self.ends:
                return self.ends[node.text]
            case Signed() if node.sign in "+-":
                inner = self.of(node.value)
                return inner if node.sign == "+" else ValueRange(-inner.upper, -inner.lower)
            case Chain() if all(sign in "+-*/" for sign, _ in node.rest):
                found = self.of(node.first)
                for sign, part in node.rest:
                    found = self.stored(JOINED[sign](found, self.of(part)))
                return found
            case FunctionCall() if node.function in WINDOWS:
                return self._window(node)
            case FunctionCall():
                return self._function(node)
            case CaseWhen():
                return chosen(self._branches(node))
            case _:
                return NOTHING

    def _branches(self, node: CaseWhen) -> Iterator[tuple[pl.Expr, ValueRange]]:
        """Yield the range of each branch of a CASE, with whether it may be taken."""
        truths, open_ = self.truths, pl.lit(True)
        for condition, value in node.branches:
            if node.subject is not None:
                yield pl.lit(True), self.of(value)
                continue
            truth = truths.of(condition)
            yield open_ & truth.possible, self.of(value)
            open_ &= ~truth.certain
        yield open_, NOTHING if node.otherwise is None else self.of(node.otherwise)

    def _function(self, node: FunctionCall) -> ValueRange:
        values = [self.of(value) for value in node.values[:1 if node.function == "round" else None]]
        first = values[0]
        if node.function in _RISING:
            rises = _RISING[node.function]
            return ValueRange(rises(first.lower), rises(first.upper))
        if node.function == "round" and all(isinstance(each, Constant) for each in node.values[1:]):
            decimals = next((int(float(each.text)) for each in node.values[1:]
                             if isinstance(each, Constant)), 0)
            return ValueRange(first.lower.round(decimals), first.upper.round(decimals))
        if node.function in ("least", "greatest"):
            pick = pl.min_horizontal if node.function == "least" else pl.max_horizontal
            found = ValueRange(pick([v.lower for v in values]), pick([v.upper for v in values]))
            return found.where(pl.all_horizontal(v.known for v in values))
        if node.function == "abs":
            ends = (first.lower.abs(), first.upper.abs())
            across = (first.lower <= 0) & (first.upper >= 0)
            return ValueRange(pl.when(across).then(0.0).otherwise(pl.min_horizontal(ends)),
                              pl.max_horizontal(ends)).where(first.known)
        return NOTHING

    def _window(self, node: FunctionCall) -> ValueRange:
        """Return the range of a window over the field."""
        sure, members = self.field.sure, self.field.members
        most, least = (pl.when(which).then(1.0).otherwise(0.0).sum().over(CALL)
                       for which in (members, sure))
        if node.function in ("rank", "dense_rank", "row_number"):
            return ValueRange(pl.lit(1.0), most)
        if node.window is None or node.window.order or node.function == "stddev":
            return NOTHING
        if isinstance(node.values[0], Star):
            return ValueRange(least + pl.when(sure).then(0.0).otherwise(1.0), most)
        inner = self.of(node.values[0])
        known = (inner.known | ~members).all().over(CALL)
        return self._of_known(node.function, inner).where(known)

    def _of_known(self, function: str, inner: ValueRange) -> ValueRange:
        sure, members = self.field.sure, self.field.members
        least = pl.when(members).then(inner.lower).min().over(CALL)
        most = pl.when(members).then(inner.upper).max().over(CALL)
        if function == "min":
            surely = pl.when(sure).then(inner.upper).min().over(CALL)
            return ValueRange(least, pl.min_horizontal(surely, inner.upper))
        if function == "max":
            surely = pl.when(sure).then(inner.lower).max().over(CALL)
            return ValueRange(pl.max_horizontal(surely, inner.lower), most)
        settled = (sure == members).all().over(CALL)
        if function == "avg":
            means = [pl.when(members).then(end).mean().over(CALL)
                     for end in (inner.lower, inner.upper)]
            return ValueRange(pl.when(settled).then(means[0]).otherwise(least),
                              pl.when(settled).then(means[1]).otherwise(most))
        if function == "sum":
            nothing = pl.when(sure).then(None).otherwise(0.0)
            return ValueRange(*(
                pl.when(members).then(pick(end, nothing)).sum().over(CALL) for pick, end in (
                    (pl.min_horizontal, inner.lower), (pl.max_horizontal, inner.upper))))
        if function == "count":
            total = [pl.when(which).then(1.0).otherwise(0.0).sum().over(CALL)
                     for which in (sure, members)]
            return ValueRange(total[0], total[1])
        return NOTHING
