"""Check single values, and say what is wrong in words that their author can act on."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, get_args

from hubflow.model.input_problems import with_advice
from hubflow.model.values import (
    RESERVED,
    Code,
    Country,
    Currency,
    Gap,
    GrantPrefix,
    Identifier,
    Kind,
    Language,
    OrgId,
)
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

_NUMBERS = (int, float)
_GAPS = {gap.value: gap for gap in Gap}
_GAP_WORDS = ", ".join(f'"{gap.value}"' for gap in Gap)


class RefusedError(ValueError):
    """A value that is not legal: ``what`` is wrong with it, and what ``to_do`` about it."""

    def __init__(self, what: str, to_do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.to_do = to_do

    def words(self) -> str:
        """Return what is wrong and what to do."""
        return with_advice(self.what, self.to_do)


class AmbiguousError(RefusedError):
    """A value that may mean two things."""


def legal(kind: Kind, value: Any) -> Any:
    """Return the value as the model holds it (numbers as float); raises :class:`RefusedError`."""
    return legal_for(kind)(value)


@functools.cache
def legal_for(kind: Kind) -> Callable[[Any], Any]:
    """Return the function that :func:`legal` applies to values of one kind."""
    check = functools.partial(_CHECKS[kind.type], kind)
    if not kind.gap:
        return check
    return lambda value: (
        _GAPS[value] if isinstance(value, str) and value in _GAPS else check(value))


def shown(value: Any) -> str:
    """Return a value as messages show it: short, in TOML's notation."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return say("reading-problems.a_table")
    if isinstance(value, list):
        return say("reading-problems.a_list")
    if isinstance(value, int) and abs(value) >= 10**20:
        return say("reading-problems.a_long_number")
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:56]}…" + ('"' if isinstance(value, str) else "")


def finite_number(value: Any, or_gap: bool = False) -> float:
    """Return a TOML integer or float as a float; refuse yes/no, text, ``inf`` and ``nan``."""
    try:
        if isinstance(value, _NUMBERS) and not isinstance(value, bool):
            number = float(value)
            if math.isfinite(number):
                return number + 0.0  # no minus zero
        what = say("reading-problems.must_be_a_number_not", value=shown(value))
    except OverflowError:
        what = say("reading-problems.is_too_large_a_number")
    raise RefusedError(
        what, say("reading-problems.number_or_gap", gaps=_GAP_WORDS) if or_gap else "")


def whole_number(value: Any) -> int:
    """Return a number without a fraction as an int; else raise :class:`RefusedError`."""
    number = finite_number(value)
    if number != int(number):
        raise RefusedError(say("reading-problems.must_be_a_whole_number_not", value=shown(value)))
    return int(number)


def yes_or_no(value: Any, or_gap: bool = False) -> bool:
    """Return ``true`` or ``false``; else raise :class:`RefusedError`."""
    if not isinstance(value, bool):
        more = say("reading-problems.or_one_of_gaps", gaps=_GAP_WORDS) if or_gap else ""
        raise RefusedError(
            say("reading-problems.must_be_yes_or_no_not", value=shown(value)),
                           say("reading-problems.write_true_or_false_without_quotes", more=more)
        )
    return value


def plain_text(value: Any) -> str:
    """Return a text; else raise :class:`RefusedError`."""
    if not isinstance(value, str):
        raise RefusedError(say("reading-problems.must_be_text_not", value=shown(value)),
                           say("reading-problems.put_it_in_quotes"))
    return value


def day(value: Any, or_gap: bool = False) -> dt.date:
    """Return a TOML local date; else raise :class:`RefusedError`."""
    if isinstance(value, dt.datetime):
        raise RefusedError(say("reading-problems.must_be_a_day_without_a"),
                           say("reading-problems.write", value=value.date().isoformat()))
    if isinstance(value, dt.date):
        return value
    to_do = say("reading-problems.year_month_day")
    raise RefusedError(
        say("reading-problems.must_be_a_date_not", value=shown(value)),
        say("reading-problems.or_one_of", to_do=to_do, gap_words=_GAP_WORDS) if or_gap
                       else f"{to_do}.",
    )


def moment(value: Any) -> dt.datetime:
    """Return a TOML date with a time; else raise :class:`RefusedError`."""
    if isinstance(value, dt.datetime):
        return value
    raise RefusedError(say("reading-problems.must_be_a_day_with_a", value=shown(value)),
                       say("reading-problems.write_both_without_quotes_such_as"))


def one_of(words: Sequence[str], value: Any) -> str:
    """Return one of the words; else raise :class:`RefusedError` with the nearest one."""
    if isinstance(value, str) and value in words:
        return value
    raise RefusedError(say("reading-problems.is_not_a_word_known_here", value=shown(value)),
                       did_you_mean(value, words))


def _number(kind: Kind, value: Any) -> float:
    number = finite_number(value, kind.gap)
    if kind.whole and number != int(number):
        raise RefusedError(say("reading-problems.must_be_a_whole_number_not", value=shown(value)))
    below = kind.low is not None and number < kind.low
    above = kind.high is not None and number > kind.high
    if below or above:
        share = kind.unit == "share" and 1 < number <= 100
        raise RefusedError(
            _out_of_bounds(kind.low, kind.high, shown(value)),
            say("reading-problems.write_as", number=number, number_2=number / 100) if share else "",
        )
    return number


def _out_of_bounds(low: float | None, high: float | None, value: str) -> str:
    if low is not None and high is not None:
        return say("reading-problems.must_be_between", low=low, high=high, value=value)
    if low is not None:
        return say("reading-problems.must_be_from", low=low, value=value)
    return say("reading-problems.must_be_up_to", high=high, value=value)


def _yes_no(kind: Kind, value: Any) -> bool:
    return yes_or_no(value, kind.gap)


def _label(kind: Kind, value: Any) -> str:
    return one_of(kind.labels, value)


def _text(kind: Kind, value: Any) -> str:
    text = plain_text(value)
    if kind.pattern and not _form(kind.pattern).fullmatch(text):
        form = _FORMS.get(kind.pattern)
        raise RefusedError(
            say("reading-problems.does_not_have_the_right_form", value=shown(value)),
            say("reading-problems.use_form", form=say(f"reading-problems.form_{form}"))
            if form else "")
    if kind.longest and len(text) > kind.longest:
        raise RefusedError(say("reading-problems.has_characters_and_may_have", n=len(text),
                               longest=kind.longest),
                           say("reading-problems.choose_a_shorter_one"))
    if kind.names_files and _form(RESERVED).search(text):
        raise RefusedError(say("reading-problems.cannot_name_a_folder_it_is", text=shown(text)),
                           say("reading-problems.choose_another_id_without_an_ending"))
    if kind.pattern == _ORG_ID:
        from hubflow.reading.records.org_ids import org_id_flaw

        if flaw := org_id_flaw(text):
            raise RefusedError(*flaw)
    return text


_form = functools.cache(re.compile)


def _date(kind: Kind, value: Any) -> dt.date:
    return day(value, kind.gap)


def _pattern(annotated: Any) -> str:
    kind: Kind = get_args(annotated)[1]
    return kind.pattern


_ORG_ID = _pattern(OrgId)
_FORMS = {
    _ORG_ID: "org_id",
    _pattern(GrantPrefix): "prefix",
    _pattern(Identifier): "small_id",
    _pattern(Code): "id",
    _pattern(Country): "country",
    _pattern(Currency): "currency",
    _pattern(Language): "language",
}
"""What ends the key of the words that say a form, by its pattern."""

_CHECKS: dict[str, Callable[[Kind, Any], Any]] = {
    "number": _number,
    "yes_no": _yes_no,
    "label": _label,
    "text": _text,
    "date": _date,
}
