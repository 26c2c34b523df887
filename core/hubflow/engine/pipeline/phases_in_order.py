"""Run the phases in order; no venture passes one without its gate or a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from hubflow.engine.call.race import AWAY, LAST_ROUND, ROUND, takes_part
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN, POSSIBLE
from hubflow.engine.gate.fast_ranking import each_alone, fast_standings, standings_alone
from hubflow.engine.gate.rank_order import DRAW
from hubflow.engine.gate.ranking import rank_keys
from hubflow.engine.gate.recommendation import (
    floors_hold,
    guarantees_enforced,
    guarantees_hold,
    reached,
    requirement_fails,
    requirements_held,
)
from hubflow.engine.gate.three_valued import ALWAYS, Ternary, all_of, any_of
from hubflow.engine.gate.windows import (
    COMPARED,
    add_compared,
    window_columns,
    without_windows,
)
from hubflow.engine.method.carried_scores import carried_values, with_ends
from hubflow.engine.method.column_steps import ColumnSteps
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.open_amounts import has_open_rules, with_open_rules
from hubflow.engine.method.settled_columns import SettledColumns
from hubflow.engine.pipeline.column_names import MAY_WAIT, is_carried
from hubflow.engine.pipeline.settled_scoring import criteria_scored, measured, settled_columns
from hubflow.model.identity import PASSES
from hubflow.model.plain_record import once_for_each

VENTURE = "_venture"
"""The column that tells ventures (true) from challenges that are on their own."""

STILL_IN = ("_still_in_certain", "_still_in_possible")
_ENDS = ("certain", "possible")
_SHORT = 10_000

PhaseHook = Callable[[PhasePlan, pl.LazyFrame], pl.LazyFrame]
"""Adds to a phase's table the columns of its score, or of what its gate leaves possible."""

Keep = Callable[[PhasePlan], Sequence[str]]
"""The columns of a phase that are wanted; what else it needs is not kept."""


def run_phases(
    table: pl.DataFrame, compiled: Compiled, score_hook: PhaseHook, recommend_hook: PhaseHook,
    *, all_facts: bool, keep: Keep | None = None, ranked: bool = True,
) -> pl.DataFrame:
    """Return a table of facts and judgements with the columns of every phase.

    ``table`` has a row a venture with its facts, `_call`, `_venture`, the judged columns and a
    `decision` column a phase (which may be left out where nobody decided). Each phase is collected
    by itself, so that a failing hook is attributed to its phase. A phase is given only the columns
    that it reads, or all facts where ``all_facts`` says that a hook may read any.
    """
    still_in = all_still_in(table.height)
    results = [table]
    for plan in compiled.phases:
        part = phase_part(table, plan, all_facts=all_facts).hstack(still_in)
        done = run_phase(part, plan, score_hook, recommend_hook, keep=keep, ranked=ranked)
        still_in = carried_on(still_in, done, plan)
        known = set(part.columns)
        results.append(done[[name for name in done.columns if name not in known]])
    return pl.concat(results, how="horizontal")


def led_by_decisions(finished: pl.DataFrame, compiled: Compiled) -> pl.DataFrame:
    """Return the finished table for the case that only decisions lead past a phase.

    Phases that only recommendations lead to are not reached. What is recommended in the others,
    and who competed for their places, stays as it was worked out.
    """
    still_in = pl.lit(True)
    columns = []
    for plan in compiled.phases:
        names = plan.names
        part = (pl.lit(True) if plan.phase.subject == "challenge" or VENTURE not in finished.columns
                else pl.col(VENTURE))
        led = pl.lit(False)
        if names.of("decision") in finished.columns:
            led = pl.col(names.of("decision")).is_in(PASSES).fill_null(False)
        reached = [names.of(f"reached.{end}") for end in _ENDS]
        columns += [(pl.col(name) & still_in).alias(name) for name in reached]
        if plan.ranked:
            columns.append(pl.when(still_in).then(pl.col(names.of("rank.best")))
                           .alias(names.of("rank.best")))
        still_in = still_in & (~part | led)
        columns += [(pl.col(names.of(f"passed.{end}")) & still_in).alias(names.of(f"passed.{end}"))
                    for end in _ENDS]
    return finished.with_columns(columns)


def all_still_in(rows: int) -> pl.DataFrame:
    """Return the columns before the first phase: every venture is still in."""
    still_in = pl.Series([True], dtype=pl.Boolean).new_from_index(0, rows)
    return pl.DataFrame(dict.fromkeys(STILL_IN, still_in))


def carried_on(before: pl.DataFrame, done: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Return the columns that go on from a phase to the next.

    That is who is still in, and what later rules read of this phase and of those ``before``.
    """
    earlier = [before[name] for name in before.columns if name not in STILL_IN]
    return done[[*STILL_IN, *with_ends(plan.carries)]].hstack(earlier)


def phase_part(table: pl.DataFrame, plan: PhasePlan, *, all_facts: bool = False) -> pl.DataFrame:
    """Return the columns of a table that a phase reads.

    They are taken by their names: a query for so little costs more than the taking.
    """
    own, reads = f"{plan.phase.id}/", plan.reads
    return table[[
        name for name in table.columns
        if name.startswith(("_", own)) or (all_facts and "/" not in name) or name in reads
    ]]


def run_phase(
    table: pl.DataFrame, plan: PhasePlan, score_hook: PhaseHook, recommend_hook: PhaseHook,
    *, keep: Keep | None = None, ranked: bool = True, standing: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return a table with one phase: requirements, criteria, score, rank, gate, who goes on.

    ``keep`` says which of the phase's columns are wanted, all without it; ``ranked`` whether
    ranks are, where a quota's cut is enough for the gate. ``standing`` are the rows' standings
    (see :func:`hubflow.engine.gate.ranking.standings`) where they were worked out over more rows.
    If ventures left the race, each round is worked out among those who were in it.
    """
    if race_columns(table, plan):
        return _in_rounds(table, plan, lambda part: run_phase(
            part, plan, score_hook, recommend_hook, keep=keep, ranked=ranked))
    lazy, plan = before_gate(table, plan, score_hook)
    if plan.ranked and standing is None and each_alone(table, plan):
        lazy = _alone(plan).on(lazy)
    elif plan.ranked:
        # ranks look at all rows, so everything before them is worked out here, once
        before = _collected(_competing(plan).on(lazy), table.height, None)
        if standing is None:
            standing = fast_standings(before.select(rank_keys(plan)), plan, ranked=ranked)
        if plan.gate.order.draws:  # who takes part in a draw must be certain
            standing = standing.with_columns(before[CERTAIN].alias(plan.names.of("takes_part")))
        lazy = before.drop(CERTAIN, POSSIBLE).hstack(standing).lazy()
    if keep is None:
        lazy = _told(plan).on(lazy)
    lazy = recommend_hook(plan, _may_wait(plan).on(lazy))
    lazy = _gone_on(plan).on(guarantees_enforced(plan).on(lazy))
    return _collected(lazy, table.height, None if keep is None else [
        *STILL_IN, *with_ends(plan.carries), *keep(plan)])


@once_for_each
def _alone(plan: PhasePlan) -> ColumnSteps:
    """Add how a venture stands that is alone in its call."""
    certain = [pl.col(CERTAIN).alias(plan.names.of("takes_part"))] if plan.gate.order.draws else []
    return _competing(plan).with_columns(standings_alone(plan), certain).drop([CERTAIN, POSSIBLE])


@once_for_each
def _told(plan: PhasePlan) -> ColumnSteps:
    """Add what reasons tell of a single venture."""
    return ColumnSteps().with_columns(plan.gate.told_columns(plan.names))


@once_for_each
def _may_wait(plan: PhasePlan) -> ColumnSteps:
    """Add whether a venture may wait for a place, if somebody may."""
    if plan.gate.reserve is None:
        return ColumnSteps()
    return ColumnSteps().with_columns(
        plan.gate.may_wait(plan.statements).alias(plan.names.of(MAY_WAIT)))


def _in_rounds(
    table: pl.DataFrame, plan: PhasePlan, run_round: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Return a table with one phase, each row as it came out in its own round of the race.

    See :mod:`hubflow.engine.call.race`. Those who never compete do not reach the phase.
    """
    columns = race_columns(table, plan)
    own, last, *away = map(pl.col, columns)
    if not away and table[columns[1]].null_count() == table.height:
        return run_round(table.drop(columns)).hstack(table[columns])
    numbered = table.with_row_index("_row")
    done = []
    for number in numbered[columns[0]].unique().sort():
        here = numbered.filter(takes_part(number, own, last, *away))
        if number < 0:
            here = here.with_columns(pl.lit(False).alias(name) for name in STILL_IN)
        found = run_round(here.drop("_row", *columns))
        done.append(found.with_columns(here["_row"], *(here[name] for name in columns))
                    .filter(own == number))
    # a round of one venture has ranks, even where only a quota's cut is wanted
    found = pl.concat(done, how="diagonal").sort("_row").drop("_row")
    order = [*table.columns, *(name for name in found.columns if name not in table.columns)]
    return found.select(name for name in order if name in found.columns)


def race_columns(table: pl.DataFrame, plan: PhasePlan) -> list[str]:
    """Return the columns of a table that tell its rows' rounds of the race; none if nobody left."""
    names = (plan.names.of(name) for name in (ROUND, LAST_ROUND, AWAY))
    return [name for name in names if name in table.columns]


def competing_keys(
    table: pl.DataFrame, plan: PhasePlan, score_hook: PhaseHook
) -> pl.DataFrame:
    """Return the keys of a phase's ranks, for rows that hold a part of the calls.

    With them stand the rows' rounds of the race.
    """
    lazy, plan = before_gate(table, plan, score_hook)
    keys = _competing(plan).on(lazy).select(*rank_keys(plan), *race_columns(table, plan))
    return _collected(keys, table.height, None)


def compared_keys(table: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Return what a phase's windows rest on, for rows that hold a part of the calls.

    With it stand the rows' rounds of the race.
    """
    plan = _settled(plan, table)
    _, windows = without_windows(plan)
    names = sorted({name for each in windows.values() for name in each.reads})
    reads = dict.fromkeys([*names, *with_ends(filter(is_carried, names))])
    keys = add_compared(*_before_scoring(table, plan)).select(
        CALL, *COMPARED, *reads, *race_columns(table, plan))
    return _collected(keys, table.height, None)


def _before_scoring(table: pl.DataFrame, plan: PhasePlan) -> tuple[pl.LazyFrame, PhasePlan]:
    """Return a phase with what follows from earlier phases, and its requirements."""
    lazy = _reached(plan).on(table.lazy())
    if has_open_rules(plan):
        bounded, plan = with_open_rules(_collected(lazy, table.height, None), plan)
        lazy = bounded.lazy()
    return requirements_held(plan).on(lazy), plan


def before_gate(
    table: pl.DataFrame, plan: PhasePlan, score_hook: PhaseHook
) -> tuple[pl.LazyFrame, PhasePlan]:
    """Return a phase up to its score, and the plan with the columns that are settled.

    For a long table it pays to look, once all measures are there, where nothing is missing.
    """
    lots = plan.names.of(DRAW)
    if plan.gate.order.draws and lots not in table.columns:
        table = table.with_columns(pl.lit(None, pl.String).alias(lots))
    plan = _settled(plan, table)
    lazy, original = _before_scoring(table, plan)
    plan, windows = without_windows(original)
    if windows and not set(windows) <= set(table.columns):
        compared = _collected(add_compared(lazy, original), table.height, None)
        lazy = compared.drop(COMPARED).hstack(window_columns(compared, windows)).lazy()
    lazy = measured(plan).on(lazy)
    if table.height >= _SHORT:
        table = lazy.collect(optimizations=pl.QueryOptFlags.none())
        plan = plan.replace(settled=settled_columns(table, plan))
        lazy = table.lazy()
    return score_hook(plan, criteria_scored(plan).on(lazy)), plan


def _settled(plan: PhasePlan, table: pl.DataFrame) -> PhasePlan:
    """Return a phase with what is known on every row of its table before it begins."""
    decision = plan.names.of("decision")
    ventures = VENTURE not in table.columns or bool(table[VENTURE].all())
    undecided = decision not in table.columns or table[decision].null_count() == table.height
    return _settled_plans(plan)[ventures, undecided]


@once_for_each
def _settled_plans(plan: PhasePlan) -> Mapping[tuple[bool, bool], PhasePlan]:
    """Return a phase as it is for each kind of table, so that its steps are kept, too."""
    return {(ventures, undecided): plan.replace(settled=SettledColumns(ventures, undecided))
            for ventures in (True, False) for undecided in (True, False)}


def _collected(lazy: pl.LazyFrame, rows: int, columns: Sequence[str] | None) -> pl.DataFrame:
    """Return the table; for a short one, optimising the query takes longer than running it."""
    if columns is not None:
        lazy = lazy.select(columns)
    flags = pl.QueryOptFlags.none() if rows < _SHORT else pl.QueryOptFlags()
    return lazy.collect(optimizations=flags)


def _still_in() -> Ternary:
    return Ternary(pl.col(STILL_IN[0]), pl.col(STILL_IN[1]))


def _takes_part(plan: PhasePlan) -> Ternary:
    """Return whether a row takes part; a challenge does in phases about the challenge."""
    if plan.settled.ventures or plan.phase.subject == "challenge":
        return ALWAYS
    return Ternary(pl.col(VENTURE), pl.col(VENTURE))


@once_for_each
def _reached(plan: PhasePlan) -> ColumnSteps:
    here = all_of([_still_in(), _takes_part(plan)])
    return ColumnSteps().with_columns([
        here.certain.alias(plan.names.of("reached.certain")),
        here.possible.alias(plan.names.of("reached.possible")),
    ])


@once_for_each
def _competing(plan: PhasePlan) -> ColumnSteps:
    """Add who is ranked: ventures in the phase whose requirements and floors hold, not stopped."""
    competing = all_of([
        reached(plan),
        ~plan.gate.stops(plan.statements),
        plan.gate.in_field(plan.statements),
        ~requirement_fails(plan, "stop"),
        ~requirement_fails(plan, "revise"),
        floors_hold(plan),
    ])
    return ColumnSteps().with_columns(
        [competing.certain.alias(CERTAIN), competing.possible.alias(POSSIBLE)])


@once_for_each
def _gone_on(plan: PhasePlan) -> ColumnSteps:
    """Add who goes on: by a recorded decision, without one by the recommendation.

    A recorded advance does not lead past what the core guarantees; recognising a stage that
    was passed elsewhere does. What later rules read of the phase follows.
    """
    names = plan.names
    decision = pl.col(names.of("decision"))
    advance, revise, stop = (pl.col(names.of(word)) for word in ("advance", "revise", "stop"))
    holds = guarantees_hold(plan)

    def after(recommended: pl.Expr, guaranteed: pl.Expr) -> pl.Expr:
        if plan.settled.undecided:
            return recommended
        return (
            pl.when(decision.is_null()).then(recommended)
            .when(decision == "advance").then(guaranteed)
            .otherwise(decision == "recognised")
        )

    passed = Ternary(after(advance & ~revise & ~stop, holds.certain),
                     after(advance, holds.possible))
    goes_on = all_of([_still_in(), any_of([~_takes_part(plan), passed])])
    return ColumnSteps().with_columns([
        goes_on.certain.alias(STILL_IN[0]), goes_on.possible.alias(STILL_IN[1])
    ]).with_columns([
        pl.col(STILL_IN[0]).alias(names.of("passed.certain")),
        pl.col(STILL_IN[1]).alias(names.of("passed.possible")),
    ]).with_columns(carried_values(plan) if plan.carries else ())
