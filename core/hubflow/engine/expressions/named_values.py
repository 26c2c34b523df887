"""Put the expressions of a phase's named parts in the place of their names.

A part ``[[….values]]`` is named ``values.<id>`` in the phase's other expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.engine.expressions.expression_tree import (
    Between,
    CaseWhen,
    Chain,
    FactName,
    FunctionCall,
    In,
    Node,
    Signed,
    all_of,
)
from hubflow.engine.expressions.lexer import tokens
from hubflow.model.plain_record import PlainRecord

PREFIX = "values."


class ValueTree(PlainRecord):
    """The tree of a named part, and the names of all parts in it."""

    tree: Node
    values: tuple[str, ...]


ValueTrees = Mapping[str, ValueTree | None]
"""The named parts that an expression may refer to, by their names; None for one that is flawed."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of facts, parameters and named parts in an expression, as it is written."""
    return tuple(dict.fromkeys(word.text for word in tokens(text) if word.kind == "name"))


def value_names_in(text: str) -> tuple[str, ...]:
    """Return the names of named parts in an expression, as it is written."""
    if PREFIX not in text:
        return ()  # most expressions refer to none, and are not taken apart for it
    return tuple(name for name in names_in(text) if name.startswith(PREFIX))


def values_in(tree: Node, values: ValueTrees) -> tuple[str, ...]:
    """Return the names of all parts that an expression rests on, those of parts in it included."""
    def found() -> Iterator[str]:
        for node in all_of(tree):
            if isinstance(node, FactName) and (value := values.get(node.text)) is not None:
                yield from (*value.values, node.text)
    return tuple(dict.fromkeys(found()))


def with_values(node: Node, values: ValueTrees) -> Node:
    """Return a tree with the trees of named parts in the place of their names."""
    def put(part: Node) -> Node:
        return with_values(part, values)

    match node:
        case FactName(text=name):
            value = values.get(name)
            return node if value is None else value.tree
        case FunctionCall(values=arguments, window=window):
            order = window and window.replace(
                order=tuple((put(value), way) for value, way in window.order))
            return node.replace(values=tuple(map(put, arguments)), window=order)
        case Signed():
            return node.replace(value=put(node.value))
        case Chain():
            return node.replace(first=put(node.first),
                                rest=tuple((sign, put(value)) for sign, value in node.rest))
        case Between():
            return node.replace(value=put(node.value), low=put(node.low),
                                high=put(node.high))
        case In():
            return node.replace(value=put(node.value), choices=tuple(map(put, node.choices)))
        case CaseWhen():
            return node.replace(subject=node.subject and put(node.subject),
                branches=tuple((put(condition), put(value)) for condition, value in node.branches),
                otherwise=node.otherwise and put(node.otherwise))
        case _:
            return node
