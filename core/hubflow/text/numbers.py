"""Numbers and money as people of a language write them."""

from __future__ import annotations

import datetime as dt

from hubflow.model.results import Interval, RankInterval

MARKS = {"en": (",", "."), "pt": ("\u202f", ",")}
"""What stands between thousands, and before decimals."""
_SIGNS = {"EUR": "€", "GBP": "£"}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto",
           "setembro", "outubro", "novembro", "dezembro"),
}


def day(date: dt.date, language: str) -> str:
    """A day as letters tell it; year-month-day in languages that the core does not speak.

    >>> day(dt.date(2025, 3, 1), "en"), day(dt.date(2025, 3, 1), "pt")
    ('1 March 2025', '1 de março de 2025')
    """
    months = _MONTHS.get(language)
    if months is None:
        return date.isoformat()
    of = " de " if language == "pt" else " "
    return f"{date.day}{of}{months[date.month - 1]}{of}{date.year}"


def number(value: float, language: str, decimals: int = 2) -> str:
    """A number with at most ``decimals`` decimals, thousands apart."""
    thousands, point = MARKS.get(language, MARKS["en"])
    text = f"{value:,.{decimals}f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    whole = "0" if whole == "-0" and not part else whole
    return whole.replace(",", thousands) + (point + part if part else "")


def money(value: float, currency: str, language: str) -> str:
    """An amount of money; cents only where there are any."""
    decimals = 0 if value == round(value) else 2
    thousands, point = MARKS.get(language, MARKS["en"])
    text = f"{value:,.{decimals}f}".replace(",", "\0").replace(".", point).replace("\0", thousands)
    sign = _SIGNS.get(currency)
    if sign is None or language == "pt":
        return f"{text}\u00a0{sign or currency}"
    return f"{sign}{text}"


def percent(share: float, language: str) -> str:
    """A share in whole per cent."""
    return f"{number(share * 100, language, 0)}\u00a0%" if language == "pt" else (
        f"{number(share * 100, language, 0)}%")


def interval(found: Interval, language: str, to: str) -> str:
    """One number, or two with a word between them."""
    lower, upper = number(found.lower, language, 1), number(found.upper, language, 1)
    return lower if lower == upper else f"{lower} {to} {upper}"


def ranks(rank: RankInterval) -> str:
    """One rank, or two with a dash between them."""
    return str(rank.best) if rank.best == rank.worst else f"{rank.best}–{rank.worst}"
