"""Who would be selected from a call under other weights."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import polars as pl

from hubflow.compare.drawing import (
    ENDS,
    Drawing,
    Values,
    blocks,
    draw_weights,
    repeated,
    score_column,
    scored_by,
)
from hubflow.compare.taken import Taken
from hubflow.compare.variants import End, as_judged, found
from hubflow.engine.columns import PhaseColumns
from hubflow.engine.compiled import PhasePlan
from hubflow.engine.sql import CALL
from hubflow.engine.way import run_phases
from hubflow.model.methodology import text_in


@attrs.frozen(kw_only=True)
class Funded:
    """The share of weightings under which a venture passes the call's last selection."""

    venture: str
    lower: float
    upper: float


def selected(
    taken: Taken, weighted: Sequence[PhasePlan], drawing: Drawing
) -> tuple[str, tuple[Funded, ...]]:
    """Each venture's share of weightings under which it passes the last selection by rank.

    The whole way is run under each draw; recorded decisions of a selection are left aside.
    """
    selections = [plan for plan in weighted if any(way.ranked for way in plan.advance)]
    in_call = taken.prepared.table[CALL].n_unique() < taken.prepared.table.height
    if not selections or not in_call:
        return "", ()
    last = selections[-1]
    shares = {end: _passing(taken, weighted, selections, last, end, drawing) for end in ENDS}
    funded = tuple(
        Funded(venture=case.id, lower=min(shares["lower"][row], shares["upper"][row]),
               upper=max(shares["lower"][row], shares["upper"][row]))
        for row, case in enumerate(taken.prepared.cases)
    )
    return text_in(last.phase.name, taken.prepared.language, last.phase.id), funded


def _passing(
    taken: Taken, weighted: Sequence[PhasePlan], selections: Sequence[PhasePlan],
    last: PhasePlan, end: End, drawing: Drawing,
) -> list[float]:
    prepared = taken.prepared
    plans = [plan for plan in prepared.compiled.phases if plan.index <= last.index]
    compiled = attrs.evolve(prepared.compiled, phases=tuple(as_judged(plan) for plan in plans))
    undecided = [pl.lit(None, pl.String).alias(PhaseColumns(plan.phase.id).of("decision"))
                 for plan in selections]
    table = prepared.table.with_columns(
        *(column for plan in plans for column in found(taken, plan, end)), *undecided)
    scores = {}
    for plan in weighted:
        if plan.index <= last.index:
            values = Values.of(taken.table, plan, end)
            scores[plan.phase.id] = values.scores(draw_weights(plan, drawing))
    passed = np.zeros(table.height)
    names = PhaseColumns(last.phase.id)

    def drawn(plan: PhasePlan) -> str:
        return f"{plan.phase.id}/drawn"

    def score(plan: PhasePlan, lazy: pl.LazyFrame) -> pl.LazyFrame:
        if plan.phase.id not in scores:
            return prepared.hooks.score(plan, lazy)
        return scored_by(drawn)(plan, lazy)

    for block in blocks(table.height, drawing.draws):
        times = len(range(*block.indices(drawing.draws)))
        many = repeated(table, times).with_columns(
            score_column(f"{id}/drawn", own[block]) for id, own in scores.items()
        )
        done = run_phases(many, compiled, score, prepared.hooks.recommend,
                          all_facts=prepared.hooks.read_tables)
        passed += done[names.of("passed.certain")].to_numpy().reshape(times, -1).sum(axis=0)
    return [round(float(count) / drawing.draws, 9) for count in passed]
