"""Write an expression's tree as text for people, or as SQL for Polars."""

from __future__ import annotations

from hubflow.engine.expressions.expression_functions import COUNTING
from hubflow.engine.expressions.expression_tree import (
    COMPARISONS,
    RANKS,
    SIGN,
    Between,
    CaseWhen,
    Chain,
    Constant,
    FactName,
    FunctionCall,
    In,
    Node,
    Signed,
    Star,
    Window,
    all_of,
    is_arithmetic,
    is_comparison,
    rank_of,
)

CALL = "_call"
"""The column that tells the calls of a table apart; windows never look beyond their call."""


_MOST_DIGITS = 30
"""Polars' SQL reads numbers of up to 38 digits, and longer ones with an exponent alone."""


def text_of(node: Node) -> str:
    """Return an expression as people write it, with no more brackets than it needs."""
    return _Text().of(node)


def sql_of(node: Node) -> str:
    """Return SQL for Polars: names quoted, decimals as doubles, x / 0 as missing."""
    return _Sql().of(node)


class _Text:
    """Writes a tree as text."""

    opening = "OVER ("

    def of(self, node: Node, least: int = 0) -> str:
        """Return a node's text, in brackets if it binds less strongly than ``least``."""
        text = self._plain(node)
        return f"({text})" if rank_of(node) < least else text

    def constant(self, node: Constant) -> str:
        """Return a value in its own spelling."""
        return f"DATE {node.text}" if node.kind == "date" else node.text

    def name(self, text: str) -> str:
        """Return a fact's name."""
        return text

    def divisor(self, node: Node) -> str:
        """Return the text of a divisor."""
        return self.of(node, RANKS["/"] + 1)

    def decimals(self, node: Node) -> str:
        """Return the decimals of ``round``."""
        return self.of(node)

    def choice(self, node: Node) -> str:
        """Return one of the values after ``IN``."""
        return self.of(node)

    def call(self, node: FunctionCall) -> str:
        """Return a call of a function."""
        values = [self.of(value) for value in node.values]
        if node.function == "round" and len(values) > 1:
            values[1] = self.decimals(node.values[1])
        return f"{node.function}({', '.join(values)}){self._window(node.window)}"

    def _plain(self, node: Node) -> str:
        match node:
            case Constant():
                return self.constant(node)
            case FactName():
                return self.name(node.text)
            case Star():
                return "*"
            case FunctionCall():
                return self.call(node)
            case Signed():
                least = RANKS["NOT"] if node.sign == "NOT" else SIGN
                return f"{node.sign} {self.of(node.value, least)}"
            case Chain():
                return self._chain(node)
            case Between():
                value, low, high = (self.of(each, RANKS["BETWEEN"] + 1)
                                    for each in (node.value, node.low, node.high))
                return f"{value}{' NOT' * node.negated} BETWEEN {low} AND {high}"
            case In():
                choices = ", ".join(self.choice(each) for each in node.choices)
                value = self.of(node.value, RANKS["IN"] + 1)
                return f"{value}{' NOT' * node.negated} IN ({choices})"
            case CaseWhen():
                return self._case(node)

    def _chain(self, node: Chain) -> str:
        least = rank_of(node) + 1
        text = self.of(node.first, least)
        for sign, value in node.rest:
            text += f" {sign} {self.divisor(value) if sign in '/%' else self.of(value, least)}"
        return text

    def _case(self, node: CaseWhen) -> str:
        text = "CASE" + (f" {self.of(node.subject)}" if node.subject is not None else "")
        for condition, value in node.branches:
            text += f" WHEN {self.of(condition)} THEN {self.of(value)}"
        otherwise = f" ELSE {self.of(node.otherwise)}" if node.otherwise is not None else ""
        return f"{text}{otherwise} END"

    def _window(self, window: Window | None) -> str:
        if window is None:
            return ""
        order = ", ".join(f"{self.of(value)} {way}".strip() for value, way in window.order)
        return f" {self.opening}{f' ORDER BY {order}' if order else ''})"


class _Sql(_Text):
    """Writes a tree as SQL."""

    opening = f'OVER (PARTITION BY "{CALL}"'

    def constant(self, node: Constant) -> str:
        """Return a value; a number as a double: SQL's decimals and whole numbers overflow."""
        return f"CAST({_digits(node)} AS DOUBLE)" if node.kind == "number" else (
            super().constant(node))

    def decimals(self, node: Node) -> str:
        """Return the decimals of ``round``, which are no value of their own."""
        return text_of(node)

    def name(self, text: str) -> str:
        """Return a name in quotes, since it has points."""
        return f'"{text}"'

    def divisor(self, node: Node) -> str:
        """Return a divisor, with zero as missing."""
        return f"NULLIF({self.of(node)}, 0)"

    def choice(self, node: Node) -> str:
        """Return a plain value as it is: only those make one list."""
        if isinstance(node, Constant):
            return _digits(node) if node.kind == "number" else super().constant(node)
        return self.of(node)

    def call(self, node: FunctionCall) -> str:
        """Return a call; a count or rank as a double, as all numbers are: a whole one overflows."""
        text = super().call(node)
        return f"CAST({text} AS DOUBLE)" if node.function in COUNTING else text


def _digits(node: Constant) -> str:
    """Return a number with no more digits than SQL reads."""
    return node.text if len(node.text) <= _MOST_DIGITS else repr(float(node.text))


def rounded(node: Node) -> Node:
    """Return the tree with computed sides of comparisons rounded to 9 decimals.

    So ``.3 * 100000`` equals 30000.
    """
    match node:
        case Chain():
            round_it = _round if node.rest[0][0] in COMPARISONS else rounded
            return Chain(round_it(node.first), tuple(
                (sign, round_it(value)) for sign, value in node.rest), at=node.at)
        case Between():
            return Between(_round(node.value), _round(node.low), _round(node.high), node.negated,
                           at=node.at)
        case In():
            return In(_round(node.value), node.choices, node.negated, at=node.at)
        case Signed():
            return Signed(node.sign, rounded(node.value), at=node.at)
        case FunctionCall():
            return FunctionCall(node.function, tuple(rounded(value) for value in node.values),
                                node.window, at=node.at)
        case _:
            return node


def _round(node: Node) -> Node:
    """Return a computed side of a comparison, rounded; comparisons stay as they are."""
    below = list(all_of(node))
    if any(map(is_comparison, below)) or not any(map(is_arithmetic, below)):
        return rounded(node)
    return FunctionCall("round", (node, Constant("number", "9")))
