"""Put the results of one venture into the form in which a case expects them."""

from __future__ import annotations

from typing import Any

from hubflow.model.results import (
    CriterionResult,
    GroupResult,
    InstrumentResult,
    PhaseResult,
    ProposalResult,
    VentureResult,
)

Tree = dict[str, Any]

_OPEN = ("open", "closed", "not yet open")


def actual_values(venture: VentureResult) -> Tree:
    """Return everything that a case can name, by key; instruments as results."""
    found: Tree = {
        "stage": venture.state,
        "phases": {phase.phase: _phase(phase) for phase in venture.phases},
        "instruments": {instrument.id: instrument for instrument in venture.instruments},
    }
    if venture.proposal is not None:
        found["proposal"] = _proposal(venture.proposal)
    return found


def first_expectation(venture: VentureResult) -> Tree:
    """Return a first expectation: the venture's state, and each phase that it reached."""
    phases = {phase.phase: first_of_phase(_phase(phase)) for phase in venture.phases
              if phase.recommendation != "not_reached"}
    return {"stage": venture.state, **({"phases": phases} if phases else {})}


def first_of_phase(phase: Tree) -> Tree:
    """Return the recommendation, and the score if there is one."""
    told = {"recommendation": phase["recommendation"], "score": phase["score"]}
    if phase["recommendation"] == "undecided":
        told["possible"] = phase["possible"]
    return {key: value for key, value in told.items() if value != "none"}


def instrument_value(instrument: InstrumentResult, expected: Any) -> Any:
    """Return an instrument in the case's own terms: open or not, an amount, or whether it fits."""
    if expected in _OPEN:
        return instrument.open
    if instrument.fits == "yes" and not isinstance(expected, bool) and expected != "unknown":
        return "amount unknown" if instrument.amount is None else instrument.amount
    return {"yes": True, "no": False, "unknown": "unknown"}[instrument.fits]


def _phase(phase: PhaseResult) -> Tree:
    score, rank = phase.shown_score, phase.rank
    return {
        "recommendation": phase.recommendation,
        "possible": list(phase.possible),
        "decision": phase.decision.decision if phase.decision else "none",
        "score": "none" if score is None else _span(score.lower, score.upper),
        "rank": "none" if rank is None else _span(rank.best, rank.worst),
        "levels": {criterion.id: _level(criterion) for criterion in phase.criteria} | {
            group.id: _subtotal(group) for group in phase.groups},
        "not_met": [rule.id for rule in phase.requirements if rule.status == "fails"],
        "not_known": [rule.id for rule in phase.requirements if rule.status == "unknown"],
        "missing": [missing.id for missing in phase.missing],
        "to_do": [reason.what_to_do for reason in phase.reasons if reason.what_to_do],
    }


def _level(criterion: CriterionResult) -> Any:
    if criterion.applies is False:
        return "not applicable"
    if criterion.lower_label is not None:
        return _span(criterion.lower_label, criterion.upper_label)
    if criterion.lower is None or criterion.upper is None:
        return "none"
    return _span(criterion.lower, criterion.upper)


def _subtotal(group: GroupResult) -> Any:
    if group.applies is False or group.interval is None:
        return "not applicable"
    return _span(group.interval.lower, group.interval.upper)


def _proposal(proposal: ProposalResult) -> Tree:
    return {
        "complete": proposal.complete,
        "total": "unknown" if proposal.total is None else proposal.total,
        "finance": {line.id: "unknown" if line.amount is None else line.amount
                    for line in proposal.finance},
        "sections": [section.id for section in proposal.sections if section.text],
    }


def _span(lower: Any, upper: Any) -> Any:
    """Return one value, or the least and the greatest."""
    return lower if lower == upper else [lower, upper]
