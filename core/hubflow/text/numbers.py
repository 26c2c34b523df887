"""Numbers, money and days as people of a language write them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from hubflow.model.results import Interval, RankInterval
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.locales import locale_of

EXACT = 9
"""All numbers are rounded to so many decimals before they are compared."""

_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)
"""Precise enough for every finite float with its decimals."""

_SIGNS = {"EUR": "€", "GBP": "£"}


def day(date: dt.date, language: str) -> str:
    """Return a day in the words of a letter.

    >>> day(dt.date(2025, 3, 1), "en"), day(dt.date(2025, 3, 1), "pt")
    ('1 March 2025', '1 de março de 2025')
    """
    own = locale_of(language)
    return own.day.format(day=date.day, month=own.months[date.month - 1], year=date.year)


def moment(when: dt.datetime, language: str) -> str:
    """Return a day in words with its time, such as `30 October 2026, 17:15`."""
    return f"{day(when.date(), language)}, {when:%H:%M}"


def moment_in_words(when: dt.date, language: str) -> str:
    """Return a day, with its time if it has one, as messages say it: English as programs do.

    >>> moment_in_words(dt.datetime(2026, 3, 31, 17), "en")
    '2026-03-31 17:00'
    >>> moment_in_words(dt.datetime(2026, 3, 31, 17), "pt")
    '31 de março de 2026, 17:00'
    """
    if language != ENGLISH:
        return moment(when, language) if isinstance(when, dt.datetime) else day(when, language)
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, dt.datetime) else when.isoformat()


def month(date: dt.date, language: str) -> str:
    """Return the month of a day as people write it, without the day.

    >>> month(dt.date(2025, 3, 1), "en"), month(dt.date(2025, 3, 1), "pt")
    ('March 2025', 'março de 2025')
    """
    own = locale_of(language)
    return own.day[own.day.index("{month}"):].format(
        day="", month=own.months[date.month - 1], year=date.year).rstrip()


def half_up(value: float, decimals: int) -> float:
    """Return a number rounded to so many decimals as it is written: a half goes away from zero.

    >>> half_up(56.25, 1), half_up(43.75, 1), half_up(-2.675, 2)
    (56.3, 43.8, -2.68)
    """
    return float(_half_up(value, decimals))


def number(value: float, language: str, decimals: int = EXACT) -> str:
    """Return a number with at most ``decimals`` decimals, and marks between thousands.

    Unless fewer decimals are asked for, it is shown as exactly as rules compare it. A half is
    rounded away from zero.

    >>> number(1234.5, "en"), number(49.96, "pt"), number(2 / 3, "en", 2), number(56.25, "en", 1)
    ('1,234.5', '49,96', '0.67', '56.3')
    """
    whole, _, part = _marked(value, language, decimals).partition("\0")
    part = part.rstrip("0")
    whole = "0" if whole == "-0" and not part else whole
    return whole + (locale_of(language).decimal + part if part else "")


def evenly(texts: Sequence[str], language: str) -> Sequence[str]:
    """Return the numbers of a column with as many decimals as the one that has most.

    What is no single number stays as it is.

    >>> evenly(["75", "72.9", "–"], "en"), evenly(["75", "72,95"], "pt")
    (['75.0', '72.9', '–'], ['75,00', '72,95'])
    """
    own = locale_of(language)
    parts = [text.replace(own.thousands, "").partition(own.decimal) for text in texts]
    single = [whole.isdecimal() and (part.isdecimal() or not mark) for whole, mark, part in parts]
    most = max((len(part) for (_, _, part), one in zip(parts, single, strict=True) if one),
               default=0)
    return [text if not one or not most else
            text + ("" if mark else own.decimal) + "0" * (most - len(part))
            for text, (_, mark, part), one in zip(texts, parts, single, strict=True)]


def level(value: Any, language: str) -> str:
    """Return a level of a scale: a label as it is, or a number."""
    return value if isinstance(value, str) else number(float(value), language)


def in_steps(scale: str, step: float | None, language: str) -> str:
    """Return the text of a scale with the step between its scores, where it has one.

    >>> in_steps("0–5", 0.5, "en"), in_steps("0–5", None, "en")
    ('0–5, in steps of 0.5', '0–5')
    """
    if step is None:
        return scale
    return words(language)["in_steps"].format(scale=scale, step=number(step, language))


def money(value: float, currency: str, language: str) -> str:
    """Return an amount of money; cents only where there are any."""
    own = locale_of(language)
    amount = _marked(value, language, 0 if value == round(value) else 2).replace("\0", own.decimal)
    sign = _SIGNS.get(currency)
    if sign is None:
        return own.money_with_code.format(amount=amount, code=currency)
    return own.money.format(amount=amount, sign=sign)


def money_span(
    ends: tuple[float | None, float | None], currency: str, language: str, unknown: str
) -> str:
    """Return an amount of money, or two with a dash between them; ``unknown`` for one without end.

    >>> money_span((1.5, 20.0), "GBP", "en", "unknown"), money_span((3, 3), "EUR", "en", "")
    ('£1.50 – £20', '€3')
    """
    low, high = (unknown if end is None else money(end, currency, language) for end in ends)
    return low if low == high else f"{low} – {high}"


def percent(share: float, language: str, decimals: int = 0) -> str:
    """Return a share in per cent, whole unless ``decimals`` are asked for."""
    return locale_of(language).percent.format(
        number=number(round(share * 100, EXACT), language, decimals))


def interval(found: Interval, language: str, to: str) -> str:
    """Return one number, or two with a word between them."""
    lower, upper = (number(end, language, found.decimals) for end in (found.lower, found.upper))
    return lower if lower == upper else f"{lower} {to} {upper}"


def ranks(rank: RankInterval) -> str:
    """Return one rank, or two with a dash between them."""
    return str(rank.best) if rank.best == rank.worst else f"{rank.best}–{rank.worst}"


def _marked(value: float, language: str, decimals: int) -> str:
    """Return a number with marks between thousands, and a zero before decimals."""
    text = f"{_half_up(value, decimals):,f}".replace(".", "\0")
    return text.replace(",", locale_of(language).thousands)


def _half_up(value: float, decimals: int) -> Decimal:
    """Return a number with so many decimals; one that is not finite stays as it is."""
    written = Decimal(repr(float(value)))
    return written.quantize(_last_unit(decimals), context=_HALF_UP) if (
        written.is_finite()) else written


@functools.cache
def _last_unit(decimals: int) -> Decimal:
    """Return one unit of the last of so many decimals."""
    return Decimal(1).scaleb(-decimals)
