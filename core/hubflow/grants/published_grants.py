"""Read grants from a file: a package in JSON, or a sheet with one row for each grant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from hubflow.grants.flat_sheet import path_of, put
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.json_file import parse_json
from hubflow.reading.text_gate import admitted, delete_it, flaws_of
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.placed_file import ValuePlace
from hubflow.reading.toml.source import decode, read_bytes
from hubflow.reading.values.cell_table import column_without_heading, read_cell_table
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.formula_mark import unmarked
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_file import (
    read_workbook,
)
from hubflow.reading.values.workbook_names import is_workbook, refuse_other_spreadsheets
from hubflow.text.spoken import say


@attrs.frozen(eq=False, repr=False)
class PublishedGrant:
    """One grant: its values, and where each stands in the file."""

    file: str
    data: Mapping[str, Any]
    at: ValuePlace
    spots: Mapping[KeyPath, ValuePlace] = attrs.field(factory=dict)

    @property
    def in_sheet(self) -> bool:
        """Whether it stands in a sheet, where a day or number may be text."""
        return not self.at.at

    def spot(self, path: KeyPath) -> ValuePlace:
        """Return where a value stands: a row and heading, or a key in the package."""
        if path in self.spots:
            return self.spots[path]
        key = f"{self.at.at}.{shown_key(path)}" if self.at.at else shown_key(path)
        return ValuePlace(self.at.line, key)

    def holds(self, problem: Problem) -> bool:
        """Return whether a problem of the file is one with this grant."""
        if self.at.at:
            return problem.key == self.at.at or problem.key.startswith(f"{self.at.at}.")
        return problem.line in {self.at.line, *(spot.line for spot in self.spots.values())}

    def problem(self, path: KeyPath, what: str, to_do: str = "") -> Problem:
        """Return a problem with one of its values."""
        spot = self.spot(path)
        return Problem(self.file, spot.line, spot.at, what, to_do)


@attrs.frozen(eq=False, repr=False)
class Package:
    """All grants of a file, and its statements about itself (none for a sheet).

    ``unread`` are the other sheets of a workbook, and columns without a heading. ``faults`` are
    problems of the grants that are ``left_out``.
    """

    file: str
    about: Mapping[str, Any]
    grants: tuple[PublishedGrant, ...]
    unread: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()
    left_out: int = 0


def read_package(path: Path, *, sheet: str | None = None) -> Package:
    """Return the grants in a file. Raise :class:`BadInput` with all problems of its shape.

    What is wrong with single grants are the package's ``faults``.
    """
    if is_workbook(path) or path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _flat(path, sheet)
    refuse_other_spreadsheets(path)
    return _json(path)


def _json(path: Path) -> Package:
    name = str(path)
    said = admitted(parse_json(decode(read_bytes(path), name), name,
                               say("grants.save_it_again")))
    grants = said.get("grants") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(grants, list):
        raise one_problem(name, say("grants.no_package"), say("grants.give_json_or_sheet"))
    if not grants:
        raise one_problem(name, say("grants.no_grants"), key="grants")
    faults = [Problem(name, 0, f"grants[{number}]", say("grants.must_be_an_object"))
              for number, grant in enumerate(grants) if not isinstance(grant, dict)]
    flawed = {number: list(flaws_of(grant, ("grants", number)))
              for number, grant in enumerate(grants)}
    faults += [Problem(name, 0, shown_key(at), flaw, delete_it())
               for flaws in flawed.values() for at, flaw in flaws]
    about = {key: value for key, value in said.items() if key != "grants"}
    if flaws := list(flaws_of(about)):
        raise BadInput([Problem(name, 0, shown_key(at), flaw, delete_it()) for at, flaw in flaws])
    return Package(
        name,
        about,
        tuple(
            PublishedGrant(name, grant, ValuePlace(0, f"grants[{number}]"))
            for number, grant in enumerate(grants)
            if isinstance(grant, dict) and not flawed[number]
        ),
        faults=tuple(faults),
        left_out=sum(not isinstance(grant, dict) or bool(flawed[number])
                     for number, grant in enumerate(grants)),
    )


def _flat(path: Path, sheet: str | None) -> Package:
    """Return the grants of a sheet; rows with the same identifier are one grant."""
    sheet, unread = _sheets(path, sheet)
    plain = _as_it_is if is_workbook(path) else _of_csv
    export = read_cell_table(path, sheet=sheet)
    if not export.rows:
        raise one_problem(export.name, say("grants.headings_alone"), line=export.top)
    paths = {column: path_of(text) for column, text in export.headings.items()}
    problems = [Problem(export.name, 1, heading, say("grants.heading_twice"))
                for heading in _twice(export.headings)]
    if ("id",) not in paths.values():
        problems.append(Problem(export.name, 1, "Identifier", say("grants.no_such_column"),
                                say("grants.no_360_sheet")))
    if problems:
        raise BadInput(problems)
    found: dict[str, _Rows] = {}
    faults: list[Problem] = []
    nameless = 0
    for row, cells in export.rows:
        said = {paths[column]: ValuePlace(row, export.headings[column])
                for column, value in cells.items() if column in paths and not blank(value)}
        values = {paths[column]: plain(value) for column, value in cells.items()
                  if column in paths and not blank(value)}
        id = text_of(values.get(("id",), ""))
        if not id:
            faults.append(Problem(export.name, row, "Identifier", say("grants.is_empty")))
            nameless += 1
            continue
        rows = found.setdefault(id, _Rows(PublishedGrant(export.name, {}, ValuePlace(row, ""))))
        rows.faults += rows.add(values, said)
    faults += [fault for rows in found.values() for fault in rows.faults]
    return Package(
        export.name, {}, tuple(rows.given() for rows in found.values() if not rows.faults),
        (*(f"sheet {title}" for title in unread),
         *map(column_without_heading, export.unheaded)), tuple(faults),
        sum(bool(rows.faults) for rows in found.values()) + nameless)


@attrs.define(eq=False)
class _Rows:
    """The rows of one grant."""

    first: PublishedGrant
    values: dict[KeyPath, Any] = attrs.field(factory=dict)
    spots: dict[KeyPath, ValuePlace] = attrs.field(factory=dict)
    faults: list[Problem] = attrs.field(factory=list)

    def add(
        self, values: Mapping[KeyPath, Any], spots: Mapping[KeyPath, ValuePlace]
    ) -> Iterator[Problem]:
        """Add a row: new values, and places as further places."""
        shift = self._places() if self.values else 0
        for path, value in values.items():
            if path[0] == "beneficiaryLocation" and shift:
                path = (path[0], int(path[1]) + shift, path[2])
                spots = {**spots, path: spots[(path[0], int(path[1]) - shift, path[2])]}
            if path in self.values and self.values[path] != value:
                spot = spots[path]
                yield Problem(self.first.file, spot.line, spot.at,
                              say("grants.says_otherwise", line=self.spots[path].line),
                              say("grants.rows_only_add"))
                continue
            self.values.setdefault(path, value)
            self.spots.setdefault(path, spots[path])

    def _places(self) -> int:
        return 1 + max((int(path[1]) for path in self.values
                        if path[0] == "beneficiaryLocation"), default=-1)

    def given(self) -> PublishedGrant:
        """Return the grant that the rows describe."""
        data: dict[str, Any] = {}
        for path, value in self.values.items():
            put(data, path, value)
        return attrs.evolve(self.first, data=data, spots=self.spots)


def _sheets(path: Path, wanted: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the sheet to read, `grants` if there is one, and the names of the others."""
    if not is_workbook(path):
        return None, ()
    sheets = read_workbook(path).sheets
    shown = [sheet.title for sheet in sheets if not sheet.hidden]
    title = wanted or next((sheet.title for sheet in sheets if folded(sheet.title) == "grants"),
                           shown[0] if shown else None)
    return title, tuple(sheet.title for sheet in sheets if sheet.title != title and sheet.cells)


def _twice(headings: Mapping[int, str]) -> list[str]:
    paths = [path_of(text) for text in headings.values()]
    return sorted({text for text in headings.values() if paths.count(path_of(text)) > 1})


def _as_it_is(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


def _of_csv(cell: str) -> str:
    return unmarked(cell.strip())


def repeated_identifiers(package: Package) -> Mapping[int, Problem]:
    """Return the problem of each grant, by its position, with the identifier of an earlier one."""
    first: dict[str, PublishedGrant] = {}
    found: dict[int, Problem] = {}
    for number, given in enumerate(package.grants):
        id = given.data.get("id")
        if not isinstance(id, str):
            continue
        if id in first:
            other = first[id].spot(("id",))
            also = (say("grants.also_identifier_of_row", id=id, line=other.line) if other.line
                    else say("grants.also_identifier_of", id=id, other=other.at))
            found[number] = given.problem(("id",), also, say("grants.each_grant_its_id"))
        first.setdefault(id, given)
    return found
