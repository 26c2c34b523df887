"""List the evidence that each rule of a phase needs, for dossiers and portfolios alike."""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.score_tree import score_points
from hubflow.engine.pipeline.column_names import NO_FACT, PROPOSAL_COMPLETE, local_column
from hubflow.model.methodology import Methodology
from hubflow.model.plain_record import PlainRecord, once_for_each
from hubflow.model.values import Texts

WHOLE = 100.0
"""What hangs on a requirement, a floor, a level or a condition: the recommendation itself."""

States = tuple[tuple[str, tuple[bool | None, ...]], ...]
"""Columns of a phase, each with the values for which a rule is still open."""


class EvidenceNeed(PlainRecord):
    """One piece of evidence that one rule needs: a fact, or the panel's word.

    ``rule`` is the id of the criterion or requirement; `gate` is the gate itself. ``column`` is
    the one that is empty where the evidence is missing; None where only the rule tells. The
    evidence is needed as long as the rule is ``open``. ``worth`` is how much of the score (0 to
    100) hangs on it, ``title`` names what the panel judges.
    """

    id: str
    kind: Literal["fact", "judgement"]
    rule: str
    column: str | None
    open: States
    worth: float
    title: Texts | None = None

    def missing_in(self, row: Mapping[str, object]) -> bool:
        """Return whether it is missing in a row, after the phase was run."""
        if self.kind == "fact" and self.column is not None and row[self.column] is not None:
            return False
        return all(row[column] in values for column, values in self.open)

    @property
    def missing(self) -> pl.Expr:
        """Whether it is missing, row by row; reads the phase's columns after it was run."""
        states = [_is_among(column, values) for column, values in self.open]
        if self.kind == "fact" and self.column is not None:
            states.append(pl.col(self.column).is_null())
        return functools.reduce(operator.and_, states)

    def may_be_missing(self, gaps: Collection[str]) -> bool:
        """Return whether it is missing on any row; ``gaps`` are the columns with empty cells."""
        return self.column is None or self.column in gaps


def _is_among(column: str, values: tuple[bool | None, ...]) -> pl.Expr:
    value = pl.col(column)
    if values == (None,):
        return value.is_null()
    return value.fill_null(True) if values == (None, True) else ~value


@once_for_each
def needs_of_phases(compiled: Compiled) -> Mapping[str, tuple[EvidenceNeed, ...]]:
    """Return what the rules of each phase need to know, by its id."""
    return {plan.phase.id: tuple(evidence_needs(compiled, plan)) for plan in compiled.phases}


def evidence_needs(compiled: Compiled, plan: PhasePlan) -> Iterator[EvidenceNeed]:
    """Yield what the rules of a phase need to know, rule by rule, the gate last."""
    names, methodology = plan.names, compiled.methodology
    for rule in plan.conditions:
        id, says = rule.requirement.id, rule.requirement.says
        unknown: States = ((names.holds(id), (None,)),)
        if rule.holds is not None:
            yield from _facts(methodology, id, rule.holds, unknown, WHOLE)
        else:
            yield EvidenceNeed(id, "judgement", id, None, unknown, WHOLE, says)
    total = sum(plan.weight(criterion) for criterion in plan.weighted)
    for criterion in plan.criteria:
        yield from _of_criterion(methodology, plan, criterion, total)
    for expression in plan.gate.expressions:
        yield from _facts(methodology, "gate", expression, (), WHOLE)


def declared_needs(
    compiled: Compiled, plan: PhasePlan, reads: Iterable[str], hook: str
) -> Iterator[EvidenceNeed]:
    """Yield what a hook of a phase needs to know: facts and criteria that it says it reads."""
    total = sum(plan.weight(criterion) for criterion in plan.weighted)
    criteria = {criterion.criterion.id: criterion for criterion in plan.criteria}
    for name in reads:
        if name in criteria:
            for need in _of_criterion(compiled.methodology, plan, criteria[name], total):
                yield need.replace(rule=hook, worth=WHOLE)
        else:
            yield from _given(compiled.methodology, hook, [name], (), WHOLE)


def _of_criterion(
    methodology: Methodology, plan: PhasePlan, criterion: CriterionPlan, total: float
) -> Iterator[EvidenceNeed]:
    names, id = plan.names, criterion.criterion.id
    decisive = criterion.criterion.ordinal or criterion.criterion.minimum is not None
    worth = WHOLE if decisive else 100 * plan.weight(criterion) / total
    if criterion.adds:
        low, high = criterion.bounds
        worth = min(WHOLE, (high - low) / (score_points(plan.phase) or WHOLE) * WHOLE)
    applies = names.applies(id)
    if criterion.applies is not None:
        yield from _facts(methodology, id, criterion.applies, ((applies, (None,)),), worth)
    unscored: States = ((applies, (None, True)), (names.known(id), (False,)))
    if criterion.measure is not None:
        yield from _facts(methodology, id, criterion.measure, unscored, worth)
    else:
        yield EvidenceNeed(id, "judgement", id, names.judged(id)[0], unscored, worth,
                           criterion.criterion.title)


def _facts(
    methodology: Methodology, rule: str, expression: Expression, open: States, worth: float
) -> Iterator[EvidenceNeed]:
    yield from _given(methodology, rule, expression.reads, open, worth)


def _given(
    methodology: Methodology, rule: str, names: Iterable[str], open: States, worth: float
) -> Iterator[EvidenceNeed]:
    for name in names:
        if name != PROPOSAL_COMPLETE and not name.startswith(NO_FACT):
            yield EvidenceNeed(_question(methodology, name), "fact", rule, name, open, worth)


def _question(methodology: Methodology, name: str) -> str:
    """Return the name under which a fact is asked for: ticked labels are one question."""
    for local in methodology.facts:
        column = local_column(local)
        if name == column or name.startswith(f"{column}."):
            return column
    return name
