"""How people of a language write values: numbers, money, months and days, yes and no."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from hubflow.model.plain_record import PlainRecord
from hubflow.text.catalogue import entries, languages


class Locale(PlainRecord):
    """How one language writes values, as its file ``values.toml`` says it.

    The first word of ``yes`` and of ``no`` is the one that hubflow writes; all of them are read,
    and so are the ``months``, whole or as in ``short_months``. ``none_of_these`` stands for a list
    that somebody answered and that is empty.
    """

    yes: tuple[str, ...]
    no: tuple[str, ...]
    none_of_these: str
    thousands: str
    decimal: str
    percent: str
    money: str
    money_with_code: str
    day: str
    months: tuple[str, ...]
    short_months: tuple[tuple[str, ...], ...]
    currencies: Mapping[str, tuple[str, ...]]


@functools.cache
def locale_of(language: str) -> Locale:
    """Return how a language writes values, or English where hubflow has no words in it."""
    found: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entries(language, "values").items()}
    found["short_months"] = tuple(tuple(month.split("|")) for month in found["short_months"])
    found["currencies"] = {code: tuple(names) for code, names in found["currencies"].items()}
    return Locale(**found)


@functools.cache
def locales() -> Mapping[str, Locale]:
    """Return how each language that hubflow has words in writes values."""
    return {language: locale_of(language) for language in languages()}
