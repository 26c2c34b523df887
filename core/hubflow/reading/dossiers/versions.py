"""Compare versions of a dossier's data, and merge what two people changed in one version.

A unit is a value by its key: tables are looked into, a list is one unit, so that no entry of a
list ever ends up between entries that it does not belong to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from hubflow.reading.dossiers.roles import HANDED_OUT
from hubflow.reading.records.structuring import copy_data

Unit = tuple[str, ...]


class _Absent:
    """Nothing stands at a key."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


@attrs.frozen
class UnitChange:
    """A value that differs between two versions; :data:`ABSENT` where one has none."""

    unit: Unit
    before: Any
    after: Any


def units_of(data: Mapping[str, Any]) -> dict[Unit, Any]:
    """Return a dossier's values by their keys, without the mark of a file that was handed out."""
    return {unit: value for unit, value in _units(data, ()) if unit[0] != HANDED_OUT}


def _units(data: Mapping[str, Any], at: Unit) -> Iterator[tuple[Unit, Any]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _units(value, (*at, key))
        else:
            yield (*at, key), value


def same(one: Any, other: Any) -> bool:
    """Return whether two values say the same; the order of keys in a table says nothing.

    Nor does it matter whether a whole number is written with a point.

    >>> same([{"a": 1, "b": 2.0}], [{"b": 2, "a": 1}]), same(True, 1)
    (True, False)
    """
    return _canonical(one) == _canonical(other)


def _canonical(value: Any) -> str:
    return json.dumps(_whole(value), sort_keys=True, ensure_ascii=False, default=_plain)


def _whole(value: Any) -> Any:
    """Return a value with 2 for 2.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _whole(inner) for key, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    return f"\0{value!r}"


def changes(before: Mapping[Unit, Any], after: Mapping[Unit, Any]) -> list[UnitChange]:
    """Return what differs between two versions, in the order of the keys."""
    return [UnitChange(unit, before.get(unit, ABSENT), after.get(unit, ABSENT))
            for unit in dict.fromkeys((*before, *after))
            if not same(before.get(unit, ABSENT), after.get(unit, ABSENT))]


@attrs.frozen(eq=False)
class Merged:
    """Two changed copies of one version as one, and the units that both changed differently."""

    units: dict[Unit, Any]
    clashes: tuple[UnitChange, ...]


def merge(
    base: Mapping[Unit, Any], theirs: Mapping[Unit, Any], mine: Mapping[Unit, Any]
) -> Merged:
    """Return ``theirs`` with what ``mine`` changed against ``base``.

    A clash tells what ``theirs`` and ``mine`` say of a unit that both changed.
    """
    found: dict[Unit, Any] = {}
    clashes = []
    for unit in dict.fromkeys((*theirs, *mine, *base)):
        was, here, there = (each.get(unit, ABSENT) for each in (base, mine, theirs))
        if same(here, was) or same(here, there):
            value = there
        elif same(there, was):
            value = here
        else:
            clashes.append(UnitChange(unit, there, here))
            value = there
        if value is not ABSENT:
            found[unit] = value
    tables = {unit[:length] for unit in found for length in range(1, len(unit))}
    clashes += [UnitChange(unit, theirs.get(unit, ABSENT), mine.get(unit, ABSENT))
                for unit in found if unit in tables]
    return Merged(found, tuple(clashes))


def data_of(units: Mapping[Unit, Any]) -> dict[str, Any]:
    """Return units as a dossier's data."""
    data: dict[str, Any] = {}
    for unit, value in units.items():
        here = data
        for key in unit[:-1]:
            here = here.setdefault(key, {})
        here[unit[-1]] = copy_data(value)
    return data


def texts_in(value: Any, at: Unit = ()) -> Iterator[tuple[Unit, str]]:
    """Yield all texts within a value with their keys, without positions in lists."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_in(inner, (*at, key))
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner, at)


def stated(
    base: Mapping[Unit, Any], mine: Mapping[Unit, Any], asks: Callable[[Unit], bool]
) -> dict[Unit, Any]:
    """Return what a file states that asks for some keys alone: the rest is as in ``base``."""
    return {unit: mine.get(unit, base.get(unit)) for unit in dict.fromkeys((*base, *mine))
            if unit in mine or not asks(unit)}
