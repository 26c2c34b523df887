"""The given and family names that lists know, and which words with a capital they make a person.

Faker keeps lists of names for many countries; ``privacy.toml`` of each language adds to them, and
says which of them are words or cities as well.
"""

from __future__ import annotations

import functools
import pkgutil
import re
import unicodedata
from collections.abc import Iterator, Sequence
from importlib import import_module

from hubflow.privacy.sign_words import lists

_BRITAIN_AND_PORTUGAL = ("en_GB", "pt_PT")
_WHOLE = (*_BRITAIN_AND_PORTUGAL, "pt_BR", "pl_PL")
"""Faker's lists of given names that are used as they are."""

_SHORT = 4
"""From so many letters on a name of any other list is used: shorter ones are words somewhere."""

_LAST_LATIN = "\u024f"

_FOREIGN = re.compile("[ïëöüÿèìòùîûå]")
"""Letters of names whose lists may lack the mark. Portuguese has its marks on other letters, and a
word that they change would become a name."""


@functools.cache
def given_names() -> frozenset[str]:
    """Return usual given names in Latin letters, in small letters."""
    persons = import_module("faker.providers.person")
    locales = [module.name for module in pkgutil.iter_modules(persons.__path__)
               if "_" in module.name]
    found = {name for locale in locales for name in _listed_names(locale, "first_names")
             if locale in _WHOLE or len(name) >= _SHORT}
    return frozenset(found) | lists().more_given


@functools.cache
def _family() -> frozenset[str]:
    return frozenset(name for locale in _BRITAIN_AND_PORTUGAL
                     for name in _listed_names(locale, "last_names"))


def _listed_names(locale: str, kind: str) -> Iterator[str]:
    """Yield the names of one locale, in whichever form it keeps them."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    for form in dir(provider):
        if form.startswith(kind):
            kept = getattr(provider, form)
            names = kept if isinstance(kept, tuple | list | dict) else ()
            yield from (name.casefold() for name in names
                        if isinstance(name, str) and name and name[0] <= _LAST_LATIN)


def is_given(word: str) -> bool:
    """Return whether a word in small letters is a given name and nothing else."""
    if "-" in word:
        first, *others = word.split("-")
        return word in given_names() or (_is_listed(first) and (
            first not in lists().ambiguous or any(map(is_given, others))))
    spelling = _listed_spelling(word)
    return _is_listed(spelling) and spelling not in lists().ambiguous


def _listed_spelling(word: str) -> str:
    """Return a name without marks that its lists may lack, if they lack it: ``zoë`` as ``zoe``."""
    if word in given_names() or not _FOREIGN.search(word):
        return word
    return "".join(filter(str.isalpha, unicodedata.normalize("NFD", word)))


def _is_listed(word: str) -> bool:
    return word in given_names() or (word.startswith(tuple(lists().given_beginnings)) and (
        len(word) > 2 + _SHORT))


def names_person(words: Sequence[str]) -> int | None:
    """Return where in a run of words, in small letters, a person's name begins; None for nowhere.

    A given name tells a person by itself, one that is a word as well with a family name behind it.
    """
    for position, word in enumerate(words):
        after = words[position + 1:]
        if (is_given(word) or (_is_listed(word) and after and after[0] in _family())
                or (after and (word in lists().family_first or _has_family(after)))):
            return position
    return None


def _has_family(words: Sequence[str]) -> bool:
    """Return whether a family name, or one part of a double one, is among the words."""
    return any(part in lists().telling_family
               for word in words for part in (word, *word.split("-")))
