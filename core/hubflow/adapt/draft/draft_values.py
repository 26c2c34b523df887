"""The values of a draft as TOML has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hubflow.model.values import Gap
from hubflow.text.numbers import EXACT


def plain_value(value: Any) -> Any:
    """Return a value as TOML has it: whole numbers without a point, the word of a gap."""
    if isinstance(value, Gap):
        return value.value
    if isinstance(value, float) and not isinstance(value, bool):
        return int(value) if value.is_integer() else round(value, EXACT)
    return value


def without_blanks(values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the values that are there."""
    return {key: value for key, value in dict(values).items()
            if value is not None and value != "" and value != []}
