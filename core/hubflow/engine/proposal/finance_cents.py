"""Round the amounts of a finance plan to whole cents, so that sums that are right stay right.

A method works out shares of an amount, and each share rounded by itself may leave a sum a cent
short or over. So the parts of a sum are rounded together, by the largest remainder: all go down
to the cent, and the cents that the sum still lacks go to those that lost most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.facts.arithmetic import Cents, whole_parts
from hubflow.engine.method.compiled import FinancePlan

Amounts = Mapping[str, float | None]
"""The amount of each line, in cents that need not be whole; None for a missing one."""

_DIGITS = 6
"""Fractions of a cent beyond these are noise of floating point."""

_ROUNDING = frozenset({"round", "floor", "ceil"})


def finance_cents(
    lines: Sequence[FinancePlan], amounts: Amounts, total: float | None
) -> dict[str, Cents | None]:
    """Return each line's amount in whole cents.

    The lines that are part of no other make up ``total``, the parts of a line its amount. Where
    rounding cannot be why they do not add up, each amount is rounded by itself.
    """
    whole = None if total is None else round(total)
    found = _parts([each for each in lines if each.line.part_of is None], amounts, whole)
    waiting = list(found)
    while waiting:
        line = waiting.pop()
        parts = [each for each in lines if each.line.part_of == line]
        below = _parts(parts, amounts, found[line])
        found |= below
        waiting += below
    return found


def _parts(
    lines: Sequence[FinancePlan], amounts: Amounts, whole: Cents | None
) -> dict[str, Cents | None]:
    exact = {plan.line.id: amounts[plan.line.id] for plan in lines}
    known = {id: round(amount, _DIGITS) for id, amount in exact.items() if amount is not None}
    nearest = {id: None if amount is None else round(amount) for id, amount in exact.items()}
    summed = sum(amount or 0 for amount in nearest.values())
    if whole is None or len(known) < len(lines) or summed == whole:
        return nearest
    # a cent more or less of what a formula rounds by itself is rounding, too
    shared = whole_parts(known, whole, {plan.line.id for plan in lines if _rounds(plan)})
    return nearest if shared is None else {**nearest, **shared}


def _rounds(plan: FinancePlan) -> bool:
    """Return whether the line's formula rounds by itself."""
    return plan.amount is not None and any(
        word.text.lower() in _ROUNDING for word in tokens(plan.amount.text))
