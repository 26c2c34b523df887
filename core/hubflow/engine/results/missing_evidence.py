"""List the evidence that a venture lacks in a phase, and how much depends on each piece."""

from __future__ import annotations

from collections.abc import Sequence

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.results.column_words import column_in_words
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.evidence_needs import WHOLE, EvidenceNeed, declared_needs
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.methodology import text_in
from hubflow.model.results import Missing


def missing_evidence(
    context: ResultContext, plan: PhasePlan, declared: Sequence[str] = (), hook: str = ""
) -> tuple[Missing, ...]:
    """Return missing facts and judgements, the most important first.

    ``declared`` names what a ``hook`` that answered in the phase says it reads.
    """
    found: dict[tuple[str, str], list[EvidenceNeed]] = {}
    for need in (*context.needs[plan.phase.id],
                 *declared_needs(context.compiled, plan, declared, hook)):
        if need.missing_in(context.row):
            found.setdefault((need.kind, need.id), []).append(need)
    listed = [
        Missing(
            id=needs[0].id,
            kind=needs[0].kind,
            text=need_in_words(needs[0], context),
            worth=round(min(WHOLE, sum(need.worth for need in needs)), 6),
            why=_why(needs[0], context, plan),
            needed_by=tuple(dict.fromkeys(need.rule for need in needs)),
        )
        for needs in found.values()
    ]
    return tuple(sorted(listed, key=lambda item: -item.worth))


def need_in_words(need: EvidenceNeed, context: ResultContext) -> str:
    """Return the missing evidence in words."""
    if need.title is not None:
        title = text_in(need.title, context.language, need.id)
        return sentence("judged_missing", context.language, title=title)
    return column_in_words(context.compiled.methodology, need.id, context.language)


def _why(need: EvidenceNeed, context: ResultContext, plan: PhasePlan) -> str:
    if need.kind == "fact":
        return context.case.facts.why_missing.get(need.id, "")
    return context.judgement(plan, need.id).why_missing
