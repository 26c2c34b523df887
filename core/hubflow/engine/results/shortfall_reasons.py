"""Say by how much a venture misses the scores and levels that a gate looks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.engine.gate.clause import Shortfall
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.phase_results import ResultContext
from hubflow.engine.results.shown_decimals import decimals_for, in_points
from hubflow.model.results import CriterionResult, GroupResult, Interval, Reason, Recommendation
from hubflow.text.catalogue import words
from hubflow.text.numbers import level, number


def shortfall_reasons(
    context: ResultContext, plan: PhasePlan, recommendation: Recommendation,
    score: Interval | None, scored: Sequence[CriterionResult | GroupResult],
) -> Iterator[Reason]:
    """Yield each score or level that keeps a venture from advancing, with what was found.

    Of the rules to stop, those are told that look at nothing else.
    """
    if recommendation not in {"revise", "stop"}:
        return
    clauses = [clause for rule in plan.gate.advance for clause in rule.clauses]
    if recommendation == "stop":
        clauses += [rule.clauses[0] for rule in plan.gate.stop if len(rule.clauses) == 1]
    parts = {part.id: part for part in scored}
    found = (_text(context, each, clause.total) for clause in clauses
             for each in clause.shortfalls(score, parts))
    for text in dict.fromkeys(found):
        yield Reason(kind="threshold", id=f"{plan.phase.id}.gate", text=text,
                     source=plan.phase.gate.source)


def _text(context: ResultContext, short: Shortfall, total: float | None) -> str:
    """Return what was found and what is asked, with the decimals that tell the one from the other.
    """
    language = context.language
    part = short.part
    if isinstance(part, CriterionResult) and part.lower_label is not None:
        ends = [part.lower_label, part.upper_label or ""]
        least = level(short.least, language)
    else:
        bar, found = short.least, short.found
        if short.in_points and total is not None:
            whole = in_points(Interval(lower=bar, upper=bar), total)
            bar, found = whole.lower, in_points(found, total)
        ends = [number(end, language, decimals_for(end, [bar]))
                for end in (found.lower, found.upper)]
        least = number(bar, language)
    shown = f" {words(language)['to']} ".join(dict.fromkeys(ends))
    key = "level_short" if part else "points_short" if short.in_points else "score_short"
    return sentence(key, language, found=shown, least=least, title=part.title if part else "")
