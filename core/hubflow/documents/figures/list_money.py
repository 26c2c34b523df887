"""Add up the money of a list in the order of rank: each amount, the total so far, what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hubflow.documents.judged_phase import Standing
from hubflow.engine.facts.arithmetic import in_cents


@attrs.frozen(kw_only=True)
class MoneyLine:
    """The money of a venture in a list; None where evidence leaves it open.

    ``running`` is the total up to its row, ``left`` what then remains of the budget, or of that of
    its group.
    """

    asked: float | None
    amount: float | None
    running: float | None
    left: float | None
    currency: str


def money_lines(ranked: Sequence[Standing]) -> Mapping[str, MoneyLine]:
    """Return the money of each venture of a phase that gives out money, by venture.

    Who has no place gets nothing. A body that led a venture on for whom the rules left nothing
    spends what the venture asks for.
    """
    cents: dict[str, int | None] = {}
    found: dict[str, MoneyLine] = {}
    for venture, at in ranked:
        money = at.money
        if money is None:
            continue
        amount: float | None = 0.0
        low, high = money.granted
        if at.decision is not None and venture.has_place(at):
            amount = money.asked if high == 0 else low if low == high else None
        elif at.decision is None:
            amount = low if low == high else None
        group = money.group or ""
        before = cents.get(group, 0)
        now = None if before is None or amount is None else before + in_cents(amount)
        cents[group] = now
        left = (None if now is None or money.budget is None
                else (in_cents(money.budget) - now) / 100)
        found[venture.id] = MoneyLine(asked=money.asked, amount=amount, left=left,
                                      running=None if now is None else now / 100,
                                      currency=money.currency)
    return found
