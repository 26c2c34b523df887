"""A call's list of assessors as rows of a form, and an assignment made of them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.jury.assignment.assignment_demands import AssignmentRequest
from hubflow.model.assessors import Assessor
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.panel.assessors_file import read_assessors
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.reading.values.normal_text import id_of
from hubflow.serve.forms.known_names import KnownNames
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.jury.assignment.assignment_files import MadeAssignment

COLUMNS = ("id", "name", "organisation", "group", "conflicts", "languages", "expertise", "most")
"""What the form holds of each assessor; the id is never shown."""

_KEPT = ("names", "ventures")
"""What stands in the list besides, and stays."""

_MARKS = ("out", "idle")
"""What a row says of itself: it is left out of the list; a proposal gave it nothing to read."""

_FILE = "assessors.csv"


def _words_in(key: str, text: str) -> str:
    """Return what was typed into a cell; conflicts may stand on lines of their own."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return ("\n" if key == "conflicts" else " ").join(filter(None, lines))


def rows_of(assessors: Sequence[Assessor]) -> list[dict[str, str]]:
    """Return the rows of the form that show a list of assessors."""
    return [{key: _text(key, getattr(one, key, "")) for key in (*COLUMNS, *_KEPT, *_MARKS)}
            for one in assessors]


def _text(key: str, value: object) -> str:
    if isinstance(value, tuple):
        return (" " if key in ("conflicts", "ventures") else "; ").join(map(str, value))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def typed_rows(form: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of a form that was sent, without those in which nothing was typed."""
    numbers = sorted({int(name[3:]) for name in form if re.fullmatch(r"id-[0-9]{1,4}", name)})
    rows = [{key: _words_in(key, form.get(f"{key}-{number}", ""))
             for key in (*COLUMNS, *_KEPT, *_MARKS)} for number in numbers]
    return [row for row in rows if any(row[key] for key in COLUMNS)]


def with_ids(
    rows: Sequence[dict[str, str]], applications: KnownNames, unknown: str
) -> list[dict[str, str]]:
    """Return rows with ids: of a new assessor one made of the name, of conflicts the applications'.

    Raises :class:`BadInput` with the sentence ``unknown`` for what names no application.
    """
    problems: list[Problem] = []
    found = []
    for number, row in enumerate(rows):
        ids, missed = applications.find_all(row["conflicts"])
        if missed:
            problems.append(Problem(_FILE, number + 2, "conflicts",
                                    unknown.format(names="; ".join(missed))))
        # a name that is only the id said again is no name
        name = "" if row["name"] == row["id"] else row["name"]
        found.append({**row, "id": row["id"] or id_of(row["name"]) if row["id"] or row["name"]
                      else "", "name": name, "conflicts": " ".join(ids)})
    if problems:
        raise BadInput(problems)
    return found


def assessors_in_rows(rows: Sequence[Mapping[str, str]]) -> tuple[Assessor, ...]:
    """Return the assessors of rows; raises :class:`BadInput` with all problems, by row."""
    with tempfile.TemporaryDirectory() as folder:
        return read_assessors(_written(Path(folder), rows)).assessors


def _written(folder: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    path = folder / _FILE
    columns = (*COLUMNS, *_KEPT)
    path.write_bytes(csv_bytes([columns, *([row[key] for key in columns] for row in rows)]))
    return path


@attrs.frozen
class AssignmentOptions:
    """How an assignment is to be made, as the options of `hubflow assign` say it."""

    per_venture: int | None = None
    per_assessor: int | None = None
    phase: str | None = None
    keep: bool = True
    seed: str = ""
    language_by: str = ""
    expertise_by: str = ""
    accept: str = ""


def proposed(
    cases: CaseSet, rows: Sequence[Mapping[str, str]], options: AssignmentOptions
) -> MadeAssignment:
    """Return the best assignment of a call to the assessors in rows; nothing is recorded.

    Raises :class:`BadInput` with what is wrong with the rows, and where it is not possible;
    :class:`ProcessEndedError` where it takes too long.
    """
    if find_spec("scipy") is None:
        raise one_problem("", say("serve.assign_no_solver"), say("serve.assign_no_solver_do"))
    from hubflow.jury.assignment.assignment_files import make_assignment
    from hubflow.serve.forms.assignment_process import assigned_apart

    with tempfile.TemporaryDirectory() as folder:
        kept = options.keep and any(row["ventures"] for row in rows)
        path = _written(Path(folder), rows if kept else [{**row, "ventures": ""} for row in rows])
        return make_assignment(cases, AssignmentRequest(
            assessors=path, previous=path if kept else None, per_venture=options.per_venture,
            per_assessor=options.per_assessor, phase=options.phase, seed=options.seed,
            language_by=options.language_by, expertise_by=options.expertise_by,
            accept=options.accept), solver=assigned_apart)


def options_in(form: Mapping[str, str], told: Mapping[str, str]) -> AssignmentOptions:
    """Return the options of a form; raises :class:`BadInput` with what is no number."""
    problems = [Problem(key, 0, key, told["assign_number"]) for key in (
        "per_venture", "per_assessor") if not _count_is_sound(form.get(key, ""))]
    if problems:
        raise BadInput(problems)
    return AssignmentOptions(
        _count(form.get("per_venture", "")), _count(form.get("per_assessor", "")),
        form.get("phase") or None, "keep" in form, form.get("seed", "").strip(),
        form.get("language_by", "").strip(), form.get("expertise_by", "").strip(),
        form.get("tie-accept", "").strip())


def _count_is_sound(text: str) -> bool:
    text = text.strip()
    return not text or (bool(re.fullmatch("[0-9]{1,4}", text)) and 1 <= int(text) <= 1000)


def _count(text: str) -> int | None:
    return int(text) if text.strip() else None


def placed(bad: BadInput) -> Iterator[tuple[str, str]]:
    """Yield each problem with its field: a cell of a row, an option, or neither."""
    for one in bad.problems:
        text = one.words()
        option = (one.key or one.file).partition(" ")[0].removeprefix("--").replace("-", "_")
        if one.file.endswith(_FILE) and one.line > 1:
            column = next((each for each in COLUMNS if each in one.key and each != "id"), "name")
            yield f"{column}-{one.line - 2}", text
        elif option in attrs.fields_dict(AssignmentOptions):
            yield option, text
        else:
            yield "", f"{'' if one.file.endswith(_FILE) else one.file} {text}".strip()
