"""Say in words in which group of a gate a venture competes."""

from __future__ import annotations

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.results.column_words import own_labels
from hubflow.engine.results.phase_results import ResultContext


def group_in_words(context: ResultContext, plan: PhasePlan, group: str | None) -> str | None:
    """Return what people call a group of a phase's gate; None without a group."""
    grouping = plan.gate.selection and plan.gate.selection.grouping
    if not group or not grouping:
        return group
    called = own_labels(context.compiled.methodology, grouping.expressions[grouping.fact].text,
                        context.language)
    return called.get(group, group)
