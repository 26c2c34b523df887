"""Show how the first cells of each column are read, for whoever draws up a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.intake.answers_table import SHEET_ROWS
from hubflow.intake.intake import AnswersRead
from hubflow.intake.intake_targets import IntakeTarget
from hubflow.intake.problem_places import in_language
from hubflow.intake.row_values import value_at
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import blank, text_of


@attrs.frozen
class CellReading:
    """A cell as it is written, and the value that is read in it, or what is wrong with it."""

    row: int
    written: str
    value: Any = None
    wrong: str = ""


def first_readings(
    read: AnswersRead, count: int, language: str
) -> Mapping[int, tuple[IntakeTarget, tuple[CellReading, ...]]]:
    """Return by column its place in a dossier, and so many of its first cells that are not blank.

    What is wrong is said in ``language`` where it has words for it.
    """
    found: dict[int, tuple[IntakeTarget, tuple[CellReading, ...]]] = {}
    for target in read.targets:
        cells = [(row, raw) for row, cells in read.export.rows
                 if not blank(raw := cells.get(target.number))][:count]
        found[target.number] = target, tuple(
            _reading(read, target, row, raw, language) for row, raw in cells)
    return found


def _reading(
    read: AnswersRead, target: IntakeTarget, row: int, raw: Any, language: str
) -> CellReading:
    written = text_of(raw)
    try:
        value = value_at(target, raw, read.conventions[target.number])
    except RefusedError as refused:
        wrong = f"{in_language(refused.what, language)}. {in_language(refused.to_do, language)}"
        return CellReading(row % SHEET_ROWS, written, wrong=wrong.strip())
    return CellReading(row % SHEET_ROWS, written, value)
