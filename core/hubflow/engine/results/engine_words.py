"""Phrase the engine's results about a venture in the language of its reader."""

from __future__ import annotations

from typing import Any

from hubflow.text.catalogue import words
from hubflow.text.locales import locale_of


def sentence(key: str, language: str, **values: Any) -> str:
    """Return the sentence in the language, with the values put in."""
    return words(language, "engine")[key].format(**values)


def word(key: str, language: str) -> str:
    """Return a recommendation's or decision's word in the language."""
    return words(language).get(key, key)


def number(value: float, language: str = "en") -> str:
    """Return a number as people write it in a sentence: no trailing zeros, at most 9 decimals."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(".", locale_of(language).decimal)
