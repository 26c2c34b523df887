"""Describe a file that was given where another kind is needed: what it is, and who takes it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import attrs

from hubflow.model.business import Period
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.dossiers.file_kind import kind_of_file
from hubflow.reading.toml.source import read_toml
from hubflow.reading.values.cell_table import read_cell_table
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_names import is_workbook
from hubflow.text.spoken import say

DescribedKind = Literal["dossier", "challenge", "jury", "ledger", "call", "methodology",
                        "assessors"]

_TABLES = (".csv", ".tsv", ".txt")
_JUDGEMENT = frozenset({"venture", "phase", "criterion", "assessor"})
_MONTH = frozenset({"start", "end", "note"})
_FIGURES = frozenset(field.name for field in attrs.fields(Period)) - _MONTH
_ASSESSOR = frozenset({"conflicts", "organisation", "names"})


def kind_of_table(headings: Iterable[str]) -> DescribedKind | None:
    """Return what a table is by its headings; None where they do not show it."""
    keys = {folded(heading) for heading in headings}
    if keys >= _JUDGEMENT:
        return "jury"
    if "month" in keys and keys & _FIGURES:
        return "ledger"
    return "assessors" if "id" in keys and keys & _ASSESSOR else None


def kind_of_path(path: Path) -> DescribedKind | None:
    """Return what a TOML file or a table is; None where it does not show it, or is unreadable."""
    try:
        if path.suffix.lower() == ".toml":
            file = read_toml(path)
            if "assessors" in file.data:
                return "assessors"
            found = kind_of_file(file)
            return None if found == "unknown" else "dossier" if found == "venture" else found
        if path.suffix.lower() in _TABLES or is_workbook(path):
            return kind_of_table(read_cell_table(path).headings.values())
    except BadInput:
        return None
    return None


def as_misplaced(path: Path, kind: DescribedKind) -> BadInput:
    """Return the one problem of a file that was given where another kind is needed."""
    what = say(f"reading-problems.misplaced_{kind}")
    return one_problem(str(path), say("reading-problems.this_is_kind", what=what),
                       say(f"reading-problems.misplaced_{kind}_do"))
