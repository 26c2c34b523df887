"""Say by how much a venture misses what a gate asks for: scores, levels, labels, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.engine.expressions.comparisons import FactComparison, comparisons
from hubflow.engine.gate.keys.clause import (
    AnyShortfall,
    ConditionShortfall,
    GateFindings,
    LabelShortfall,
    Shortfall,
)
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.results.column_words import column_in_words, value_in_words
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
    """Yield what keeps a venture from advancing, with what was found and what is asked.

    Of the rules to stop, those are told that look at nothing else.
    """
    if recommendation not in {"revise", "stop"}:
        return
    clauses = [clause for rule in plan.gate.advance for clause in rule.clauses]
    if recommendation == "stop":
        clauses += [rule.clauses[0] for rule in plan.gate.stop if len(rule.clauses) == 1]
    findings = GateFindings(score, {part.id: part for part in scored}, context.row, plan.names)
    told = (text for clause in clauses for short in clause.shortfalls(findings)
            for text in _texts(context, short, clause.total))
    for text in dict.fromkeys(told):
        yield Reason(kind="threshold", id=f"{plan.phase.id}.gate", text=text,
                     source=plan.phase.gate.source)


def _texts(context: ResultContext, short: AnyShortfall, total: float | None) -> Iterator[str]:
    if isinstance(short, ConditionShortfall):
        yield from _conditions(context, short)
    elif isinstance(short, LabelShortfall):
        yield _labels(context.language, short)
    else:
        yield _text(context, short, total)


def _labels(language: str, short: LabelShortfall) -> str:
    """Return how many criteria reach a label, or miss it where that stops a venture."""
    found = f" {words(language)['to']} ".join(dict.fromkeys(map(str, (short.fewest, short.most))))
    key = "labels_below" if short.stops else "labels_short"
    if not short.stops and not short.below:
        key = "labels_few"
    return sentence(key, language, found=found, label=short.label, least=short.least,
                    titles=", ".join(short.below))


def _conditions(context: ResultContext, short: ConditionShortfall) -> Iterator[str]:
    """Yield what a condition asks and what was found; all that it reads if it is not so simple."""
    condition, language = short.condition, context.language
    parts = [] if condition.tree is None else list(comparisons(condition.tree, context.row))
    told = [part for part in parts if part is not None
            and part.holds(context.row.get(part.fact)) is short.stops]
    if None not in parts and told:
        yield from (_compared(context, part, stops=short.stops) for part in told)
        return
    found = "; ".join(
        sentence("fact_found", language, fact=_about(context, name),
                 found=_shown(context.row[name], language))
        for name in condition.reads)
    yield sentence("condition_stops" if short.stops else "condition_fails", language, facts=found)


def _compared(context: ResultContext, part: FactComparison, *, stops: bool) -> str:
    language = context.language
    key = _ASKED[part.sign]
    if key in ("is", "is_not") and isinstance(part.values[0], bool) and len(part.values) == 1:
        key, part = "is", part._replace(values=(part.values[0] is (part.sign == "="),))
    return sentence(
        f"stop_{key}" if stops else f"asked_{key}", language, fact=_about(context, part.fact),
        found=_shown(context.row[part.fact], language),
        value=", ".join(_shown(each, language) for each in part.values))


_ASKED = {">=": "least", ">": "more", "<=": "most", "<": "less", "=": "is", "<>": "is_not"}
"""The words for what a comparison asks."""


def _about(context: ResultContext, name: str) -> str:
    return column_in_words(context.compiled.methodology, name, context.language).rstrip(".?")


def _shown(value: object, language: str) -> str:
    return words(language)["not_known"] if value is None else value_in_words(value, language)


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
