"""Turn records of the model back into plain data, in the shape of TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.reading.records.converter import toml_key


def plain_data(value: Any) -> Any:
    """Return a record as a table, without fields at their defaults.

    Records within it become tables, tuples lists. Reading the result gives the record again.
    """
    if attrs.has(type(value)):
        return {toml_key(field): plain_data(inner)
                for field in attrs.fields(type(value))
                if (inner := getattr(value, field.name)) is not None and inner != field.default}
    if isinstance(value, Mapping):
        return {key: plain_data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(inner) for inner in value]
    return value
