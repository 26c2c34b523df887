"""Summarise a run's result for one venture for the journal, and compare two summaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hubflow.engine.facts import registry
from hubflow.model.identity import PASSES
from hubflow.model.results import Interval, PhaseResult, VentureResult

COMPARED = ("recommendation", "possible", "score", "rank")


def current_phase(venture: VentureResult) -> PhaseResult | None:
    """Return the phase that a venture is in: the first without a decision to advance."""
    for phase in venture.own_phases:
        decision = phase.decision
        if decision is None or decision.decision not in PASSES or not decision.moved:
            return phase
    return None


def forbidden_advances(venture: VentureResult) -> list[str]:
    """Return the phases on which an advance is recorded that a guarantee forbids."""
    return [phase.phase for phase in venture.own_phases
            if phase.decision is not None and phase.decision.decision in PASSES
            and not phase.decision.moved and phase.recommendation != "not_reached"]


def outcome_of(venture: VentureResult, phase: PhaseResult) -> dict[str, Any]:
    """Return the summary of a recommendation, enough to recompute and compare it."""
    return {
        "phase": phase.phase,
        "recommendation": phase.recommendation,
        "possible": list(phase.possible),
        "score": _ends(phase.score),
        "rank": [phase.rank.best, phase.rank.worst, phase.rank.of] if phase.rank else None,
        "criteria": {
            criterion.id: None if criterion.applies is False else
            [_plain(criterion.lower), _plain(criterion.upper)] for criterion in phase.criteria
        },
        "requirements": {rule.id: rule.status for rule in phase.requirements},
        "facts": _facts(phase),
        "missing": len(phase.missing),
        "held": forbidden_advances(venture),
    }


def _facts(phase: PhaseResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rules = [rule.facts for rule in phase.criteria] + [rule.facts for rule in phase.requirements]
    for facts in (*rules, phase.gate_facts):
        found |= {name: _plain(value) for name, value in facts.items() if not _is_text(name)}
    return dict(sorted(found.items()))


def _is_text(name: str) -> bool:
    """Return whether a value is free text: it may name a person, so it is not recorded here."""
    fact = registry().get(name)
    return fact is not None and fact.type == "text"


def _ends(interval: Interval | None) -> list[Any] | None:
    return None if interval is None else [_plain(interval.lower), _plain(interval.upper)]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two outcomes of one phase, facts last; empty for a first one."""
    if before is None or before["phase"] != after["phase"]:
        return []
    found = [
        {"what": key, "id": "", "before": before.get(key), "after": after.get(key)}
        for key in COMPARED if before.get(key) != after.get(key)
    ]
    for key, what in (("criteria", "criterion"), ("requirements", "requirement"),
                      ("facts", "fact")):
        old, new = before.get(key, {}), after.get(key, {})
        found += [
            {"what": what, "id": id, "before": old.get(id), "after": new.get(id)}
            for id in dict.fromkeys([*old, *new]) if old.get(id) != new.get(id)
        ]
    return found
