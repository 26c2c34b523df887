"""Read a parameter: a number in a methodology's rules, fixed or by date, with its source."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from hubflow.model.values import is_number
from hubflow.reading.records.legal import RefusedError, finite_number, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

NAMEABLE = r"[a-z][a-z0-9]*([-_][a-z0-9]+)*"
"""The ids that expressions can refer to; there a hyphen is written ``_``."""

WORDS = ("value", "unit", "source", "says", "note", "ends", "checked")


def shaped_parameter(id: str, raw: Any) -> dict[str, Any]:
    """Return a parameter's data in the model's shape; raises :class:`RefusedError`.

    ``raw`` is ``{ value = 3, source = "…" }`` or has a value a date, ``{ 2016-01-01 = 0.7, … }``.
    A value without a date holds from the first day there is. A missing source is not refused
    here: see :func:`without_source`.
    """
    if not re.fullmatch(NAMEABLE, id):
        raise RefusedError(*not_nameable())
    if is_number(raw):
        raw = {"value": raw}
    if not isinstance(raw, dict):
        raise RefusedError(say("method-checks.number_with_source", value=shown(raw)))
    dated = {key: value for key, value in raw.items() if key not in WORDS}
    values = {_date(key): _number(key, value) for key, value in dated.items()}
    if "value" in raw:
        if dated:
            raise RefusedError(say("method-checks.value_and_dates"),
                               say("reading-problems.leave_one_of_them_out"))
        values = {dt.date.min: _number("value", raw["value"])}
    if not values:
        raise RefusedError(say("method-checks.has_no_value"), say("method-checks.say_value"))
    rest = {key: raw[key] for key in WORDS if key in raw and key != "value"}
    return {"id": id, "values": [list(pair) for pair in sorted(values.items())], **rest}


def not_nameable() -> tuple[str, str]:
    """Return what is wrong with an id that no expression can refer to, and what to do."""
    return say("method-checks.not_nameable"), say("method-checks.begin_small_letter")


def without_source(id: str, raw: Any) -> tuple[str, str]:
    """Return what is wrong with a parameter that names no source, and what to do."""
    to_do = (say("method-checks.name_a_source") if isinstance(raw, dict)
             else say("method-checks.write_with_source", id=id, raw=raw))
    return say("method-checks.parameter_source"), to_do


def _date(key: str) -> dt.date:
    try:
        return dt.date.fromisoformat(key)
    except ValueError:
        raise RefusedError(say("method-checks.no_date_no_key", key=shown(key)),
                           did_you_mean(key, WORDS)) from None


def _number(key: str, value: Any) -> float:
    try:
        return finite_number(value)
    except RefusedError as error:
        raise RefusedError(f"{key}: {error.what}") from None
