"""What evidence is missing in a phase, and how much hangs on each piece of it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from hubflow.engine.facts import registry
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.column_names import (
    CALL_BUDGET,
    PROPOSAL_COMPLETE,
    PhaseColumns,
    local_column,
)
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.methodology import text_in
from hubflow.model.results import Missing

WHOLE = 100.0
"""What hangs on a requirement, a floor, a level or a condition: the recommendation itself."""


@attrs.frozen
class _Need:
    id: str
    kind: str
    text: str
    worth: float
    why: str
    by: str


def missing_evidence(telling: ResultContext, plan: PhasePlan) -> tuple[Missing, ...]:
    """Missing facts and judgements, those on which most hangs first."""
    found: dict[tuple[str, str], list[_Need]] = {}
    for need in (*_requirements(telling, plan), *_criteria(telling, plan), *_gate(telling, plan)):
        found.setdefault((need.kind, need.id), []).append(need)
    listed = [
        Missing(
            id=id,
            kind="fact" if kind == "fact" else "judgement",
            text=needs[0].text,
            worth=round(min(WHOLE, sum(need.worth for need in needs)), 6),
            why=needs[0].why,
            needed_by=tuple(dict.fromkeys(need.by for need in needs)),
        )
        for (kind, id), needs in found.items()
    ]
    return tuple(sorted(listed, key=lambda item: -item.worth))


def _facts(
    telling: ResultContext, reads: tuple[str, ...], worth: float, by: str
) -> Iterator[_Need]:
    for name in telling.missing(reads):
        if name in (PROPOSAL_COMPLETE, CALL_BUDGET) or name.startswith("parameters."):
            continue
        fact = registry().get(name)
        if fact is None:
            name, about = _local(telling, name)
        else:
            about = about_fact(fact, telling.language)
        why = telling.case.facts.why_missing.get(name, "")
        yield _Need(name, "fact", about, worth, why, by)


def _local(telling: ResultContext, name: str) -> tuple[str, str]:
    """A hub's own fact as it is asked for: labels to be ticked are one question."""
    for local in telling.compiled.methodology.facts:
        column = local_column(local)
        if name == column or name.startswith(f"{column}."):
            return column, text_in(local.description, telling.language, name)
    return name, name


def _requirements(telling: ResultContext, plan: PhasePlan) -> Iterator[_Need]:
    names = PhaseColumns(plan.phase.id)
    for rule in (*plan.requirements, *plan.guarantees):
        id = rule.requirement.id
        if telling.row[names.holds(id)] is not None:
            continue
        if rule.holds is not None:
            yield from _facts(telling, rule.holds.reads, WHOLE, id)
        else:
            yield _judgement(telling, plan, id,
                             text_in(rule.requirement.says, telling.language, id), WHOLE)


def _judgement(telling: ResultContext, plan: PhasePlan, id: str, title: str, worth: float) -> _Need:
    text = sentence("judged_missing", telling.language, title=title)
    why = telling.judgement(plan, id).why_missing
    return _Need(id, "judgement", text, worth, why, id)


def _criteria(telling: ResultContext, plan: PhasePlan) -> Iterator[_Need]:
    names = PhaseColumns(plan.phase.id)
    total = sum(plan.weight(c) for c in plan.weighted)
    for rule in plan.criteria:
        id = rule.criterion.id
        applies = telling.row[names.applies(id)]
        if applies is False:
            continue
        decisive = rule.criterion.ordinal or rule.criterion.minimum is not None
        worth = WHOLE if decisive else 100 * plan.weight(rule) / total
        if applies is None and rule.applies is not None:
            yield from _facts(telling, rule.applies.reads, worth, id)
        if not telling.row[names.known(id)]:
            yield from _unscored(telling, plan, rule, worth)


def _unscored(
    telling: ResultContext, plan: PhasePlan, rule: CriterionPlan, worth: float
) -> Iterator[_Need]:
    id = rule.criterion.id
    if rule.measure is not None:
        yield from _facts(telling, rule.measure.reads, worth, id)
    else:
        title = text_in(rule.criterion.title, telling.language, id)
        yield _judgement(telling, plan, id, title, worth)


def _gate(telling: ResultContext, plan: PhasePlan) -> Iterator[_Need]:
    for expression in plan.gate_expressions:
        yield from _facts(telling, expression.reads, WHOLE, "gate")
