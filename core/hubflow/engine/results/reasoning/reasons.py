"""Explain a phase's recommendation, in the order in which the gate decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from hubflow.engine.gate.rank_order import DRAW
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.hooks import EXPLAIN, GATE_HOOK, SCORE_HOOK
from hubflow.engine.results.column_words import gate_said
from hubflow.engine.results.engine_words import sentence, word
from hubflow.engine.results.money_results import money_reasons, money_result
from hubflow.engine.results.phase_results import ResultContext, draw_result
from hubflow.engine.results.reasoning.group_reasons import group_reasons
from hubflow.engine.results.reasoning.open_causes import open_causes
from hubflow.engine.results.reasoning.shortfall_reasons import shortfall_reasons
from hubflow.model.methodology import text_in
from hubflow.model.results import (
    CriterionResult,
    DecisionResult,
    GroupResult,
    Interval,
    RankInterval,
    Reason,
    Recommendation,
    RequirementResult,
)
from hubflow.text.numbers import day, level

NOTHING_SCORED = "nothing-scored"
"""The id of the reason that says that no criterion of a phase is scored yet."""


def reasons(
    context: ResultContext,
    plan: PhasePlan,
    recommendation: Recommendation,
    requirements: Sequence[RequirementResult],
    criteria: Sequence[CriterionResult],
    groups: Sequence[GroupResult],
    score: Interval | None,
    rank: RankInterval | None,
    decision: DecisionResult | None,
    answers: Mapping[str, str],
    explained: Sequence[str],
    *,
    missing: bool,
) -> tuple[Reason, ...]:
    """Return every reason for the recommendation, and for a decision that departs from it.

    ``answers`` are the hooks that plugins answered in place of rules, ``explained`` their reasons.
    ``missing``: evidence of the venture is missing.
    """
    told = list(_decision(context, plan, recommendation, decision))
    if recommendation == "not_reached":
        return tuple(told)
    told += _requirements(context, requirements)
    told += _floors(context, (*criteria, *groups))
    told += _hook(context, SCORE_HOOK, answers)
    unmet = any(reason.kind in {"requirement", "guarantee", "floor"} for reason in told)
    if GATE_HOOK not in answers and not unmet:
        told += shortfall_reasons(context, plan, recommendation, score, (*criteria, *groups))
    told += _rank(context, plan, rank)
    told += _drawn(context, plan, rank)
    told += money_reasons(context, plan, money_result(context, plan))
    if recommendation == "undecided":
        told += open_causes(context, plan, requirements, criteria, rank,
                            ["", *answers.values()][-1],
                            explained=missing or any(each.kind == "tie" for each in told))
    if GATE_HOOK in answers:
        told += _hook(context, GATE_HOOK, answers)
    else:
        told += _gate(context, plan, recommendation, unmet=unmet,
                      halted=_halted(plan, requirements))
    told += [Reason(kind="hook", id=EXPLAIN, text=text) for text in explained]
    return tuple(told)


def _hook(context: ResultContext, hook: str, answers: Mapping[str, str]) -> Iterator[Reason]:
    if hook in answers:
        yield Reason(kind="hook", id=hook,
                     text=sentence(f"by_{hook}", context.language, plugin=answers[hook]))


def _decision(
    context: ResultContext, plan: PhasePlan, recommendation: Recommendation,
    decision: DecisionResult | None,
) -> Iterator[Reason]:
    if decision is None:
        return
    language = context.language
    values = {"by": decision.by, "date": day(dt.date.fromisoformat(decision.date), language),
              "decision": word(decision.decision, language),
              "recommendation": word(recommendation, language)}
    if recommendation == "not_reached":
        key = "decision_not_reached"
    elif not decision.moved:
        key = "decision_not_moved"
    elif decision.departs:
        key = "decision_departs"
    else:
        return
    yield Reason(kind="decision", id=plan.phase.id, text=sentence(key, language, **values))


def _requirements(
    context: ResultContext, requirements: Sequence[RequirementResult]
) -> Iterator[Reason]:
    for requirement in requirements:
        if requirement.status == "holds":
            continue
        key = "requirement_fails" if requirement.status == "fails" else "requirement_unknown"
        text = sentence(key, context.language, text=requirement.text)
        yield Reason(
            kind="guarantee" if requirement.guarantee else "requirement",
            id=requirement.id, text=text, what_to_do=requirement.what_to_do,
            source=requirement.source,
        )


def _floors(
    context: ResultContext, criteria: Sequence[CriterionResult | GroupResult]
) -> Iterator[Reason]:
    for criterion in criteria:
        if criterion.minimum_status in {"fails", "unknown"}:
            key = "floor_fails" if criterion.minimum_status == "fails" else "floor_unknown"
            text = sentence(key, context.language, title=criterion.title,
                            minimum=level(criterion.minimum, context.language))
            yield Reason(kind="floor", id=criterion.id, text=text, source=criterion.source)


def _rank(context: ResultContext, plan: PhasePlan, rank: RankInterval | None) -> Iterator[Reason]:
    language = context.language
    if rank is None or (found := plan.places_of(context.row, rank.of)) is None:
        return
    places, key = found
    span = str(rank.best) if rank.best == rank.worst else f"{rank.best}–{rank.worst}"
    text = "uncontested" if rank.uncontested else "rank"
    text += "_in_group" if rank.group else ""
    yield Reason(kind="rank", id=key, source=plan.phase.gate.source,
                 text=sentence(f"{text}_one" if places == 1 else text, language,
                               rank=span, of=rank.of, places=places,
                               group=rank.group_name))
    yield from group_reasons(context, plan, rank, places)
    tied = context.row[PhaseColumns(plan.phase.id).of("rank.tied")]
    if tied and rank.best <= places < rank.worst:
        yield Reason(kind="tie", id="tie", text=sentence("tie", language),
                     what_to_do=sentence("tie_do", language))


def _drawn(context: ResultContext, plan: PhasePlan, rank: RankInterval | None) -> Iterator[Reason]:
    """Yield that a lot was drawn, and with which seed."""
    draw = draw_result(context, plan)
    if rank is not None and draw is not None:
        yield Reason(kind="draw", id=DRAW, source=plan.phase.gate.source, text=sentence(
            "drawn", context.language, seed=draw.seed, source=draw.source))


def _halted(plan: PhasePlan, requirements: Sequence[RequirementResult]) -> bool:
    """Return whether a requirement stops the venture before the gate is asked."""
    ends = {rule.requirement.id for rule in plan.conditions
            if rule.requirement.otherwise_decision == "stop"}
    return any(each.status == "fails" and each.id in ends for each in requirements)


def _gate(
    context: ResultContext, plan: PhasePlan, recommendation: Recommendation, *, unmet: bool,
    halted: bool,
) -> Iterator[Reason]:
    language = context.language
    names = PhaseColumns(plan.phase.id)
    if plan.criteria and not context.row[names.of("scored")]:
        yield Reason(kind="missing", id=NOTHING_SCORED,
                     text=sentence("nothing_scored", language))
    phase = plan.phase
    if not phase.requirements and not phase.criteria and phase.gate.source is None:
        yield Reason(kind="note", id="no-rule", text=sentence("no_rule", language))
        return
    # what must hold comes first: with any of it unmet, nothing is said of the gate's own rule
    held_up = "gate_not_tried" if unmet else "gate_not_passed"
    key = {"advance": "gate_passed", "revise": held_up,
           "stop": "gate_not_reached" if halted or (unmet and not plan.gate.stop)
           else "gate_stopped" if plan.gate.stop else held_up}.get(recommendation, "gate_open")
    yield Reason(kind="gate", id=f"{phase.id}.gate", source=phase.gate.source,
                 text=sentence(key, language, gate=gate_said(
                     context.compiled.methodology, phase, language)))


def phase_name(context: ResultContext, plan: PhasePlan) -> str:
    """Return the hub's own name for the phase."""
    return text_in(plan.phase.name, context.language, plan.phase.id)
