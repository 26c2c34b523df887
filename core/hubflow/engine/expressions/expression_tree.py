"""Define the nodes of an expression's tree; a chain such as ``a - b + c`` is one node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from hubflow.model.plain_record import PlainRecord


class _Equal(PlainRecord):
    """Makes nodes equal if they have equal parts, wherever they stand in the text.

    ``at`` is where a node begins in the text, from 0.
    """

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name)
            for name in self._names if name != "at")


class Constant(_Equal):
    """A number, a text in its quotes, ``TRUE``, ``FALSE`` or a ``DATE``, in its own spelling."""

    kind: Literal["number", "text", "truth", "date"]
    text: str
    at: int = 0


class FactName(_Equal):
    """A fact or parameter."""

    text: str
    at: int = 0


class Star(_Equal):
    """The ``*`` of ``count(*)``."""

    at: int = 0


class Window(_Equal):
    """The part after ``OVER``: the order, each value with ``ASC``, ``DESC`` or nothing."""

    order: tuple[tuple[Node, str], ...] = ()


class FunctionCall(_Equal):
    """A function's call."""

    function: str
    values: tuple[Node, ...]
    window: Window | None = None
    at: int = 0


class Signed(_Equal):
    """``-``, ``+`` or ``NOT`` before a value."""

    sign: str
    value: Node
    at: int = 0


class Chain(_Equal):
    """Values joined by signs of one rank, from left to right: ``a - b + c``, ``p AND q``."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int = 0


class Between(_Equal):
    """``value [NOT] BETWEEN low AND high``."""

    value: Node
    low: Node
    high: Node
    negated: bool = False
    at: int = 0


class In(_Equal):
    """``value [NOT] IN (…)``."""

    value: Node
    choices: tuple[Node, ...]
    negated: bool = False
    at: int = 0


class CaseWhen(_Equal):
    """``CASE [subject] WHEN … THEN … [ELSE …] END``."""

    subject: Node | None
    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None
    at: int = 0


Node = Constant | FactName | Star | FunctionCall | Signed | Chain | Between | In | CaseWhen

COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
ARITHMETIC = frozenset("+-*/%")
RANKS = {"OR": 1, "AND": 2, "NOT": 3, "BETWEEN": 4, "IN": 4, **dict.fromkeys(COMPARISONS, 4),
         "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
"""How strongly signs bind, as in SQL; those of one rank go from left to right."""

SIGN, ATOM = 7, 8


def rank_of(node: Node) -> int:
    """Return how strongly the outermost sign of a node binds."""
    match node:
        case Chain():
            return RANKS[node.rest[0][0]]
        case Between() | In():
            return RANKS["IN"]
        case Signed():
            return RANKS["NOT"] if node.sign == "NOT" else SIGN
        case _:
            return ATOM


def parts_of(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below a node, in the order of the text."""
    match node:
        case FunctionCall():
            yield from node.values
            for value, _ in node.window.order if node.window else ():
                yield value
        case Signed():
            yield node.value
        case Chain():
            yield node.first
            for _, value in node.rest:
                yield value
        case Between():
            yield from (node.value, node.low, node.high)
        case In():
            yield from (node.value, *node.choices)
        case CaseWhen():
            if node.subject is not None:
                yield node.subject
            for condition, value in node.branches:
                yield from (condition, value)
            if node.otherwise is not None:
                yield node.otherwise
        case _:
            return


def all_of(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    yield node
    for part in parts_of(node):
        yield from all_of(part)


def steps(node: Node) -> int:
    """Return how many steps an expression takes as Polars carries it out.

    A divisor, a value between two others and the subject of a CASE are worked out more than once.
    Plain values after ``IN`` are one list.
    """
    match node:
        case Chain():
            return steps(node.first) + sum(
                1 + steps(value) * (2 if sign in "/%" else 1) for sign, value in node.rest)
        case Between():
            return 1 + 2 * steps(node.value) + steps(node.low) + steps(node.high)
        case In():
            return 1 + steps(node.value) + sum(
                steps(choice) for choice in node.choices if not isinstance(choice, Constant))
        case CaseWhen() if node.subject is not None:
            again = (len(node.branches) - 1) * steps(node.subject)
        case _:
            again = 0
    return 1 + again + sum(map(steps, parts_of(node)))


def is_comparison(node: Node) -> bool:
    """Return whether a node compares values."""
    return isinstance(node, Between | In) or (
        isinstance(node, Chain) and node.rest[0][0] in COMPARISONS)


def is_arithmetic(node: Node) -> bool:
    """Return whether a node works out a number."""
    return (isinstance(node, Chain) and node.rest[0][0] in ARITHMETIC) or (
        isinstance(node, Signed) and node.sign in ARITHMETIC)
