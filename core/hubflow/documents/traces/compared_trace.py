"""Explain a value that compares ventures of a call: over whom it is worked out, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.documents.traces.trace_node import Node
from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.results.engine_words import few_names
from hubflow.model.results import ValueResult, VentureResult
from hubflow.text.spoken import say_in

_EXTREMES = ("min", "max")


def compares(expression: str | None) -> bool:
    """Return whether an expression looks at other ventures of the call by itself."""
    return any(token.kind == "keyword" and token.text.upper() == "OVER"
               for token in tokens(expression or ""))


def compared_notes(
    expression: str | None, id: str, language: str, value: ValueResult | None = None,
    phase: str = "", among: Sequence[VentureResult] = (),
) -> Iterator[Node]:
    """Yield that a value is worked out over those who compete; of a least or a greatest, whose.

    ``value`` is a named part of ``phase``, ``among`` the results of its call.
    """
    if not compares(expression):
        return
    whose = [] if value is None else list(_whose(value, phase, among))
    key = "common.over_those_who_compete" if not whose else "common.value_of_one_who_competes"
    yield Node(kind="note", id=f"{id}.compared",
               text=say_in(language, key, who=few_names(whose, language)))


def _whose(value: ValueResult, phase: str, among: Sequence[VentureResult]) -> Iterator[str]:
    """Yield the names of those whose own fact is the least or the greatest of all."""
    name = _extreme_of(value.expression)
    if name is None or value.value is None:
        return
    for venture in among:
        for found in venture.phases:
            same = [each for each in found.values if each.id == value.id]
            if (found.phase == phase and same and same[0].value == value.value
                    and same[0].facts.get(name) == value.value
                    and all(each.status != "fails" for each in found.requirements)):
                yield venture.name


def _extreme_of(expression: str) -> str | None:
    """Return the fact of which an expression is the least or the greatest, if it is no more."""
    words = [token.text for token in tokens(expression) if token.kind != "end"]
    plain = len(words) == 7 and words[0] in _EXTREMES and words[4:] == ["OVER", "(", ")"]
    return words[2] if plain else None
