"""Write a dossier as an Excel workbook that people fill in, and read it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled
    from hubflow.workbook.drawing.workbook_plan import Book


def dossier_workbook(compiled: Compiled, data: Mapping[str, Any]) -> bytes:
    """Return the workbook of a dossier, with one hub's questions in the hub's language.

    ``data`` is the dossier's in the form of TOML; reading the workbook gives all of it back.
    """
    from hubflow.workbook.drawing.planning import plan_of

    return _drawn(compiled, plan_of(compiled, data))


def applicant_workbook(
    compiled: Compiled, data: Mapping[str, Any], *, stages: Collection[str] = (),
    keys: Collection[str] | None = None,
) -> bytes:
    """Return a workbook of one to three sheets for an applicant: facts and answers alone.

    It asks for what ``stages`` ask for (all of them where none is named) or, with ``keys``, for
    these alone. Nothing that others stated in the dossier of ``data`` is in it.
    """
    from hubflow.model.methodology import STAGES
    from hubflow.workbook.drawing.applicant_plan import applicant_plan, of_keys, of_stages

    choice = of_stages(stages or STAGES) if keys is None else of_keys(keys)
    return _drawn(compiled, applicant_plan(compiled, data, choice))


def _drawn(compiled: Compiled, book: Book) -> bytes:
    from hubflow.model.values import Kind
    from hubflow.workbook.drawing.workbook import draw_workbook
    from hubflow.workbook.questions.cell_questions import CellQuestions

    asking = CellQuestions(compiled.methodology.hub.language)
    return draw_workbook(book, asking.gaps(Kind("text")))
