"""Sum up what the ventures of a call ask of its money, what is granted, and what is left."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.model.results import MoneyResult, PhaseResult, RunResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import money_span

Key = tuple[str, str, str]

Ends = tuple[float, float | None]


def money_notes(result: RunResult) -> Iterator[str]:
    """Yield a sentence for each call, phase and group that gives out money."""
    by_call = _by_call(result)
    grouped = {(call, phase) for call, phase, group in by_call if group}
    for (call, phase, _), found in sorted(by_call.items()):
        grants = [money for _, money in found]
        most = [money.granted[1] for money in grants]
        yield money_in_words(
            found[0][0].name, call, grants[0].group_name or "", result.hub.currency,
            result.hub.language, grouped=(call, phase) in grouped,
            asked=sum(money.asked or 0 for money in grants),
            asked_open=None in [money.asked for money in grants],
            granted=(sum(money.granted[0] for money in grants),
                     None if None in most else sum(filter(None, most))),
            funded=(sum(money.granted[0] > 0 for money in grants),
                    sum(each is None or each > 0 for each in most)),
            left=grants[0].left or (None, None), budget=grants[0].budget)


def money_in_words(
    phase: str, call: str, group: str, currency: str, language: str, *, grouped: bool,
    asked: float, asked_open: bool, granted: Ends, funded: tuple[int, int],
    left: tuple[float | None, float | None], budget: float | None,
) -> str:
    """Return what ventures ask of a call's money and are granted, and what is left, in a sentence.

    Ends are the least and the most; None is an amount that is not known. ``grouped``: each group
    has its own list, so that without one it is not known.
    """
    told, unknown = words(language, "call"), words(language, "engine")["money_unknown"]
    group = group or (told["group_unknown"] if grouped else "")

    def shown(low: float | None, high: float | None) -> str:
        return money_span((low, high), currency, language, unknown)

    granted, left = _of_one_budget(granted, left, budget, alone=not grouped)
    return told["money_group" if group else "money"].format(
        phase=phase, call=call, group=group, asked=shown(asked, None if asked_open else asked),
        granted=shown(*granted), left=shown(*left), budget=shown(budget, budget),
        count=str(funded[0]) if funded[0] == funded[1] else f"{funded[0]}–{funded[1]}")


def _of_one_budget(
    granted: Ends, left: tuple[float | None, float | None], budget: float | None, *, alone: bool
) -> tuple[Ends, tuple[float | None, float | None]]:
    """Return both ends of what is granted and of what is left, as far as a budget allows them.

    ``alone``: no other list takes of the budget, so that what is not left is granted.
    """
    low, high = granted
    if budget is None:
        return granted, left
    if low > budget:  # decisions gave out more than there is
        return (low, low if high is None else max(low, min(high, budget))), (0, 0)
    if high is not None:
        high = max(low, min(high, budget))
    least, most = left
    if least is None or most is None or not alone:
        return (low, high), left
    spent = (max(low, round(budget - most, 2)),
             round(budget - least, 2) if high is None else min(high, round(budget - least, 2)))
    return spent, (max(least, round(budget - spent[1], 2)), min(most, round(budget - spent[0], 2)))


def _by_call(result: RunResult) -> dict[Key, list[tuple[PhaseResult, MoneyResult]]]:
    found: dict[Key, list[tuple[PhaseResult, MoneyResult]]] = {}
    for venture in result.ventures:
        for phase in venture.phases:
            if phase.money is not None and venture.call is not None and venture.counts_in(phase):
                key = venture.call, phase.phase, phase.money.group or ""
                found.setdefault(key, []).append((phase, phase.money))
    return found
