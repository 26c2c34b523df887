"""Write results as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import attrs

from hubflow.model.results import RunResult


def as_data(result: Any) -> Any:
    """Return a result's records as plain tables and lists."""
    return attrs.asdict(result, value_serializer=_plain)


def result_json(result: RunResult) -> str:
    """Return a run's results as JSON: the same result gives the same text."""
    return json.dumps(as_data(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(_: Any, __: Any, value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
