"""Check expressions: each check is a function over the tree."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Literal

from hubflow.engine.expressions.expression_functions import FUNCTIONS
from hubflow.engine.expressions.expression_parser import NotParsed
from hubflow.engine.expressions.expression_tree import (
    COMPARISONS,
    CaseWhen,
    Chain,
    Constant,
    FactName,
    FunctionCall,
    In,
    Node,
    all_of,
)
from hubflow.engine.expressions.lexer import MEANT, Token
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.records.nearest import did_you_mean, nearest
from hubflow.text.catalogue import languages, words
from hubflow.text.spoken import say

Use = Literal["measure", "condition", "order", "group", "value"]
"""What an expression is: a number, a yes or no, a number or a date that puts ventures in order, a
fact whose values put them in groups, or a part of others, which may be any of these."""

_EQUAL = frozenset({"=", "<>", "!="})


class FactColumn(PlainRecord):
    """A fact or a parameter that an expression may read.

    ``whole``: never a fraction. ``low`` and ``high`` are the limits of a number, None without one.
    """

    dtype: Literal["number", "yes_no", "label", "text", "date"]
    labels: tuple[str, ...] = ()
    whole: bool = False
    low: float | None = None
    high: float | None = None


class ExpressionFlaw(PlainRecord):
    """A flaw of an expression, and what to do about it."""

    what: str
    to_do: str = ""


def tree_flaws(
    tree: Node, use: Use, columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    """Yield all that is wrong in a tree, in the order of the text."""
    for node in all_of(tree):
        match node:
            case FactName():
                yield from name_flaws(node.text, columns)
            case FunctionCall():
                yield from _function_flaws(node, use)
            case CaseWhen() if use == "condition":
                yield _no_condition("CASE")
            case Chain() if node.rest[0][0] in COMPARISONS:
                yield from _comparison_flaws(node, columns)
            case In(value=FactName(text=name)):
                texts = (each for each in node.choices if isinstance(each, Constant))
                yield from _label_flaws(name, texts, columns)


def word_flaws(words: list[Token]) -> Iterator[ExpressionFlaw]:
    """Yield the signs of other languages and the characters that no expression has."""
    for word in words:
        if word.kind == "sign":
            said = (say("expression-checks.no_sign", text=word.text, at=word.at + 1)
                    if len(word.text) > 1 else _no_place(word))
            key = "write_minus" if word.text == "–" else "write_sign"
            yield ExpressionFlaw(said, say(f"expression-checks.{key}", sign=MEANT[word.text]))
        elif word.kind == "bad":
            yield ExpressionFlaw(_no_place(word),
                                 say("expression-checks.quotes_or_none")
                                 if word.text == '"'
                                 else say("expression-checks.names_plainly"))


def _no_place(word: Token) -> str:
    return say("expression-checks.no_place", text=repr(word.text), at=word.at + 1)


def syntax_flaw(
    error: NotParsed, use: Use, columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    """Yield what is wrong at the word where the parser stopped."""
    word = error.token
    if word.kind == "name" and (found := list(name_flaws(word.text, columns))):
        yield from found
    elif word.text in ("CASE", "OVER", "ORDER") and use == "condition":
        yield _no_condition(word.text)
    elif _is_decimal_comma(error.around):
        said = "".join(part.text for part in error.around)
        yield ExpressionFlaw(say("expression-checks.no_decimal_comma", said=said,
                                 at=error.around[0].at + 1),
                             say("expression-checks.write_decimal_point",
                                 number=said.replace(",", ".")))
    elif word.text == ")" or error.wanted.endswith("closing_bracket"):
        yield ExpressionFlaw(say("expression-checks.bracket_open"), _here(error))
    else:
        yield ExpressionFlaw(_here(error))


def _is_decimal_comma(words: tuple[Token, ...]) -> bool:
    """Return whether words are two numbers with a comma and no space between them."""
    return ([word.kind for word in words] == ["number", "operator", "number"]
            and words[1].text == ","
            and all(first.at + len(first.text) == second.at
                    for first, second in itertools.pairwise(words)))


def _here(error: NotParsed) -> str:
    word = error.token
    found = (say("expression-checks.it_ends") if word.kind == "end"
             else say("expression-checks.there_is", text=word.text))
    wanted = error.wanted
    if wanted.islower():
        wanted = say(f"expression-checks.wanted_{wanted}")
    return say("expression-checks.at_character", at=word.at + 1, found=found, wanted=wanted)


def _no_condition(word: str) -> ExpressionFlaw:
    return ExpressionFlaw(say("expression-checks.in_a_condition", word=word),
                          say("expression-checks.measure_or_cases"))


def _function_flaws(node: FunctionCall, use: Use) -> Iterator[ExpressionFlaw]:
    name = node.function
    if node.window is not None and use == "condition":
        yield _no_condition("OVER")
    shape = FUNCTIONS.get(name)
    if shape is None:
        yield _unknown_function(name)
    elif use == "condition" and shape.measures:
        yield ExpressionFlaw(say("expression-checks.skips_missing", name=name),
                             say("expression-checks.compute_in_measure"))
    elif use == "condition" and shape.window:
        yield ExpressionFlaw(say("expression-checks.call_in_a_condition", name=name),
                             say("expression-checks.compute_in_measure"))
    elif shape.window and node.window is None:
        yield ExpressionFlaw(say("expression-checks.needs_over", name=name),
                             say("expression-checks.write_over", name=name))
    elif node.window is not None and not shape.window:
        yield ExpressionFlaw(say("expression-checks.takes_no_over", name=name))
    elif node.window is not None and node.window.order and not shape.ordered:
        yield ExpressionFlaw(say("expression-checks.takes_no_order", name=name),
                             say("expression-checks.write_over", name=name))
    elif any(isinstance(below, FunctionCall) and below.window for value, _ in
             (node.window.order if node.window else ()) for below in all_of(value)):
        yield ExpressionFlaw(say("expression-checks.order_by_itself"),
                             say("expression-checks.order_by_facts"))


def _unknown_function(name: str) -> ExpressionFlaw:
    known = sorted(FUNCTIONS)
    if name == "coalesce":
        return ExpressionFlaw(say("expression-checks.coalesce_fills"),
                              say("expression-checks.state_it_assumed"))
    near = nearest(name, known)
    return ExpressionFlaw(say("expression-checks.unknown_function", name=name),
                          say("reading-problems.did_you_mean", near=near)
                          if near is not None
                          else say("reading-problems.known", known=", ".join(known)))


def name_flaws(name: str, columns: Mapping[str, FactColumn]) -> Iterator[ExpressionFlaw]:
    """Yield what is wrong with a name by itself."""
    if name.upper() in {"NULL", "IS"}:
        yield ExpressionFlaw(say("expression-checks.cannot_be_asked_for", name=name.upper()),
                             say("expression-checks.leave_it_undecided"))
    elif name not in columns:
        meant = _word_between(name)
        yield ExpressionFlaw(say("expression-checks.unknown_fact", name=name),
                             (say("expression-checks.write_sign", sign=meant) if meant else "")
                             or did_you_mean(name, columns)
                             or say("expression-checks.facts_lists_all"))


def _word_between(name: str) -> str:
    """Return AND, OR or NOT where a name is the word for it in one of the languages; else none."""
    return next((word.upper() for language in languages() for word in ("and", "or", "not")
                 if words(language, of="expressions")[word] == name.lower()), "")


def _comparison_flaws(
    node: Chain, columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    left = node.first
    for sign, right in node.rest:
        for name, other in ((left, right), (right, left)):
            if isinstance(name, FactName) and isinstance(other, Constant) and sign in _EQUAL:
                yield from _label_flaws(name.text, [other], columns)
        left = right


def _label_flaws(
    name: str, others: Iterator[Constant] | list[Constant], columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    """Yield texts that a label is compared with although no label has them."""
    column = columns.get(name)
    if column is None or column.dtype != "label":
        return
    for other in others:
        text = other.text[1:-1].replace("''", "'")
        if other.kind == "text" and text not in column.labels:
            yield ExpressionFlaw(say("expression-checks.is_never", name=name, text=repr(text)),
                                 did_you_mean(text, column.labels)
                             or say("expression-checks.is_one_of", labels=", ".join(column.labels)))
