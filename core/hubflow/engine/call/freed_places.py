"""Find the places that became free because ventures left a call, and who moves up to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from hubflow.engine.call.race import rounds
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.phases_in_order import race_columns
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.pipeline.run import run_table
from hubflow.model.identity import PASSES
from hubflow.model.methodology import text_in
from hubflow.model.results import FreedPlaces, MovedUp, RankInterval

Row = Mapping[str, Any]


def freed_places(prepared: Prepared, finished: pl.DataFrame) -> list[FreedPlaces]:
    """Return the places that became free in each call, by a run as if nobody had left.

    Ventures that were never in the race held no place: they compete in that run neither.
    """
    if all(part.until is None for case in prepared.cases for part in case.race):
        return []
    before = run_table(prepared.replace(table=_as_if_nobody_left(prepared)))
    now, then = finished.to_dicts(), before.to_dicts()
    return list(_freed(prepared, now, then))


def _as_if_nobody_left(prepared: Prepared) -> pl.DataFrame:
    """Return the table with one round for each phase, without those who were never in its race."""
    table = prepared.table
    for at, plan in enumerate(prepared.compiled.phases):
        columns = race_columns(table, plan)
        if not columns:
            continue
        parts = [case.race[at].replace(until=None, as_of=None, away=())
                 for case in prepared.cases]
        calls = [case.entry.call.id if case.entry.call else None for case in prepared.cases]
        again = rounds(calls, parts)
        table = table.drop(columns).with_columns(
            column.alias(plan.names.of(name)) for name, column in (again or {}).items())
    return table


def _freed(prepared: Prepared, now: Sequence[Row], then: Sequence[Row]) -> Iterator[FreedPlaces]:
    calls: dict[str, list[int]] = {}
    for at, case in enumerate(prepared.cases):
        if case.entry.call is not None and case.entry.kind == "venture":
            calls.setdefault(case.entry.call.id, []).append(at)
    for call, members in sorted(calls.items()):
        for plan in prepared.compiled.phases:
            found = _of_phase(_RankedPhase(prepared, plan, now, then), call, members)
            if plan.ranked and found is not None:
                yield found


@attrs.frozen(eq=False, repr=False)
class _RankedPhase:
    """A phase that ranks, as it came out and as it would have if nobody had left."""

    prepared: Prepared
    plan: PhasePlan
    now: Sequence[Row]
    then: Sequence[Row]

    def absent(self, at: int) -> bool:
        """Return whether a venture was never in the race."""
        return self.prepared.cases[at].race[self.plan.index].absent

    def has_left(self, at: int) -> bool:
        """Return whether a venture is not in the race, or no longer."""
        return self.absent(at) or self.prepared.cases[at].race[self.plan.index].until is not None

    def advances(self, row: Row) -> bool:
        """Return whether the gate recommends `advance` for certain."""
        names = self.plan.names
        return bool(row[names.of("reached.certain")] and row[names.of("advance")]
                    and not row[names.of("revise")] and not row[names.of("stop")])

    def had_place(self, at: int) -> bool:
        """Return whether a venture would have a place if nobody had left.

        Who has left also had one if a body gave it one.
        """
        return self.advances(self.then[at]) or (
            self.has_left(at) and not self.absent(at) and self._led_on(at))

    def has_place(self, at: int) -> bool:
        """Return whether a venture has a place by a decision, else by the recommendation."""
        decided = self.plan.phase.id in self.prepared.cases[at].decisions
        return self._led_on(at) if decided else self.advances(self.now[at])

    def _led_on(self, at: int) -> bool:
        decision = self.prepared.cases[at].decisions.get(self.plan.phase.id)
        return decision is not None and decision.decision in PASSES

    def rank(self, row: Row) -> RankInterval | None:
        names = self.plan.names
        best = row[names.of("rank.best")]
        return None if best is None else RankInterval(
            best=best, worst=row[names.of("rank.worst")], of=row[names.of("rank.of")])


def _of_phase(phase: _RankedPhase, call: str, members: Sequence[int]) -> FreedPlaces | None:
    """Return what became free in a phase.

    None where nobody left who would have had a place, or nobody waited for one: there are as many
    places as ventures.
    """
    here = [at for at in members if not phase.has_left(at)]
    before = {at for at in members if phase.plan.ranked and phase.had_place(at)}
    left = sorted(before - set(here))
    if not left:
        return None
    prepared = phase.prepared
    has = [at for at in here if phase.has_place(at)]
    racing = [at for at in members if not phase.absent(at)]
    places = phase.plan.places_in_all((phase.then[at] for at in racing), len(racing))
    moved_up = tuple(
        MovedUp(venture=prepared.cases[at].id, before=phase.rank(phase.then[at]),
                after=phase.rank(phase.now[at]))
        for at in has if at not in before and phase.advances(phase.now[at]))
    if places is not None and places >= len(racing) and not moved_up:
        return None
    return FreedPlaces(
        call=call, phase=phase.plan.phase.id,
        name=text_in(phase.plan.phase.name, prepared.language, phase.plan.phase.id),
        left=tuple(prepared.cases[at].id for at in left),
        moved_up=moved_up, places=places,
        became=0 if places is None else max(min(len(left), places - len(before & set(has))), 0),
        stay=0 if places is None else max(places - len(has), 0))
