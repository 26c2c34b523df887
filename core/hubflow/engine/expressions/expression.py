"""Compile expressions over facts: parse, check, and hand them to Polars as SQL.

A *measure* (or amount) is a number; where it reads a missing fact, or is not finite, it is
missing. A *condition* follows three-valued logic: ``TRUE OR missing`` is true. What skips NULL in
SQL would turn missing into zero there, so it is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from hubflow.engine.expressions.expression_checks import (
    ExpressionFlaw,
    FactColumn,
    Use,
    name_flaws,
    syntax_flaw,
    tree_flaws,
    word_flaws,
)
from hubflow.engine.expressions.expression_functions import WINDOWS
from hubflow.engine.expressions.expression_parser import NotParsed, TooDeep, parse
from hubflow.engine.expressions.expression_tree import FactName, FunctionCall, Node, all_of, steps
from hubflow.engine.expressions.expression_types import type_flaws, type_of
from hubflow.engine.expressions.lexer import MEANT, tokens
from hubflow.engine.expressions.named_values import ValueTrees, values_in, with_values
from hubflow.engine.expressions.sql import CALL, rounded, sql_of
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.limits import (
    EXPRESSION_CHARACTERS,
    EXPRESSION_DEPTH,
    EXPRESSION_STEPS,
    EXPRESSION_WORDS,
    Limit,
)
from hubflow.text.spoken import say

_POLARS_ERRORS = (Exception, pl.exceptions.PanicException)


class BadExpression(Exception):
    """Raised with every flaw found in one expression."""

    def __init__(self, flaws: Sequence[ExpressionFlaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(flaw.what for flaw in flaws))


class Expression(PlainRecord):
    """A checked expression: its text, the facts and parameters it reads, and its Polars form.

    ``value`` is Float64 for a measure and Boolean for a condition, null where missing; a date that
    ventures are put in order by is a number of days. ``raw`` is what the SQL itself gives; that of
    a group is a String, `yes` and `no` for a yes/no. ``windowed``: it looks at the whole call.
    ``whole``: it is a fact that is never a fraction. ``labels`` are all groups that there can be,
    if they are known. ``values`` are the named parts that it rests on. ``limits`` are the least and
    the greatest legal value of the numbers it reads, None where there is none. ``ends`` are the
    columns between which it lies where its value is missing, once they are worked out.
    """

    text: str
    use: Use
    reads: tuple[str, ...]
    value: pl.Expr
    raw: pl.Expr
    windowed: bool = False
    whole: bool = False
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    tree: Node | None = None
    limits: Mapping[str, tuple[float | None, float | None]] = {}
    ends: tuple[pl.Expr, pl.Expr] | None = None


def column_name(name: str) -> str:
    """Return a fact, parameter or label as expressions write it (hyphens would be minus)."""
    return name.replace("-", "_").replace(" ", "_")


def compile_expression(text: str, use: Use, columns: Mapping[str, FactColumn]) -> Expression:
    """Return ``text``, checked against ``columns`` and tried out, as an expression for Polars.

    Raises :class:`BadExpression` with all flaws at once.
    """
    expression = parse_expression(text, use, columns)
    try_out([expression], columns)
    return expression


def parse_expression(
    text: str, use: Use, columns: Mapping[str, FactColumn],
    values: ValueTrees = MappingProxyType({}),
) -> Expression:
    """Return what :func:`compile_expression` does, not tried out: several are tried at once.

    ``values`` are the named parts that it may refer to, none of them flawed.
    """
    written = parse_tree(text, use, columns, values)
    tree = with_values(written, values) if values else written
    flaws = [*tree_flaws(tree, use, columns), *type_flaws(tree, use, columns)]
    _limited(EXPRESSION_STEPS, steps(tree))
    if flaws:
        raise BadExpression(flaws)
    nodes = list(all_of(tree))
    reads = tuple(dict.fromkeys(node.text for node in nodes if isinstance(node, FactName)))
    windowed = any(isinstance(node, FunctionCall) and node.function in WINDOWS for node in nodes)
    try:
        raw = pl.sql_expr(sql_of(rounded(tree) if use == "condition" else tree))
    except _POLARS_ERRORS as error:
        raise BadExpression([ExpressionFlaw(say("expression-checks.no_expression",
                                                error=_first_line(error)))]) from None
    if use == "group" and isinstance(tree, FactName):
        return _group(text, reads, raw, columns[tree.text])
    if use == "measure" and isinstance(tree, FactName) and columns[tree.text].dtype == "number":
        # a number by itself is finite already, as every fact is
        return Expression(text, use, reads, raw, raw, whole=columns[tree.text].whole, tree=tree,
                          values=values_in(written, values))
    kind = type_of(tree, columns) if use == "value" else use
    value = (raw.cast(pl.Boolean) if kind in ("condition", "yes_no")
             else _where_known(raw, reads, windowed) if kind in ("text", "date")
             else _measure(raw, reads, windowed))
    limits = {name: (columns[name].low, columns[name].high) for name in reads
              if windowed and columns[name].dtype == "number"}
    return Expression(text, use, reads, value, raw, windowed, tree=tree,
                      values=values_in(written, values), limits=limits)


def with_tree(expression: Expression, tree: Node) -> Expression:
    """Return an amount with another tree over the same facts, which is as sound as its own."""
    raw = pl.sql_expr(sql_of(tree))
    return expression.replace(
        tree=tree, raw=raw, value=_measure(raw, expression.reads, expression.windowed))


def _group(
    text: str, reads: tuple[str, ...], raw: pl.Expr, column: FactColumn
) -> Expression:
    if column.dtype == "yes_no":
        named = pl.when(raw).then(pl.lit("yes")).when(~raw).then(pl.lit("no"))
        return Expression(text, "group", reads, named, raw, labels=("yes", "no"))
    return Expression(text, "group", reads, raw.cast(pl.String), raw, labels=column.labels)


def parse_tree(
    text: str, use: Use, columns: Mapping[str, FactColumn],
    values: ValueTrees = MappingProxyType({}),
) -> Node:
    """Return the tree of an expression; raises :class:`BadExpression` where it has none.

    A sign of another language is told, and taken for what it means, so that all flaws come at once.
    """
    _limited(EXPRESSION_CHARACTERS, len(text))
    words = list(tokens(text))
    _limited(EXPRESSION_WORDS, len(words))
    flaws = list(word_flaws(words))
    sound = [word._replace(kind="keyword" if MEANT[word.text].isalpha() else "operator",
                           text=MEANT[word.text]) if word.kind == "sign" else word
             for word in words if word.kind != "bad"]
    if not sound:
        raise BadExpression(flaws or [ExpressionFlaw(say("expression-checks.is_empty"),
                                                     say("expression-checks.write_a_condition"))])
    try:
        tree = parse(sound)
    except NotParsed as error:
        before = [flaw for word in sound if word.kind == "name" and word is not error.token
                  and word.text not in values for flaw in name_flaws(word.text, columns)]
        here = [] if flaws and error.token.kind != "name" else syntax_flaw(error, use, columns)
        raise BadExpression([*flaws, *before, *here]) from None
    except TooDeep:
        raise BadExpression([ExpressionFlaw(EXPRESSION_DEPTH.words())]) from None
    _limited(EXPRESSION_STEPS, steps(tree))
    if flaws:
        raise BadExpression(
            [*flaws, *tree_flaws(tree, use, columns), *type_flaws(tree, use, columns)])
    return tree


def _limited(limit: Limit, count: int) -> None:
    if not limit.holds(count):
        raise BadExpression([ExpressionFlaw(limit.words(count),
                                            say("expression-checks.write_several"))])


def _where_known(raw: pl.Expr, reads: tuple[str, ...], windowed: bool) -> pl.Expr:
    """Return a text or a day; one that looks at the whole call is missing where a fact is."""
    return pl.when(_known(reads).over(CALL)).then(raw) if windowed and reads else raw


def _known(reads: tuple[str, ...]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_not_null() for name in reads).all()


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
        raise BadExpression([ExpressionFlaw(
            say("expression-checks.cannot_be_computed", error=_first_line(error)),
            say("expression-checks.compare_like_with_like"))]) from None
    for expression, dtype in zip(expressions, found.dtypes, strict=True):
        if expression.use == "condition" and dtype != pl.Boolean:
            raise BadExpression(
                [
                    ExpressionFlaw(say("expression-checks.is_a_value"),
                                   say("expression-checks.compare_it"))
                ]
            )
        if expression.use == "measure" and not dtype.is_numeric():
            raise BadExpression(
                [
                    ExpressionFlaw(say("expression-checks.is_not_a_number"),
                                   say("expression-checks.a_measure_is_a_number"))
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


