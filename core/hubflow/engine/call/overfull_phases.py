"""Find the phases of a call past which more ventures go than there are places, or money."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.identity import PASSES
from hubflow.model.methodology import text_in
from hubflow.model.results import OverfullPhase


def overfull_phases(prepared: Prepared, finished: pl.DataFrame) -> Iterator[OverfullPhase]:
    """Yield each call's phases with more advances than places.

    A gate recommends no more than there are; decisions may, and so may a hub's hook. A venture
    that left the race before it was led on has no place.
    """
    calls: dict[str, list[int]] = {}
    for at, case in enumerate(prepared.cases):
        if case.entry.call is not None and case.entry.kind == "venture":
            calls.setdefault(case.entry.call.id, []).append(at)
    for plan in prepared.compiled.phases if calls else ():
        if plan.ranked:
            decided, recommended = _advancing(prepared, finished, plan)
            for call, members in sorted(calls.items()):
                going = [at for at in members if at in decided or at in recommended]
                if plan.gate.exceeded(finished, going):
                    yield _overfull(prepared, finished, plan, call, members, going, decided)


def _advancing(
    prepared: Prepared, finished: pl.DataFrame, plan: PhasePlan
) -> tuple[set[int], set[int]]:
    """Return the rows that a decision leads past a phase, and those that a gate would."""
    names = plan.names
    passed = finished[names.of("passed.certain")]
    surely = finished.select(
        pl.col(names.of("reached.certain")) & pl.col(names.of("advance"))
        & ~pl.col(names.of("revise")) & ~pl.col(names.of("stop"))).to_series()
    decided, recommended = set(), set()
    for at, case in enumerate(prepared.cases):
        part = case.race[plan.index]
        if part.absent or part.until is not None:
            continue
        decision = case.decisions.get(plan.phase.id)
        if decision is None and surely[at]:
            recommended.add(at)
        elif decision is not None and decision.decision in PASSES and passed[at]:
            decided.add(at)
    return decided, recommended


def _overfull(
    prepared: Prepared, finished: pl.DataFrame, plan: PhasePlan, call: str, members: list[int],
    going: list[int], decided: set[int],
) -> OverfullPhase:
    racing = [at for at in members if not prepared.cases[at].race[plan.index].absent]
    places = plan.places_in_all(finished[racing].iter_rows(named=True), len(racing))
    return OverfullPhase(
        call=call, phase=plan.phase.id,
        name=text_in(plan.phase.name, prepared.language, plan.phase.id),
        decided=tuple(sorted(prepared.cases[at].id for at in going if at in decided)),
        recommended=tuple(sorted(prepared.cases[at].id for at in going if at not in decided)),
        places=places)
