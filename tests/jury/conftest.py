"""A small hub with a call, and sheets filled in as people do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.hub_head import hub_head
from tests.register.conftest import Hubflow, hubflow

from hubflow.jury.sheets.scoring_marks import (
    CONFLICT,
    CRITERION,
    NOTE,
    SCORE,
    VENTURE,
    scoring_mark,
)

__all__ = ["Hubflow", "hubflow"]

METHOD = hub_head(
    sources={"rules": ("Its published rules", "published"),
             "ours": ("What was chosen here", "assumption")}) + """\
[panel]
minimum_assessors = 2
source = "ours"
[[stages.identify.phases]]
id = "first-look"
name = "First look"
[[stages.identify.phases.requirements]]
id = "new"
says = "It is new."
otherwise = "Say what is new."
judged = true
source = "rules"
[[stages.identify.phases.requirements]]
id = "described"
says = "The solution is described."
otherwise = "Describe it."
holds = "solution.described"
source = "rules"
[[stages.identify.phases.criteria]]
id = "depth"
title = "Depth"
says = "How deeply the problem is understood."
concept = "need-severity"
judged = true
scale = [1, 5]
rubric = { "1" = "Not at all.", "5" = "With those concerned." }
weight = 3
source = "rules"
[[stages.identify.phases.criteria]]
id = "fit"
title = "Fit"
concept = "problem-solution-fit"
judged = true
justified = true
scale = ["poor", "fair", "good"]
source = "ours"
[[stages.identify.phases.criteria]]
id = "reach"
title = "Reach"
concept = "local:reach"
judged = true
applies = "identify.group_size >= 10"
scale = [0, 10]
weight = 1
source = "ours"
[stages.identify.phases.gate]
advance = [{ score = 50 }]
otherwise = "revise"
source = "rules"
[[stages.understand.phases]]
id = "second-look"
name = "Second look"
says = "We come to see you."
[[stages.understand.phases.requirements]]
id = "heard"
says = "Service users were heard."
otherwise = "Talk with them."
holds = "understand.activities >= 1"
source = "rules"
"""

DOSSIER = """
id = "{id}"
name = "{name}"
language = "en"
currency = "GBP"
[identify]
group_size = {size}
[solution]
description = "{what}"
{more}
"""


def dossier(
    folder: Path, id: str, name: str, *, size: int = 20, what: str = "A garden.", more: str = ""
) -> None:
    """A dossier's file."""
    text = DOSSIER.format(id=id, name=name, size=size, what=what, more=more)
    (folder / f"{id}.toml").write_text(text, "utf-8")


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """A call with two ventures, and the hub's folder beside it."""
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "methodology.toml").write_text(METHOD, "utf-8")
    folder = tmp_path / "call"
    folder.mkdir()
    (folder / "call.toml").write_text('id = "spring"\nhub = "small"\ndate = 2025-03-01\n', "utf-8")
    dossier(folder, "oak", "The Oak")
    dossier(folder, "elm", "The Elm", size=4)
    (tmp_path / "assessors.toml").write_text(
        '[[assessors]]\nid = "one"\nname = "Assessor 1"\n[[assessors]]\nid = "two"\n', "utf-8")
    return folder


PACK = ("jury-pack", "-p", "./small", "call", "--assessors", "assessors.toml", "--out", "pack",
        "--format", "md")


class Filled:
    """A scoring sheet, opened as in a spreadsheet program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = next(sheet for sheet in self.book.worksheets
                          if scoring_mark(sheet.cell(1, 1).value))

    def rows(self) -> Iterator[tuple[str, str, int]]:
        """Venture or code, criterion (empty in a venture's own row), and row."""
        for row in range(6, self.sheet.max_row + 1):
            if self.sheet.cell(row, VENTURE).value:
                yield (str(self.sheet.cell(row, VENTURE).value),
                       str(self.sheet.cell(row, CRITERION).value or ""), row)

    def cell(self, venture: str, criterion: str = "", column: int = SCORE) -> Any:
        """The cell of a venture's criterion."""
        row = next(row for v, c, row in self.rows() if (v, c) == (venture, criterion))
        return self.sheet.cell(row, column)

    def fill(self, scores: Mapping[tuple[str, str], Any], note: str = "Because.") -> Filled:
        """Write scores, each with a note; ``conflict`` stands for a criterion's id."""
        for (venture, criterion), value in scores.items():
            if criterion == "conflict":
                self.cell(venture, column=CONFLICT).value = value
            else:
                self.cell(venture, criterion).value = value
                self.cell(venture, criterion, NOTE).value = note or None
        return self

    def save(self) -> Path:
        """Save it under its own name."""
        self.book.save(self.path)
        return self.path
