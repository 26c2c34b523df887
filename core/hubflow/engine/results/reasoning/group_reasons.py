"""Explain where groups give a venture another place than its rank alone would."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.group_words import group_in_words
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.results import RankInterval, Reason


def group_reasons(
    context: ResultContext, plan: PhasePlan, rank: RankInterval, places: int
) -> Iterator[Reason]:
    """Yield why a venture has a place beyond the last rank, or none although its rank is within.

    ``places`` are those that its rank counts for.
    """
    rule = plan.gate.selection
    if rule is None or rule.grouping is None:
        return
    names, row = plan.names, context.row
    has, may = (
        all(row[names.of(f"{clause.name}.{end}")] for clause in rule.ranked
            if clause.keys[0] == "places")
        for end in ("certain", "possible"))
    group = group_in_words(context, plan, rank.group or row[names.of("rank.group")])
    if rank.best > places and may:
        key = "group_general" if plan.gate.own_lists else "group_least"
    elif rank.worst <= places and not may:
        key = "group_full"
    else:
        return
    if not has and key != "group_full":
        key += "_open"
    yield Reason(kind="rank", id="groups", source=plan.phase.gate.source,
                 text=sentence(key, context.language, group=group or "–"))
