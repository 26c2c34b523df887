"""Put the ventures of a call that wait for a place on a reserve list, in order of rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.call.race import LEADS_ON
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.results.engine_words import sentence
from hubflow.model.results import AffairNote, PhaseResult, Reason, RunResult, VentureResult
from hubflow.text.catalogue import words

Place = tuple[int, int]


@attrs.frozen(eq=False, repr=False)
class _Waiting:
    """A venture that waits for a place, or may; its rank at best and at worst."""

    id: str
    certain: bool
    best: int
    worst: int


def with_reserve_lists(
    result: RunResult, prepared: Prepared, finished: pl.DataFrame
) -> RunResult:
    """Return a result in which phases with a reserve list tell who is on it, and at which place.

    On it are those who compete, lack nothing but a place or money, and were not decided on. Who
    left the race is on no list.
    """
    plans = [plan for plan in prepared.compiled.phases if plan.gate.reserve is not None]
    if not plans:
        return result
    notes: list[str] = []
    for plan in plans:
        waits = finished.with_columns(_may_wait=plan.gate.may_wait(plan.statements))["_may_wait"]
        eligible = {case.id for case, may in zip(prepared.cases, waits, strict=True) if may}
        places: dict[str, Place] = {}
        for (call, group), waiting in sorted(_lists(result, plan, eligible).items()):
            found = _places(waiting, int(plan.gate.reserve or 0))
            places |= found
            notes += _note(result, plan, f"{call} ({group})" if group else call, found)
        result = attrs.evolve(result, ventures=tuple(
            _with_place(venture, plan, places.get(venture.id), result.hub.language)
            for venture in result.ventures))
    return attrs.evolve(result, notes=(*result.notes, *notes))


def _lists(
    result: RunResult, plan: PhasePlan, eligible: set[str]
) -> Mapping[tuple[str, str], list[_Waiting]]:
    """Return those who wait, by call and by the group that has a list of its own."""
    found: dict[tuple[str, str], list[_Waiting]] = {}
    for venture in result.ventures:
        phase = _phase(venture, plan)
        if (phase is None or venture.call is None or venture.id not in eligible
                or phase.rank is None or phase.recommendation in ("advance", "not_reached")
                or not venture.counts_in(phase)):
            continue
        decision = phase.decision.decision if phase.decision else ""
        if decision in LEADS_ON or decision == "stop":
            continue
        certain = "advance" not in phase.possible and "not_reached" not in phase.possible
        found.setdefault((venture.call, phase.rank.group or ""), []).append(
            _Waiting(venture.id, certain, phase.rank.best, phase.rank.worst))
    return found


def _places(waiting: Sequence[_Waiting], reserve: int) -> dict[str, Place]:
    """Return the best and the worst place of each who may be among the first so many."""
    found = {}
    for one in waiting:
        others = [other for other in waiting if other is not one]
        best = 1 + sum(other.certain and other.worst < one.best for other in others)
        worst = 1 + sum(other.best <= one.worst for other in others)
        if best <= reserve:
            found[one.id] = best, worst
    return found


def _phase(venture: VentureResult, plan: PhasePlan) -> PhaseResult | None:
    return next((each for each in venture.phases if each.phase == plan.phase.id), None)


def _with_place(
    venture: VentureResult, plan: PhasePlan, place: Place | None, language: str
) -> VentureResult:
    """Return a venture's result with its place on the reserve list."""
    if place is None:
        return venture

    def placed(phase: PhaseResult) -> PhaseResult:
        if phase.phase != plan.phase.id:
            return phase
        text = sentence("reserve", language, place=_shown(place), of=int(plan.gate.reserve or 0))
        reason = Reason(kind="reserve", id="reserve", text=text, source=plan.phase.gate.source)
        return attrs.evolve(phase, reserve=place, reasons=(*phase.reasons, reason))

    return attrs.evolve(venture, stages=tuple(
        attrs.evolve(stage, phases=tuple(map(placed, stage.phases))) for stage in venture.stages))


def _note(
    result: RunResult, plan: PhasePlan, call: str, places: Mapping[str, Place]
) -> Iterator[str]:
    if places:
        told = words(result.hub.language, "call")["reserve_list"]
        name = next(phase.name for venture in result.ventures for phase in venture.phases
                    if phase.phase == plan.phase.id)
        yield AffairNote(told.format(phase=name, call=call, who=", ".join(
            f"{_shown(place)}. {id}" for id, place in sorted(
                places.items(), key=lambda each: (each[1], each[0])))), places)


def _shown(place: Place) -> str:
    return str(place[0]) if place[0] == place[1] else f"{place[0]}–{place[1]}"
