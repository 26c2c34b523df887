"""Read days and months as people write them, in every possible way."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping

from hubflow.reading.values.conventions import Manner, PossibleReading
from hubflow.reading.values.normal_text import folded, unaccented
from hubflow.text.locales import locales

_TIME = (r"(?:[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
         r"(?:\s*(?:Z|[A-Z]{3,4})?(?:[+-]\d{1,2}(?::?\d{2})?)?)?)?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})", re.ASCII)
_NAME_YEAR = re.compile(r"([a-z]+)\.?\s*(?:[-/,.]\s*|\bde\s+|\bof\s+)?'?(\d{4}|\d{2})", re.ASCII)
_YEAR_NAME = re.compile(r"(\d{4})\s*[-/.]?\s*([a-z]+)\.?", re.ASCII)


def day_readings(text: str) -> tuple[PossibleReading[dt.date], ...]:
    """Return every day that a text may mean; a time of day after it is passed over.

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


def month_readings(text: str) -> tuple[PossibleReading[dt.date], ...]:
    """Return the first day of every month that a text may mean, or of the month of a day.

    >>> [f"{r.value:%Y-%m}" for r in month_readings("mar/25")]
    ['2025-03']
    >>> [f"{r.value:%Y-%m}" for r in month_readings("Março de 2025")]
    ['2025-03']
    >>> [f"{r.value:%Y-%m}" for r in month_readings("01/04/2025")]
    ['2025-04', '2025-01']
    """
    plain = unaccented(folded(text))
    for form, year, month in ((_YEAR_MONTH, 1, 2), (_MONTH_YEAR, 2, 1), (_NAME_YEAR, 2, 1),
                              (_YEAR_NAME, 1, 2)):
        found = form.fullmatch(plain)
        if found:
            number = found[month] if found[month].isdecimal() else _months().get(found[month], "")
            full = found[year] if len(found[year]) == 4 else f"20{found[year]}"
            return tuple(_day(full, number, "1", "")) if number else ()
    return tuple(PossibleReading(reading.value.replace(day=1), reading.manner)
                 for reading in day_readings(text))


def _day(year: str, month: str, day: str, manner: Manner) -> Iterator[PossibleReading[dt.date]]:
    try:
        yield PossibleReading(dt.date(int(year), int(month), int(day)), manner)
    except ValueError:
        return


@functools.cache
def _months() -> Mapping[str, str]:
    """Return the numbers of months by their names, whole and short, in every language."""
    found: dict[str, str] = {}
    for locale in locales().values():
        for number, (name, short) in enumerate(
                zip(locale.months, locale.short_months, strict=True), 1):
            found |= dict.fromkeys(
                (unaccented(folded(word)) for word in (name, *short)), str(number))
    return found
