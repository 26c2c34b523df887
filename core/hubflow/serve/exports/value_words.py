"""A value that somebody types into a map of an export: what it means, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hubflow.model.values import Gap, Kind
from hubflow.reading.values.cell_values import value_of


def meaning_text(value: Any) -> str:
    """Return a value as a field shows it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def meaning(kind: Kind, text: str) -> Any:
    """Return what a word means, as a map says it. Raise :class:`RefusedError` if it cannot."""
    if text in kind.labels or text in list(Gap):
        return text
    value = value_of(kind, text)
    return value.value if isinstance(value, Gap) else value


def possible_meanings(kind: Kind) -> Sequence[str]:
    """Return all that a word may mean; none where any value may be written."""
    if not kind.labels and kind.type != "yes_no":
        return ()
    return (*kind.labels, *(("yes", "no") if kind.type == "yes_no" else ()),
            *((gap.value for gap in Gap) if kind.gap else ()))
