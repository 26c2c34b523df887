"""Decide whether a condition holds for certain, or possibly, while its numbers are ranges."""

from __future__ import annotations

from collections.abc import Callable, Collection

import attrs
import polars as pl

from hubflow.engine.expressions.expression_functions import WINDOWS
from hubflow.engine.expressions.expression_tree import (
    COMPARISONS,
    Between,
    Chain,
    Constant,
    FactName,
    FunctionCall,
    In,
    Node,
    Signed,
    all_of,
)
from hubflow.engine.expressions.range_arithmetic import ValueRange
from hubflow.engine.expressions.sql import sql_of
from hubflow.engine.gate.three_valued import Ternary, any_of, known
from hubflow.engine.gate.three_valued import all_of as all_hold

_OPEN = Ternary(pl.lit(False), pl.lit(True))
"""Nothing is said: it may hold, and it may not."""


@attrs.frozen(eq=False, repr=False)
class Truths:
    """Says what holds; ``range_of`` gives the range of a number.

    ``names`` are those of numbers that have a range, ``numbers`` those of all numbers.
    """

    range_of: Callable[[Node], ValueRange]
    names: Collection[str]
    numbers: Collection[str]

    def of(self, node: Node) -> Ternary:
        """Return whether a condition holds, where its numbers lie within their ranges."""
        below = list(all_of(node))
        if any(isinstance(each, FunctionCall) and each.function in WINDOWS for each in below):
            return self._open(node)
        reads = [each.text for each in below if isinstance(each, FactName)]
        value = pl.sql_expr(sql_of(node))
        if not set(reads) & set(self.names):
            return known(value)
        open_ = self._open(node)
        settled = pl.all_horizontal(pl.col(name).is_not_null() for name in reads)
        known_here = pl.when(settled).then(value.fill_null(False))
        return Ternary(known_here.otherwise(open_.certain), known_here.otherwise(open_.possible))

    def _open(self, node: Node) -> Ternary:
        match node:
            case Signed() if node.sign == "NOT":
                return ~self.of(node.value)
            case Chain() if node.rest[0][0] in ("AND", "OR"):
                parts = [self.of(each) for each in (node.first, *(part for _, part in node.rest))]
                return (all_hold if node.rest[0][0] == "AND" else any_of)(parts)
            case Chain() if node.rest[0][0] in COMPARISONS and len(node.rest) == 1:
                sign, right = node.rest[0]
                return self._compared(node.first, sign, right)
            case Between():
                inside = all_hold([self._compared(node.value, ">=", node.low),
                                   self._compared(node.value, "<=", node.high),
                                   self._compared(node.low, "<=", node.high)])
                return ~inside if node.negated else inside
            case In():
                among = any_of([self._compared(node.value, "=", each) for each in node.choices])
                return ~among if node.negated else among
            case _:
                return _OPEN

    def _compared(self, left: Node, sign: str, right: Node) -> Ternary:
        if not (self._is_number(left) and self._is_number(right)):
            return _OPEN
        one, other = self.range_of(left), self.range_of(right)
        found = _compare(one, sign, other)
        said = (one.known & other.known & ~one.lower.is_nan() & ~one.upper.is_nan()
                & ~other.lower.is_nan() & ~other.upper.is_nan()).fill_null(False)
        return Ternary(said & found.certain.fill_null(False),
                       ~said | found.possible.fill_null(True))

    def _is_number(self, node: Node) -> bool:
        """Return whether a node is surely a number, or made of numbers alone."""
        return all(each.kind == "number" if isinstance(each, Constant) else
                   each.text in self.numbers if isinstance(each, FactName) else True
                   for each in all_of(node))


def _compare(one: ValueRange, sign: str, other: ValueRange) -> Ternary:
    match sign:
        case "<":
            return Ternary(one.upper < other.lower, one.lower < other.upper)
        case "<=":
            return Ternary(one.upper <= other.lower, one.lower <= other.upper)
        case ">" | ">=":
            return _compare(other, {">": "<", ">=": "<="}[sign], one)
        case "=":
            return Ternary((one.lower == one.upper) & (other.lower == other.upper)
                           & (one.lower == other.lower),
                           (one.lower <= other.upper) & (other.lower <= one.upper))
        case _:
            return ~_compare(one, "=", other)
