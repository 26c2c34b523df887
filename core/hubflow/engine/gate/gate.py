"""The gate: which recommendations the evidence leaves possible, as three columns."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hubflow.engine.gate.three_valued import Ternary, all_of, any_of, at_least, known
from hubflow.engine.method.compiled import (
    AdvancePlan,
    CriterionPlan,
    PhasePlan,
    RequirementPlan,
    StopPlan,
)
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.methodology import NotAdvance


def requirement_fails(plan: PhasePlan, decision: NotAdvance) -> Ternary:
    """A requirement that leads to ``decision`` does not hold; guarantees lead to revise."""
    names = plan.names
    return any_of(
        ~known(pl.col(names.holds(r.requirement.id)))
        for r in (*plan.requirements, *plan.guarantees)
        if r.requirement.otherwise_decision == decision
    )


def guarantees_hold(plan: PhasePlan) -> Ternary:
    """The core's own requirements hold."""
    names = plan.names
    return all_of(known(pl.col(names.holds(g.requirement.id))) for g in plan.guarantees)


def floors_hold(plan: PhasePlan) -> Ternary:
    """Every criterion that applies reaches its own minimum."""
    names = plan.names
    return all_of(
        reaches(criterion, criterion.criterion.minimum, names)
        for criterion in plan.criteria
        if criterion.criterion.minimum is not None
    )


def reaches(plan: CriterionPlan, level: object, names: PhaseColumns) -> Ternary:
    """A criterion reaches ``level``, or does not apply."""
    id = plan.criterion.id
    least = plan.position(level)
    if plan.applies is None:
        return Ternary(pl.col(names.lower(id)) >= least, pl.col(names.upper(id)) >= least)
    applies = known(pl.col(names.applies(id)))
    return Ternary(
        ~applies.possible | (pl.col(names.lower(id)) >= least),
        ~applies.certain | (pl.col(names.upper(id)) >= least),
    )


def stops(plan: PhasePlan) -> Ternary:
    """Any of the gate's stop rules holds."""
    return any_of(_stop_rule(plan, stop) for stop in plan.stop)


def _stop_rule(plan: PhasePlan, stop: StopPlan) -> Ternary:
    names = plan.names
    parts: list[Ternary] = []
    if stop.rule.score_below is not None:
        lower = pl.col(names.of("score.lower"))
        upper = pl.col(names.of("score.upper"))
        sure = pl.col(names.of("score.sure"))
        parts.append(Ternary(
            (sure & (upper < stop.rule.score_below)).fill_null(False),
            (lower < stop.rule.score_below).fill_null(False),
        ))
    for label, least in stop.rule.below.items():
        parts.append(at_least(least, (
            _below(criterion, label, names) for criterion in _with_label(plan, label)
        )))
    if stop.when is not None:
        parts.append(known(stop.when.value))
    return all_of(parts)


def _with_label(plan: PhasePlan, label: str) -> Iterable[CriterionPlan]:
    return (c for c in plan.criteria if c.criterion.ordinal and label in c.criterion.scale)


def _below(plan: CriterionPlan, label: str, names: PhaseColumns) -> Ternary:
    id = plan.criterion.id
    position = plan.position(label)
    applies = known(pl.col(names.applies(id)))
    return Ternary(
        applies.certain & (pl.col(names.upper(id)) < position),
        applies.possible & (pl.col(names.lower(id)) < position),
    )


def _at_label(plan: CriterionPlan, label: str, names: PhaseColumns) -> Ternary:
    id = plan.criterion.id
    position = plan.position(label)
    applies = known(pl.col(names.applies(id)))
    return Ternary(
        applies.certain & (pl.col(names.lower(id)) >= position),
        applies.possible & (pl.col(names.upper(id)) >= position),
    )


def advances(plan: PhasePlan) -> Ternary:
    """Any of the ways to advance holds, with all floors.

    In a phase that has criteria, nobody of whom none is scored advances with certainty.
    """
    names = plan.names
    way = all_of([
        any_of(_advance_rule(plan, rule, index) for index, rule in enumerate(plan.advance)),
        floors_hold(plan),
    ])
    if not plan.criteria:
        return way
    return Ternary(way.certain & pl.col(names.of("scored")), way.possible)


def _advance_rule(plan: PhasePlan, advance: AdvancePlan, index: int) -> Ternary:
    names = plan.names
    rule = advance.rule
    parts: list[Ternary] = []
    if rule.score is not None:
        sure = pl.col(names.of("score.sure"))
        parts.append(Ternary(
            (sure & (pl.col(names.of("score.lower")) >= rule.score)).fill_null(False),
            (pl.col(names.of("score.upper")) >= rule.score).fill_null(False),
        ))
    if rule.places is not None:
        parts.append(Ternary(pl.col(names.of(f"within{index}.certain")),
                             pl.col(names.of(f"within{index}.possible"))))
    if rule.budget is not None:
        name = names.of(f"budget{index}")
        cents = pl.col(f"{name}.cents")
        parts.append(Ternary(
            (pl.col(f"{name}.most") <= cents).fill_null(False),
            (pl.col(f"{name}.least") <= cents).fill_null(True),
        ))
    for label, least in rule.at_least.items():
        parts.append(at_least(least, (
            _at_label(criterion, label, names) for criterion in _with_label(plan, label)
        )))
    for id, level in rule.criteria.items():
        parts.append(reaches(plan.criterion(id), level, names))
    if advance.when is not None:
        parts.append(known(advance.when.value))
    return all_of(parts)


def add_recommendation(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """Add `advance`, `revise`, `stop`: whether each is possible for a venture that gets here."""
    names = plan.names
    stop = any_of([stops(plan), requirement_fails(plan, "stop")])
    revise = requirement_fails(plan, "revise")
    advance = advances(plan)
    rest = ~stop.certain & ~revise.certain & ~advance.certain
    otherwise = plan.phase.gate.otherwise
    return table.with_columns(
        (advance.possible & ~stop.certain & ~revise.certain).alias(names.of("advance")),
        ((revise.possible & ~stop.certain) | (rest if otherwise == "revise" else pl.lit(False)))
        .alias(names.of("revise")),
        (stop.possible | (rest if otherwise == "stop" else pl.lit(False)))
        .alias(names.of("stop")),
    )


def enforce_guarantees(table: pl.LazyFrame, plan: PhasePlan) -> pl.LazyFrame:
    """After any hook: no advance where a guarantee does not hold, revise where it may not."""
    if not plan.guarantees:
        return table
    names = plan.names
    holds = guarantees_hold(plan)
    stop = pl.col(names.of("stop"))
    advance = pl.col(names.of("advance")) & holds.possible
    only_stop = stop & ~pl.col(names.of("advance")) & ~pl.col(names.of("revise"))
    revise = pl.col(names.of("revise")) | (~holds.certain & ~only_stop)
    return table.with_columns(
        advance.alias(names.of("advance")), revise.alias(names.of("revise"))
    )


def add_requirements(
    table: pl.LazyFrame, plan: PhasePlan, requirements: Iterable[RequirementPlan]
) -> pl.LazyFrame:
    """Add whether each requirement holds; null where that is unknown."""
    names = plan.names
    return table.with_columns(
        (r.holds.value if r.holds else _judged_yes(names, r.requirement.id))
        .alias(names.holds(r.requirement.id))
        for r in requirements
    )


def _judged_yes(names: PhaseColumns, id: str) -> pl.Expr:
    """Yes is 1 and no is 0; a panel evenly split has said neither."""
    lower, upper = (pl.col(column) for column in names.judged(id))
    return pl.when(lower > 0).then(True).when(upper < 1).then(False)
