"""Numbers and days as people write them, and what is ambiguous in that.

Libraries that read dates and numbers need to be told the country, or guess it. Here every way in
which a text can be read is told, so that a guess is never needed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Generic, Literal, TypeVar

import attrs

Manner = Literal["decimal comma", "decimal point", "day first", "month first", ""]
T = TypeVar("T")

_SPACES = "\u00a0\u202f\u2009 '’"
_CURRENCY = re.compile(r"^(?:€|£|\$|EUR|GBP|USD)\s*|\s*(?:€|£|\$|EUR|GBP|USD|euros?)$",
                       re.IGNORECASE)
_GROUPED = re.compile(rf"[-+]?\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?=$|[.,])")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*", re.ASCII)
_TIME = (r"(?:[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
         r"(?:\s*(?:Z|[A-Z]{3,4})?(?:[+-]\d{1,2}(?::?\d{2})?)?)?)?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)


@attrs.frozen
class PossibleReading(Generic[T]):
    """One way to read a text; ``manner`` is the convention that it takes, empty for none."""

    value: T
    manner: Manner = ""


def number_readings(text: str) -> tuple[PossibleReading[float], ...]:
    """Every number that the text may mean; none where it is no number.

    >>> [(r.value, r.manner) for r in number_readings("1.234")]
    [(1.234, 'decimal point'), (1234.0, 'decimal comma')]
    >>> [r.value for r in number_readings("1 234,5 €")]
    [1234.5]
    """
    plain = _CURRENCY.sub("", text.strip()).strip()
    grouped = _GROUPED.match(plain) is not None
    if grouped:
        plain = re.sub(f"[{_SPACES}]", "", plain)
    if not _NUMBER.fullmatch(plain) or len(plain) > 40:
        return ()
    if re.fullmatch(r"[-+]?\d+", plain, re.ASCII):
        return (PossibleReading(float(plain)),)
    return tuple(_with_marks(plain, grouped))


def _with_marks(plain: str, grouped: bool) -> Iterator[PossibleReading[float]]:
    """A number with points or commas: what each of the two conventions makes of it."""
    conventions: tuple[tuple[str, str, Manner], ...] = (
        (".", ",", "decimal point"), (",", ".", "decimal comma"))
    for decimal, thousands, manner in conventions:
        whole, mark, fraction = plain.partition(decimal)
        if mark and not re.fullmatch(r"\d+", fraction, re.ASCII):
            continue
        if thousands in whole:
            if grouped or not re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+", whole,
                                           re.ASCII):
                continue
            whole = whole.replace(thousands, "")
        elif not whole.lstrip("+-"):
            continue
        yield PossibleReading(float(f"{whole}.{fraction}" if mark else whole), manner)


def day_readings(text: str) -> tuple[PossibleReading[dt.date], ...]:
    """Every day that the text may mean; a time of day after it is passed over.

    >>> [str(r.value) for r in day_readings("03/04/2024")]
    ['2024-04-03', '2024-03-04']
    >>> [str(r.value) for r in day_readings("25/12/2024 10:30")]
    ['2024-12-25']
    """
    found = _YEAR_FIRST.fullmatch(text.strip())
    if found:
        return tuple(_day(found[1], found[3], found[4], ""))
    found = _YEAR_LAST.fullmatch(text.strip())
    if not found:
        return ()
    first, second, year = found[1], found[3], found[4]
    # Days with points are written day first wherever they are written.
    american = () if found[2] == "." else tuple(_day(year, first, second, "month first"))
    return (*_day(year, second, first, "day first"), *american)


def _day(year: str, month: str, day: str, manner: Manner) -> Iterator[PossibleReading[dt.date]]:
    try:
        yield PossibleReading(dt.date(int(year), int(month), int(day)), manner)
    except ValueError:
        return


def manners_shown(readings: Iterable[tuple[PossibleReading[T], ...]]) -> frozenset[Manner]:
    """The conventions that a column shows: those without which a text in it cannot be read.

    A column that shows two that exclude each other shows none.
    """
    shown: set[Manner] = set()
    for options in readings:
        if len({option.value for option in options}) == 1:
            ways = {option.manner for option in options}
            if len(ways) == 1:
                shown |= ways - {""}
    for pair in (("decimal comma", "decimal point"), ("day first", "month first")):
        if shown.issuperset(pair):
            shown -= set(pair)
    return frozenset(shown)
