"""Record what an assessor says on the screen, by the function that records a jury's sheet."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.register.office import people_served
from hubflow.register.recording.judgement_entries import RecordedJudgements, judge
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import signs_by_field
from hubflow.serve.jury_work import VentureTask

_HEAD = ("venture", "phase", "criterion", "assessor", "score", "note", "conflict")

CONFLICT = "conflict"
"""The field of a declared conflict of interest."""


@attrs.frozen
class ScreenJudgement:
    """One answer on the screen; an empty score is none."""

    criterion: str
    score: str
    note: str


def record_judgements(
    journal: Journal, hub: str, task: VentureTask, assessor: str,
    answers: Iterable[ScreenJudgement], *, conflict: bool, by: str, accept: str,
) -> RecordedJudgements:
    """Record an assessor's answers on one venture; what is recorded already stays as it is.

    Raises :class:`BadInput` with a problem for each answer, its ``key`` being the criterion, and
    :class:`SignsOfPeople` unless ``accept`` says why the signs in notes are right.
    """
    phase = task.questions.phase.phase
    answered = [] if conflict else [one for one in answers if one.score]
    rows = [(task.id, phase, one.criterion, assessor, one.score, one.note, "") for one in answered]
    if conflict:
        rows = [(task.id, "", "", assessor, "", "", "yes")]
    if not rows:
        return RecordedJudgements()
    keys = [one.criterion for one in answered] or [CONFLICT]
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "screen.csv"
        sheet.write_bytes(csv_bytes([_HEAD, *rows]))
        methodology = task.edition.run.prepared.methodology
        found = people_served.signs_in_files([], [sheet], methodology) if (
            people_served.can_look() and any(one.note for one in answered)) else ()
        if found and not accept.strip():
            raise signs_by_field((_key(each.line, keys), each) for each in found)
        accepted = people_served.reasons_by_file(found, accept) if found else {}
        try:
            return judge(journal, hub, [sheet], on=dt.date.today(), by=by,
                         accepted=accepted, restore=True)
        except BadInput as bad:
            raise BadInput(_of_the_screen(each, keys) for each in bad.problems) from None


def _of_the_screen(problem: Problem, keys: list[str]) -> Problem:
    """Return a problem of a row as one of the field that the row came from."""
    return Problem("", 0, _key(problem.line, keys), problem.what, problem.to_do)


def _key(line: int, keys: list[str]) -> str:
    """Return the field of a line of the sheet; empty for none. Its first line is the heading."""
    return keys[line - 2] if 2 <= line < len(keys) + 2 else ""
