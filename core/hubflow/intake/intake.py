"""Turn a form's answers into dossiers; a cell with two meanings is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.intake.answers_table import SHEET_ROWS, index_column
from hubflow.intake.intake_map import LoadedMap
from hubflow.intake.intake_targets import Headings, IntakeTarget, targets_of
from hubflow.intake.problem_places import ProblemPlaces
from hubflow.intake.row_values import (
    RowConflict,
    Tree,
    as_data,
    complete_entry,
    data_path,
    joined,
    put,
    value_at,
)
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.methodology import Methodology
from hubflow.plugins.importers import dossier_reader
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.placed_file import PlacedFile, ValuePlace, make_placed_file
from hubflow.reading.toml.source import TomlFile
from hubflow.reading.values.cell_table import Cells, CellTable
from hubflow.reading.values.cell_values import blank, conventions_of, text_of
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.normal_text import folded, id_of
from hubflow.text.spoken import say

Rows = Sequence[tuple[int, Cells]]
"""The rows of one venture, each with its number."""


@attrs.frozen(eq=False, repr=False)
class AnswersRead:
    """The dossiers of the answers, every problem with them, and where each problem is.

    ``export`` is the table without the cells that say nothing, ``targets`` its columns that the
    map names, ``conventions`` how each of them is written.
    """

    export: CellTable
    targets: Sequence[IntakeTarget]
    conventions: Mapping[int, Conventions]
    files: tuple[PlacedFile, ...]
    problems: tuple[Problem, ...]
    places: ProblemPlaces


def dossiers_of(
    export: CellTable, file: LoadedMap, folder: Path, methodology: Methodology | None = None
) -> tuple[PlacedFile, ...]:
    """Return a dossier for each venture of the answers, to be written into ``folder``.

    Raises :class:`BadInput` with every problem: of the map, of each cell, and of the dossiers; in
    the hub's language where there is a hub.
    """
    return sound_answers(export, file, folder, methodology).files


def sound_answers(
    export: CellTable, file: LoadedMap, folder: Path, methodology: Methodology | None = None
) -> AnswersRead:
    """Return what :func:`answers_read` does; raise :class:`BadInput` with every problem of it."""
    read = answers_read(export, file, folder, methodology)
    if read.problems:
        raise BadInput([read.places.told(problem) for problem in read.problems])
    return read


def answers_read(
    export: CellTable, file: LoadedMap, folder: Path, methodology: Methodology | None = None,
    challenges: Sequence[TomlFile] = (),
) -> AnswersRead:
    """Return the dossiers of the answers with every problem: of the map, of cells, of dossiers.

    They may name ``challenges``. Raises :class:`BadInput` where there are no answers at all.
    """
    if not export.rows:
        raise one_problem(export.name, say("office.there_are_headings_and_no_answers"),
                          line=export.top)
    export = _without_blanks(export, file.map.blanks)
    targets, of_map = targets_of(file, export, methodology)
    language = methodology.hub.language if methodology else ""
    reader = _Rows(export, file, targets, language)
    files = [placed for rows in reader.ventures()
             if (placed := reader.dossier(rows, folder)) is not None]
    problems = [*of_map, *reader.problems, *reader.duplicates()]
    problems += _of_dossiers(files, problems, export.name, challenges)
    return AnswersRead(export, targets, reader.conventions, tuple(files), tuple(problems),
                       ProblemPlaces(export, language, reader.names))


def _of_dossiers(
    files: Sequence[PlacedFile], known: Sequence[Problem], export: str,
    challenges: Sequence[TomlFile],
) -> Iterator[Problem]:
    """Yield the problems of the dossiers as such, but not what lacks since a cell was refused."""
    refused = {problem.line for problem in known if problem.file == export}
    of_map = any(problem.file != export for problem in known)
    cells = {(problem.line, problem.key) for problem in known}
    also = say("reading-problems.is_also_the_id_in", id="\0", name="\0").split("\0")[1]
    for problem in read_inputs([], files, read_file=dossier_reader(),
                               challenges=challenges).problems:
        lacking = (problem.what == say("reading-problems.is_missing")
                   and (of_map or problem.line in refused))
        twice = also in problem.what
        if not (lacking or twice or (problem.line, problem.key.partition(": ")[0]) in cells):
            yield problem


def _without_blanks(export: CellTable, blanks: Sequence[str]) -> CellTable:
    words = {folded(word) for word in blanks}
    if not words:
        return export
    return attrs.evolve(export, rows=tuple(
        (row, {column: raw for column, raw in cells.items()
               if not (isinstance(raw, str) and folded(raw) in words)})
        for row, cells in export.rows))


@attrs.define(eq=False)
class _Rows:
    export: CellTable
    file: LoadedMap
    targets: Sequence[IntakeTarget]
    language: str
    problems: list[Problem] = attrs.field(factory=list)
    ids: dict[str, list[int]] = attrs.field(factory=dict)
    names: dict[int, str] = attrs.field(factory=dict)
    """The names of the ventures by row, for messages."""
    conventions: dict[int, Conventions] = attrs.field(init=False)
    """How each column is written."""
    headings: Headings = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.headings = Headings(self.export)
        self.conventions = {
            target.number: target.conventions(self.file, conventions_of(
                (cells.get(target.number) for _, cells in self.export.rows), self.language))
            for target in self.targets}
        named = [target.number for target in self.targets if target.path == ("name",)]
        self.names |= {row: text_of(cells[number]) for row, cells in self.export.rows
                       for number in named if not blank(cells.get(number))}

    def ventures(self) -> Iterator[Rows]:
        """Yield the rows of each venture, in the order in which the ventures come."""
        column = self.file.map.venture_column
        index = index_column(self.export) if self.file.map.repeats else 0
        numbers = self.headings.called(column) if column else [index] if index else ()
        found: dict[str, list[tuple[int, Cells]]] = {}
        for row, cells in self.export.rows:
            said = cells.get(numbers[0]) if numbers else None
            found.setdefault(f"row {row}" if blank(said) else f"={folded(text_of(said))}",
                             []).append((row, cells))
        yield from found.values()

    def dossier(self, rows: Rows, folder: Path) -> PlacedFile | None:
        """Return the dossier of one venture; None where it has no id."""
        base: dict[str, Any] = copy_data(dict(self.file.map.dossier))
        (first, cells), *more = rows
        tree, spots = self._row(first, cells)
        for row, further in more:
            self.names.setdefault(row, self.names.get(first, ""))
            self._join(tree, spots, *self._row(row, further), row)
        data: dict[str, Any] = as_data(tree, base)
        spots = {data_path(path, tree, base): spot for path, spot in spots.items()}
        id = self._id(first, cells, data)
        if id is None:
            return None
        data["id"] = id
        self.ids.setdefault(id, []).append(first)
        found = make_placed_file(data, folder / f"{id}.toml", {(): ValuePlace(first, ""), **spots})
        return found.replace(name=self.export.name,
                            spots={**found.spots, **_fallback(data, first, found.spots)})

    def _row(self, row: int, cells: Cells) -> tuple[Tree, dict[KeyPath, ValuePlace]]:
        """Return what a row says as a tree, with the place of each value."""
        tree: Tree = {}
        spots: dict[KeyPath, ValuePlace] = {}
        for target in self.targets:
            raw = cells.get(target.number)
            if blank(raw):
                continue
            try:
                value = value_at(target, raw, self.conventions[target.number])
            except RefusedError as refused:
                self.problems.append(Problem(self.export.name, row, target.heading, refused.what,
                                             refused.to_do))
                continue
            if value is not None:
                put(tree, target.path, value)
                complete_entry(tree, target)
                spots[target.path] = ValuePlace(row, target.heading)
        return tree, spots

    def _join(
        self, tree: Tree, spots: dict[KeyPath, ValuePlace],
        later: Tree, later_spots: Mapping[KeyPath, ValuePlace], row: int,
    ) -> None:
        """Add what a further row of a venture says; tell what it says otherwise."""
        for found in joined(tree, later, equal=row >= SHEET_ROWS):
            if isinstance(found, RowConflict):
                spot = later_spots.get(found.path, ValuePlace(row, ""))
                self.problems.append(Problem(
                    self.export.name, row, spot.at or shown_key(found.path),
                    say("office.says_and_row_of_the_same", later=shown(found.later),
                        line=spots[found.path].line % SHEET_ROWS, first=shown(found.first)),
                                             say("office.leave_one_of_them")))
                continue
            before, after = found
            spots |= {(*after, *path[len(before):]): spot for path, spot in later_spots.items()
                      if path[:len(before)] == before}

    def _id(self, row: int, cells: Mapping[int, Any], data: Mapping[str, Any]) -> str | None:
        """Return the id from a column, or from the map's pattern."""
        if "id" in data:
            return str(data["id"])
        pattern = self.file.map.id
        number = 1 + [each for each, _ in self.export.rows].index(row)

        def part(found: re.Match[str]) -> str:
            if found[1] == "row":
                return str(number)
            columns = self._columns_called(found[1])
            if len(columns) != 1:
                raise KeyError(found[1])
            if blank(cells.get(columns[0])):
                raise LookupError(self.export.headings[columns[0]])
            return id_of(text_of(cells[columns[0]]))

        try:
            made = re.sub(r"\{([^{}]+)\}", part, pattern or "")
        except KeyError as unknown:
            self.problems.append(self.file.file.problem(
                ("id",), say("office.has_no_heading", name=self.export.name, args=unknown.args[0]),
                did_you_mean(unknown.args[0], self.export.headings.values())))
            return None
        except LookupError as missing:
            self.problems.append(Problem(
                self.export.name, row, missing.args[0], say("office.is_blank_and_the_venture_id"),
                                         say("office.fill_it_in_or_make_the")))
            return None
        if not made:
            self.problems.append(self.file.file.problem(
                (), say("office.nothing_gives_a_venture_its_id"),
                say("office.write_id_call_in_the_map")))
            return None
        return made.strip("-")

    def _columns_called(self, name: str) -> Sequence[int]:
        """Return the columns with a heading, or that a column of the map so called stands for."""
        for column in self.file.map.columns:
            if folded(name) == folded(column.heading):
                return self.headings.find(column)
        return self.headings.called(name)

    def duplicates(self) -> Iterator[Problem]:
        """Yield answers that occur twice, and ids that several answers share.

        Entries of a group that repeats may be equal.
        """
        first: dict[tuple[tuple[int, str], ...], int] = {}
        for row, cells in self.export.rows:
            if row >= SHEET_ROWS:
                continue
            said = tuple(sorted((column, text_of(value)) for column, value in cells.items()
                                if not blank(value)))
            if said in first:
                yield Problem(self.export.name, row, "",
                              say("office.says_the_same_as_row", first=first[said]),
                              say("office.delete_one_of_them"))
            first.setdefault(said, row)
        for id, rows in self.ids.items():
            for row in rows[1:]:
                yield Problem(self.export.name, row, "id",
                              say("office.is_also_the_id_of_row", id=id, rows=rows[0]),
                              say("office.each_venture_needs_an_id_of"))


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
