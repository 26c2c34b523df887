"""Take a condition apart into what it compares, so that people can be told what it asks."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hubflow.engine.expressions.expression_tree import (
    COMPARISONS,
    Between,
    Chain,
    Constant,
    FactName,
    In,
    Node,
    Signed,
)

_DIGITS = 9
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
    "<=": operator.le, ">=": operator.ge}


class FactComparison(NamedTuple):
    """A fact or parameter compared with values; only with `=` and `<>` are there several."""

    fact: str
    sign: str
    values: tuple[Any, ...]

    def holds(self, found: object) -> bool | None:
        """Return whether it holds of a value; None where that or a value beside it is missing."""
        if found is None or None in self.values:
            return None
        found = _exact(found)
        met = [_HOLDS[self.sign](found, _exact(each)) for each in self.values]
        return all(met) if self.sign == "<>" else any(met)


def comparisons(node: Node, row: Mapping[str, Any]) -> Iterator[FactComparison | None]:
    """Yield what must all hold for a condition to hold; None for a part of any other form.

    A fact or parameter to compare with stands for its value in ``row``.
    """
    match node:
        case Chain(first=first, rest=rest) if rest[0][0] == "AND":
            for part in (first, *(value for _, value in rest)):
                yield from comparisons(part, row)
        case Chain(first=left, rest=((sign, right),)) if sign in COMPARISONS:
            yield _compared(left, sign, (right,), row)
        case Between(value=value, low=low, high=high, negated=False):
            yield _compared(value, ">=", (low,), row)
            yield _compared(value, "<=", (high,), row)
        case In(value=value, choices=choices, negated=negated):
            yield _compared(value, "<>" if negated else "=", choices, row)
        case FactName(text=name):
            yield FactComparison(name, "=", (True,))
        case Signed(sign="NOT", value=FactName(text=name)):
            yield FactComparison(name, "=", (False,))
        case _:
            yield None


def _compared(
    left: Node, sign: str, right: tuple[Node, ...], row: Mapping[str, Any]
) -> FactComparison | None:
    if len(right) == 1 and isinstance(right[0], FactName) and (
            isinstance(left, Constant) or _is_parameter(left)):
        left, right, sign = right[0], (left,), _TURNED.get(sign, sign)
    values = [_value(each, row) for each in right]
    if not isinstance(left, FactName) or any(each is _UNKNOWN for each in values):
        return None
    return FactComparison(left.text, "<>" if sign == "!=" else sign, tuple(values))


_UNKNOWN = object()


def _is_parameter(node: Node) -> bool:
    return isinstance(node, FactName) and node.text.startswith("parameters.")


def _value(node: Node, row: Mapping[str, Any]) -> Any:
    """Return the value that a node stands for; one that no value equals for a formula."""
    match node:
        case FactName(text=name):
            return row.get(name)
        case Signed(sign="-", value=Constant(kind="number", text=text)):
            return -float(text)
        case Constant(kind="number", text=text):
            return float(text)
        case Constant(kind="text", text=text):
            return text[1:-1].replace("''", "'")
        case Constant(kind="truth", text=text):
            return text.upper() == "TRUE"
        case Constant(kind="date", text=text):
            return dt.date.fromisoformat(text.strip("'"))
        case _:
            return _UNKNOWN


def _exact(value: object) -> object:
    return round(value, _DIGITS) if isinstance(value, float) else value
