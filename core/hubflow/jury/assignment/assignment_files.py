"""Make an assignment from a source of cases, and write it as a list of assessors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.jury.assignment.assignment_demands import (
    AssignmentDemands,
    AssignmentRequest,
    conflicts_of,
    demands_of,
)
from hubflow.jury.assignment.assignment_gaps import assignment_gaps
from hubflow.jury.assignment.assignment_solver import Assignment, SolverGaveUpError, assigned
from hubflow.jury.assignment.assignment_task import AssignmentTask
from hubflow.model.assessors import Assessor
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.rates import Rates
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.text.spoken import say

_COLUMNS = ("id", "name", "names", "organisation", "group", "email", "ventures", "conflicts",
            "languages", "expertise", "most")
FORMATS = ("csv", "xlsx", "toml")


@attrs.frozen(eq=False, repr=False)
class MadeAssignment:
    """An assignment with the demands that it meets, and the list of assessors that says so.

    ``idle`` are assessors to whom it gives nothing. They are not on the list, for an assessor
    without ventures reads all.
    """

    demands: AssignmentDemands
    found: Assignment
    assessors: tuple[Assessor, ...]
    idle: tuple[str, ...]

    @property
    def readers(self) -> Mapping[str, Sequence[str]]:
        """The assessors of each venture."""
        readers: dict[str, list[str]] = {id: [] for id in self.demands.task.ventures}
        for venture, assessor in self.found.pairs:
            readers[venture].append(assessor)
        return readers

    @property
    def changed(self) -> list[tuple[str, str]]:
        """The pairs that an earlier assignment did not have."""
        return [pair for pair in self.found.pairs if pair not in self.demands.task.kept]

    @property
    def without_expert(self) -> list[str]:
        """The ventures that nobody reads who knows their subject, where somebody does know it."""
        expert = self.demands.task.expert
        return [id for id, by in self.readers.items()
                if expert and not any((id, one) in expert for one in by)]

    def written(self, format: str) -> bytes:
        """Return the list of assessors in a format that ``--assessors`` reads."""
        rows = [_as_row(one) for one in self.assessors]
        if format == "toml":
            return _toml(self.assessors)
        if format == "xlsx":
            return _workbook([list(_COLUMNS), *rows])
        return csv_bytes([_COLUMNS, *rows])


def make_assignment(
    cases: CaseSet, request: AssignmentRequest, *, panel: Sequence[Path] = (),
    rates: Rates | None = None,
    solver: Callable[[AssignmentTask], Assignment | None] = assigned,
) -> MadeAssignment:
    """Return the best assignment; ``panel`` holds sheets in which conflicts are declared,
    ``solver`` looks for it.

    Raises :class:`BadInput` with why where the demands cannot be met.
    """
    prepared = cases.prepared(panel=panel, rates=rates)
    demands = demands_of(cases, prepared, request)
    try:
        found = solver(demands.task)
    except SolverGaveUpError as gave_up:
        raise one_problem("assign", say("office.the_solver_gave_up", gave_up=gave_up),
                          say("office.ask_for_fewer_or_split_the")) from None
    if found is None:
        raise BadInput(assignment_gaps(demands.task))
    return MadeAssignment(
        demands, found,
        assessors=tuple(
            attrs.evolve(one, ventures=found.of(one.id), conflicts=conflicts_of(one, demands))
            for one in demands.assessors if found.load(one.id)),
        idle=tuple(one.id for one in demands.assessors if not found.load(one.id)))


def _as_row(one: Assessor) -> list[Any]:
    return [one.id, one.name, "; ".join(one.names), one.organisation, one.group, one.email,
            " ".join(one.ventures), " ".join(one.conflicts), "; ".join(one.languages),
            "; ".join(one.expertise), None if one.most is None else int(one.most)]


def _toml(assessors: Sequence[Assessor]) -> bytes:
    import tomli_w

    said = []
    for one in assessors:
        values = {key: getattr(one, key) for key in _COLUMNS}
        said.append({key: list(value) if isinstance(value, tuple) else
                     int(value) if isinstance(value, float) else value
                     for key, value in values.items() if value})
    return tomli_w.dumps({"assessors": said}).encode()


def _workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hubflow.documents.publishing.office_file import workbook_bytes
    from hubflow.workbook.drawing import looks
    from hubflow.workbook.drawing.cell_writing import put

    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            put(cell, value)
            cell.font, cell.alignment = looks.BOLD if at == 1 else looks.TEXT, looks.TOP_LEFT
    for letter, width in (("A", 18), ("B", 28), ("D", 28), ("G", 60), ("H", 30)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    return workbook_bytes(book)
