"""The way through the phases, in order. Nobody passes a phase without its gate or a decision."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from hubflow.engine.columns import PhaseColumns
from hubflow.engine.compiled import Compiled, PhasePlan
from hubflow.engine.gate import (
    add_recommendation,
    add_requirements,
    enforce_guarantees,
    floors_hold,
    guarantees_hold,
    requirement_fails,
    stops,
)
from hubflow.engine.logic import all_of
from hubflow.engine.ranking import CERTAIN, POSSIBLE, add_ranks
from hubflow.engine.scoring import add_criteria, add_score

KIND = "_kind"
WAY = ("_way_certain", "_way_possible")
_SHORT = 10_000

PhaseHook = Callable[[PhasePlan, pl.LazyFrame], pl.LazyFrame]
"""What a hub's hook may do to a phase's table; gives it back with the hook's columns."""


def run_phases(
    table: pl.DataFrame, compiled: Compiled, score_hook: PhaseHook, recommend_hook: PhaseHook,
    *, all_facts: bool,
) -> pl.DataFrame:
    """Take a table of facts and judgements through every phase.

    ``table`` has a row a venture with its facts, `_call`, `_kind`, the judged columns and a
    `decision` column a phase. Each phase is collected by itself, so that a failing hook is
    attributed to its phase. A phase is given only the columns that it reads, or all facts where
    ``all_facts`` says that a hook may read any.
    """
    way = pl.DataFrame({name: pl.repeat(True, table.height, eager=True) for name in WAY})
    results = [table]
    for plan in compiled.phases:
        own = f"{plan.phase.id}/"
        reads = plan.reads
        # columns are taken by their names: a query for so little costs more than the taking
        part = table[[
            name for name in table.columns
            if name.startswith(("_", own)) or (all_facts and "/" not in name) or name in reads
        ]].hstack(way)
        done = run_phase(part, plan, score_hook, recommend_hook)
        way = done[list(WAY)]
        known = set(part.columns)
        results.append(done[[name for name in done.columns if name not in known]])
    return pl.concat(results, how="horizontal")


def run_phase(
    table: pl.DataFrame, plan: PhasePlan, score_hook: PhaseHook, recommend_hook: PhaseHook
) -> pl.DataFrame:
    """One phase: requirements, criteria, score, rank, gate, and who goes on."""
    names = PhaseColumns(plan.phase.id)
    lazy = _reached(table.lazy(), plan)
    lazy = add_requirements(lazy, plan, (*plan.requirements, *plan.guarantees))
    lazy = score_hook(plan, add_score(_scored(add_criteria(lazy, plan), plan), plan))
    if any(rule.ranked for rule in plan.advance):
        competing = _collected(_competing(lazy, plan), table.height)
        lazy = add_ranks(competing, plan).lazy().drop(CERTAIN, POSSIBLE)
    lazy = recommend_hook(plan, add_recommendation(lazy, plan))
    lazy = _go_on(enforce_guarantees(lazy, plan), plan, names)
    return _collected(lazy, table.height)


def _collected(lazy: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """The table; for a short one, optimising the query takes longer than running it."""
    flags = pl.QueryOptFlags.none() if rows < _SHORT else pl.QueryOptFlags()
    return lazy.collect(optimizations=flags)


def _takes_part(plan: PhasePlan) -> pl.Expr:
    """A challenge on its own goes through the phases whose subject is the challenge."""
    return (pl.col(KIND) == "venture") | pl.lit(plan.phase.subject == "challenge")


def _reached(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    names = PhaseColumns(plan.phase.id)
    return table.with_columns(
        (pl.col(WAY[0]) & _takes_part(plan)).alias(names.of("reached.certain")),
        (pl.col(WAY[1]) & _takes_part(plan)).alias(names.of("reached.possible")),
    )


def _scored(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    names = PhaseColumns(plan.phase.id)
    scored = [
        pl.col(names.known(c.criterion.id))
        & pl.col(names.applies(c.criterion.id)).fill_null(False)
        for c in plan.criteria
    ]
    return table.with_columns(
        (pl.any_horizontal(scored) if scored else pl.lit(True)).alias(names.of("scored"))
    )


def _competing(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Who is ranked: those who got here, whose requirements and floors hold, not stopped."""
    names = PhaseColumns(plan.phase.id)
    eligible = all_of([
        ~stops(plan),
        ~requirement_fails(plan, "stop"),
        ~requirement_fails(plan, "revise"),
        floors_hold(plan),
    ])
    return table.with_columns(
        (pl.col(names.of("reached.certain")) & eligible.certain).alias(CERTAIN),
        (pl.col(names.of("reached.possible")) & eligible.possible).alias(POSSIBLE),
    )


def _go_on(table: pl.LazyFrame, plan: PhasePlan, names: PhaseColumns) -> pl.LazyFrame:
    """A recorded decision says who goes on; without one the recommendation does.

    A recorded advance does not lead past what the core guarantees; recognising a stage that
    was passed elsewhere does.
    """
    decision = pl.col(names.of("decision"))
    advance, revise, stop = (pl.col(names.of(word)) for word in ("advance", "revise", "stop"))
    holds = guarantees_hold(plan)

    def after(recommended: pl.Expr, guaranteed: pl.Expr) -> pl.Expr:
        return (
            pl.when(decision.is_null()).then(recommended)
            .when(decision == "advance").then(guaranteed)
            .otherwise(decision == "recognised")
        )

    part = _takes_part(plan)
    certain = after(advance & ~revise & ~stop, holds.certain)
    possible = after(advance, holds.possible)
    return table.with_columns(
        (pl.col(WAY[0]) & (~part | certain)).alias(WAY[0]),
        (pl.col(WAY[1]) & (~part | possible)).alias(WAY[1]),
    ).with_columns(
        pl.col(WAY[0]).alias(names.of("passed.certain")),
        pl.col(WAY[1]).alias(names.of("passed.possible")),
    )
