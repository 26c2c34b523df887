"""Run a draft under the new hub's method with something changed, and compare the results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from hubflow.engine.call.phase_outlook import recommendation_of
from hubflow.engine.facts.fact_rows import KnownFacts, facts_shared
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.prepare import Prepared, prepare
from hubflow.engine.pipeline.run import recommend, run_table
from hubflow.engine.results.phase_results import minimum_status
from hubflow.model.methodology import text_in
from hubflow.model.plain_record import PlainRecord
from hubflow.model.results import Possible, Recommendation, RunResult, Status, VentureResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.records.converter import MadeRecords, records_shared
from hubflow.reading.toml.source import TomlFile, file_of_record

PLACE = Path("(draft)")
"""Where drafts under trial are said to lie: no folder, so no call of the reader's is joined."""

_MARKS: Mapping[Status | None, float] = {"holds": 1.0, "fails": -1.0}


@attrs.frozen
class RecommendationChange:
    """One phase before and after: its recommendation, and what is possible."""

    phase: str
    name: str
    before: str
    after: str
    possible_before: tuple[str, ...]
    possible_after: tuple[str, ...]


class PhaseOutcome(PlainRecord):
    """What one phase comes to for a draft; fields as in a phase's result."""

    phase: str
    name: str
    recommendation: Recommendation
    possible: tuple[Possible, ...]


class DraftOutcome(PlainRecord):
    """What a draft comes to, read off the finished table, without reasons.

    ``extent_met`` is how much of what the method asks for holds: a requirement or floor counts 1,
    one that fails -1; scores tell apart what is equal so far.
    """

    phases: tuple[PhaseOutcome, ...]
    extent_met: float


class DraftAsItIs(PlainRecord):
    """A draft's own run: what it ran on, its result, and what it comes to."""

    prepared: Prepared
    result: RunResult
    outcome: DraftOutcome

    @property
    def venture(self) -> VentureResult:
        """The result of the draft, which runs alone."""
        (found,) = self.result.ventures
        return found


def run_draft(hub: LoadedHub, read: Inputs, day: dt.date, language: str) -> DraftAsItIs:
    """Return a draft's run. Raise :class:`BadInput` where it cannot be run."""
    prepared = prepare(hub, read, as_of=day, language=language)
    finished = run_table(prepared)
    result = recommend(prepared, finished)
    prepared.hooks.finished(result)
    (outcome,) = outcomes_of(prepared, finished)
    return DraftAsItIs(prepared, result, outcome)


@attrs.frozen(eq=False)
class DraftRuns:
    """A draft's data, and the hub, day and language of its runs.

    Drafts that are tried hold what they have in common as the same objects, of which records and
    facts are worked out once.
    """

    hub: LoadedHub
    data: Mapping[str, Any]
    day: dt.date
    language: str
    _made: MadeRecords = attrs.field(factory=dict, init=False, repr=False)
    _facts: KnownFacts = attrs.field(factory=dict, init=False, repr=False)

    def outcomes(self, drafts: Sequence[Mapping[str, Any]]) -> list[DraftOutcome]:
        """Return what each of some drafts comes to, run as one table.

        Raises :class:`BadInput` where one of them cannot be read.
        """
        return self._outcomes(self._read(self._files(drafts)))

    def legal_outcomes(self, drafts: Sequence[Mapping[str, Any]]) -> list[DraftOutcome | None]:
        """Return what :meth:`outcomes` does; None for a draft that cannot be read."""
        files = self._files(drafts)
        read = self._read(files)
        wrong = {problem.file for problem in read.problems}
        sound = {entry.file.name: entry for entry in read.entries if entry.file.name not in wrong}
        entries = tuple(sound[file.name] for file in files if file.name in sound)
        found = iter(self._outcomes(read.replace(problems=(), entries=entries)) if sound else ())
        return [next(found) if file.name in sound else None for file in files]

    def _outcomes(self, read: Inputs) -> list[DraftOutcome]:
        with facts_shared(self._facts):
            prepared = prepare(self.hub, read, as_of=self.day, language=self.language)
        return list(outcomes_of(prepared, run_table(prepared)))

    def _read(self, files: Sequence[TomlFile]) -> Inputs:
        with records_shared(self._made):
            return read_inputs([], files)

    def _files(self, drafts: Sequence[Mapping[str, Any]]) -> list[TomlFile]:
        return [file_of_record({**data, "id": f"t{number:06d}"}, PLACE / f"{number}.toml", number)
                for number, data in enumerate(drafts)]


def outcomes_of(prepared: Prepared, finished: pl.DataFrame) -> Iterator[DraftOutcome]:
    """Yield what each venture comes to, in the order of the table's rows."""
    plans = prepared.compiled.phases
    starts = tuple(f"{plan.phase.id}/" for plan in plans)
    table = finished[[name for name in finished.columns if name.startswith(starts)]]
    named = {plan: text_in(plan.phase.name, prepared.language, plan.phase.id) for plan in plans}
    for row in table.iter_rows(named=True):
        yield DraftOutcome(
            tuple(PhaseOutcome(plan.phase.id, name, *recommendation_of(row, plan.names))
                  for plan, name in named.items()),
            _extent_met(row, plans))


def _extent_met(row: Mapping[str, Any], plans: Sequence[PhasePlan]) -> float:
    marks, scored = 0.0, 0.0
    for plan in plans:
        for requirement in plan.conditions:
            holds = row[plan.names.holds(requirement.requirement.id)]
            marks += 0.0 if holds is None else 1.0 if holds else -1.0
        for part in plan.criteria:
            names, id = plan.names, part.criterion.id
            lower, applies = row[names.lower(id)], row[names.applies(id)]
            status = minimum_status(part, lower, row[names.upper(id)], applies)
            marks += _MARKS.get(status, 0.0)
            scored += lower or 0.0
    return marks + scored / 1e6


def changes_between(before: DraftOutcome, after: DraftOutcome) -> Iterator[RecommendationChange]:
    """Yield the phases whose recommendation, or what is possible there, differs."""
    for first, second in zip(before.phases, after.phases, strict=True):
        if (first.recommendation, first.possible) != (second.recommendation, second.possible):
            yield RecommendationChange(
                first.phase, first.name, first.recommendation, second.recommendation,
                first.possible, second.possible,
            )
