"""Words for people who are served and what is told of them, in every language, and lists."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files

import attrs
import tomli

from hubflow.text.catalogue import entries, languages
from hubflow.text.locales import locale_of


@functools.cache
def sign_pattern(of: str) -> str:
    """Return a pattern that finds a sign of persons in any language.

    ``of`` is a key of the languages' ``privacy.toml``.
    """
    return f"(?:{'|'.join(_in_language(of, language) for language in languages())})"


def _in_language(of: str, language: str) -> str:
    """One language's pattern, with what stands for other patterns filled in."""
    words = entries(language, "privacy")
    months = "|".join(name for names in locale_of(language).short_months for name in names)
    pattern = str(words[of]).replace("<month>", rf"(?:{months})[^\W\d_]*")
    for other in ("one", "many"):
        pattern = pattern.replace(f"<{other}>", f"(?:{words[other]})")
    return pattern


@functools.cache
def numbers() -> Mapping[str, int]:
    """Return small numbers in words, from two on: one is an article as well in many languages."""
    return {word: number for language in languages()
            for number, words in enumerate(entries(language, "privacy")["numbers_from_two"], 2)
            for word in words.split("|")}


@attrs.frozen
class WordLists:
    """The lists of ``words.toml``, which says what each is; ``personal_keys`` by key."""

    organisation: frozenset[str]
    ambiguous: frozenset[str]
    more_given: frozenset[str]
    telling_family: frozenset[str]
    no_name: frozenset[str]
    no_initials: frozenset[str]
    row_keys: frozenset[str]
    personal_keys: Mapping[str, str]


@functools.cache
def lists() -> WordLists:
    """The lists, read once."""
    raw = tomli.loads(files("hubflow.privacy").joinpath("words.toml").read_text("utf-8"))
    personal = {key: sign for sign, keys in raw.pop("personal_keys").items() for key in keys}
    return WordLists(**{name: frozenset(words) for name, words in raw.items()},
                 personal_keys=personal)
