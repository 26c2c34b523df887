"""Words for people who are served and what is told of them, in every language, and lists."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.text.catalogue import entries, languages
from hubflow.text.locales import locale_of

_OTHER = re.compile(r"<([a-z_]+)>")
"""A pattern's name within another pattern."""


@functools.cache
def sign_pattern(of: str) -> str:
    """Return a pattern that finds a sign of persons in any language.

    ``of`` is a key of the languages' ``privacy.toml``.
    """
    return f"(?:{'|'.join(_in_language(of, language) for language in languages())})"


@functools.cache
def _in_language(of: str, language: str) -> str:
    """One language's pattern, with what stands for other patterns filled in."""
    def filled(other: re.Match[str]) -> str:
        if other[1] == "month":
            names = "|".join(n for names in locale_of(language).short_months for n in names)
            return rf"(?:{names})[^\W\d_]*"
        return f"(?:{_in_language(other[1], language)})"

    return _OTHER.sub(filled, str(entries(language, "privacy")[of]))


@functools.cache
def numbers() -> Mapping[str, int]:
    """Return small numbers in words, from two on: one is an article as well in many languages."""
    return {word: number for language in languages()
            for number, words in enumerate(entries(language, "privacy")["numbers_from_two"], 2)
            for word in words.split("|")}


@attrs.frozen
class WordLists:
    """The lists of the languages' ``privacy.toml``, which says what each is.

    ``personal_keys`` has the sign that stands under each key.
    """

    organisation: frozenset[str]
    ambiguous: frozenset[str]
    more_given: frozenset[str]
    given_beginnings: frozenset[str]
    telling_family: frozenset[str]
    family_first: frozenset[str]
    no_name: frozenset[str]
    no_initials: frozenset[str]
    row_keys: frozenset[str]
    personal_keys: Mapping[str, str]


@functools.cache
def lists() -> WordLists:
    """Return the lists, joined over the languages."""
    found: dict[str, set[str]] = defaultdict(set)
    personal: dict[str, str] = {}
    for language in languages():
        words: Mapping[str, Any] = entries(language, "privacy")
        for field in attrs.fields(WordLists):
            if field.name != "personal_keys":
                found[field.name].update(words[field.name])
        for sign, keys in words["personal_keys"].items():
            personal.update(dict.fromkeys(keys, sign))
    return WordLists(**{name: frozenset(words) for name, words in found.items()},
                     personal_keys=personal)
