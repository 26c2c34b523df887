"""Update a case's expectations to the present results; comments and order stay."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Item, Table

from hubflow.kit.cases.difference import Difference
from hubflow.reading.toml.edited_text import edited_text, table_at
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say

_BOM = "\ufeff"


def with_new_expectations(file: TomlFile, differences: Sequence[Difference]) -> bytes:
    """Return the case file's text with the present results in place of the expectations.

    Only what differs is changed; nothing is expected that the file did not name, but that a
    venture or phase of which nothing was expected yet gets its first expectations. Raises
    :class:`BadInput` where the file is written in a form that cannot be edited in place.
    """
    changes = [(each.at, _as_toml(each.found)) for each in differences]

    def edit(document: Any, table: Callable[[], Any]) -> None:
        for at, value in changes:
            _put(table_at(document, at[:-1], table), at[-1], value)

    def edit_data(data: Any, table: Callable[[], Any]) -> None:
        for at, value in changes:
            table_at(data, at[:-1], table)[at[-1]] = value

    text = edited_text(file, edit, edit_data,
                       table=functools.partial(tomlkit.table, is_super_table=True),
                       what=say("kit.expectations"), to_do=say("kit.change_by_hand"))
    mark = _BOM if file.path.read_bytes().startswith(_BOM.encode()) else ""
    return (mark + text).encode()


def _put(here: Any, key: str, value: Any) -> None:
    """Put a value into a table; missing tables become headings alone."""
    if not isinstance(value, dict):
        here[key] = value
    elif key in here and isinstance(here[key], InlineTable):
        here[key].update(value)
    elif key in here:
        _fill(here[key], value)
    else:
        here[key] = _fill(tomlkit.table(), value)


def _fill(table: Any, value: dict[str, Any]) -> Table:
    """Fill an empty table, with a heading for each phase."""
    for key, inner in value.items():
        table[key] = _heading(inner) if isinstance(inner, dict) else tomlkit.item(inner)
    made: Table = table
    return made


def _heading(value: dict[str, Any]) -> Item:
    only_tables = all(isinstance(inner, dict) for inner in value.values())
    return _fill(tomlkit.table(is_super_table=only_tables), value)


def _as_toml(value: Any) -> Any:
    """Return a value as people write it: whole numbers without a point."""
    if isinstance(value, dict):
        return {key: _as_toml(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_toml(inner) for inner in value]
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value
