"""What the method recommends for the ventures of a call, as the screens share it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping

import attrs
import sqlalchemy as sa

from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.severity.severity_records import PhaseSeverity, severity_of
from hubflow.model.results import VentureResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import InputEntry
from hubflow.register.recording.steps import check_call
from hubflow.register.standing.register_cases import RegisterCases
from hubflow.register.standing.run_selection import standings_asked_for
from hubflow.register.standing.standing_table import ids_of, with_call_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.journal import Journal


@attrs.frozen(eq=False, repr=False)
class EditionRun:
    """The ventures of a call that are under one edition of the method: their cases and results."""

    cases: CaseSet
    run: KeptRun

    @property
    def entries(self) -> Mapping[str, InputEntry]:
        """The dossiers by the venture's id."""
        return {case.id: case.entry for case in self.run.prepared.cases}

    @functools.cached_property
    def severity(self) -> tuple[PhaseSeverity, ...]:
        """What can be told of the assessors, worked out where a page first tells of it."""
        run = self.run
        return severity_of(self.cases.with_assessors(run.result, run.prepared, run.table))


@attrs.frozen(eq=False, repr=False)
class CallRun:
    """A call as the method sees it at an entry of the register and on a day."""

    head: int
    day: dt.date
    standings: Mapping[str, VentureStanding]
    editions: tuple[EditionRun, ...]

    @property
    def calls(self) -> frozenset[str]:
        """The calls in which the ventures compete."""
        return frozenset(one.call for one in self.standings.values()) - {""}

    def of(self, venture: str) -> EditionRun | None:
        """Return the run that a venture is in; None if it is in none."""
        return next((one for one in self.editions if venture in one.run.ventures), None)

    @property
    def ventures(self) -> Mapping[str, VentureResult]:
        """The results by the venture's id."""
        return {id: result for one in self.editions for id, result in one.run.ventures.items()}


def run_call(
    journal: Journal, hub: str, call: str, day: dt.date, head: int, language: str,
    plugin_hub: LoadedHub | None, venture: str = "",
) -> CallRun:
    """Return what the method recommends for a call, or for one venture without a call.

    Nothing is recorded. Raises :class:`BadInput` for an unknown call or venture.
    """
    if call:
        ids = ids_of(journal, hub, call=call)
        if not ids:
            check_call(journal, hub, call)
            return CallRun(head, day, {}, ())
        journal.gather(hub, ids)
    found = standings_asked_for(journal, hub, [venture] if venture else [], call or None)
    asked = [one for one in with_call_standing(journal, hub, found) if one.kind == "venture"]
    source = RegisterCases(journal, "register", hub, asked, plugin_hub, day)
    editions = tuple(EditionRun(cases, run_hub(
        cases.hub.methodology.methodology.hub.edition, cases, language=language or None,
        severity=False))
        for cases in source.case_sets())
    return CallRun(head, day, {one.venture: one for one in asked}, editions)


def calls_of(journal: Journal, hub: str) -> list[tuple[str, int]]:
    """Return the calls of a hub in order, each with the number of its ventures."""
    rows = journal.connection.execute(
        sa.select(standings.c.call, sa.func.count().label("n")).where(
            standings.c.hub == hub, standings.c.call > "", standings.c.kind == "venture")
        .group_by(standings.c.call))
    # not distinct: SQLite would go through all entries in the order of their subjects
    begun = journal.connection.execute(sa.select(entries.c.subject).where(
        entries.c.hub == hub, entries.c.kind == "call")).scalars()
    return sorted({**{str(call): 0 for call in begun},
                   **{str(row.call): int(row.n) for row in rows}}.items())
