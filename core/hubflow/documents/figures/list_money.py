"""Add up the money of a list in the order of rank: each amount, the total so far, what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hubflow.documents.judged_phase import Standing
from hubflow.engine.facts.arithmetic import in_cents

Span = tuple[float, float]
"""The least and the most that an amount may be."""


@attrs.frozen(kw_only=True)
class MoneyLine:
    """The money of a venture in a list: least and most, which differ where evidence leaves it open.

    ``running`` is the total up to its row, ``left`` what then remains of the budget, or of that of
    its group; None where an amount is not known.
    """

    asked: float | None
    amounts: Span | None
    running: Span | None
    left: Span | None
    currency: str

    @property
    def amount(self) -> float | None:
        """The venture's amount; None where it is open."""
        return self.amounts[0] if self.amounts and self.amounts[0] == self.amounts[1] else None


def money_lines(ranked: Sequence[Standing]) -> Mapping[str, MoneyLine]:
    """Return the money of each venture of a phase that gives out money, by venture.

    Who has no place gets nothing. A body that led a venture on for whom the rules left nothing
    spends what the venture asks for.
    """
    totals: dict[str, tuple[int, int] | None] = {}
    found: dict[str, MoneyLine] = {}
    for venture, at in ranked:
        money = at.money
        if money is None:
            continue
        low, high = money.granted
        amounts: Span | None = (0.0, 0.0)
        if at.decision is not None and venture.has_place(at) and high == 0:
            amounts = None if money.asked is None else (money.asked, money.asked)
        elif at.decision is None or venture.has_place(at):
            amounts = None if high is None else (low, high)
        group = money.group or ""
        totals[group] = total = _added(totals.get(group, (0, 0)), amounts, money.budget)
        found[venture.id] = MoneyLine(
            asked=money.asked, amounts=amounts, currency=money.currency,
            running=None if total is None else (total[0] / 100, total[1] / 100),
            left=None if total is None or money.budget is None else (
                (in_cents(money.budget) - total[1]) / 100,
                (in_cents(money.budget) - total[0]) / 100))
    return found


def _added(
    before: tuple[int, int] | None, amounts: Span | None, budget: float | None
) -> tuple[int, int] | None:
    """Return the least and the most of a total in cents; the most ends at the budget.

    Only what bodies led on beside the rules goes beyond it, which is in the least, too.
    """
    if before is None or amounts is None:
        return None
    low, high = before[0] + in_cents(amounts[0]), before[1] + in_cents(amounts[1])
    if budget is not None:
        high = max(low, min(high, in_cents(budget)))
    return low, high
