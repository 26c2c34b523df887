"""A dossier as an Excel workbook, to be filled in and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubflow.engine.compiled import Compiled


def dossier_workbook(compiled: Compiled, data: Mapping[str, Any]) -> bytes:
    """The workbook of a dossier as one hub's method asks it, in the hub's language.

    ``data`` are the dossier's as they stand in TOML; all of them are read back from it.
    """
    from hubflow.documents.asking import Asking
    from hubflow.documents.workbook.drawing import drawn
    from hubflow.documents.workbook.planning import plan_of
    from hubflow.model.values import Kind

    asking = Asking(compiled.methodology.hub.language)
    return drawn(plan_of(compiled, data), asking.gaps(Kind("text")))
