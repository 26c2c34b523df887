"""Read numbers and money as people write them, in every possible way."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from hubflow.reading.values.conventions import Manner, PossibleReading
from hubflow.text.locales import locales

_MANNERS: Mapping[str | None, Manner] = {
    None: "", ".": "decimal point", ",": "decimal comma"}
_SPACES = "\u00a0\u202f\u2009 '’"
_SIGNS = ("€", "£", "$")
_GROUPED = re.compile(rf"[-+]?\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?=$|[.,])")
_NUMBER = re.compile(r"[-+]?(?:\d[\d.,]*|[.,]\d+)", re.ASCII)
_WITH_EXPONENT = re.compile(r"([-+]?\d*)(?:([.,])(\d+))?(e[-+]?\d{1,3})", re.ASCII | re.IGNORECASE)
_LONGEST = 400
"""Characters of a number; the longest one that is finite has fewer."""


def number_readings(text: str, *, money: bool = True) -> tuple[PossibleReading[float], ...]:
    """Return every number that a text may mean; none where it is no number.

    With ``money`` a currency's sign, code or name may stand before or behind it, and an amount in
    brackets is negative, as accountants write it. Programs write
    very large and small numbers with an exponent: ``1e-05``.

    >>> [(r.value, r.manner) for r in number_readings("1.234")]
    [(1.234, 'decimal point'), (1234.0, 'decimal comma')]
    >>> [r.value for r in number_readings("1 234,5 €")]
    [1234.5]
    >>> number_readings("5 €", money=False)
    ()
    >>> [r.value for r in number_readings("(£120.50)")]
    [-120.5]
    """
    plain = text.strip()
    if money:
        plain = _currency().sub("", plain).strip()
        if plain.startswith("(") and plain.endswith(")"):
            plain = _negative(_currency().sub("", plain[1:-1].strip()).strip())
    grouped = _GROUPED.match(plain) is not None
    if grouped:
        plain = re.sub(f"[{_SPACES}]", "", plain)
    if len(plain) > _LONGEST:
        return ()
    exponent = _WITH_EXPONENT.fullmatch(plain)
    if exponent and (exponent[1].lstrip("+-") or exponent[2]):
        whole, mark, fraction, power = exponent.groups()
        return (PossibleReading(float(f"{whole}.{fraction or 0}{power}"), _MANNERS[mark]),)
    if not _NUMBER.fullmatch(plain):
        return ()
    if re.fullmatch(r"[-+]?\d+", plain, re.ASCII):
        return (PossibleReading(float(plain), thousands=_thousands(float(plain), grouped)),)
    return tuple(_with_marks(plain, grouped))


def _negative(amount: str) -> str:
    """Return an amount in brackets with a minus; one with a sign of its own is no number then."""
    return f"({amount})" if amount.startswith(("+", "-")) else f"-{amount}"


def share_readings(text: str) -> tuple[PossibleReading[float], ...]:
    """Return every share that a text may mean: ``35 %`` is 0.35.

    >>> [r.value for r in share_readings("12,5%")]
    [0.125]
    """
    if not text.strip().endswith("%"):
        return number_readings(text, money=False)
    return tuple(PossibleReading(round(reading.value / 100, 15), reading.manner)
                 for reading in number_readings(text.strip().removesuffix("%"), money=False))


def is_money(unit: str) -> bool:
    """Return whether a unit is money, or names a currency.

    >>> is_money("money"), is_money("EUR a month"), is_money("people")
    (True, True, False)
    """
    return unit == "money" or any(_currency().fullmatch(word) for word in unit.split())


def _with_marks(plain: str, grouped: bool) -> Iterator[PossibleReading[float]]:
    """Yield the readings of a number with points or commas, one for each convention."""
    conventions: Iterable[tuple[str, str, Manner]] = (
        (".", ",", "decimal point"), (",", ".", "decimal comma"))
    for decimal, thousands, manner in conventions:
        whole, mark, fraction = plain.partition(decimal)
        if mark and not re.fullmatch(r"\d+", fraction, re.ASCII):
            continue
        marked = thousands in whole
        if marked:
            if grouped or not re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+", whole,
                                           re.ASCII):
                continue
            whole = whole.replace(thousands, "")
        elif not whole.lstrip("+-") and not mark:
            continue
        value = float(f"{whole}.{fraction}" if mark else whole)
        yield PossibleReading(value, manner, thousands if marked else _thousands(value, grouped))


def _thousands(value: float, grouped: bool) -> str | None:
    if grouped:
        return " "
    return "" if abs(value) >= 1000 else None


@functools.cache
def _currency() -> re.Pattern[str]:
    """Return a pattern of currencies: a sign or code before a number; also a name after it."""
    codes: dict[str, None] = {}
    names: dict[str, None] = {}
    for locale in locales().values():
        codes |= dict.fromkeys(locale.currencies)
        names |= dict.fromkeys(name for each in locale.currencies.values() for name in each)
    before = "|".join(map(re.escape, (*_SIGNS, *codes)))
    behind = "|".join(map(re.escape, (*_SIGNS, *codes, *sorted(names, key=len, reverse=True))))
    return re.compile(rf"^(?:{before})\s*|\s*(?:{behind})$", re.IGNORECASE)
