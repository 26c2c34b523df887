"""Check that the fields of a record which a plugin made hold what the record says they hold."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import attrs


def wrong_fields(record: Any, at: str = "") -> Iterator[str]:
    """Yield each field of a record, and of the records in it, whose value has another type."""
    own: Any = type(record)
    for name, wanted in _types(own).items():
        yield from _wrong(getattr(record, name), wanted, f"{at}{name}")


@functools.cache
def _types(record: Any) -> Mapping[str, Any]:
    hints = typing.get_type_hints(record)
    return {field.name: hints[field.name] for field in attrs.fields(record)}


def _wrong(value: Any, wanted: Any, at: str) -> Iterator[str]:
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        found = [list(_wrong(value, each, at)) for each in inner]
        yield from [] if [] in found else found[0]
    elif origin is tuple:
        if not isinstance(value, tuple):
            yield f"{at} is {type(value).__name__}, not tuple"
            return
        for number, each in enumerate(value):
            yield from _wrong(each, inner[0], f"{at}[{number}]")
    elif wanted is Any or (wanted is float and isinstance(value, int)):
        return
    elif not isinstance(value, wanted):
        yield f"{at} is {type(value).__name__}, not {wanted.__name__}"
    elif attrs.has(wanted):
        yield from wrong_fields(value, f"{at}.")
