"""Which sets of a phase's ventures a sum of money pays for: the best one, and those near it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.pipeline.column_names import ID
from hubflow.engine.selection.best_set import solver_is_installed
from hubflow.engine.selection.bids import NONE, Bid
from hubflow.engine.selection.envelopes import MILLIONTHS
from hubflow.engine.selection.near_sets import near_sets
from hubflow.model.methodology import Phase
from hubflow.model.results import PhaseResult, VentureResult
from hubflow.serve.call_runs import EditionRun

COST = "incubate.net_funding_need"
"""What a venture costs where the phase gives out no money: a fact that all hubs read."""

TRIES = 60
"""Ventures whose place is tried the other way."""

SHOWN = 12
"""Sets that are shown beside the best one."""


@attrs.frozen(eq=False, repr=False)
class FundedVenture:
    """A venture that competes: its name, its cost in cents, its least score, and if it is ranked.

    ``advances``: the method recommends it as the rules stand.
    """

    id: str
    name: str
    cost: int | None
    score: float
    open: bool
    advances: bool


@attrs.frozen(eq=False, repr=False)
class FundedSet:
    """A set that the money pays for: who is in it, its total score, and its cost in cents.

    ``enters`` and ``leaves`` are told against the best set, ``loses`` is the score that it lacks.
    """

    members: tuple[FundedVenture, ...]
    total: float
    cost: int
    enters: tuple[FundedVenture, ...] = ()
    leaves: tuple[FundedVenture, ...] = ()
    loses: float = 0.0


@attrs.frozen(eq=False, repr=False)
class FundingChoices:
    """What a sum pays for in a phase. ``sets`` begins with the best one.

    ``why_not`` is the key of why there are none. ``open`` are ventures whose score is open: it
    counts at its least. ``unknown`` are those whose cost nobody knows; they are left out.
    """

    sets: tuple[FundedSet, ...] = ()
    why_not: str = ""
    open: tuple[FundedVenture, ...] = ()
    unknown: tuple[FundedVenture, ...] = ()


def call_money(edition: EditionRun, phase: str) -> float | None:
    """Return the money of a phase, else of its call; None where neither is known, or they differ.
    """
    given = {at.money.budget for _, at in _competing(edition, phase) if at.money is not None}
    calls = {case.entry.call.budget for case in edition.run.prepared.cases
             if case.entry.call is not None}
    known = (given or calls) - {None}
    return known.pop() if len(known) == 1 else None


def funding_choices(edition: EditionRun, phase: Phase, budget: float) -> FundingChoices:
    """Return the best set of a phase's ventures for a sum, and the sets near it.

    The cost is what the phase's gate takes, else :data:`COST`. Ventures that the gate ties, by
    `one_of` and `together`, are tied here, too.
    """
    if not solver_is_installed():
        return FundingChoices(why_not="sets_no_solver")
    rules = [rule for rule in phase.gate.advance if rule.budget is not None]
    one_of, together = (rules[0].one_of, rules[0].together) if rules else (None, None)
    rows = {str(row[ID]): row for row in edition.run.table.iter_rows(named=True)}
    found = [(_funded(venture, at, rows[venture.id]), rows[venture.id])
             for venture, at in _competing(edition, phase.id)]
    facts = [text for text in (one_of, together) if text]
    if any(text not in row for text in facts for _, row in found):
        return FundingChoices(why_not="sets_tied")
    if not found:
        return FundingChoices(why_not="nobody_here")
    bids = [_bid(number, one, row, one_of, together) for number, (one, row) in enumerate(found)]
    ventures = [one for one, _ in found]
    if all(one.cost is None for one in ventures):
        return FundingChoices(why_not="sets_no_costs")
    near = near_sets(bids, round(budget * 100), TRIES)[:SHOWN + 1]
    best = near[0]
    return FundingChoices(
        sets=tuple(_set(ventures, one.rows, best.rows, one.total, best.total) for one in near),
        open=tuple(one for one in ventures if one.open and one.cost is not None),
        unknown=tuple(one for one in ventures if one.cost is None))


def _competing(edition: EditionRun, phase: str) -> Sequence[tuple[VentureResult, PhaseResult]]:
    """Return the ventures of a phase that have a place in its order, else that have a score."""
    reached = [(venture, at) for venture in edition.run.result.ventures for at in venture.phases
               if at.phase == phase and at.possible != ("not_reached",) and at.score is not None]
    ranked = [(venture, at) for venture, at in reached if at.rank is not None]
    return ranked or reached


def _funded(venture: VentureResult, at: PhaseResult, row: Mapping[str, Any]) -> FundedVenture:
    assert at.score is not None
    asked = at.money.asked if at.money is not None else row.get(COST)
    return FundedVenture(
        venture.id, venture.name, None if asked is None else round(float(asked) * 100),
        at.score.lower, at.score.lower != at.score.upper, at.recommendation == "advance")


def _bid(
    number: int, one: FundedVenture, row: Mapping[str, Any], one_of: str | None,
    together: str | None,
) -> Bid:
    worth = max(0, round(one.score * MILLIONTHS))
    value = NONE if one_of is None else row[one_of]
    linked = NONE if together is None else row[together]
    return Bid(number, True, 0, 0, one.cost, (worth, worth),
               frozenset() if value in (NONE, None) else frozenset({str(value)}),
               NONE if linked is None else str(linked))


def _set(
    ventures: Sequence[FundedVenture], rows: frozenset[int], best: frozenset[int], total: int,
    most: int,
) -> FundedSet:
    def of(numbers: frozenset[int]) -> tuple[FundedVenture, ...]:
        return tuple(sorted((ventures[at] for at in numbers),
                            key=lambda one: (-one.score, one.name)))

    return FundedSet(of(rows), total / MILLIONTHS, sum(ventures[at].cost or 0 for at in rows),
                     of(rows - best), of(best - rows), (most - total) / MILLIONTHS)
