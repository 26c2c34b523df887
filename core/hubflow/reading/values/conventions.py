"""Work out how a column or a file writes numbers and days, from its own cells.

Libraries that read dates and numbers need to be told the country, or guess it. Here every way in
which a text can be read is a :class:`PossibleReading`, and the cells that can be read in one way
only show how the others are written, so that a guess is never needed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

import attrs

from hubflow.model.values import Kind
from hubflow.reading.records.legal import AmbiguousError, RefusedError, legal, shown
from hubflow.text.catalogue import ENGLISH
from hubflow.text.locales import locales
from hubflow.text.spoken import say

Manner = Literal["decimal comma", "decimal point", "day first", "month first", ""]
T = TypeVar("T")

_OPPOSITES: Mapping[Manner, Manner] = {
    "decimal comma": "decimal point", "decimal point": "decimal comma",
    "day first": "month first", "month first": "day first"}


@attrs.frozen
class PossibleReading(Generic[T]):
    """One way to read a text; ``manner`` is the convention it needs, empty for none.

    ``thousands`` is the mark between thousands: empty for a number of a thousand or more that has
    none, None for a smaller number, which shows nothing.
    """

    value: T
    manner: Manner = ""
    thousands: str | None = None


@attrs.frozen
class Conventions:
    """The conventions of a column or a file for numbers and days.

    ``manners`` are those that its cells show, or that somebody stated; the ``stated`` ones hold
    without doubt. ``thousands`` are the marks that its cells show between thousands. ``customary``
    are the manners of the hub's language, which count where cells show nothing.
    ``meaning`` has words of its own, folded, with what they mean.
    """

    manners: frozenset[Manner] = frozenset()
    thousands: frozenset[str] = frozenset()
    stated: frozenset[Manner] = frozenset()
    customary: frozenset[Manner] = frozenset()
    meaning: Mapping[str, Any] = attrs.field(factory=dict)
    to_do: str = ""
    """Further advice about a cell that may mean two things."""

    def with_stated(self, stated: Collection[Manner]) -> Conventions:
        """Return the conventions with the manners that somebody stated in place of those shown."""
        against = {_OPPOSITES[manner] for manner in stated}
        return attrs.evolve(self, stated=frozenset(stated),
                            manners=(self.manners - against) | frozenset(stated))


PLAIN = Conventions()


def customary_manners(language: str) -> frozenset[Manner]:
    """Return how people of a language write numbers and days; nothing for one without words."""
    locale = locales().get(language)
    if locale is None:
        return frozenset()
    decimal: Manner = "decimal comma" if locale.decimal == "," else "decimal point"
    if language == ENGLISH:  # in some countries the day comes first, in others the month
        return frozenset({decimal})
    day_first = locale.day.index("{day}") < locale.day.index("{month}")
    return frozenset({decimal, "day first" if day_first else "month first"})


def manners_shown(readings: Iterable[Sequence[PossibleReading[T]]]) -> frozenset[Manner]:
    """Return the manners without which a text among them cannot be read.

    Two manners that exclude each other show nothing.
    """
    shown: set[Manner] = set()
    for options in readings:
        if len({option.value for option in options}) == 1:
            ways = {option.manner for option in options}
            if len(ways) == 1:
                shown |= ways - {""}
    return frozenset(manner for manner in shown if _OPPOSITES[manner] not in shown)


def thousands_shown(readings: Iterable[Sequence[PossibleReading[T]]]) -> frozenset[str]:
    """Return the marks between thousands of the texts that can be read in one way only."""
    return frozenset(
        option.thousands for options in readings
        if len({each.value for each in options}) == 1
        for option in options if option.thousands is not None)


def chosen(
    kind: Kind, raw: str, readings: Sequence[PossibleReading[T]], conventions: Conventions,
    what: str, to_do: str,
) -> T:
    """Return the one value that a text means, as its conventions and its kind leave it.

    ``what`` and ``to_do`` are the keys of the words for the kind of value, and for how it is
    written: they are said only where a text is refused.

    Raises :class:`RefusedError` for a text without a reading, against the conventions, or with
    several values, which are all shown.
    """
    if not readings:
        raise RefusedError(say("reading-problems.must_be_a_date_or_number",
                               what=say(f"reading-problems.{what}"), value=shown(raw)),
                           _to_do(to_do))
    fitting = [r for r in readings if r.manner in conventions.manners] or [
        r for r in readings if not r.manner or _OPPOSITES[r.manner] not in conventions.manners]
    if not fitting:
        ways = say("reading-problems.and_word").join(map(_way, sorted(conventions.manners)))
        raise RefusedError(say("reading-problems.is_not_written_with_as_its", raw=shown(raw),
                               ways=ways),
                           _to_do(to_do))
    possible = [r for r in readings if _is_legal(kind, r.value)]
    if _values(fitting) > 1:
        fitting = [r for r in fitting if r in possible] or fitting
    if _values(fitting) > 1:
        fitting = [r for r in fitting if r.manner in conventions.customary] or fitting
    open_still = _values(possible or readings) > 1 and any(
        _is_doubtful(kind, r, conventions) for r in fitting)
    if _values(fitting) > 1 or open_still:
        told = say("reading-problems.or_word").join(
            f"{_shown_value(r.value)} ({_way(r.manner)})" for r in readings)
        raise AmbiguousError(say("reading-problems.may_mean", raw=shown(raw), told=told),
                           _to_do(to_do, conventions))
    return fitting[0].value


def _to_do(key: str, conventions: Conventions | None = None) -> str:
    """Return how a value is written, and what its conventions add to it."""
    return f"{say(f'reading-problems.{key}')}{conventions.to_do if conventions else ''}."


def _way(manner: Manner) -> str:
    return say(f"reading-problems.manner_{manner.replace(' ', '_')}") if manner else ""


def _values(readings: Sequence[PossibleReading[Any]]) -> int:
    return len({reading.value for reading in readings})


def _is_doubtful(kind: Kind, reading: PossibleReading[Any], conventions: Conventions) -> bool:
    """Return whether other cells or the kind of value contradict a reading.

    Who writes 2225,5 does not write 1.934 for a number of thousands; money has two decimals.
    """
    if reading.manner in conventions.stated or not isinstance(reading.value, float):
        return False
    if reading.thousands:
        return bool(conventions.thousands) and reading.thousands not in conventions.thousands
    return kind.unit == "money"


def _is_legal(kind: Kind, value: Any) -> bool:
    try:
        legal(kind, value)
    except RefusedError:
        return False
    return True


def _shown_value(value: Any) -> str:
    return str(value) if isinstance(value, dt.date) else f"{value:.15g}"
