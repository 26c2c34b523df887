"""Tell what a venture asks of its call's money, what it is granted, and why not more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.engine.gate.keys.ranked_clauses import Budget
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.group_words import group_in_words
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.results import MoneyResult, Reason
from hubflow.text.numbers import money_span


def money_result(context: ResultContext, plan: PhasePlan) -> MoneyResult | None:
    """Return what a venture asks for and is granted; None where no money is given out to it."""
    names, row = plan.names, context.row
    if not plan.gives_money or row[names.of("rank.best")] is None:
        return None

    def amount(name: str) -> Any:
        cents = row[names.of(f"money.{name}")]
        return None if cents is None else cents / 100

    def ends(name: str) -> Any:
        low, high = amount(f"{name}.least"), amount(f"{name}.most")
        return None if low is None or high is None else (low, high)

    group = row[names.of("rank.group")] if plan.gate.own_lists else None
    return MoneyResult(
        asked=amount("asked"), granted=(amount("granted.least") or 0.0, amount("granted.most")),
        budget=amount("budget"), left=ends("left"), before=ends("before"),
        currency=context.compiled.methodology.hub.currency,
        group=group, group_name=group_in_words(context, plan, group))


def money_reasons(
    context: ResultContext, plan: PhasePlan, found: MoneyResult | None
) -> Iterator[Reason]:
    """Yield what the money does for a venture that competes for it."""
    names, row = plan.names, context.row
    clause = plan.gate.money_clause(row, names)
    if found is None or clause is None:
        return
    certain, possible = (row[names.of(f"{clause.name}.{end}")] for end in ("certain", "possible"))
    language = context.language

    def shown(ends: tuple[float | None, float | None] | None) -> str:
        unknown = sentence("money_unknown", language)
        return unknown if ends is None else money_span(ends, found.currency, language, unknown)

    key = _sentence(clause, found, certain=certain, possible=possible, spread=plan.gate.spread)
    if key == "money_open_set" and row.get(names.of("money.searched")) is False:
        key = "money_open_bounds"
    yield Reason(kind="money", id="money", source=plan.phase.gate.source, text=sentence(
        key, language, asked=shown((found.asked, found.asked)), granted=shown(found.granted),
        before=shown(found.before), budget=shown((found.budget, found.budget))))


def _sentence(
    clause: Budget, found: MoneyResult, *, certain: bool, possible: bool, spread: bool
) -> str:
    if certain and clause.cut is None and found.granted[1] == 0 != found.asked:
        return "money_enough"
    if certain and clause.cut is None and found.granted[0] == 0 != found.asked:
        return "money_enough_open"
    if certain:
        whole = found.granted == (found.asked, found.asked)
        return "money_granted" if whole or found.asked is None else "money_part"
    if possible:
        return "money_open_set" if found.before is None else "money_open"
    if spread:
        return "money_spread"
    if clause.cut == "equal":
        return "money_share"
    if clause.cut == "best_set":
        return "money_set"
    if found.before is None or found.asked is None or found.asked > found.before[0]:
        return "money_ended"
    if clause.cut == "skip":
        return "money_tied"
    return "money_ended" if clause.one_of or clause.together else "money_stopped"
