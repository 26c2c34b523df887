"""Write results as JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

import attrs

from hubflow.model.characters import harmless_json
from hubflow.model.results import RunResult


def as_data(result: Any) -> Any:
    """Return a result's records as plain tables and lists."""
    return attrs.asdict(result, value_serializer=_plain)


def json_text(data: Any) -> str:
    """Return records, or plain data with records and dates in it, as JSON for programs."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False, default=_data)
    return harmless_json(text) + "\n"


def print_json(data: Any) -> None:
    """Print what :func:`json_text` makes of the data."""
    sys.stdout.write(json_text(data))


def result_json(result: RunResult) -> str:
    """Return a run's results as JSON: the same result gives the same text."""
    return json_text(as_data(result))


def _data(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if attrs.has(type(value)):
        return as_data(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _plain(_: Any, __: Any, value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
