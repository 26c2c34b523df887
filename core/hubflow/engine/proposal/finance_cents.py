"""Round the amounts of a finance plan to whole cents, so that sums that are right stay right.

A method works out shares of an amount, and each share rounded by itself may leave a sum a cent
short or over. So the parts of a sum are rounded together, by the largest remainder: all go down
to the cent, and the cents that the sum still lacks go to those that lost most. That mends rounding
alone: amounts that do not add up before they are rounded stay as they are, for the author to see.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from hubflow.engine.facts.arithmetic import Cents, whole_parts
from hubflow.engine.method.compiled import FinancePlan
from hubflow.model.plain_record import PlainRecord

_DIGITS = 6
"""Fractions of a cent beyond these are noise of floating point."""

_PRECISION = 1e-13
"""So small a part of an amount is noise of floating point."""


class PlannedAmount(PlainRecord):
    """An amount in cents that need not be whole, None where it is missing.

    ``unrounded`` is what it comes to without any rounding of its formula's own.
    """

    exact: float | None
    unrounded: float | None

    @property
    def rounds(self) -> bool:
        """Whether its formula rounds by itself."""
        return self.exact != self.unrounded

    @property
    def nearest(self) -> Cents | None:
        """The amount in whole cents, rounded by itself."""
        return None if self.exact is None else round(self.exact)


Amounts = Mapping[str, PlannedAmount]
"""The amount of each line."""


def finance_cents(
    lines: Sequence[FinancePlan], amounts: Amounts, total: PlannedAmount
) -> dict[str, Cents | None]:
    """Return each line's amount in whole cents.

    The lines that are part of no other make up ``total``, the parts of a line its amount. Where
    rounding is not why they do not add up, each amount is rounded by itself.
    """
    found = _parts([each for each in lines if each.line.part_of is None], amounts, total,
                   total.nearest)
    waiting = list(found)
    while waiting:
        line = waiting.pop()
        parts = [each for each in lines if each.line.part_of == line]
        below = _parts(parts, amounts, amounts[line], found[line])
        found |= below
        waiting += below
    return found


def _parts(
    lines: Sequence[FinancePlan], amounts: Amounts, sum_of_all: PlannedAmount, whole: Cents | None
) -> dict[str, Cents | None]:
    """Return the parts of a sum, which comes to ``whole`` cents."""
    parts = {plan.line.id: amounts[plan.line.id] for plan in lines}
    nearest = {id: amount.nearest for id, amount in parts.items()}
    known = {id: amount.unrounded for id, amount in parts.items()
             if amount.unrounded is not None}
    if (whole is None or len(known) < len(lines) or not lines
            or sum(amount or 0 for amount in nearest.values()) == whole
            or not _same(math.fsum(known.values()), sum_of_all.unrounded)):
        return nearest
    # a formula that rounds in its middle may come to a cent more or less
    shared = whole_parts({id: round(amount, _DIGITS) for id, amount in known.items()}, whole,
                         {id for id, amount in parts.items() if amount.rounds})
    return nearest if shared is None else {**nearest, **shared}


def _same(one: float, other: float | None) -> bool:
    """Return whether two amounts are the same but for the noise of floating point."""
    return other is not None and abs(one - other) <= 10**-_DIGITS + abs(other) * _PRECISION
