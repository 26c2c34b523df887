"""Take the rounding to cents out of an amount, to see what it comes to before it is rounded."""

from __future__ import annotations

from hubflow.engine.expressions.expression_tree import (
    ARITHMETIC,
    CaseWhen,
    Chain,
    Constant,
    FunctionCall,
    Node,
    Signed,
)

_CENTS = 2
_ROUNDING = frozenset({"round", "floor", "ceil"})


def without_cents(node: Node) -> Node:
    """Return the tree of an amount without `round(…, 2)` and `floor(… * 100) / 100`.

    What stands in conditions, or in any other function, stays: it is no rounding of the amount.
    """
    match node:
        case FunctionCall(function="round", values=(value, digits)) if _number(digits) >= _CENTS:
            return without_cents(value)
        case Chain(first=FunctionCall(function=function, values=(value, *digits)),
                   rest=(("/", hundred),)) if (
                function in _ROUNDING and _number(hundred) == 10**_CENTS
                and all(_number(each) == 0 for each in digits)):
            return node.replace(first=without_cents(value))
        case Chain(first=first, rest=rest) if rest[0][0] in ARITHMETIC:
            return node.replace(first=without_cents(first), rest=tuple(
                (sign, without_cents(value)) for sign, value in rest))
        case Signed(sign=sign, value=value) if sign in ARITHMETIC:
            return node.replace(value=without_cents(value))
        case CaseWhen(branches=branches, otherwise=otherwise):
            return node.replace(
                branches=tuple((condition, without_cents(value)) for condition, value in branches),
                otherwise=otherwise and without_cents(otherwise))
        case _:
            return node


def _number(node: Node) -> float:
    """Return the number that a node is; less than any that is asked for if it is none."""
    return float(node.text) if isinstance(node, Constant) and node.kind == "number" else -1.0
