"""Put the ventures of a call that wait for a place on a reserve list, in order of rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import polars as pl

from hubflow.engine.call.race import LAST_ROUND
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CompetitorCount
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import MAY_WAIT, RESERVE
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.results.engine_words import sentence
from hubflow.model.identity import PASSES
from hubflow.model.methodology import text_in
from hubflow.model.results import AffairNote, PhaseResult, Reason, RunResult, VentureResult
from hubflow.text.catalogue import words

Place = tuple[int, int]


def has_reserves(compiled: Compiled) -> bool:
    """Return whether a phase has a reserve list."""
    return any(plan.gate.reserve is not None for plan in compiled.phases)


def reserve_keys(finished: pl.DataFrame, compiled: Compiled) -> pl.DataFrame:
    """Return what the reserve lists rest on: a struct for each phase that has one, and the call.

    ``finished`` is a table after all phases. On a list are those who compete in a call, lack
    nothing but a place or money, and were not decided on. Who left the race is on no list.
    """
    decisions = [name for plan in compiled.phases
                 if (name := plan.names.of("decision")) in finished.columns]
    stopped = pl.any_horizontal(pl.lit(False), *(
        (pl.col(name) == "stop").fill_null(False) for name in decisions))
    return finished.select(pl.col(CALL), *(
        pl.struct(_keys(finished, plan, stopped)).alias(plan.phase.id)
        for plan in compiled.phases if plan.gate.reserve is not None))


def _keys(finished: pl.DataFrame, plan: PhasePlan, stopped: pl.Expr) -> list[pl.Expr]:
    """Return whether each waits in a phase, whether for certain, its ranks, and its list."""
    names = plan.names
    advance, revise, stop = (pl.col(names.of(word)) for word in ("advance", "revise", "stop"))
    reached, best = pl.col(names.of("reached.certain")), pl.col(names.of("rank.best"))
    decision, last = names.of("decision"), names.of(LAST_ROUND)
    decided = (pl.col(decision).is_in(["stop", *PASSES]).fill_null(False)
               if decision in finished.columns else pl.lit(False))
    in_race = pl.col(last).is_null() if last in finished.columns else pl.lit(True)
    waits = pl.col(names.of(MAY_WAIT)) & reached & best.is_not_null() & ~(
        advance & ~revise & ~stop) & ~decided & in_race & ~stopped & (pl.col(CALL) >= 0)
    group = (pl.col(names.of("rank.group")) if plan.gate.own_lists else pl.lit(None, pl.String))
    return [waits.alias("waits"), (~advance).alias("certain"), best.alias("best"),
            pl.col(names.of("rank.worst")).alias("worst"), group.alias("group")]


def reserve_columns(keys: pl.DataFrame, compiled: Compiled) -> list[pl.Series]:
    """Return each venture's best and worst place on each list; null for who is on none.

    ``keys`` are those of :func:`reserve_keys`, for whole calls.
    """
    found = []
    for plan in compiled.phases:
        if plan.gate.reserve is not None:
            rows = keys.select(CALL, plan.phase.id).unnest(plan.phase.id)
            places = _places(rows, int(plan.gate.reserve))
            found += [places[end].alias(plan.names.of(column))
                      for end, column in zip(("first", "last"), RESERVE, strict=True)]
    return found


def with_reserves(finished: pl.DataFrame, compiled: Compiled) -> pl.DataFrame:
    """Return a table of whole calls after all phases with the places on reserve lists."""
    if not has_reserves(compiled):
        return finished
    return finished.hstack(reserve_columns(reserve_keys(finished, compiled), compiled))


def _places(rows: pl.DataFrame, reserve: int) -> pl.DataFrame:
    """Return `first` and `last`, the best and the worst place of who may be among so many."""
    step = int(rows["worst"].max() or 0) + 2  # type: ignore[arg-type]
    start = pl.struct(CALL, pl.col("group").fill_null("")).rank("dense").cast(pl.Int64) * step
    table = rows.with_columns(_from=start).with_columns(
        _to=pl.col("_from") + (step - 1), _best=pl.col("_from") + pl.col("best").fill_null(0),
        _worst=pl.col("_from") + pl.col("worst").fill_null(0))
    waiting = table.filter("waits")
    sure = CompetitorCount.of(waiting.filter("certain"), "_worst")
    maybe = CompetitorCount.of(waiting, "_best")
    ahead = sure.above(table, "_from", level=True) - sure.above(table, "_best", level=True)
    not_behind = maybe.above(table, "_from", level=True) - maybe.above(
        table, "_worst", level=False)
    placed = pl.col("waits") & (pl.lit(1 + ahead) <= reserve)
    return table.select(first=pl.when(placed).then(pl.lit(1 + ahead)),
                        last=pl.when(placed).then(pl.lit(not_behind)))


def with_reserve_lists(
    result: RunResult, prepared: Prepared, finished: pl.DataFrame
) -> RunResult:
    """Return a result in which phases with a reserve list tell who is on it, and at which place."""
    compiled = prepared.compiled
    if not has_reserves(compiled):
        return result
    found = with_reserves(finished, compiled)
    notes: list[str] = []
    for plan in compiled.phases:
        if plan.gate.reserve is not None:
            ends = zip(prepared.cases, *(found[plan.names.of(name)] for name in RESERVE),
                       strict=True)
            places = {case.id: (first, last) for case, first, last in ends if first is not None}
            result = attrs.evolve(result, ventures=tuple(
                _with_place(venture, plan, places.get(venture.id), result.hub.language)
                for venture in result.ventures))
            notes += _notes(result, plan)
    return attrs.evolve(result, notes=(*result.notes, *notes))


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


def _notes(result: RunResult, plan: PhasePlan) -> Iterator[str]:
    """Yield a note on each list of a phase."""
    lists: dict[tuple[str, str], dict[str, Place]] = {}
    for venture in result.ventures:
        for phase in venture.phases:
            if phase.phase == plan.phase.id and phase.reserve is not None:
                group = phase.rank.group_name if phase.rank is not None else None
                lists.setdefault((venture.call or "", group or ""), {})[venture.id] = phase.reserve
    language = result.hub.language
    name = text_in(plan.phase.name, language, plan.phase.id)
    for (call, group), places in sorted(lists.items()):
        yield AffairNote(list_in_words(name, call, group, places, language), places)


def list_in_words(
    phase: str, call: str, group: str, places: Mapping[str, Place], language: str
) -> str:
    """Return a reserve list in a sentence: the ids of its ventures, each with its place."""
    return words(language, "call")["reserve_list"].format(
        phase=phase, call=f"{call} ({group})" if group else call, who=", ".join(
            f"{_shown(place)}. {id}" for id, place in sorted(
                places.items(), key=lambda each: (each[1], each[0]))))


def _shown(place: Place) -> str:
    return str(place[0]) if place[0] == place[1] else f"{place[0]}–{place[1]}"
