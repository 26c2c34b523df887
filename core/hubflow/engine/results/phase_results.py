"""Turn a phase into results: requirements and criteria with their facts."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.facts.sourcing import DossierSources
from hubflow.engine.method.compiled import Compiled, PhasePlan, RequirementPlan, ValuePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.group_plan import GroupPlan, ScorePlan
from hubflow.engine.method.guarantees import TRADING, TRADING_MONTHS
from hubflow.engine.method.score_tree import shares
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.pipeline.column_names import (
    ENDS,
    NO_FACT,
    PhaseColumns,
    parameter_column,
    value_column,
)
from hubflow.engine.pipeline.judging import CombinedJudgement, Key
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.evidence_needs import EvidenceNeed
from hubflow.engine.results.shown_decimals import PhaseDecimals
from hubflow.model.methodology import Criterion, Requirement, text_in
from hubflow.model.plain_record import PlainRecord, once_for_each
from hubflow.model.results import (
    CriterionResult,
    DrawResult,
    GroupResult,
    Interval,
    RequirementResult,
    Status,
    TieValue,
    ValueResult,
)
from hubflow.text.numbers import EXACT

if TYPE_CHECKING:
    from hubflow.engine.call.call_gaps import CallGaps

Row = Mapping[str, Any]

_NO_JUDGEMENT = CombinedJudgement(None, None, ())


class ResultContext(PlainRecord):
    """The data behind one case's results; ``needs`` lists by phase what its rules need.

    ``decimals`` are those of each phase's numbers, for all ventures of its call.
    ``gaps`` tells what the other ventures of the call lack.
    """

    compiled: Compiled
    case: VentureCase
    row: Row
    judged: Mapping[Key, CombinedJudgement]
    language: str
    needs: Mapping[str, Sequence[EvidenceNeed]]
    decimals: Mapping[str, PhaseDecimals]
    decided_only: bool = False
    gaps: CallGaps | None = None

    def judgement(self, plan: PhasePlan, id: str) -> CombinedJudgement:
        """Return the panel's judgement on a criterion or requirement; empty if there is none."""
        return self.judged.get((self.case.id, plan.phase.id, id), _NO_JUDGEMENT)

    def shown(self, reads: Iterable[str]) -> dict[str, Any]:
        """Return the facts and parameters that a rule reads, with their values."""
        return {name: self.row[name] for name in reads}

    def missing(self, reads: Iterable[str]) -> tuple[str, ...]:
        """Return the facts that a rule reads and that are missing."""
        return tuple(name for name in reads if self.row[name] is None)

    def is_assumption(self, phase: str, rule: str) -> bool:
        """Return whether a rule, or anything it reads, is an assumption or an illustration."""
        grounds = _grounds(self.compiled)[phase, rule]
        return grounds.assumed or any(map(self._assumed, grounds.facts))

    def _assumed(self, name: str) -> bool:
        if name in self.case.assumed:
            return True
        return (self._sources.any_illustrative and self.row[name] is not None
                and self._sourced(name) == "illustrative")

    def unsourced(self, reads: Iterable[str]) -> tuple[str, ...]:
        """Return facts with a value for which the dossier names no source."""
        return tuple(
            name for name in reads
            if self.row[name] is not None
            and name not in self.case.assumed
            and self._sourced(name) == "unsourced"
        )

    def _sourced(self, name: str) -> str:
        if name not in self._known_sourcing:
            self._known_sourcing[name] = (
                "sourced" if name.startswith(("local.", *NO_FACT))
                else self._sources.standing(name))
        return self._known_sourcing[name]

    @functools.cached_property
    def _sources(self) -> DossierSources:
        return DossierSources(self.case.entry.dossier)

    @functools.cached_property
    def _known_sourcing(self) -> dict[str, str]:
        """Whether facts are sourced, as far as it was asked for: several rules read one fact."""
        return {}


@once_for_each
def assumed_sources(compiled: Compiled) -> frozenset[str]:
    """Return the sources of a methodology that are choices made here, by their ids."""
    return frozenset(each.id for each in compiled.methodology.sources
                     if compiled.methodology.is_assumption(each.id))


class _Grounds(PlainRecord):
    """What a rule rests on: ``assumed`` whatever the venture, and the ``facts`` that it reads."""

    assumed: bool
    facts: tuple[str, ...]


@once_for_each
def _grounds(compiled: Compiled) -> Mapping[tuple[str, str], _Grounds]:
    """Return what each rule and named part rests on, by the ids of its phase and its own."""
    found = {}
    for plan in compiled.phases:
        rules: list[tuple[Requirement | Criterion, Expression | None]] = [
            *((each.requirement, each.holds) for each in plan.conditions),
            *((each.criterion, each.measure) for each in plan.criteria)]
        for rule, expression in rules:
            parts = [] if expression is None else [
                each.value.source for each in plan.values
                if value_column(each.value.id) in expression.values]
            found[plan.phase.id, rule.id] = _grounds_of(
                compiled, [rule.source, *parts], expression)
        for part in plan.values:
            found[plan.phase.id, value_column(part.value.id)] = _grounds_of(
                compiled, [part.value.source], part.expression)
    return found


def _grounds_of(
    compiled: Compiled, sources: Iterable[str | None], expression: Expression | None
) -> _Grounds:
    methodology, reads = compiled.methodology, expression.reads if expression else ()
    parameters = {parameter_column(each.id): methodology.is_assumption(each.source)
                  for each in methodology.parameters}
    return _Grounds(
        not assumed_sources(compiled).isdisjoint(sources)
        or any(parameters.get(name, False) for name in reads),
        tuple(name for name in reads if name not in parameters))


def requirement_result(
    context: ResultContext, plan: PhasePlan, rule: RequirementPlan
) -> RequirementResult:
    """Return the result of one requirement."""
    requirement = rule.requirement
    holds = context.row[plan.names.holds(requirement.id)]
    judged = context.judgement(plan, requirement.id)
    reads = rule.holds.reads if rule.holds else ()
    status: Status = "unknown" if holds is None else "holds" if holds else "fails"
    what_to_do = text_in(requirement.otherwise, context.language)
    if requirement.id == TRADING and status == "fails":
        what_to_do = f"{_months_to_go(context)} {what_to_do}"
    return RequirementResult(
        id=requirement.id,
        status=status,
        text=text_in(requirement.says, context.language, requirement.id),
        what_to_do=what_to_do,
        otherwise=requirement.otherwise_decision,  # type: ignore[arg-type]
        guarantee=rule.guarantee,
        facts=context.shown(reads),
        missing=context.missing(reads) if status == "unknown" else (),
        assessments=judged.assessments,
        assessor_groups=judged.groups,
        source=requirement.source,
        assumption=context.is_assumption(plan.phase.id, requirement.id),
    )


def _months_to_go(context: ResultContext) -> str:
    recorded = context.row.get("trade.months_recorded") or 0
    months = max(0, TRADING_MONTHS - int(recorded))
    return sentence("months_to_go", context.language, months=months)


def criterion_result(
    context: ResultContext, plan: PhasePlan, rule: CriterionPlan
) -> CriterionResult:
    """Return the result of one criterion."""
    criterion = rule.criterion
    names = plan.names
    row = context.row
    judged = context.judgement(plan, criterion.id)
    lower, upper = row[names.lower(criterion.id)], row[names.upper(criterion.id)]
    missing = () if row[names.known(criterion.id)] else context.missing(rule.reads)
    share, shown = shares(plan.phase).get(criterion.id), context.decimals[plan.phase.id]
    why = judged.why_missing
    if rule.measure is not None and not missing and not row[names.known(criterion.id)]:
        why = sentence("undefined", context.language)
    return CriterionResult(
        id=criterion.id,
        title=text_in(criterion.title, context.language, criterion.id),
        concept=criterion.concept,
        scale=criterion.scale,
        weight=criterion.score_weight,
        weight_share=share,
        lower=lower,
        upper=upper,
        lower_label=str(criterion.scale[int(lower)]) if criterion.ordinal else None,
        upper_label=str(criterion.scale[int(upper)]) if criterion.ordinal else None,
        applies=row[names.applies(criterion.id)],
        minimum=criterion.minimum,
        minimum_status=minimum_status(rule, lower, upper, row[names.applies(criterion.id)]),
        measure=row[names.measure(criterion.id)] if rule.measure else None,
        facts=context.shown(rule.reads),
        missing=missing,
        why_missing=why,
        assessments=judged.assessments,
        assessor_groups=judged.groups,
        spread=judged.spread,
        source=criterion.source,
        assumption=context.is_assumption(plan.phase.id, criterion.id),
        unsourced=context.unsourced(rule.reads),
        decimals=shown.of(criterion.id),
        weight_decimals=0 if share is None else shown.weights,
        group=criterion.group,
        adds=criterion.adds,
    )


def value_result(context: ResultContext, plan: PhasePlan, part: ValuePlan) -> ValueResult:
    """Return what one named part of a phase's expressions came to."""
    value, reads = part.value, part.expression.reads
    names = plan.names
    found = context.row.get(names.value(value.id))
    return ValueResult(
        id=value.id,
        text=text_in(value.says, context.language, value.id),
        expression=value.expression,
        value=found.isoformat() if isinstance(found, dt.date) else found,
        between=_between(context, names, value.id) if found is None else None,
        facts=context.shown(reads),
        source=value.source,
        assumption=context.is_assumption(plan.phase.id, value_column(value.id)),
    )


def tie_values(context: ResultContext, plan: PhasePlan) -> tuple[TieValue, ...]:
    """Return what a venture counts for in the ties that a phase's gate names."""
    order = plan.gate.order
    found = ((id, context.row.get(plan.names.tie(id)))
             for id in order.rank_by if id in order.ties and plan.ranked)
    return tuple(TieValue(
        id=id, text=text_in(order.ties[id].says, context.language, id),
        value=value.isoformat() if isinstance(value, dt.date) else value,
        uncovered=context.row.get(plan.names.of(f"{id}.uncovered")))
        for id, value in found)


def draw_result(context: ResultContext, plan: PhasePlan) -> DrawResult | None:
    """Return the lot that was drawn in a phase; None without one, or before its seed was known."""
    call, order = context.case.entry.call, plan.gate.order
    draw = call.drawn_on(plan.phase.id, context.case.as_of) if (
        call is not None and order.draws) else None
    if draw is None or draw.seed is None:
        return None
    return DrawResult(seed=draw.seed, source=order.draw_from or "")


def _between(context: ResultContext, names: PhaseColumns, id: str) -> Interval | None:
    """Return the ends of a named part that is open; None where they are not known, or none."""
    lower, upper = (context.row.get(names.value_end(id, end)) for end in ENDS)
    if lower is None or upper is None or not (math.isfinite(lower) and math.isfinite(upper)):
        return None
    return Interval(lower=lower, upper=upper, decimals=EXACT)


def group_result(context: ResultContext, plan: PhasePlan, part: GroupPlan) -> GroupResult:
    """Return the subtotal of one group of criteria."""
    group, row, names = part.group, context.row, plan.names
    lower, upper = row[names.lower(group.id)], row[names.upper(group.id)]
    applies = row[names.applies(group.id)]
    return GroupResult(
        id=group.id,
        title=text_in(group.title, context.language, group.id),
        group=group.group,
        total=part.total,
        weight=group.score_weight,
        weight_share=shares(plan.phase)[group.id],
        lower=lower,
        upper=upper,
        applies=applies,
        minimum=group.minimum,
        minimum_status=minimum_status(part, lower, upper, applies),
        source=group.source,
        decimals=context.decimals[plan.phase.id].of(group.id),
    )


def minimum_status(
    rule: ScorePlan, lower: float, upper: float, applies: bool | None
) -> Status | None:
    """Return whether a criterion or group reaches its own minimum; None where it has none."""
    if rule.minimum is None or applies is False:
        return None
    least = rule.position(rule.minimum)
    if lower >= least:
        return "holds"
    if upper < least and applies:
        return "fails"
    return "unknown"
