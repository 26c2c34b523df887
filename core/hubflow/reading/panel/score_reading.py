"""Read a jury's score from a cell: a number, yes or no, or a label."""

from __future__ import annotations

from typing import Any

from hubflow.model.methodology import Criterion, Requirement
from hubflow.model.values import Kind
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.conventions import PLAIN, Conventions, chosen
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import number_readings
from hubflow.reading.values.yes_no import yes_or_no_by_look, yes_or_no_of

Score = float | str | bool | None


def score_by_look(
    raw: Any, conventions: Conventions = PLAIN, kind: Kind = Kind("number")  # noqa: B008
) -> Score:
    """Return a score by the look of its cell; None for a blank one. ``kind`` is a number's.

    Raises :class:`hubflow.reading.records.legal.RefusedError` for a number that may be two.
    """
    if blank(raw):
        return None
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return raw + 0.0
    text = text_of(raw)
    readings = number_readings(text, money=False)
    if readings:
        # each assessor writes in a way of their own, so the scale says more than the column
        on_scale = {r.value for r in readings if kind.low is not None and kind.high is not None
                    and kind.low <= r.value <= kind.high}
        number = on_scale.pop() if len(on_scale) == 1 else chosen(
            kind, text, readings, conventions, "kind_number", "a_number")
        return number + 0.0
    answer = yes_or_no_by_look(text)
    return text if answer is None else answer


def score_for(
    rule: Criterion | Requirement | None, raw: Any, conventions: Conventions = PLAIN
) -> Score:
    """Return a score in its rule's scale, or by the look of its cell where it does not fit.

    Raises :class:`hubflow.reading.records.legal.RefusedError` for a number that may be two on its
    scale.
    """
    if blank(raw) or rule is None:
        return score_by_look(raw, conventions)
    text = text_of(raw)
    if isinstance(rule, Requirement):
        answer = yes_or_no_of(text)
        return text if answer is None else answer
    if rule.ordinal:
        labels = {folded(str(label)): str(label) for label in rule.scale}
        return labels.get(folded(text), text)
    return score_by_look(raw, conventions, score_kind(rule))


def score_kind(rule: Criterion) -> Kind:
    """Return the kind of a score on a scale of numbers: between its two ends, on its steps."""
    return Kind("number", low=float(rule.scale[0]), high=float(rule.scale[1]), step=rule.step,
                gap=False)
