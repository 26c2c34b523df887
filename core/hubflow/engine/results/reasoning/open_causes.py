"""Tell why a phase is undecided where no fact or judgement of the venture is missing.

A parameter is not in force, a value is undefined, the panel is evenly split, ventures tie, other
ventures of the call lack something. Each is told with what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.rank_order import DRAW
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import (
    CALL_BUDGET,
    CALL_RECEIVED,
    CALL_RECEIVED_MINUTE,
    PhaseColumns,
    exception_column,
    is_carried,
    parameter_column,
)
from hubflow.engine.results.engine_words import few_names, sentence
from hubflow.engine.results.missing_evidence import need_in_words
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.methodology import text_in
from hubflow.model.results import CriterionResult, RankInterval, Reason, RequirementResult


def open_causes(
    context: ResultContext,
    plan: PhasePlan,
    requirements: Sequence[RequirementResult],
    criteria: Sequence[CriterionResult],
    rank: RankInterval | None,
    plugin: str,
    *,
    explained: bool,
) -> Iterator[Reason]:
    """Yield the causes for which an undecided phase is open.

    ``explained``: missing evidence or a tie explains it already; then only causes are told that
    are sure to play a part.
    """
    found = [*_parameters(context, plan), *_undefined(context, plan, requirements, criteria),
             *_draw(context, plan, rank)]
    yield from found
    if found or explained:
        return
    if criteria and all(criterion.applies is False for criterion in criteria):
        yield _cause(context, "nothing-applies", "nothing_applies", "body_decides")
    elif plugin:
        yield Reason(kind="hook", id=plugin,
                     text=sentence("hook_open", context.language, plugin=plugin),
                     what_to_do=sentence("hook_open_do", context.language))
    elif rank is not None and context.row[PhaseColumns(plan.phase.id).of("rank.tied")]:
        yield Reason(kind="tie", id="tie", text=sentence("tie", context.language),
                     what_to_do=sentence("tie_do", context.language))
    elif rank is not None and rank.of > 1:
        yield _others(context, plan, "others", "others_open")
    else:
        yield _cause(context, "gate-undefined", "gate_undefined", "undefined_do")


def _draw(
    context: ResultContext, plan: PhasePlan, rank: RankInterval | None
) -> Iterator[Reason]:
    """Yield that a lot is still to be drawn, where it decides about the rank."""
    order = plan.gate.order
    if (order.draws and rank is not None and rank.best < rank.worst and not rank.uncontested
            and context.row[plan.names.of(DRAW)] is None):
        yield Reason(kind="draw", id=DRAW,
                     text=sentence("draw_open", context.language, source=order.draw_from),
                     what_to_do=sentence("draw_open_do", context.language))


def _cause(
    context: ResultContext, id: str, text: str, what_to_do: str, **values: object
) -> Reason:
    return Reason(kind="missing", id=id, text=sentence(text, context.language, **values),
                  what_to_do=sentence(what_to_do, context.language, **values))


def _others(
    context: ResultContext, plan: PhasePlan, id: str, text: str, rule: str | None = None,
    **values: object,
) -> Reason:
    """Return that something is not known of other ventures.

    What is to be done names them: lists and letters, which may be anonymous, leave it out.
    """
    found = [] if context.gaps is None else context.gaps.of_others(
        context.case, context.row[CALL], plan, rule)
    if not found:
        return _cause(context, id, text, "others_open_do", **values)
    language = context.language
    gaps = ["{}: {}".format(other.entry.dossier.name, few_names(
        [need_in_words(need, context).rstrip(".?") for need in needs], language))
        for other, needs in found]
    return _cause(context, id, text, "others_open_named_do", **values,
                  gaps=few_names(gaps, language, "; "))


def _parameters(context: ResultContext, plan: PhasePlan) -> Iterator[Reason]:
    """Yield what the phase reads and the dossier cannot state.

    That is parameters, what earlier phases came to, exceptions, and the call's budget.
    """
    row, day = context.row, context.case.as_of.isoformat()
    for parameter in context.compiled.methodology.parameters:
        column = parameter_column(parameter.id)
        if column in plan.reads and row[column] is None:
            start, _ = min(parameter.values)
            ended = parameter.ends is not None and parameter.ends < context.case.as_of
            yield _cause(context, column, "parameter_open",
                         "parameter_ended_do" if ended else "parameter_open_do",
                         parameter=parameter.id, day=day, start=start.isoformat(),
                         end=parameter.ends.isoformat() if parameter.ends else "")
    for name in sorted(filter(is_carried, plan.reads)):
        if row[name] is None and _plays_a_part(context, plan, name):
            phase = next(each for each in context.compiled.phases if name in each.carries).phase
            yield _cause(context, name, "score_open", "score_open_do", name=name,
                         phase=text_in(phase.name, context.language, phase.id))
    for phase in context.compiled.methodology.phases:
        for rule in phase.exceptions:
            column = exception_column(rule.id)
            if column in plan.reads and row[column] is None:
                yield _cause(context, column, "panel_split", "tie_do",
                             title=text_in(rule.says, context.language, rule.id).rstrip("."))
    if CALL_BUDGET in plan.reads and row[CALL_BUDGET] is None:
        yield _cause(context, CALL_BUDGET, "budget_open", "budget_open_do")
    for name in (CALL_RECEIVED, CALL_RECEIVED_MINUTE):
        if name in plan.reads and row[name] is None:
            yield _cause(context, name, "received_open", "received_open_do")
            break


def _plays_a_part(context: ResultContext, plan: PhasePlan, name: str) -> bool:
    """Return whether a rule that reads a name is open, or belongs to the gate."""
    row, names = context.row, plan.names
    if name in plan.gate_reads:
        return True
    asked = [(rule.holds, names.holds(rule.requirement.id)) for rule in plan.conditions]
    asked += [(rule.applies, names.applies(rule.id)) for rule in plan.criteria]
    return any(rule is not None and name in rule.reads and row[column] is None
               for rule, column in asked) or any(
        name in rule.reads and not row[names.known(rule.id)]
        and row[names.applies(rule.id)] is not False for rule in plan.criteria)


def _undefined(
    context: ResultContext, plan: PhasePlan, requirements: Sequence[RequirementResult],
    criteria: Sequence[CriterionResult],
) -> Iterator[Reason]:
    """Yield rules that have no value although all that they read is known, and even splits."""
    expressions = {rule.requirement.id: rule.holds for rule in plan.conditions}
    for requirement in requirements:
        holds = expressions[requirement.id]
        if requirement.status == "unknown" and holds is not None and not requirement.missing:
            yield _cause(context, requirement.id, "undefined_rule", "undefined_do",
                         title=requirement.text.rstrip("."))
    for criterion, rule in zip(criteria, plan.criteria, strict=True):
        if criterion.applies is False:
            continue
        row, names, id = context.row, PhaseColumns(plan.phase.id), criterion.id
        known = row[names.known(id)]
        if known and row[names.lower(id)] < row[names.upper(id)]:
            yield _cause(context, id, "panel_split", "tie_do", title=criterion.title)
        elif not known and rule.measure is not None and not criterion.missing:
            if rule.measure.windowed:
                yield _others(context, plan, id, "compared_open", rule=id, title=criterion.title)
            else:
                yield _cause(context, id, "undefined_rule", "undefined_do", title=criterion.title)
