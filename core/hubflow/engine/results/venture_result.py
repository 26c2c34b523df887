"""Turn a venture's row of the finished table into its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, cast

import attrs

from hubflow.engine.call.phase_outlook import outlook_of
from hubflow.engine.facts import registry
from hubflow.engine.gate.decisions import whole_venture
from hubflow.engine.method.compiled import PhasePlan, RequirementPlan
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.results.column_words import column_in_words, gate_said
from hubflow.engine.results.exception_results import (
    exceptions_read,
    phase_exceptions,
    with_exceptions,
)
from hubflow.engine.results.group_words import group_in_words
from hubflow.engine.results.instruments import instrument_results
from hubflow.engine.results.missing_evidence import missing_evidence
from hubflow.engine.results.money_results import money_result
from hubflow.engine.results.phase_results import (
    ResultContext,
    assumed_sources,
    criterion_result,
    draw_result,
    group_result,
    requirement_result,
    tie_values,
    value_result,
)
from hubflow.engine.results.reasoning.reasons import phase_name, reasons
from hubflow.model.call import IN_RACE, Call, in_zone
from hubflow.model.identity import PASSES
from hubflow.model.results import (
    CriterionResult,
    DecisionResult,
    MemberResult,
    PhaseResult,
    ProposalResult,
    Recommendation,
    RequirementResult,
    StageResult,
    State,
    VentureResult,
)
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.plugins.phase_rules import Explanation
from hubflow.text.catalogue import words
from hubflow.text.deadlines import deadline_in_words
from hubflow.text.numbers import moment


def venture_result(
    context: ResultContext, proposal: ProposalResult | None, hooks: HubHooks
) -> VentureResult:
    """Return all six stages, instruments and the proposal of one venture."""
    case = context.case
    dossier = case.entry.dossier
    phases = {plan.phase.id: phase_result(context, plan, hooks)
              for plan in context.compiled.phases}
    stages = tuple(
        _stage(stage, [phases[p.phase.id] for p in context.compiled.phases
                       if p.phase.stage == stage], context)
        for stage in context.compiled.methodology.stages
    )
    assumed, unsourced = _shares(list(phases.values()))
    instruments = with_exceptions(context, instrument_results(
        context.compiled, context.row, case.as_of, context.language, dossier.place))
    assumptions = _assumptions(phases.values(), context)
    unsourced_facts = {name for phase in phases.values() for c in phase.criteria
                       for name in c.unsourced}
    own = {*assumptions, *unsourced_facts, *(name for each in instruments for name in each.missing)}
    return VentureResult(
        id=dossier.id,
        name=dossier.name,
        call=case.entry.call.id if case.entry.call else None,
        challenge=dossier.challenge,
        kind=case.entry.kind,
        state=_state(context),
        currency=dossier.currency,
        stages=stages,
        instruments=instruments,
        assumption_share=assumed,
        unsourced_share=unsourced,
        assumptions=assumptions,
        unsourced=tuple(sorted(unsourced_facts)),
        gaps=dict(sorted(case.facts.why_missing.items())),
        proposal=proposal,
        member=_member(context),
        call_name=(case.entry.call.name or case.entry.call.id) if case.entry.call else "",
        challenge_name=(case.entry.challenge.name if case.entry.challenge
                        else dossier.challenge or ""),
        fact_names=dict(_own_names(own, context)),
    )


def _own_names(names: Iterable[str], context: ResultContext) -> Iterator[tuple[str, str]]:
    """Yield the names that are no fact of hubflow's, with what they are in words."""
    for name in sorted(names):
        if registry().get(name) is None:
            said = column_in_words(context.compiled.methodology, name, context.language)
            if said != name:
                yield name, said.rstrip(".?")


def _came_late(received: dt.datetime, call: Call, language: str) -> str:
    """Return when an application came in, in the deadline's time zone, and the deadline."""
    assert call.deadline is not None
    zone = call.deadline.tzinfo
    here = in_zone(received, zone)
    return words(language, "call")["received_late"].format(
        received=moment(here.astimezone(zone) if zone else here, language),
        deadline=deadline_in_words(call.deadline, call.grace_minutes, language))


def _member(context: ResultContext) -> MemberResult | None:
    """Return how a venture stands in its call: by the call's record, else by decisions."""
    case = context.case
    if case.entry.call is None or case.entry.kind != "venture":
        return None
    said = case.member
    if said.standing is not None and not said.in_race:
        reason = said.reason or ""
        if said.standing == "late" and said.received is not None and case.entry.call.closes:
            reason = reason or _came_late(said.received, case.entry.call, context.language)
        return MemberResult(standing=said.standing, reason=reason,
                            since=said.date.isoformat() if said.date else "")
    whole = whole_venture(case.entry, context.compiled.methodology.hub.id, case.as_of)
    if whole is not None:
        return MemberResult(standing="adopted" if whole.decision == "adopt" else "paused",
                            since=whole.date.isoformat(), reason=whole.reasons or "")
    stop = next((each for each in case.decisions.values() if each.decision == "stop"), None)
    if stop is not None:
        return MemberResult(standing="closed", since=stop.date.isoformat(),
                            reason=stop.reasons or "")
    return MemberResult(standing=IN_RACE)


def phase_result(context: ResultContext, plan: PhasePlan, hooks: HubHooks) -> PhaseResult:
    """Return the result of one phase, by its gate and its hooks."""
    names = plan.names
    row = context.row
    outlook = outlook_of(row, plan, context.decimals[plan.phase.id])
    possible, recommendation = outlook.possible, outlook.recommendation
    score, total = outlook.score, outlook.total
    rank = outlook.rank and attrs.evolve(
        outlook.rank, group_name=group_in_words(context, plan, outlook.rank.group))
    reached = bool(row[names.of("reached.certain")])
    requirements = tuple(
        _excepted(requirement_result(context, plan, rule), context, rule)
        for rule in plan.conditions)
    criteria = tuple(criterion_result(context, plan, rule) for rule in plan.criteria)
    found = {each.id: group_result(context, plan, each) for each in plan.groups}
    groups = tuple(found[each.id] for each in plan.phase.groups if each.id in found)
    decision = _decision(context, plan, recommendation, reached=reached)
    answers = hooks.answered(plan, row) if reached else {}
    explanation = (hooks.explanation(plan, row, context.case.id, context.language) if reached
                   else Explanation())
    missing = missing_evidence(context, plan, explanation.reads, next(iter(answers), ""))
    return PhaseResult(
        phase=plan.phase.id,
        name=phase_name(context, plan),
        subject=plan.phase.subject,  # type: ignore[arg-type]
        recommendation=recommendation,
        possible=possible,
        decision=decision,
        reasons=reasons(context, plan, recommendation, requirements, criteria, groups, score,
                        rank, decision, answers, explanation.reasons, missing=bool(missing)),
        score=score,
        levels={c.id: (c.lower_label or "", c.upper_label or "") for c in criteria
                if c.lower_label is not None and c.applies is not False},
        rank=rank,
        requirements=requirements,
        criteria=criteria,
        missing=missing,
        gate=gate_said(context.compiled.methodology, plan.phase, context.language),
        gate_facts=context.shown(plan.gate_reads),
        from_plugin=["", *answers.values()][-1],
        money=money_result(context, plan),
        groups=groups,
        values=tuple(value_result(context, plan, each) for each in plan.values),
        points=outlook.points,
        total=total,
        exceptions=phase_exceptions(context, plan.phase),
        ties=tie_values(context, plan) if rank is not None else (),
        draw=draw_result(context, plan) if rank is not None else None,
    )


def _excepted(
    result: RequirementResult, context: ResultContext, rule: RequirementPlan
) -> RequirementResult:
    """Return a requirement's result with the exceptions that it reads."""
    found = exceptions_read(context, rule.holds.reads if rule.holds else ())
    return attrs.evolve(result, exceptions=found) if found else result


def _decision(
    context: ResultContext, plan: PhasePlan, recommendation: Recommendation, *, reached: bool
) -> DecisionResult | None:
    decision = context.case.decisions.get(plan.phase.id)
    if decision is None:
        return None
    names = plan.names
    moves = decision.decision in PASSES
    passed = bool(context.row[names.of("passed.certain")])
    return DecisionResult(
        decision=decision.decision,
        date=decision.date.isoformat(),
        by=decision.by,
        reasons=decision.reasons or "",
        departs=recommendation in RECOMMENDED
        and decision.decision not in {recommendation, "recognised"},
        evidence=decision.evidence,
        moved=reached and (passed or not moves),
    )


def _stage(stage: Any, phases: list[PhaseResult], context: ResultContext) -> StageResult:
    """Return a stage's result: that of its last phase, or of the phase that is under way."""
    taking_part = [phase for phase in phases
                   if context.case.entry.kind == "venture" or phase.subject == "challenge"]
    reached = [phase for phase in taking_part if phase.recommendation != "not_reached"]
    if not reached:
        return StageResult(stage=stage, recommendation="not_reached", phases=tuple(phases))
    last = reached[-1]
    recommendation: Recommendation = last.recommendation
    waits = context.decided_only and last.decision is None
    if last is not taking_part[-1] and recommendation == "advance" and not waits:
        # passed by its recommendation, yet a recorded decision holds the venture here
        decided = last.decision.decision if last.decision else "revise"
        recommendation = "stop" if decided == "stop" else "revise"
    return StageResult(stage=stage, recommendation=recommendation, phases=tuple(phases))


def _state(context: ResultContext) -> State:
    entry = context.case.entry
    record = whole_venture(entry, context.compiled.methodology.hub.id, context.case.as_of)
    whole = record.decision if record is not None else ""
    if whole == "adopt":
        return "adopted"
    here, stopped = _place(context)
    if stopped:
        return "closed"
    return "paused" if whole == "pause" else here


def _place(context: ResultContext) -> tuple[State, bool]:
    """Return the stage of a venture, or `established`, and whether a decision stops it there.

    A recommendation to stop closes nothing: a body decides.
    """
    entry = context.case.entry
    for plan in context.compiled.phases:
        if entry.kind == "challenge" and plan.phase.subject != "challenge":
            continue
        names = plan.names
        if context.row[names.of("passed.certain")]:
            continue
        decision = context.case.decisions.get(plan.phase.id)
        reached = context.row[names.of("reached.certain")]
        stage = cast("State", plan.phase.stage)
        return stage, bool(reached and decision is not None and decision.decision == "stop")
    if entry.kind == "challenge":
        return next((cast("State", plan.phase.stage) for plan in context.compiled.phases
                     if plan.phase.subject == "venture"), "identify"), False
    return "established", False


def _shares(phases: list[PhaseResult]) -> tuple[float, float]:
    """Return the shares of the weight that rest on assumptions and on unsourced facts.

    Every phase with criteria counts the same; within it a criterion counts by its weight, or
    like every other where nothing is weighted.
    """
    assumed, unsourced = [], []
    for phase in phases:
        criteria = [c for c in phase.criteria if c.applies is not False and not c.adds]
        if not criteria:
            continue
        weights = [_weight(c, criteria) for c in criteria]
        total = sum(weights)
        assumed.append(sum(w for w, c in zip(weights, criteria, strict=True) if c.assumption)
                       / total)
        unsourced.append(sum(w for w, c in zip(weights, criteria, strict=True) if c.unsourced)
                         / total)
    if not assumed:
        return 0.0, 0.0
    return (round(sum(assumed) / len(assumed), 9), round(sum(unsourced) / len(unsourced), 9))


def _weight(criterion: CriterionResult, criteria: list[CriterionResult]) -> float:
    if not all(c.weight is not None for c in criteria):
        return 1.0
    grouped = any(c.group is not None for c in criteria)
    return (criterion.weight_share if grouped else criterion.weight) or 1.0


def _assumptions(phases: Any, context: ResultContext) -> tuple[str, ...]:
    """Return the ids of the assumed sources and facts behind the results."""
    named = {
        rule.source
        for phase in phases
        for rule in (*phase.criteria, *phase.requirements)
        if rule.source
    }
    sources = named & assumed_sources(context.compiled)
    return tuple(sorted(sources | context.case.assumed))
