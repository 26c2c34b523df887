"""Write an open value of a dossier in TOML, with the values that are allowed as a comment."""

from __future__ import annotations

import attrs

from hubflow.model.methodology import LocalFact
from hubflow.model.values import Kind
from hubflow.workbook.questions.cell_questions import CellQuestions


def blank_fact(fact: LocalFact, asking: CellQuestions) -> str:
    """Return the open value of a hub's own fact."""
    return blank(fact.kind, asking, many=fact.type == "labels")


def blank(kind: Kind, asking: CellQuestions, *, many: bool = False, day: str = "2025-12-31") -> str:
    """Return what stands behind ``=``: an empty text, list or nothing, and a comment on its values.

    ``day`` is the example of a date.
    """
    hint = _hint(kind, asking, day, many=many)
    value = "[]" if many else '""' if kind.type in ("label", "text") else ""
    if not hint:
        return value
    return f"{value}  # {hint}" if value else f" # {hint}"


def _hint(kind: Kind, asking: CellQuestions, day: str, *, many: bool) -> str:
    if kind.labels:
        shown = " / ".join(kind.labels)
        return asking.dossier["any_of"].format(labels=shown) if many else shown
    if kind.type == "yes_no":
        return "true / false"
    if kind.type == "date":
        return asking.dossier["a_day"].format(day=day)
    if kind.type == "text":
        return asking.dossier["texts"] if many else ""
    return asking.hint(attrs.evolve(kind, gap=False))
