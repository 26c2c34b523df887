"""Update a case's expectations to the present results; comments and order stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Item, Table

from hubflow.kit.cases.difference import Difference
from hubflow.model.input_problems import one_problem
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.edited_text import as_before
from hubflow.reading.toml.source import TomlFile

_BOM = "\ufeff"


def with_new_expectations(file: TomlFile, differences: Sequence[Difference]) -> bytes:
    """Return the case file's text with the present results in place of the expectations.

    Only what differs is changed; nothing is expected that the file did not name, but that a
    venture or phase of which nothing was expected yet gets its first expectations. Raises
    :class:`BadInput` where the file is written in a form that cannot be edited in place.
    """
    document = tomlkit.parse(file.text)
    wanted = copy_data(file.data)
    try:
        for difference in differences:
            value = _as_toml(difference.found)
            _put(document, difference.at, value)
            _put_plain(wanted, difference.at, value)
        text = as_before(tomlkit.dumps(document), file.text)
        sound = tomli.loads(text) == wanted
    except (TOMLKitError, tomli.TOMLDecodeError, KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise one_problem(file.name, "its form cannot be kept while expectations are changed",
                          "Change them by hand, or write each venture and phase under a heading "
                          "of its own, such as [expect.<id>.phases.<phase>].")
    mark = _BOM if file.path.read_bytes().startswith(_BOM.encode()) else ""
    return (mark + text).encode()


def _put(document: Any, at: Sequence[str], value: Any) -> None:
    """Put a value at its place; missing tables on the way become headings alone."""
    here = document
    for key in at[:-1]:
        if key not in here:
            here[key] = tomlkit.table(is_super_table=True)
        here = here[key]
    key = at[-1]
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


def _put_plain(data: dict[str, Any], at: Sequence[str], value: Any) -> None:
    here = data
    for key in at[:-1]:
        here = here.setdefault(key, {})
    here[at[-1]] = value


def _as_toml(value: Any) -> Any:
    """Return a value as people write it: whole numbers without a point."""
    if isinstance(value, dict):
        return {key: _as_toml(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_toml(inner) for inner in value]
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value
