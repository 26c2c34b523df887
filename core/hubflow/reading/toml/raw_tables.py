"""Walk through TOML data that may not have the right shape."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

from hubflow.reading.toml.key_paths import KeyPath

_DEEPEST = 32
"""No record nests deeper than this."""

_NESTED = (dict, list)


def tables(
    data: dict[str, Any], *names: str, at: KeyPath = ()
) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Yield each table in the list at the key path ``names``, with its own key path.

    Whatever is not a list of tables yields nothing.
    """
    here: Any = data
    for name in names:
        here = here.get(name) if isinstance(here, dict) else None
    if isinstance(here, list):
        for position, entry in enumerate(here):
            if isinstance(entry, dict):
                yield (*at, *names, position), entry


def table(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the table at a key path; an empty one where there is none."""
    here: Any = data
    for name in names:
        here = here.get(name) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def tables_within(data: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Yield every table in ``data``, at any depth that a record reaches."""
    stack = [(at, data)] if isinstance(data, _NESTED) else []
    while stack:
        here, value = stack.pop()
        if isinstance(value, dict):
            yield here, value
        if len(here) < _DEEPEST:
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            inner = [((*here, key), each) for key, each in parts if isinstance(each, _NESTED)]
            # The first on top, so that tables come in the order in which they stand.
            stack.extend(reversed(inner))


def number(value: Any) -> float | None:
    """Return a plain finite number as float, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def date(value: Any) -> dt.date | None:
    """Return a plain date without a time, else None."""
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return value if is_day else None
