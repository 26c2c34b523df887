"""Turn the steps of a method's calls into the plain data of an edition's entry, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubflow.model.call import CallRules, CallStep


def rules_as_data(rules: CallRules | None) -> dict[str, Any] | None:
    """Return the steps of a method as plain data for an edition's entry."""
    if rules is None:
        return None
    more = {"complaints": dict(rules.complaints or {}),
            "anonymous_lists": list(rules.anonymous_lists)}
    return {"final": rules.final, "steps": list(map(_step_as_data, rules.steps)),
            **{key: value for key, value in more.items() if value}}


def _step_as_data(step: CallStep) -> dict[str, Any]:
    more = {"complaint_days": step.complaint_days, "phase": step.phase,
            "leads_on": step.leads_on}
    return {"id": step.id, "name": dict(step.name), "optional": step.optional,
            **{key: value for key, value in more.items() if value}}


def rules_of_data(data: Mapping[str, Any]) -> CallRules:
    """Return the steps in an edition's entry; older ones lack the keys that were added since."""
    return CallRules(
        steps=tuple(CallStep(**step) for step in data["steps"]), final=data["final"], source="",
        complaints=data.get("complaints"),
        anonymous_lists=tuple(data.get("anonymous_lists", ())))
