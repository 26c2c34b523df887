"""Define a compiled methodology: every rule with its checked expressions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.group_plan import (
    GroupPlan,
    ScorePlan,
    groups_within,
    score_plans,
)
from hubflow.engine.method.phase_texts import names_in_texts
from hubflow.engine.method.rules import MethodRule
from hubflow.engine.method.score_tree import shares
from hubflow.engine.method.settled_columns import SettledColumns
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.methodology import (
    Checkpoint,
    CheckpointRule,
    FinanceLine,
    Instrument,
    Methodology,
    NamedValue,
    Phase,
    Requirement,
    Section,
)
from hubflow.model.plain_record import PlainRecord

if TYPE_CHECKING:
    from hubflow.reading.method.methodology_file import LoadedMethodology


class RequirementPlan(PlainRecord):
    """A requirement with its condition; a guarantee of the core is one too."""

    requirement: Requirement
    holds: Expression | None
    guarantee: bool = False


class ValuePlan(PlainRecord):
    """A named part of a phase's expressions with its own."""

    value: NamedValue
    expression: Expression


class PhasePlan(PlainRecord):
    """A compiled phase; ``settled`` names what is known on every row of its table.

    Adjustments, which have the form of criteria, are the last of its ``criteria``. ``carries``
    names what later rules read of what it came to.
    """

    phase: Phase
    index: int
    criteria: tuple[CriterionPlan, ...]
    requirements: tuple[RequirementPlan, ...]
    gate: GateRules
    guarantees: tuple[RequirementPlan, ...] = ()
    values: tuple[ValuePlan, ...] = ()
    carries: frozenset[str] = frozenset()
    settled: SettledColumns = SettledColumns()

    @functools.cached_property
    def names(self) -> PhaseColumns:
        """The columns that it adds to the table."""
        return PhaseColumns(self.phase.id)

    def with_expressions(self, change: Callable[[Expression], Expression]) -> PhasePlan:
        """Return the phase with every expression of its rules changed."""
        return self.replace(
            values=tuple(each.replace(expression=change(each.expression)) for each in self.values),
            criteria=tuple(each.replace(measure=each.measure and change(each.measure),
                                        applies=each.applies and change(each.applies))
                           for each in self.criteria),
            requirements=tuple(each.replace(holds=each.holds and change(each.holds))
                               for each in self.requirements),
            gate=self.gate.with_expressions(change))

    @functools.cached_property
    def computed(self) -> tuple[Expression, ...]:
        """The expressions that :meth:`with_expressions` changes."""
        rules = [*(each for rule in self.criteria for each in (rule.measure, rule.applies)),
                 *(rule.holds for rule in self.requirements)]
        return (*(each.expression for each in self.values),
                *(each for each in rules if each is not None), *self.gate.expressions)

    @functools.cached_property
    def ranked(self) -> bool:
        """True where its gate looks at ranks."""
        return bool(self.gate.ranked)

    @functools.cached_property
    def gives_money(self) -> bool:
        """True where its gate gives out money."""
        return bool(self.gate.money_rules)

    @functools.cached_property
    def statements(self) -> PhaseStatements:
        """The statements that its gate can make about score, criteria, groups and ranks."""
        return PhaseStatements(self.names, self.criteria, self.groups)

    def places_among(self, competitors: int) -> tuple[int, str] | None:
        """Return how many of so many competitors have a place, and by which key of the gate.

        None where there are no places.
        """
        places = ((clause.places_among(competitors), clause.keys[0]) for clause in self.gate.ranked)
        return max(((count, key) for count, key in places if count is not None), default=None)

    def places_of(self, row: Mapping[str, Any], competitors: int) -> tuple[int, str] | None:
        """Return how many places there are where a venture competes, and by which key of the gate.

        None where there are none, or where its group is unknown.
        """
        if self.gate.selection is None:
            return self.places_among(competitors)
        places = row[self.names.of("rank.places")]
        return None if places is None else (places, "places")

    def places_in_all(self, rows: Iterable[Mapping[str, Any]], competitors: int) -> int | None:
        """Return how many places a call has, in all its groups together; None without places.

        ``rows`` are those of its ventures in a finished run.
        """
        if self.gate.selection is None:
            among = self.places_among(competitors)
            return None if among is None else among[0]
        group, places = (self.names.of(f"rank.{name}") for name in ("group", "places"))
        found: dict[str | None, int] = {
            row[group]: row[places] for row in rows if row[places] is not None}
        if self.gate.spread:
            return next(iter(found.values()), None)
        return sum(each for name, each in found.items() if name is not None) if found else None

    @functools.cached_property
    def weighted(self) -> tuple[CriterionPlan, ...]:
        """The criteria that make up the mean: those on a numeric scale, without adjustments."""
        return tuple(plan for plan in self.criteria if plan.criterion.weighed)

    @functools.cached_property
    def adjustments(self) -> tuple[CriterionPlan, ...]:
        """What is added to the score, or taken from it."""
        return tuple(plan for plan in self.criteria if plan.adds)

    @functools.cached_property
    def parts(self) -> tuple[ScorePlan, ...]:
        """The parts of the score: groups, and weighted criteria that are in none."""
        if self.phase.groups:
            return score_plans(self.phase, self.criteria)
        return self.weighted

    @functools.cached_property
    def groups(self) -> tuple[GroupPlan, ...]:
        """The groups of criteria, inner groups first."""
        return tuple(groups_within(self.parts)) if self.phase.groups else ()

    @property
    def is_mean_with_additions(self) -> bool:
        """Whether the score is the mean of its criteria with what is added, rounded as a whole."""
        return not any(group.round is not None for group in self.phase.groups) and (
            not self.phase.groups or all(each.always_applies for each in self.weighted))

    @property
    def is_plain_mean(self) -> bool:
        """Whether the score is the weighted mean of its criteria, whatever group they are in."""
        return (not self.adjustments and self.phase.score.round is None
                and self.is_mean_with_additions)

    def weight(self, plan: CriterionPlan) -> float:
        """Return a criterion's weight in the whole score; 1 for labels, which nobody weighs.

        In a phase with groups it is the share of the score.
        """
        if plan.criterion.group is None and not self.phase.groups:
            return plan.score_weight
        return shares(self.phase).get(plan.id, 1.0)

    @functools.cached_property
    def gate_reads(self) -> tuple[str, ...]:
        """The facts and parameters that the gate's own conditions and amounts read."""
        return tuple(dict.fromkeys(n for e in self.gate.expressions for n in e.reads))

    @functools.cached_property
    def conditions(self) -> tuple[RequirementPlan, ...]:
        """The hub's requirements and then the guarantees: all that must hold."""
        return (*self.requirements, *self.guarantees)

    @functools.cached_property
    def reads(self) -> frozenset[str]:
        """All facts and parameters that the phase's rules read."""
        expressions = [
            *(value.expression for value in self.values),
            *(e for c in self.criteria for e in (c.measure, c.applies)),
            *(r.holds for r in self.conditions),
        ]
        rules = (name for e in expressions if e is not None for name in e.reads)
        return frozenset([*rules, *self.gate_reads])

    def criterion(self, id: str) -> CriterionPlan:
        """Return the criterion with this id."""
        return next(plan for plan in self.criteria if plan.criterion.id == id)


class CheckpointRulePlan(PlainRecord):
    """A rule of a checkpoint with its condition."""

    rule: CheckpointRule
    holds: Expression | None


class CheckpointPlan(PlainRecord):
    """A checkpoint with its rules."""

    checkpoint: Checkpoint
    rules: tuple[CheckpointRulePlan, ...]


class InstrumentPlan(PlainRecord):
    """An instrument with its expressions."""

    instrument: Instrument
    eligible: Expression | None
    amount: Expression | None


class SectionPlan(PlainRecord):
    """A section of the proposal with its condition."""

    section: Section
    applies: Expression | None


class FinancePlan(PlainRecord):
    """A line of the finance plan with its amount."""

    line: FinanceLine
    amount: Expression | None


class Compiled(PlainRecord):
    """A methodology compiled once, with each rule beside its checked expressions.

    ``columns`` are all the facts, parameters and scores of phases that expressions may read,
    ``reads`` the facts and parameters that some do. ``rules`` is the walk over all of it; the plans
    beside it are what a run executes.
    """

    loaded: LoadedMethodology
    methodology: Methodology
    columns: Mapping[str, FactColumn]
    rules: tuple[MethodRule[Any], ...]
    phases: tuple[PhasePlan, ...]
    checkpoints: tuple[CheckpointPlan, ...]
    instruments: tuple[InstrumentPlan, ...]
    sections: tuple[SectionPlan, ...]
    finance: tuple[FinancePlan, ...]
    total: Expression | None
    reads: frozenset[str]

    @functools.cached_property
    def named_in_proposal(self) -> tuple[str, ...]:
        """What phases came to that the proposal's own sentences name."""
        return names_in_texts([self.methodology.proposal.note,
                               *(plan.section.text for plan in self.sections)])
