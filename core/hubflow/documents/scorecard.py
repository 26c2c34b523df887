"""Write the scorecard of one venture, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from hubflow.documents.design.assumption_mark import explained
from hubflow.documents.result_words import ResultWords, phases_of
from hubflow.documents.safe_markdown import Safe, environment
from hubflow.documents.source_notes import Notes, address
from hubflow.model.results import RunResult, VentureResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import ranks


def scorecard_markdown(venture: VentureResult, result: RunResult) -> str:
    """Return what a jury files: recommendations with reasons, evidence and sources."""
    showing = ResultWords(result.hub.language)
    notes = Notes(result, showing.words)
    phases = list(phases_of(venture))
    shown = [phase for _, phase in phases if phase.recommendation != "not_reached"
             or phase.decision is not None]
    known = {source.id for source in result.sources}
    markdown = environment().get_template("scorecard.md.j2").render(
        w=showing.words, word=showing.word, venture=venture, hub=result.hub,
        as_of=showing.day(result.as_of), day=showing.day,
        receipt=result.receipt, add_ons=showing.add_ons(result.receipt),
        changes=list(showing.changes(result.changes, venture)),
        state=showing.state(venture), decisions=showing.decisions,
        member=showing.member(venture), call_notes=result.notes_for(venture.id),
        stage_of={phase.phase: stage for stage, phase in phases}, reached=shown,
        ahead=[phase for _, phase in phases if phase not in shown],
        full_score=showing.full_score, subtotal_of=showing.subtotal, exact=showing.number,
        ranks=ranks, percent=showing.percent, value_of=showing.value,
        scale_of=showing.scale, weight_of=showing.weight, assessors_of=showing.assessors,
        origins_of=showing.origins, exceptions_of=showing.exceptions, exception=showing.exception,
        assumed=[showing.fact(id, venture.fact_names) for id in venture.assumptions
                 if id not in known],
        unsourced=[showing.fact(id, venture.fact_names) for id in venture.unsourced],
        rules=_rules(venture, showing),
        assumed_sources=[id for id in venture.assumptions if id in known],
        decided=any(phase.decision is not None for _, phase in phases),
        worth=showing.worth, fits=showing.fits, open_of=showing.open, amount_of=showing.amount,
        who_judged=_who_judged(venture, result), judges=words(showing.language, "severity"),
        code=Safe, note=notes.note, notes=notes.named, in_order=notes.in_order,
        url=address,
    )
    return explained(markdown, showing.language)


def _rules(venture: VentureResult, showing: ResultWords) -> Mapping[str, str]:
    """Return what the rules are that need evidence, by their ids."""
    asked = {rule.id: rule.text for phase in venture.phases for rule in phase.requirements}
    judged = {rule.id: rule.title for phase in venture.phases for rule in phase.criteria}
    return {"gate": showing.words["gate"], **asked, **judged}


def _who_judged(venture: VentureResult, result: RunResult) -> Mapping[str, Safe]:
    """Return what hangs on who judged, by phase."""
    if not result.tells_of_assessors:
        return {}
    from hubflow.documents.severity_page import venture_severity
    from hubflow.engine.severity.severity_records import severity_of

    return venture_severity(severity_of(result), result.hub.language, venture)
