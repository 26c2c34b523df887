"""Know the words by which accountants head months, accounts and figures."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from hubflow.reading.values.normal_text import folded
from hubflow.register.storage.entries import FIGURES
from hubflow.text.catalogue import entries, languages

PARTS = ("month", "account", "debit", "credit", "amount", "total")
"""What a heading may name beside a figure."""


@functools.cache
def meanings() -> Mapping[str, str]:
    """Return what a heading means in any language, by its folded text: a figure or a part.

    A word that means two things in two languages is left out.
    """
    found: dict[str, set[str]] = {}
    for language in languages():
        said = entries(language, "accounts")
        for meaning in (*PARTS, *FIGURES):
            for word in (*said[meaning], meaning.replace("_", " "), meaning):
                found.setdefault(folded(word), set()).add(meaning)
    return {word: next(iter(each)) for word, each in found.items() if len(each) == 1}


def figure_of_code(number: str, language: str) -> str:
    """Return the figure of an account of the code of accounts where a language is written.

    `total` is what the figures of a month leave out; empty where there is no such code.
    """
    codes = dict(line.split() for line in entries(language, "accounts")["codes"])
    return next((codes[number[:digits]] for digits in (2, 1)
                 if number.isdigit() and number[:digits] in codes), "")


def spoken_figures() -> Mapping[str, str]:
    """Return the keys of a ledger's sheet by the words for them, in any language."""
    return {word: meaning for word, meaning in meanings().items()
            if meaning in (*FIGURES, "month")}
