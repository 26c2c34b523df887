"""Work out which recommendations the evidence leaves possible, as three columns."""

from __future__ import annotations

import polars as pl

from hubflow.engine.gate.three_valued import NEVER, Ternary, all_of, any_of, known
from hubflow.engine.method.column_steps import ColumnSteps
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.method.gates import NotAdvance
from hubflow.model.plain_record import once_for_each


def requirement_fails(plan: PhasePlan, decision: NotAdvance) -> Ternary:
    """Return whether a requirement fails that leads to ``decision``; guarantees lead to revise."""
    names = plan.names
    return any_of(
        ~known(pl.col(names.holds(r.requirement.id)))
        for r in plan.conditions
        if r.requirement.otherwise_decision == decision
    )


def guarantees_hold(plan: PhasePlan) -> Ternary:
    """Return whether the core's own requirements hold."""
    names = plan.names
    return all_of(known(pl.col(names.holds(g.requirement.id))) for g in plan.guarantees)


def floors_hold(plan: PhasePlan) -> Ternary:
    """Return whether every criterion and group that applies reaches its own minimum."""
    return all_of(
        plan.statements.reaches(part.id, part.minimum)
        for part in plan.statements.parts
        if part.minimum is not None
    )


def competes(plan: PhasePlan) -> Ternary:
    """Return whether a venture competes in a phase, as far as that is known before its score.

    It reached the phase, and meets its requirements and the floors of its criteria.
    """
    floors = (plan.statements.reaches(criterion.id, criterion.minimum)
              for criterion in plan.criteria if criterion.minimum is not None)
    return all_of([reached(plan), ~requirement_fails(plan, "stop"),
                   ~requirement_fails(plan, "revise"), *floors])


def reached(plan: PhasePlan) -> Ternary:
    """Return whether a venture reached a phase."""
    return plan.statements.standing("reached")


def advances(plan: PhasePlan) -> Ternary:
    """Return whether any of the rules to advance holds, and all floors with it.

    If a phase has criteria and none of them is scored, advancing is possible but never certain.
    """
    rules = all_of([plan.gate.advances(plan.statements), floors_hold(plan)])
    if all(criterion.adds for criterion in plan.criteria):
        return rules
    return Ternary(rules.certain & pl.col(plan.names.of("scored")), rules.possible)


@once_for_each
def recommended(plan: PhasePlan) -> ColumnSteps:
    """Add `advance`, `revise`, `stop`: whether each is possible for a venture that gets here."""
    names = plan.names
    stop = any_of([plan.gate.stops(plan.statements), requirement_fails(plan, "stop")])
    revise = requirement_fails(plan, "revise")
    advance = advances(plan)
    rest = all_of([~stop, ~revise, ~advance])
    otherwise = plan.gate.otherwise
    return ColumnSteps().with_columns([
        all_of([advance, ~stop, ~revise]).possible.alias(names.of("advance")),
        any_of([all_of([revise, ~stop]), rest if otherwise == "revise" else NEVER])
        .possible.alias(names.of("revise")),
        any_of([stop, rest if otherwise == "stop" else NEVER]).possible.alias(names.of("stop")),
    ])


@once_for_each
def guarantees_enforced(plan: PhasePlan) -> ColumnSteps:
    """Remove `advance` where a guarantee fails, and add `revise` where one may fail.

    It runs after any hook, so that no hook leads past a guarantee.
    """
    if not plan.guarantees:
        return ColumnSteps()
    names = plan.names
    holds = guarantees_hold(plan)
    stop = pl.col(names.of("stop"))
    advance = pl.col(names.of("advance")) & holds.possible
    only_stop = stop & ~pl.col(names.of("advance")) & ~pl.col(names.of("revise"))
    revise = pl.col(names.of("revise")) | (~holds.certain & ~only_stop)
    return ColumnSteps().with_columns([
        advance.alias(names.of("advance")), revise.alias(names.of("revise"))
    ])


@once_for_each
def requirements_held(plan: PhasePlan) -> ColumnSteps:
    """Add whether each requirement and guarantee holds; null where that is unknown."""
    names = plan.names
    return ColumnSteps().with_columns(
        (r.holds.value if r.holds else _judged_yes(names, r.requirement.id))
        .alias(names.holds(r.requirement.id))
        for r in plan.conditions
    )


def _judged_yes(names: PhaseColumns, id: str) -> pl.Expr:
    """Return the panel's yes (1) or no (0) as a condition; null where it is evenly split."""
    lower, upper = (pl.col(column) for column in names.judged(id))
    return pl.when(lower > 0).then(True).when(upper < 1).then(False)
