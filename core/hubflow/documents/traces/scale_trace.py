"""Explain how a value on a criterion's own scale counts in a score of 0 to 100."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.documents.traces.trace_node import Node
from hubflow.engine.method.score_tree import HUNDRED
from hubflow.engine.results.column_words import scored_in_words
from hubflow.model.methodology import Criterion
from hubflow.model.results import CriterionResult, Interval, PhaseResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import interval, level, number
from hubflow.text.spoken import say_in

_SAME = 1e-9


def of_hundred(criterion: CriterionResult, phase: PhaseResult, language: str) -> Iterator[Node]:
    """Yield how a weighed criterion counts of 100, with the sum by which it does.

    Nothing is yielded for what is not scored, does not apply or is added to the score, nor where
    the scale is that of the score.
    """
    found = _share(criterion)
    if found is None or criterion.scale == (0, HUNDRED):
        return
    low, high = (level(each, language) for each in _ends(criterion))
    value = scored_in_words(criterion, language)
    decimals = phase.score.decimals if phase.score is not None else 1
    points = interval(Interval(lower=found[0], upper=found[1], decimals=decimals), language,
                      words(language)["to"])
    closed = criterion.lower == criterion.upper and criterion.lower_label is None
    yield Node(kind="note", id=f"{criterion.id}.scale", text=say_in(
        language, "common.counts_as_worked_out" if closed else "common.counts_as",
        value=value, low=low, high=high, points=points))


def beyond_scale(criterion: CriterionResult, rule: Criterion, language: str) -> Iterator[Node]:
    """Yield that a measure leaves its scale, or what an adjustment may add, and counts as its end.
    """
    found = criterion.measure
    if found is None or rule.curve or criterion.applies is False or rule.ordinal:
        return
    low, high = (float(end) for end in _ends(criterion))
    if low - _SAME <= found <= high + _SAME:
        return
    key = "common.beyond_limits" if criterion.adds else "common.beyond_scale"
    yield Node(kind="note", id=f"{criterion.id}.beyond", text=say_in(
        language, key, value=number(found, language), low=level(low, language),
        high=level(high, language), end=level(min(max(found, low), high), language)))


def _ends(criterion: CriterionResult) -> tuple[Any, Any]:
    return criterion.scale[0], criterion.scale[-1]


def _share(criterion: CriterionResult) -> tuple[float, float] | None:
    """Return the ends of a criterion's value as parts of 100; None where it is weighed nowhere."""
    if (criterion.weight_share is None or criterion.adds or criterion.applies is False
            or criterion.lower is None or criterion.upper is None):
        return None
    first, last = _ends(criterion)
    low, high = ((0.0, float(len(criterion.scale) - 1)) if isinstance(first, str)
                 else (float(str(first)), float(str(last))))
    if low == high:
        return None
    lower, upper = ((HUNDRED * (end - low) / (high - low))
                    for end in (criterion.lower, criterion.upper))
    return lower, upper
