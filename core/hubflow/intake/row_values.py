"""Read the cells of one row as values for a dossier, and join the rows of one venture."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.intake.intake_targets import IntakeTarget
from hubflow.reading.records.legal import RefusedError, legal, shown
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.values.cell_values import month_of_cell, text_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.date_reading import day_readings, month_readings
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.vocabulary_words import gap_of, is_none_of_these, label_meant
from hubflow.reading.values.yes_no import yes_or_no_of
from hubflow.text.spoken import say

Tree = dict[Any, Any]
"""Values by the parts of their keys, entries of lists by their numbers."""


def value_at(target: IntakeTarget, raw: Any, conventions: Conventions) -> Any:
    """Return the value of a cell for its key; None where it adds nothing.

    Raises :class:`RefusedError`.
    """
    if target.column.adds is not None:
        return _ticked(target, text_of(raw))
    if not target.many:
        return _legal_value(target, raw, conventions)
    text = text_of(raw)
    if folded(text) in conventions.meaning:
        return [_legal_value(target, text, conventions)]
    if is_none_of_these(text):
        return []
    gap = gap_of(text)
    if gap is not None and target.path[0] == "hubs":
        return gap.value
    return [_legal_value(target, part, conventions) for part in _parts(target, text, conventions)]


def _ticked(target: IntakeTarget, text: str) -> list[Any] | None:
    column = target.column
    choices = (target.heading, target.heading.rpartition(": ")[2], column.adds or "")
    answer = True if folded(text) in map(folded, choices) else yes_or_no_of(text)
    if answer is None:
        raise RefusedError(say("office.must_be_yes_or_no_not", text=shown(text)))
    return [value_of(target.kind, column.adds, PLAIN)] if answer else None


def _legal_value(target: IntakeTarget, raw: Any, conventions: Conventions) -> Any:
    if target.kind.type == "date" and _is_month(raw) and (
            folded(text_of(raw)) not in conventions.meaning):
        return _day_of_month(target, raw, conventions)
    prefix = target.column.prefix
    if prefix and folded(text_of(raw)) not in conventions.meaning:
        number = "".join(text_of(raw).split())
        raw = number if number.startswith(prefix) else prefix + number
    value = value_of(target.kind, raw, conventions)
    legal(target.kind, value)
    return value


def _is_month(raw: Any) -> bool:
    return isinstance(raw, str) and not day_readings(raw) and bool(month_readings(raw))


def _day_of_month(target: IntakeTarget, raw: Any, conventions: Conventions) -> dt.date:
    month = month_of_cell(raw, conventions)
    if target.column.months == "first day":
        return month
    if target.column.months == "last day":
        return month.replace(day=calendar.monthrange(month.year, month.month)[1])
    raise RefusedError(say("office.is_a_month_not_a_day", raw=shown(raw)),
                       say("office.say_in_the_map_which_day"))


_PIECES = 6
"""In so many pieces at most a word may be split by the mark between answers."""


def _parts(target: IntakeTarget, text: str, conventions: Conventions) -> list[str]:
    """Return the answers in a cell that holds several."""
    separator = target.column.separator
    known = {folded(word) for word in conventions.meaning}
    if separator is None:
        whole = label_meant(text, target.kind) is not None or folded(text) in known
        marks = [mark for mark in (";", "\n") if mark in text]
        if whole or not (marks or target.kind.labels):
            return [text]
        separator = marks[0] if marks else ","
    return list(_joined(text.split(separator), separator, known, target))


def _joined(
    pieces: Sequence[str], separator: str, known: Collection[str], target: IntakeTarget
) -> Iterator[str]:
    """Yield answers; pieces that are one known word with the separator in it stay together."""
    at = 0
    while at < len(pieces):
        ends = (end for end in range(min(len(pieces), at + _PIECES), at + 1, -1) if _is_known(
            separator.join(pieces[at:end]).strip(), known, target))
        end = next(ends, at + 1)
        if part := separator.join(pieces[at:end]).strip():
            yield part
        at = end


def _is_known(text: str, known: Collection[str], target: IntakeTarget) -> bool:
    return folded(text) in known or label_meant(text, target.kind) is not None


def put(tree: Tree, path: KeyPath, value: Any) -> None:
    """Store a value in the tree; several columns may add to one list."""
    here = tree
    for part in path[:-1]:
        here = here.setdefault(part, {})
    before = here.get(path[-1])
    here[path[-1]] = [*before, *value] if isinstance(before, list) and isinstance(
        value, list) else value


def complete_entry(tree: Tree, target: IntakeTarget) -> None:
    """Store what the map says of the entry that a column's answer stands in."""
    last = max((at for at, part in enumerate(target.path) if isinstance(part, int)), default=-1)
    for key, value in target.column.entry.items():
        put(tree, (*target.path[:last + 1], key), value)


@attrs.frozen
class RowConflict:
    """A key of which two rows of one venture say different things."""

    path: KeyPath
    first: Any
    later: Any


def joined(
    tree: Tree, later: Tree, at: KeyPath = (), *, equal: bool = False
) -> Iterator[RowConflict | tuple[KeyPath, KeyPath]]:
    """Add what a later row of the venture says to ``tree``: new entries, and other values.

    Yield each conflict, and the paths of entries that are added, before and after. An entry that is
    there already is added if it may be ``equal``, as in a group that repeats.
    """
    numbers = [key for key in tree if isinstance(key, int)]
    for part, value in later.items():
        if isinstance(part, int) and part in tree:
            if equal or value not in tree.values():
                new = max((*numbers, *(key for key in tree if isinstance(key, int)))) + 1
                tree[new] = value
                yield (*at, part), (*at, new)
        elif part not in tree:
            tree[part] = value
            yield (*at, part), (*at, part)
        elif isinstance(value, dict) and isinstance(tree[part], dict):
            yield from joined(tree[part], value, (*at, part), equal=equal)
        elif isinstance(value, list) and isinstance(tree[part], list):
            tree[part] += [each for each in value if each not in tree[part]]
        elif value != tree[part]:
            yield RowConflict((*at, part), tree[part], value)


def as_data(tree: Tree, base: Any) -> Any:
    """Return a tree as data, joined to the values that all dossiers share."""
    if any(isinstance(part, int) for part in tree):
        there = base if isinstance(base, list) else []
        return [*there, *(as_data(tree[number], None) for number in sorted(tree))]
    result = dict(base) if isinstance(base, Mapping) else {}
    for part, value in tree.items():
        result[part] = as_data(value, result.get(part)) if isinstance(value, dict) else value
    return result


def data_path(path: KeyPath, tree: Tree, base: Any) -> KeyPath:
    """Return the path in the data for a path of the tree."""
    found: list[str | int] = []
    here: Any = tree
    for part in path:
        if isinstance(part, int):
            before = len(base) if isinstance(base, list) else 0
            found.append(before + sorted(here).index(part))
            base = None
        else:
            found.append(part)
            base = base.get(part) if isinstance(base, Mapping) else None
        here = here[part] if isinstance(here, dict) else None
    return tuple(found)
