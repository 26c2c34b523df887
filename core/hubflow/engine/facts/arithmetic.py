"""Sums, counts and three-valued yes and no over what a dossier states, and what it leaves open.

A value is open where the dossier holds a :class:`Gap`, or nothing where something must be. What
is worked out of an open value is open itself (None), unless the value cannot change it. All sums
are the same in whatever order the entries stand.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from hubflow.model.values import Gap

Cents = int
"""An amount of money in whole cents, so that sums are exact."""

_DIGITS = 9


def number(value: object) -> float | None:
    """A stated number, or None where it is absent, a gap or not finite."""
    if value is None or isinstance(value, (Gap, bool)) or not isinstance(value, (int, float)):
        return None
    stated = float(value)
    return stated + 0.0 if math.isfinite(stated) else None  # no minus zero


def flag(value: object) -> bool | None:
    """A stated yes or no, or None where it is absent or a gap."""
    return value if isinstance(value, bool) else None


def day(value: object) -> dt.date | None:
    """A stated day, or None where it is absent or a gap."""
    return value if isinstance(value, dt.date) else None


def cents(value: object) -> Cents | None:
    """A stated amount of money, or None where it is absent or a gap."""
    amount = number(value)
    return None if amount is None else round(amount * 100)


def total(values: Iterable[object]) -> float | None:
    """The sum of stated numbers, 0 where there are none; None if one is not stated."""
    numbers = [number(value) for value in values]
    stated = [value for value in numbers if value is not None]
    return exact(math.fsum(stated)) if len(stated) == len(numbers) else None


def total_of_some(values: Iterable[object]) -> float | None:
    """Like :func:`total`, but None where there is nothing to add."""
    listed = list(values)
    return total(listed) if listed else None


def total_cents(values: Iterable[object]) -> Cents | None:
    """The sum of stated amounts, 0 where there are none; None if one is not stated."""
    amounts = [cents(value) for value in values]
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if len(stated) == len(amounts) else None


def chosen(entries: Iterable[tuple[bool | None, object]]) -> list[object] | None:
    """The values whose entry counts; None where it is open for one whether it counts."""
    listed = list(entries)
    if any(counts is None for counts, _ in listed):
        return None
    return [value for counts, value in listed if counts]


def how_many(flags: Iterable[bool | None]) -> float | None:
    """How many are yes; None where one is open."""
    listed = list(flags)
    return None if None in listed else float(listed.count(True))


def every(flags: Iterable[bool | None]) -> bool | None:
    """Three-valued AND: no where one is no, open where one is open, else yes."""
    listed = list(flags)
    if False in listed:
        return False
    return None if None in listed else True


def some(flags: Iterable[bool | None]) -> bool | None:
    """Three-valued OR: yes where one is yes, open where one is open, else no."""
    listed = list(flags)
    if True in listed:
        return True
    return None if None in listed else False


def says(value: object, word: object) -> bool | None:
    """Is a label or a yes/no this word? No where it is not said, open where it is a gap."""
    return None if isinstance(value, Gap) else value == word


def has_come(value: object, as_of: dt.date) -> bool | None:
    """Has a day come? No where none is given, open where it is a gap."""
    if isinstance(value, Gap):
        return None
    return isinstance(value, dt.date) and value <= as_of


def share(part: float | None, whole: float | None) -> float | None:
    """Part of a whole; None where either is open or the whole is nothing."""
    return None if part is None or not whole else part / whole


def exact(value: float) -> float:
    """A result without the dust of binary fractions: 0.3, not 0.30000000000000004."""
    return round(value, _DIGITS) + 0.0
