"""Check that the values of an expression fit each other: its types, and what functions take.

Polars would compare a date with a number, or a text with a date, without a word; what it cannot do
at all ends in errors of its own. So nothing reaches it whose types are not known here.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping

from hubflow.engine.expressions.expression_checks import ExpressionFlaw, FactColumn, Use
from hubflow.engine.expressions.expression_functions import (
    FUNCTIONS,
    ORDERED,
    VALUE_TYPES,
    FunctionShape,
    ValueType,
)
from hubflow.engine.expressions.expression_tree import (
    COMPARISONS,
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
    is_comparison,
)
from hubflow.engine.expressions.sql import text_of
from hubflow.text.spoken import say

MOST_DECIMALS = 15
"""A number has no more decimals that count."""

_TYPES: Mapping[str, ValueType] = {
    "number": "number", "yes_no": "yes_no", "label": "text", "text": "text", "date": "date",
    "truth": "yes_no"}
_EXCERPT = 60


_NUMBER: frozenset[ValueType] = frozenset({"number"})


def type_flaws(tree: Node, use: Use, columns: Mapping[str, FactColumn]) -> list[ExpressionFlaw]:
    """Return each value of a tree that does not fit its place, in the order of the text."""
    types = _Types(columns)
    found = types.of(tree)
    if use == "condition" and found not in (None, "yes_no"):
        types.flaw(say("expression-checks.gives_not_yes_no", kind=_kind(found)),
                   say("expression-checks.compare_it"))
    elif use == "measure" and found not in (None, "number"):
        types.flaw(say("expression-checks.gives_not_a_number", kind=_kind(found)),
                   say("expression-checks.a_measure_is_a_number"))
    elif use == "group" and not (isinstance(tree, FactName)
                                 and found in (None, "yes_no", "label", "text")):
        types.flaw(say("expression-checks.no_group"), say("expression-checks.name_one_fact"))
    elif use == "order" and found not in (None, "number", "date"):
        types.flaw(say("expression-checks.in_no_order", kind=_kind(found)),
                   say("expression-checks.write_number_or_date"))
    return types.flaws


def type_of(tree: Node, columns: Mapping[str, FactColumn]) -> ValueType | None:
    """Return the type of what an expression gives; None where it has none."""
    return _Types(columns).of(tree)


class _Types:
    """Finds the type of each node; one whose type is not known fits everywhere."""

    def __init__(self, columns: Mapping[str, FactColumn]) -> None:
        self.columns = columns
        self.flaws: list[ExpressionFlaw] = []

    def flaw(self, what: str, to_do: str = "") -> None:
        self.flaws.append(ExpressionFlaw(what, to_do))

    def of(self, node: Node) -> ValueType | None:
        """Return a node's type, None where it has none; note what does not fit in it."""
        match node:
            case Constant():
                return self._constant(node)
            case FactName(text=name):
                return _TYPES[self.columns[name].dtype] if name in self.columns else None
            case Star():
                self.flaw(say("expression-checks.star_only_in_count"))
                return None
            case FunctionCall():
                return self._function(node)
            case Signed(sign="NOT"):
                self._takes("NOT", [node.value], frozenset({"yes_no"}))
                return "yes_no"
            case Signed():
                self._takes(node.sign, [node.value], _NUMBER)
                return "number"
            case Chain():
                return self._chain(node)
            case Between():
                found = self._compared([node.value, node.low, node.high])
                if found is not None and found not in ORDERED:
                    self._no_order("BETWEEN", found, node)
                return "yes_no"
            case In():
                self._compared([node.value, *node.choices])
                return "yes_no"
            case CaseWhen():
                return self._case(node)

    def _constant(self, node: Constant) -> ValueType:
        if node.kind == "number" and not math.isfinite(float(node.text)):
            self.flaw(say("expression-checks.too_large", text=_shown(node)))
        if node.kind == "date" and not _is_day(node.text[1:-1]):
            self.flaw(say("expression-checks.is_not_a_day", text=node.text),
                      say("expression-checks.write_date"))
        return _TYPES[node.kind]

    def _chain(self, node: Chain) -> ValueType:
        sign = node.rest[0][0]
        if sign in ("AND", "OR"):
            self._takes(sign, [node.first, *(value for _, value in node.rest)],
                        frozenset({"yes_no"}))
            return "yes_no"
        if sign not in COMPARISONS:
            self._calculated(node)
            return "number"
        if len(node.rest) > 1:
            self.flaw(say("expression-checks.more_than_two", text=_shown(node)),
                      say("expression-checks.join_by_and"))
            for value in (node.first, *(value for _, value in node.rest)):
                self.of(value)
        else:
            found = self._compared([node.first, node.rest[0][1]])
            if sign not in ("=", "<>", "!=") and found is not None and found not in ORDERED:
                self._no_order(sign, found, node)
        return "yes_no"

    def _calculated(self, node: Chain) -> None:
        """Note a pair of values in a sum or product of which one is no number."""
        left, before = node.first, self.of(node.first)
        for sign, right in node.rest:
            after = self.of(right)
            if {before, after} - {"number", None}:
                one, other = (f"{_kind(each)} ({_shown(value)})" if each else _shown(value)
                              for each, value in ((before, left), (after, right)))
                self.flaw(say("expression-checks.cannot_join", sign=sign, one=one, other=other),
                          say("expression-checks.it_joins_numbers"))
            left, before = right, "number"

    def _compared(self, values: list[Node]) -> ValueType | None:
        """Return the one type of values that are compared; note each type that differs."""
        first, *others = [(self.of(value), value) for value in values]
        told: set[ValueType] = set()
        for found, value in others:
            if first[0] and found and found not in {first[0], *told}:
                told.add(found)
                self.flaw(say("expression-checks.cannot_be_compared", one=_kind(first[0]),
                              other=_kind(found), text=_shown(first[1]), other_text=_shown(value)),
                          _advice(first, (found, value)))
        return None if told else first[0]

    def _no_order(self, sign: str, found: ValueType, node: Node) -> None:
        self.flaw(say("expression-checks.have_no_order", sign=sign, one=_kind(found),
                      other=_kind(found), text=_shown(node)),
                  say("expression-checks.use_equal_or_in"))

    def _takes(self, what: str, values: Iterable[Node], types: frozenset[ValueType]) -> None:
        """Note each value whose type is none of these."""
        for value in values:
            found = self.of(value)
            if found is not None and found not in types:
                wanted = say("expression-checks.kind_or").join(
                    _kind(each) for each in VALUE_TYPES if each in types)
                self.flaw(say("expression-checks.takes_and_is", name=what, wanted=wanted,
                              text=_shown(value), kind=_kind(found)))

    def _function(self, node: FunctionCall) -> ValueType | None:
        shape = FUNCTIONS.get(node.function)
        for value, _ in node.window.order if node.window else ():
            found = self.of(value)
            if found is not None and found not in ORDERED:
                self._no_order("ORDER BY", found, value)
        if shape is None:
            for value in node.values:
                self.of(value)
            return None
        name, count = f"{node.function}()", len(node.values)
        if count < shape.least or (shape.most is not None and count > shape.most):
            self.flaw(say("expression-checks.takes_so_many", name=name, values=_values(shape),
                          count=count or say("expression-checks.none")))
            return shape.gives
        if node.function == "count" and isinstance(node.values[0], Star):
            return "number"
        values = list(node.values)
        if node.function == "round" and count == 2 and not _is_decimals(values.pop()):
            self.flaw(say("expression-checks.decimals_of_round", most=MOST_DECIMALS,
                          text=_shown(node.values[1])))
        if shape.gives is not None:
            self._takes(name, values, shape.takes)
            return shape.gives
        found = self._compared(values)
        if found is not None and found not in shape.takes:
            self._no_order(name, found, node)
            return None
        return found

    def _case(self, node: CaseWhen) -> ValueType | None:
        conditions = [condition for condition, _ in node.branches]
        if node.subject is None:
            self._takes("WHEN", conditions, frozenset({"yes_no"}))
        else:
            self._compared([node.subject, *conditions])
        results = [result for _, result in node.branches]
        if node.otherwise is not None:
            results.append(node.otherwise)
        types = [(self.of(result), result) for result in results]
        known = [each for each in types if each[0] is not None]
        for found, result in known[1:]:
            if found != known[0][0]:
                self.flaw(say("expression-checks.case_gives", one=_kind(known[0][0]),
                              text=_shown(known[0][1]), other=_kind(found),
                              other_text=_shown(result)), say("expression-checks.of_one_type"))
                return None
        return known[0][0] if known else None


def _kind(found: ValueType | None) -> str:
    return say(f"expression-checks.kind_{found}")


def _values(shape: FunctionShape) -> str:
    least, most = shape.least, shape.most
    key = f"at_least_{least}" if most is None else f"{least}" if least == most else "1_or_2"
    return say(f"expression-checks.values_{key}")


def _is_decimals(node: Node) -> bool:
    return (isinstance(node, Constant) and node.kind == "number" and node.text.isdigit()
            and len(node.text) <= 2 and int(node.text) <= MOST_DECIMALS)


def _is_day(text: str) -> bool:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is None:
        return False
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _advice(*values: tuple[ValueType | None, Node]) -> str:
    if any(found == "date" for found, _ in values):
        return say("expression-checks.a_day_is_written")
    for found, value in values:
        if found == "yes_no" and not is_comparison(value):
            return say("expression-checks.write_it_or_not", name=_shown(value))
    return say("expression-checks.compare_like_with_like")


def _shown(node: Node) -> str:
    text = " ".join(text_of(node).split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"
