"""Add, count and combine stated values; an open value makes the result open.

A value is open where the dossier holds a :class:`Gap`, or nothing where something must be. What
is worked out of an open value is open itself (None), unless the value cannot change it. All sums
are the same in whatever order the entries stand.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping

from hubflow.model.values import Gap

Cents = int
"""An amount of money in whole cents, so that sums are exact."""

_DIGITS = 9


def number(value: object) -> float | None:
    """Return a stated number, or None where it is absent, a gap or not finite."""
    if value is None or isinstance(value, (Gap, bool)) or not isinstance(value, (int, float)):
        return None
    stated = float(value)
    return stated + 0.0 if math.isfinite(stated) else None  # no minus zero


def flag(value: object) -> bool | None:
    """Return a stated yes or no, or None where it is absent or a gap."""
    return value if isinstance(value, bool) else None


def day(value: object) -> dt.date | None:
    """Return a stated day, or None where it is absent or a gap."""
    return value if isinstance(value, dt.date) else None


def cents(value: object) -> Cents | None:
    """Return a stated amount of money in cents, or None where it is absent or a gap."""
    amount = number(value)
    return None if amount is None else in_cents(amount)


def in_cents(amount: float) -> Cents:
    """Return money in whole cents, so that sums of money compare exactly."""
    return round(amount * 100)


def whole_parts(
    amounts: Mapping[str, float], whole: int, loose: Collection[str] = ()
) -> dict[str, int] | None:
    """Return amounts as whole numbers that add up to ``whole``, by the largest remainder.

    All go down to a whole number, and what the sum still lacks goes to those that lost most; of
    equals to the first. Those of ``loose`` may come to one more or less, but to nothing at
    the least. None where rounding does not explain the sum.

    >>> whole_parts({"a": 1.5, "b": 1.5, "c": 7.0}, 10)
    {'a': 2, 'b': 1, 'c': 7}
    """
    parts = {id: math.floor(amount) - (id in loose and not 0 <= amount < 1)
             for id, amount in amounts.items()}
    most = {id: math.ceil(amount) + (id in loose) for id, amount in amounts.items()}
    lacking = whole - sum(parts.values())
    for _ in range(3):
        order = sorted((id for id in amounts if parts[id] < most[id]),
                       key=lambda id: parts[id] - amounts[id])
        for id in order[:max(lacking, 0)]:
            parts[id] += 1
            lacking -= 1
    return parts if lacking == 0 else None


def total(values: Iterable[object]) -> float | None:
    """Return the sum of stated numbers, 0 where there are none; None if one is open."""
    numbers = [number(value) for value in values]
    stated = [value for value in numbers if value is not None]
    return exact(math.fsum(stated)) if len(stated) == len(numbers) else None


def total_of_some(values: Iterable[object]) -> float | None:
    """Return the sum like :func:`total`, but None where there is nothing to add."""
    listed = list(values)
    return total(listed) if listed else None


def total_cents(values: Iterable[object]) -> Cents | None:
    """Return the sum of stated amounts, 0 where there are none; None if one is open."""
    amounts = [cents(value) for value in values]
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if len(stated) == len(amounts) else None


def chosen(entries: Iterable[tuple[bool | None, object]]) -> list[object] | None:
    """Return the values whose entry counts; None where that is open for an entry."""
    listed = list(entries)
    if any(counts is None for counts, _ in listed):
        return None
    return [value for counts, value in listed if counts]


def how_many(flags: Iterable[bool | None]) -> float | None:
    """Return how many are yes; None where one is open."""
    listed = list(flags)
    return None if None in listed else float(listed.count(True))


def every(flags: Iterable[bool | None]) -> bool | None:
    """Return three-valued AND: no if one is no, open if one is open, else yes."""
    listed = list(flags)
    if False in listed:
        return False
    return None if None in listed else True


def some(flags: Iterable[bool | None]) -> bool | None:
    """Return three-valued OR: yes if one is yes, open if one is open, else no."""
    listed = list(flags)
    if True in listed:
        return True
    return None if None in listed else False


def says(value: object, word: object) -> bool | None:
    """Return whether a label or yes/no is this word: no if absent, open if it is a gap."""
    return None if isinstance(value, Gap) else value == word


def has_come(value: object, as_of: dt.date) -> bool | None:
    """Return whether a day has come: no if absent, open if it is a gap."""
    if isinstance(value, Gap):
        return None
    return isinstance(value, dt.date) and value <= as_of


def share(part: float | None, whole: float | None) -> float | None:
    """Return a part's share of a whole; None where either is open or the whole is 0."""
    return None if part is None or not whole else part / whole


def exact(value: float) -> float:
    """Return a number without binary rounding errors: 0.3 for 0.30000000000000004."""
    return round(value, _DIGITS) + 0.0
