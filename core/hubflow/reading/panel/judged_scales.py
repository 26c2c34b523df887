"""Convert a judgement from the scale that it was made on to its criterion's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import attrs

from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Criterion, Requirement, ScaleConversion
from hubflow.reading.method.criterion_checks import is_step

Rule = Criterion | Requirement

_TWO_NUMBERS = (
    r"\[?\s*(-?\d+(?:[.,]\d+)?)\s*(?:[-–—/;,]|\.\.+|[^\W\d]+)\s*(-?\d+(?:[.,]\d+)?)\s*\]?")


def scale_text(scale: Sequence[Any]) -> str:
    """Return a scale for people to read.

    >>> scale_text((0, 10.0)), scale_text(("poor", "good"))
    ('0 to 10', 'poor / good')
    """
    if scale and isinstance(scale[0], str):
        return " / ".join(map(str, scale))
    return " to ".join(f"{float(end):g}" for end in scale)


def scale_in(text: str) -> tuple[float | str, ...]:
    """Return the scale that a text tells; empty where it tells none.

    >>> scale_in("0 to 10"), scale_in("1-5"), scale_in("poor / fair / good")
    ((0.0, 10.0), (1.0, 5.0), ('poor', 'fair', 'good'))
    """
    numbers = re.fullmatch(_TWO_NUMBERS, text.strip())
    if numbers:
        low, high = (float(end.replace(",", ".")) for end in numbers.groups())
        return (low, high) if low < high else ()
    labels = tuple(label.strip() for label in text.split("/"))
    return labels if len(labels) > 1 and all(labels) else ()


def on_scale(rule: Rule | None, scale: Sequence[Any]) -> Rule | None:
    """Return a criterion with another scale, by which a score on it is read."""
    if not scale or not isinstance(rule, Criterion):
        return rule
    return attrs.evolve(rule, scale=tuple(scale))


def is_on_another_scale(rule: Rule, judgement: Judgement) -> bool:
    """Return whether a judgement was made on a scale from which no way leads to its rule's.

    A scale without the rule's steps is another one for a score between two of them.
    """
    if _other(rule, judgement):
        return _conversion(rule, judgement) is None
    return is_between_steps(rule, judgement)


def is_between_steps(rule: Rule, judgement: Judgement) -> bool:
    """Return whether a score, on the scale of its rule, is between two of the rule's steps.

    Only a score with a scale says so: it was judged by an edition without steps. One that the
    method converted may come to any number.
    """
    if (not isinstance(rule, Criterion) or rule.step is None or rule.ordinal
            or not judgement.scale or judgement.given or _other(rule, judgement)):
        return False
    score = judgement.score
    return isinstance(score, float | int) and not is_step(score, float(rule.scale[0]), rule.step)


def converted(judgement: Judgement, rule: Rule) -> Judgement:
    """Return a judgement on its rule's scale; one of another scale as the method converts it."""
    if judgement.score is None or not _other(rule, judgement):
        return judgement
    way = _conversion(rule, judgement)
    if way is None or not isinstance(rule, Criterion):
        return judgement
    said = judgement.score
    shown = f"{said:g}" if isinstance(said, float) else str(said)
    return attrs.evolve(judgement, score=_at(said, way), scale=rule.scale,
                        given=f"{shown} ({scale_text(judgement.scale)})")


def _other(rule: Rule, judgement: Judgement) -> bool:
    own = rule.scale if isinstance(rule, Criterion) else ()
    return bool(judgement.scale) and tuple(judgement.scale) != tuple(own)


def _conversion(rule: Rule, judgement: Judgement) -> ScaleConversion | None:
    ways = rule.conversions if isinstance(rule, Criterion) else ()
    return next((way for way in ways if tuple(way.scale) == tuple(judgement.scale)), None)


def _at(score: Any, way: ScaleConversion) -> Any:
    """Return the score on the new scale: of a label its own, of a number that on the line."""
    for there, here in way.points:
        if there == score:
            return here if isinstance(here, str) else float(here)
    for (left, low), (right, high) in zip(way.points, way.points[1:], strict=False):
        if left <= score <= right:
            return round(low + (high - low) * (float(score) - left) / (right - left), 3)
    return score
