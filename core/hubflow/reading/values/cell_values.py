"""Read a cell of a spreadsheet, or of a form's export, as a value for a dossier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import RefusedError, legal, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.conventions import (
    PLAIN,
    Conventions,
    PossibleReading,
    chosen,
    customary_manners,
    manners_shown,
    thousands_shown,
)
from hubflow.reading.values.date_reading import day_readings, month_readings
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import is_money, number_readings, share_readings
from hubflow.reading.values.vocabulary_words import gap_of, label_in, label_meant, word_in
from hubflow.reading.values.yes_no import yes_or_no_of
from hubflow.text.spoken import say, spoken_language


def value_of(kind: Kind, raw: Any, conventions: Conventions = PLAIN) -> Any:
    """Return the value of a cell in the form that TOML would have in a dossier.

    Words may be in any language that hubflow has words in. Raises :class:`RefusedError` where the
    cell is not legal or may mean two things.
    """
    if isinstance(raw, str):
        if folded(raw) in conventions.meaning:
            return conventions.meaning[folded(raw)]
        gap = gap_of(raw) if kind.gap else None
        if gap is not None:
            return gap.value
    value = _READERS[kind.type](kind, raw, conventions)
    legal(kind, value)
    return value


def readings_of(kind: Kind, text: str) -> Sequence[PossibleReading[Any]]:
    """Return every number or day that a text may mean for a kind; none for other kinds.

    The marks of a currency are read where the kind is money, a percentage where it is a share.
    """
    if kind.type == "date":
        return day_readings(text)
    if kind.type != "number":
        return ()
    if kind.unit == "share":
        return share_readings(text)
    return number_readings(text, money=is_money(kind.unit))


def conventions_of(cells: Iterable[Any], language: str = "") -> Conventions:
    """Return the conventions of a column or a file, by its own cells.

    ``language`` is the hub's: its customs count where the cells show nothing.
    """
    texts = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    numbers = [number_readings(text.rstrip("% ")) for text in texts]
    days = [day_readings(text) for text in texts]
    return Conventions(manners_shown(numbers) | manners_shown(days), thousands_shown(numbers),
                       customary=customary_manners(language))


def blank(raw: Any) -> bool:
    """Return whether a cell is empty or only white space."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def text_of(raw: Any) -> str:
    """Return a cell as text; a number without a fraction has none."""
    if isinstance(raw, str):
        return raw.replace("\r\n", "\n").strip()
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ")
    return str(raw).replace("\r\n", "\n").strip()


def month_of_cell(raw: Any, conventions: Conventions = PLAIN) -> dt.date:
    """Return the first day of the month that a cell means, or of the month of its day.

    Raises :class:`RefusedError` where it means none, or may mean two.
    """
    if isinstance(raw, dt.datetime | dt.date):
        return dt.date(raw.year, raw.month, 1)
    if not isinstance(raw, str):
        raise RefusedError(say("reading-problems.must_be_a_month_not", raw=shown(raw)),
                           say("reading-problems.a_month") + ".")
    return chosen(Kind("date"), raw, month_readings(raw), conventions, "kind_month", "a_month")


def _number(kind: Kind, raw: Any, conventions: Conventions) -> float:
    if isinstance(raw, str):
        readings = readings_of(kind, raw)
        if not readings and not any(each.isdecimal() for each in raw):
            raise RefusedError(
                say("reading-problems.must_be_a_number_not", value=shown(raw)),
                say("reading-problems.number_or_gap", gaps=_gaps()) if kind.gap else "")
        raw = chosen(kind, raw, readings, conventions, "kind_number", "a_number")
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise RefusedError(say("reading-problems.must_be_a_number_not", value=shown(raw)))
    # infinity is no whole number, and is refused as what is no number
    return int(raw) if isinstance(raw, int) or raw.is_integer() else raw


def _gaps() -> str:
    """Return the words for a value that is not there, in the spoken language."""
    return ", ".join(f'"{word_in(gap.value, spoken_language())}"' for gap in Gap)


def _date(kind: Kind, raw: Any, conventions: Conventions) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if not isinstance(raw, str):
        raise RefusedError(say("reading-problems.must_be_a_date_not", value=shown(raw)),
                           say("reading-problems.a_day") + ".")
    return chosen(kind, raw, day_readings(raw), conventions, "kind_date", "a_day")


def _yes_no(kind: Kind, raw: Any, conventions: Conventions) -> bool:  # noqa: ARG001
    if isinstance(raw, bool):
        return raw
    answer = yes_or_no_of(text_of(raw))
    if answer is None:
        raise RefusedError(say("reading-problems.must_be_yes_or_no_not", value=shown(raw)))
    return answer


def _label(kind: Kind, raw: Any, conventions: Conventions) -> str:  # noqa: ARG001
    text = text_of(raw)
    found = label_meant(text, kind)
    if found is None:
        raise RefusedError(say("reading-problems.is_not_a_word_known_here", value=shown(text)),
                           did_you_mean(text, [label_in(label, kind, spoken_language())
                                               for label in kind.labels]))
    return found


def _text(kind: Kind, raw: Any, conventions: Conventions) -> str:  # noqa: ARG001
    return text_of(raw)


_READERS: dict[str, Callable[[Kind, Any, Conventions], Any]] = {
    "number": _number, "date": _date, "yes_no": _yes_no, "label": _label, "text": _text,
}
