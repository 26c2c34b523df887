"""Run a draft under the new hub's method with something changed, and compare the results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.adapt.possible_answers import Edit, apply
from hubflow.engine.pipeline.prepare import Prepared, prepare
from hubflow.engine.pipeline.run import recommend, run_table
from hubflow.model.results import VentureResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import InputEntry, Inputs, read_inputs
from hubflow.reading.toml.source import TomlFile, file_of_record

PLACE = Path("(draft)")
"""Where drafts under trial are said to lie: no folder, so no call of the reader's is joined."""


@attrs.frozen
class RecommendationChange:
    """One phase before and after: its recommendation, and what is possible."""

    phase: str
    name: str
    before: str
    after: str
    possible_before: tuple[str, ...]
    possible_after: tuple[str, ...]


@attrs.frozen(eq=False)
class DraftRuns:
    """A draft's data, and the hub, day and language of its runs."""

    hub: LoadedHub
    data: Mapping[str, Any]
    day: dt.date
    language: str

    def run(self, edits: Sequence[tuple[Edit, ...]]) -> tuple[Prepared, list[VentureResult]]:
        """Return the result of the draft with each of these changes, run as one table.

        Raises :class:`BadInput` where one of them leaves a draft that cannot be read.
        """
        return self.run_read(read_inputs([], self._files(edits)))

    def run_read(self, read: Inputs) -> tuple[Prepared, list[VentureResult]]:
        """Return the results of drafts that :meth:`read` returned, or of some of them."""
        prepared = prepare(self.hub, read, as_of=self.day, language=self.language)
        return prepared, list(recommend(prepared, run_table(prepared)).ventures)

    def read(self, edits: Sequence[tuple[Edit, ...]]) -> tuple[Inputs, list[InputEntry | None]]:
        """Return the draft with each of these changes, read once; None where it cannot be read."""
        files = self._files(edits)
        read = read_inputs([], files)
        wrong = {problem.file for problem in read.problems}
        sound = {entry.file.name: entry for entry in read.entries if entry.file.name not in wrong}
        return read.replace(problems=()), [sound.get(file.name) for file in files]

    def _files(self, edits: Sequence[tuple[Edit, ...]]) -> list[TomlFile]:
        return [self._file(number, each) for number, each in enumerate(edits)]

    def _file(self, number: int, edits: Sequence[Edit]) -> TomlFile:
        data = {**apply(self.data, edits), "id": f"t{number:06d}"}
        return file_of_record(data, PLACE / f"{number}.toml", number)


def changes_between(before: VentureResult, after: VentureResult) -> Iterator[RecommendationChange]:
    """Yield the phases whose recommendation, or what is possible there, differs."""
    for first, second in zip(before.phases, after.phases, strict=True):
        if (first.recommendation, first.possible) != (second.recommendation, second.possible):
            yield RecommendationChange(
                first.phase, first.name, first.recommendation, second.recommendation,
                first.possible, second.possible,
            )
