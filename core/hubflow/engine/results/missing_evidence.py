"""What evidence is missing for a venture in a phase, and how much hangs on each piece of it."""

from __future__ import annotations

from hubflow.engine.facts import registry
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import local_column
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.evidence_needs import WHOLE, EvidenceNeed
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.methodology import text_in
from hubflow.model.results import Missing


def missing_evidence(telling: ResultContext, plan: PhasePlan) -> tuple[Missing, ...]:
    """Return missing facts and judgements, those on which most hangs first."""
    found: dict[tuple[str, str], list[EvidenceNeed]] = {}
    for need in telling.needs[plan.phase.id]:
        if need.missing_in(telling.row):
            found.setdefault((need.kind, need.id), []).append(need)
    listed = [
        Missing(
            id=needs[0].id,
            kind=needs[0].kind,
            text=_text(needs[0], telling),
            worth=round(min(WHOLE, sum(need.worth for need in needs)), 6),
            why=_why(needs[0], telling, plan),
            needed_by=tuple(dict.fromkeys(need.rule for need in needs)),
        )
        for needs in found.values()
    ]
    return tuple(sorted(listed, key=lambda item: -item.worth))


def _text(need: EvidenceNeed, telling: ResultContext) -> str:
    """What is missing, in words."""
    if need.title is not None:
        title = text_in(need.title, telling.language, need.id)
        return sentence("judged_missing", telling.language, title=title)
    fact = registry().get(need.id)
    if fact is not None:
        return about_fact(fact, telling.language)
    local = next((each for each in telling.compiled.methodology.facts
                  if local_column(each) == need.id), None)
    return need.id if local is None else text_in(local.description, telling.language, need.id)


def _why(need: EvidenceNeed, telling: ResultContext, plan: PhasePlan) -> str:
    if need.kind == "fact":
        return telling.case.facts.why_missing.get(need.id, "")
    return telling.judgement(plan, need.id).why_missing
