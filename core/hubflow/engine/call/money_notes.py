"""Sum up what the ventures of a call ask of its money, what is granted, and what is left."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.model.results import MoneyResult, PhaseResult, RunResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import money_span

Key = tuple[str, str, str]


def money_notes(result: RunResult) -> Iterator[str]:
    """Yield a sentence for each call, phase and group that gives out money."""
    told, language = words(result.hub.language, "call"), result.hub.language
    unknown = words(language, "engine")["money_unknown"]

    def shown(low: float | None, high: float | None) -> str:
        return money_span((low, high), result.hub.currency, language, unknown)

    for (call, _, group), found in sorted(_by_call(result).items()):
        grants = [money for _, money in found]
        asked = sum(money.asked or 0 for money in grants)
        most = [money.granted[1] for money in grants]
        high = None if None in most else sum(filter(None, most))
        budget, left = grants[0].budget, grants[0].left
        if high is not None and budget is not None:
            high = min(high, budget)
        yield told["money_group" if group else "money"].format(
            phase=found[0][0].name, call=call, group=group,
            asked=shown(asked, None if None in [money.asked for money in grants] else asked),
            granted=shown(sum(money.granted[0] for money in grants), high),
            count=_count(grants), left=shown(*(left or (None, None))),
            budget=shown(budget, budget))


def _by_call(result: RunResult) -> dict[Key, list[tuple[PhaseResult, MoneyResult]]]:
    found: dict[Key, list[tuple[PhaseResult, MoneyResult]]] = {}
    for venture in result.ventures:
        for phase in venture.phases:
            if phase.money is not None and venture.call is not None and venture.counts_in(phase):
                key = venture.call, phase.phase, phase.money.group or ""
                found.setdefault(key, []).append((phase, phase.money))
    return found


def _count(grants: list[MoneyResult]) -> str:
    """Return how many are granted anything: one number, or the least and the greatest."""
    least = sum(money.granted[0] > 0 for money in grants)
    most = sum(money.granted[1] is None or money.granted[1] > 0 for money in grants)
    return str(least) if least == most else f"{least}–{most}"
