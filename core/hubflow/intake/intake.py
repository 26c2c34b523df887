"""Turn a form's answers into dossiers; a cell with two meanings is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.intake.intake_map import LoadedMap
from hubflow.intake.intake_targets import IntakeTarget, targets_of
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.methodology import Methodology
from hubflow.plugins.importers import dossier_reader
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.records.legal import RefusedError, legal, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.placed_file import PlacedFile, ValuePlace, make_placed_file
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.cell_values import blank, conventions_of, text_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.normal_text import folded, id_of
from hubflow.reading.values.vocabulary_words import gap_of, is_none_of_these, label_of
from hubflow.reading.values.yes_no import yes_or_no_of


def dossiers_of(
    export: CellTable, file: LoadedMap, folder: Path, methodology: Methodology | None = None
) -> tuple[PlacedFile, ...]:
    """Return a dossier for each answer, to be written into ``folder``.

    Raises :class:`BadInput` with every problem of every cell, the dossiers' own included.
    """
    if not export.rows:
        raise one_problem(export.name, "there are headings and no answers", line=export.top)
    targets = targets_of(file, export, methodology)
    language = methodology.hub.language if methodology else ""
    reader = _Rows(export, file, targets, language)
    files = [placed_row for row, cells in export.rows
             if (placed_row := reader.dossier(row, cells, folder)) is not None]
    problems = [*reader.problems, *reader.duplicates()]
    if not problems:
        problems += read_inputs([], files, read_file=dossier_reader()).problems
    if problems:
        raise BadInput(problems)
    return tuple(files)


Tree = dict[Any, Any]
"""Values by the parts of their keys, entries of lists by their numbers."""


@attrs.define(eq=False)
class _Rows:
    export: CellTable
    file: LoadedMap
    targets: Sequence[IntakeTarget]
    language: str
    problems: list[Problem] = attrs.field(factory=list)
    ids: dict[str, list[int]] = attrs.field(factory=dict)
    conventions: dict[int, Conventions] = attrs.field(init=False)
    """How each column is written."""

    def __attrs_post_init__(self) -> None:
        self.conventions = {
            target.number: target.conventions(self.file, conventions_of(
                (cells.get(target.number) for _, cells in self.export.rows), self.language))
            for target in self.targets}

    def dossier(self, row: int, cells: Mapping[int, Any], folder: Path) -> PlacedFile | None:
        """Return the dossier of one answer; None where it has no id."""
        base: dict[str, Any] = copy_data(dict(self.file.map.dossier))
        spots: dict[KeyPath, ValuePlace] = {}
        tree: Tree = {}
        for target in self.targets:
            raw = cells.get(target.number)
            if blank(raw):
                continue
            try:
                value = self._value(target, raw)
            except RefusedError as refused:
                self.problems.append(Problem(self.export.name, row, target.heading, refused.what,
                                             refused.to_do))
                continue
            if value is not None:
                _put(tree, target.path, value)
                spots[target.path] = ValuePlace(row, target.heading)
        data: dict[str, Any] = _as_data(tree, base)
        spots = {_data_path(path, tree, base): spot for path, spot in spots.items()}
        id = self._id(row, cells, data)
        if id is None:
            return None
        data["id"] = id
        self.ids.setdefault(id, []).append(row)
        found = make_placed_file(data, folder / f"{id}.toml", {(): ValuePlace(row, ""), **spots})
        return attrs.evolve(found, name=self.export.name,
                            spots={**found.spots, **_fallback(data, row, found.spots)})

    def _value(self, target: IntakeTarget, raw: Any) -> Any:
        """Return the value of a cell for its key; None where it adds nothing."""
        conventions, column = self.conventions[target.number], target.column
        if column.adds is not None:
            return self._ticked(target, text_of(raw))
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
        return [_legal_value(target, part, conventions)
                for part in _parts(target, text, conventions)]

    def _ticked(self, target: IntakeTarget, text: str) -> list[Any] | None:
        column = target.column
        ticked = folded(text) in (folded(target.heading),
                                  folded(target.heading.rpartition(": ")[2]))
        answer = True if ticked else yes_or_no_of(text)
        if answer is None:
            raise RefusedError(f"must be yes or no, not {shown(text)}")
        return [value_of(target.kind, column.adds, PLAIN)] if answer else None

    def _id(self, row: int, cells: Mapping[int, Any], data: Mapping[str, Any]) -> str | None:
        """Return the id from a column, or from the map's pattern."""
        if "id" in data:
            return str(data["id"])
        pattern = self.file.map.id
        by_heading = {folded(text): column for column, text in self.export.headings.items()}
        number = 1 + [each for each, _ in self.export.rows].index(row)

        def part(found: re.Match[str]) -> str:
            if found[1] == "row":
                return str(number)
            column = by_heading.get(folded(found[1]))
            if column is None:
                raise KeyError(found[1])
            if blank(cells.get(column)):
                raise LookupError(self.export.headings[column])
            return id_of(text_of(cells[column]))

        try:
            made = re.sub(r"\{([^{}]+)\}", part, pattern or "")
        except KeyError as unknown:
            self.problems.append(self.file.file.problem(
                ("id",), f'{self.export.name} has no heading "{unknown.args[0]}"',
                did_you_mean(unknown.args[0], self.export.headings.values())))
            return None
        except LookupError as missing:
            self.problems.append(Problem(
                self.export.name, row, missing.args[0], "is blank, and the venture's id is made of "
                "it", "Fill it in, or make the id otherwise in the map."))
            return None
        if not made:
            self.problems.append(self.file.file.problem(
                (), "nothing gives a venture its id",
                'Write id = "call-{row}" in the map, or map a column to id.'))
            return None
        return made.strip("-")

    def duplicates(self) -> Iterator[Problem]:
        """Yield answers that occur twice, and ids that several answers share."""
        first: dict[tuple[tuple[int, str], ...], int] = {}
        for row, cells in self.export.rows:
            said = tuple(sorted((column, text_of(value)) for column, value in cells.items()
                                if not blank(value)))
            if said in first:
                yield Problem(self.export.name, row, "", f"says the same as row {first[said]}",
                              "Delete one of them.")
            first.setdefault(said, row)
        for id, rows in self.ids.items():
            for row in rows[1:]:
                yield Problem(self.export.name, row, "id",
                              f'"{id}" is also the id of row {rows[0]}',
                              "Each venture needs an id of its own.")


def _legal_value(target: IntakeTarget, raw: Any, conventions: Conventions) -> Any:
    value = value_of(target.kind, raw, conventions)
    legal(target.kind, value)
    return value


def _parts(target: IntakeTarget, text: str, conventions: Conventions) -> list[str]:
    """Return the answers in a cell that holds several."""
    separator = target.column.separator
    known = {folded(word) for word in conventions.meaning}
    if separator is None:
        whole = label_of(text, target.kind.labels) is not None or folded(text) in known
        marks = [mark for mark in (";", "\n") if mark in text]
        if whole or not (marks or target.kind.labels):
            return [text]
        separator = marks[0] if marks else ","
    return [part.strip() for part in text.split(separator) if part.strip()]


def _put(tree: Tree, path: KeyPath, value: Any) -> None:
    """Store a value in the tree; several columns may add to one list."""
    here = tree
    for part in path[:-1]:
        here = here.setdefault(part, {})
    before = here.get(path[-1])
    here[path[-1]] = [*before, *value] if isinstance(before, list) and isinstance(
        value, list) else value


def _as_data(tree: Tree, base: Any) -> Any:
    """Return a tree as data, joined to the values that all dossiers share."""
    if any(isinstance(part, int) for part in tree):
        there = base if isinstance(base, list) else []
        return [*there, *(_as_data(tree[number], None) for number in sorted(tree))]
    joined = dict(base) if isinstance(base, Mapping) else {}
    for part, value in tree.items():
        joined[part] = _as_data(value, joined.get(part)) if isinstance(value, dict) else value
    return joined


def _data_path(path: KeyPath, tree: Tree, base: Any) -> KeyPath:
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


def _fallback(
    data: Mapping[str, Any], row: int, spots: Mapping[KeyPath, ValuePlace]
) -> dict[KeyPath, ValuePlace]:
    """Return the row as the place of keys without a column: list entries, the id, the name."""
    found: dict[KeyPath, ValuePlace] = (
        {("id",): ValuePlace(row, "")} if ("id",) not in spots else {}
    )
    for path, spot in spots.items():
        for depth, part in enumerate(path):
            if isinstance(part, int):
                found.setdefault(path[:depth + 1], ValuePlace(spot.line, ""))
    if "name" not in data:
        found[("name",)] = ValuePlace(row, "")
    return found
