"""Write a dossier as an Excel workbook that people fill in, and read it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled


def dossier_workbook(compiled: Compiled, data: Mapping[str, Any]) -> bytes:
    """Return the workbook of a dossier, with one hub's questions in the hub's language.

    ``data`` is the dossier's in the form of TOML; reading the workbook gives all of it back.

    ``data`` are the dossier's as they stand in TOML; all of them are read back from it.
    """
    from hubflow.model.values import Kind
    from hubflow.workbook.drawing.planning import plan_of
    from hubflow.workbook.drawing.workbook import draw_workbook
    from hubflow.workbook.questions.cell_questions import CellQuestions

    asking = CellQuestions(compiled.methodology.hub.language)
    return draw_workbook(plan_of(compiled, data), asking.gaps(Kind("text")))
