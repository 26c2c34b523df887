"""A dossier as an Excel workbook, to be filled in and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled


def dossier_workbook(compiled: Compiled, data: Mapping[str, Any]) -> bytes:
    """The workbook of a dossier as one hub's method asks it, in the hub's language.

    ``data`` are the dossier's as they stand in TOML; all of them are read back from it.
    """
    from hubflow.model.values import Kind
    from hubflow.workbook.drawing.planning import plan_of
    from hubflow.workbook.drawing.workbook import drawn
    from hubflow.workbook.questions.cell_questions import CellQuestions

    asking = CellQuestions(compiled.methodology.hub.language)
    return drawn(plan_of(compiled, data), asking.gaps(Kind("text")))
