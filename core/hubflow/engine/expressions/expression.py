"""Expressions over facts: checked word by word, then handed to Polars' own SQL.

A *measure* (or amount) is a number; where it reads a missing fact, or is not finite, it is
missing. A *condition* follows three-valued logic: ``TRUE OR missing`` is true. What skips NULL in
SQL would turn missing into zero there, so it is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.expressions.expression_checks import (
    WINDOWS,
    ExpressionFlaw,
    FactColumn,
    Use,
    flaws_in,
)
from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.expressions.sql import CALL, rounded, sql_words

_POLARS_ERRORS = (Exception, pl.exceptions.PanicException)


class BadExpression(Exception):
    """Raised with every flaw found in one expression."""

    def __init__(self, flaws: Sequence[ExpressionFlaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(flaw.what for flaw in flaws))


@attrs.frozen(eq=False, repr=False)
class Expression:
    """A checked expression: its text, the facts and parameters it reads, and its Polars form.

    ``value`` is Float64 for a measure and Boolean for a condition, null where missing; ``raw`` is
    what the SQL itself gives. ``windowed``: it looks at the whole call. ``whole``: it is a fact
    that is never a fraction.
    """

    text: str
    use: Use
    reads: tuple[str, ...]
    value: pl.Expr
    raw: pl.Expr
    windowed: bool = False
    whole: bool = False


def column_name(name: str) -> str:
    """How a fact, parameter or label is written in an expression (hyphens would be minus)."""
    return name.replace("-", "_").replace(" ", "_")


def compile_expression(text: str, use: Use, columns: Mapping[str, FactColumn]) -> Expression:
    """Check ``text`` against ``columns``, try it out, and give its Polars form.

    Raises :class:`BadExpression` with all flaws at once.
    """
    expression = parse_expression(text, use, columns)
    try_out([expression], columns)
    return expression


def parse_expression(text: str, use: Use, columns: Mapping[str, FactColumn]) -> Expression:
    """Like :func:`compile_expression`, but not yet tried out: several are tried at once."""
    words = list(tokens(text))
    flaws = list(flaws_in(words, use, columns))
    if not words:
        flaws.append(
            ExpressionFlaw("the expression is empty", "Write a condition or a number over facts.")
        )
    if flaws:
        raise BadExpression(flaws)
    reads = tuple(dict.fromkeys(word.text for word in words if word.kind == "name"))
    windowed = any(word.kind == "function" and word.text in WINDOWS for word in words)
    try:
        raw = pl.sql_expr(" ".join(sql_words(rounded(words) if use == "condition" else words)))
    except _POLARS_ERRORS as error:
        raise BadExpression([ExpressionFlaw(f"not an expression: {_first_line(error)}")]) from None
    plain = len(words) == 1 and reads and columns[reads[0]].dtype == "number"
    if use == "measure" and plain:
        # a number by itself is finite already, as every fact is
        return Expression(text, use, reads, raw, raw, whole=columns[reads[0]].whole)
    value = _measure(raw, reads, windowed) if use == "measure" else raw.cast(pl.Boolean)
    return Expression(text, use, reads, value, raw, windowed)


def _measure(raw: pl.Expr, reads: tuple[str, ...], windowed: bool) -> pl.Expr:
    number = raw.cast(pl.Float64)
    known = (
        pl.all_horizontal(pl.col(name).is_not_null() for name in reads) if reads else pl.lit(True)
    )
    if windowed:
        known = known.all().over(CALL)
    # -0.0 equals 0 and would be shown with its sign
    tidy = pl.when(number == 0).then(0.0).otherwise(number)
    return pl.when(known & number.is_finite()).then(tidy)


_WITNESSES: dict[str, list[object]] = {
    "number": [1.0, 0.0, None, 37.5],
    "yes_no": [True, False, None, True],
    "text": ["a", "", None, "b"],
}


def try_out(expressions: Sequence[Expression], columns: Mapping[str, FactColumn]) -> None:
    """Run expressions on legal, zero and missing values: a schema alone lets ``text > 5`` pass.

    Raises :class:`BadExpression` if one of them, tried by itself, cannot be what it is used for.
    """
    names = dict.fromkeys(name for expression in expressions for name in expression.reads)
    frame = pl.DataFrame({
        CALL: pl.Series([0, 0, 0, 0]),
        **{name: _witness(columns[name]) for name in names},
    })
    try:
        found = frame.select(
            expression.raw.alias(str(index)) for index, expression in enumerate(expressions)
        )
    except _POLARS_ERRORS as error:
        raise BadExpression([ExpressionFlaw(f"cannot be computed: {_first_line(error)}",
                                  "Compare numbers with numbers and texts with texts.")]) from None
    for expression, dtype in zip(expressions, found.dtypes, strict=True):
        if expression.use == "condition" and dtype != pl.Boolean:
            raise BadExpression(
                [
                    ExpressionFlaw(
                        "is not a condition: it gives a value, not yes or no",
                        "Compare it with something.",
                    )
                ]
            )
        if expression.use == "measure" and not dtype.is_numeric():
            raise BadExpression(
                [
                    ExpressionFlaw(
                        "is not a number",
                        "A measure is a number; a yes/no belongs in a requirement.",
                    )
                ]
            )


def _witness(column: FactColumn) -> pl.Series:
    if column.dtype == "date":
        days = [dt.date(2024, 2, 29), dt.date(2020, 1, 1), None, dt.date(2030, 1, 1)]
        return pl.Series(days, dtype=pl.Date)
    if column.dtype == "label":
        return pl.Series([*(list(column.labels) * 4)[:3], None], dtype=pl.String)
    dtypes = {"number": pl.Float64(), "yes_no": pl.Boolean(), "text": pl.String()}
    return pl.Series(_WITNESSES[column.dtype], dtype=dtypes[column.dtype])


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__


