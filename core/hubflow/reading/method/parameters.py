"""Read a parameter: a number in a methodology's rules, fixed or by date, with its source."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from hubflow.model.values import is_number
from hubflow.reading.records.legal import RefusedError, finite_number, shown
from hubflow.reading.records.nearest import did_you_mean

NAMEABLE = r"[a-z][a-z0-9]*([-_][a-z0-9]+)*"
"""The ids that expressions can refer to; there a hyphen is written ``_``."""

NOT_NAMEABLE = (
    "cannot be named in an expression",
    "Begin with a small letter; use small letters, digits and underscores.",
)

WORDS = ("value", "unit", "source", "says", "note", "ends", "checked")


def shaped_parameter(id: str, raw: Any) -> dict[str, Any]:
    """Return a parameter's data in the model's shape; raises :class:`RefusedError`.

    ``raw`` is ``{ value = 3, source = "…" }`` or has a value a date, ``{ 2016-01-01 = 0.7, … }``.
    A value without a date holds from the first day there is. A missing source is not refused
    here: see :func:`without_source`.
    """
    if not re.fullmatch(NAMEABLE, id):
        raise RefusedError(*NOT_NAMEABLE)
    if is_number(raw):
        raw = {"value": raw}
    if not isinstance(raw, dict):
        raise RefusedError(f"must be a number with its source, not {shown(raw)}")
    dated = {key: value for key, value in raw.items() if key not in WORDS}
    values = {_date(key): _number(key, value) for key, value in dated.items()}
    if "value" in raw:
        if dated:
            raise RefusedError("has both `value` and dated values", "Leave one of them out.")
        values = {dt.date.min: _number("value", raw["value"])}
    if not values:
        raise RefusedError("has no value", "Say `value`, or a value for a date.")
    rest = {key: raw[key] for key in WORDS if key in raw and key != "value"}
    return {"id": id, "values": [list(pair) for pair in sorted(values.items())], **rest}


def without_source(id: str, raw: Any) -> tuple[str, str]:
    """Return what is wrong with a parameter that names no source, and what to do."""
    if isinstance(raw, dict):
        return "a parameter needs a source", "Name one of the [[sources]] in `source`."
    return "a parameter needs a source", f'Write {id} = {{ value = {raw}, source = "…" }}.'


def _date(key: str) -> dt.date:
    try:
        return dt.date.fromisoformat(key)
    except ValueError:
        raise RefusedError(
            f"{shown(key)} is neither a date (as 2024-06-30) nor a known key",
            did_you_mean(key, WORDS),
        ) from None


def _number(key: str, value: Any) -> float:
    try:
        return finite_number(value)
    except RefusedError as error:
        raise RefusedError(f"{key}: {error.what}") from None
