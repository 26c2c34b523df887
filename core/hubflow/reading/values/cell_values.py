"""A cell of a spreadsheet, or of a form's export, as a value that a dossier can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError, legal, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.ambiguity import Manner, PossibleReading, day_readings, number_readings
from hubflow.reading.values.vocabulary_words import folded, gap_of, label_of, yes_or_no_of

T = TypeVar("T")


@attrs.frozen
class ColumnConventions:
    """How a column is written: its conventions, and words of its own by what they mean.

    ``meaning`` has the words folded (see :func:`hubflow.reading.values.vocabulary_words.folded`).
    """

    manners: frozenset[Manner] = frozenset()
    meaning: Mapping[str, Any] = attrs.field(factory=dict)


PLAIN = ColumnConventions()


def value_of(kind: Kind, raw: Any, habits: ColumnConventions = PLAIN) -> Any:
    """The value that a cell means, as a dossier in TOML would say it.

    Words may be in any language of hubs. Raises :class:`RefusedError` where the cell is not legal
    or may mean two things.
    """
    if isinstance(raw, str):
        if folded(raw) in habits.meaning:
            return habits.meaning[folded(raw)]
        gap = gap_of(raw) if kind.gap else None
        if gap is not None:
            return gap.value
    value = _READERS[kind.type](kind, raw, habits)
    legal(kind, value)
    return value


def blank(raw: Any) -> bool:
    """Whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def text_of(raw: Any) -> str:
    """A cell as text; a number without a fraction has none."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ")
    return str(raw).replace("\r\n", "\n").strip()


def _number(kind: Kind, raw: Any, habits: ColumnConventions) -> float:
    if isinstance(raw, str):
        share = kind.unit == "share" and raw.strip().endswith("%")
        readings = number_readings(raw.strip().removesuffix("%") if share else raw)
        if share:
            readings = tuple(PossibleReading(round(r.value / 100, 15), r.manner) for r in readings)
        raw = _chosen(kind, raw, readings, habits, "a number",
                      "Write it without marks for thousands")
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise RefusedError(f"must be a number, not {shown(raw)}")
    # infinity is no whole number, and is refused as what is no number
    return int(raw) if isinstance(raw, int) or raw.is_integer() else raw


def _date(kind: Kind, raw: Any, habits: ColumnConventions) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if not isinstance(raw, str):
        raise RefusedError(f"must be a date, not {shown(raw)}", "Write it as 2024-06-30.")
    return _chosen(kind, raw, day_readings(raw), habits, "a date", "Write it as 2024-06-30")


def _chosen(
    kind: Kind,
    raw: str,
    readings: Sequence[PossibleReading[T]],
    habits: ColumnConventions,
    what: str,
    to_do: str,
) -> T:
    """The one way to read a text that its column's habits and the kind leave."""
    if not readings:
        raise RefusedError(f"must be {what}, not {shown(raw)}", f"{to_do}.")
    fitting = [r for r in readings if r.manner in habits.manners] or [
        r for r in readings if not (r.manner and _opposite(r.manner) & habits.manners)]
    if not fitting:
        ways = " and ".join(sorted(habits.manners))
        raise RefusedError(f"{shown(raw)} is not written with {ways}, as its column is",
                           f"{to_do}.")
    if len({r.value for r in fitting}) > 1:
        fitting = [r for r in fitting if _is_legal(kind, r.value)] or fitting
    values = {r.value for r in fitting}
    if len(values) > 1:
        told = " or ".join(f"{r.value if isinstance(r.value, dt.date) else f'{r.value:.15g}'} "
                           f"({r.manner})" for r in fitting)
        more = ", or say in the map how the column is written" if habits is not PLAIN else ""
        raise RefusedError(f"{shown(raw)} may mean {told}", f"{to_do}{more}.")
    return values.pop()


def _opposite(manner: Manner) -> frozenset[Manner]:
    pairs: dict[Manner, Manner] = {
        "decimal comma": "decimal point", "decimal point": "decimal comma",
        "day first": "month first", "month first": "day first"}
    return frozenset({pairs[manner]})


def _is_legal(kind: Kind, value: Any) -> bool:
    try:
        legal(kind, value)
    except RefusedError:
        return False
    return True


def _yes_no(kind: Kind, raw: Any, habits: ColumnConventions) -> bool:  # noqa: ARG001
    if isinstance(raw, bool):
        return raw
    answer = yes_or_no_of(raw) if isinstance(raw, str) else None
    if answer is None:
        raise RefusedError(f"must be yes or no, not {shown(raw)}")
    return answer


def _label(kind: Kind, raw: Any, habits: ColumnConventions) -> str:  # noqa: ARG001
    text = text_of(raw)
    found = label_of(text, kind.labels)
    if found is None:
        raise RefusedError(f"{shown(text)} is not a word known here",
                           did_you_mean(text, kind.labels))
    return found


def _text(kind: Kind, raw: Any, habits: ColumnConventions) -> str:  # noqa: ARG001
    return text_of(raw)


_READERS: dict[str, Callable[[Kind, Any, ColumnConventions], Any]] = {
    "number": _number, "date": _date, "yes_no": _yes_no, "label": _label, "text": _text,
}
