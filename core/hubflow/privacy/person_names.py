"""Find names and initials of persons in running text.

Given and family names are those of lists that Faker keeps, and those that `words.toml` adds. A name
that is in no list is found where a word beside it says that a person is meant. There is no language
model behind it: what is looked for can be read here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Set
from importlib import import_module

from hubflow.privacy.sign_words import lists, sign_pattern
from hubflow.privacy.signs import SignHit, masked

_CAP = r"[A-ZÀ-Ý][a-zà-ÿ]+(?:['’-][A-ZÀ-Ý]?[a-zà-ÿ]+)?"
_CAPS = re.compile(rf"{_CAP}(?: (?:(?:d[aeo]s?|e) )?{_CAP})*")
_WORD = re.compile(r"[^\W\d_]+")

_NAME = rf"({_CAP}(?: {_CAP})*)"
_ONE = sign_pattern("one")
_TITLE = re.compile(rf"\b{sign_pattern('title')}\b\.?ª? {_NAME}")
_PERSON_NAMED = re.compile(rf"\b{sign_pattern('one_called')} {_NAME}")
_PERSON_NAME = re.compile(rf"\b{_ONE},? {_NAME}")
_CALLS_HERSELF = re.compile(rf"\b{sign_pattern('name_is')} {_NAME}")
_SPOKE = re.compile(rf"\b{sign_pattern('spoke')} ({_CAP})")

_INITIALS = (
    re.compile(rf"\b{_ONE},? ((?:[A-ZÀ-Ý]\. ?){{1,4}})(?!\w)"),
    re.compile(rf"(?<![\w.])([A-ZÀ-Ý]\.),? (?:\(?\d{{1,2}}\b|{sign_pattern('does')}\b)"),
    re.compile(r"(?<![\w.])((?:[A-ZÀ-Ý]\.){2,4})(?![\w.])"),
)

_WHOLE = ("en_GB", "pt_PT", "pt_BR", "pl_PL")
"""Faker's lists of given names that are used as they are."""
_LONG = ("en_IN", "en_PK")
"""Lists whose short entries are often words in English or Portuguese."""
_SHORT = 5
"""From so many letters on an entry of those is used."""


@functools.cache
def given_names() -> frozenset[str]:
    """Return usual given names, in small letters."""
    found = {name for locale in _WHOLE for name in _listed_names(locale, "first_names")}
    found |= {name for locale in _LONG for name in _listed_names(locale, "first_names")
              if len(name) >= _SHORT}
    return frozenset(found) | lists().more_given


@functools.cache
def _family() -> frozenset[str]:
    return frozenset(
        name for locale in ("en_GB", "pt_PT") for name in _listed_names(locale, "last_names"))


def _listed_names(locale: str, kind: str) -> Iterator[str]:
    provider = import_module(f"faker.providers.person.{locale}").Provider
    yield from (name.casefold() for name in getattr(provider, kind))


def whole_names(text: str) -> Iterator[str]:
    """The names in what stands where a name belongs; no given name by itself, if there is more.

    >>> list(whole_names("Ana Silva, founder")), list(whole_names("Ana, founder"))
    (['Ana Silva'], [])
    """
    for found in _CAPS.finditer(text):
        alone = " " not in found[0] and found[0].casefold() in given_names()
        if not alone or found[0] == text.strip():
            yield found[0]


def _without(text: str, known: Set[str]) -> str:
    """The text with each known name struck out, where it is no part of a longer one."""
    if not known:
        return text
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    whole = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])(?! (?:(?:d[aeo]s?|e) )?{_CAP})")
    return whole.sub(lambda found: "·" * len(found[0]), text)


def name_hits(text: str, known: Set[str]) -> Iterator[SignHit]:
    """Yield names and initials in a text.

    ``known`` are names that may stand in it, each as a whole: those of the venture's own people,
    of organisations and places.
    """
    text = _without(text, known)
    for pattern in (_TITLE, _PERSON_NAMED, _CALLS_HERSELF, _PERSON_NAME, _SPOKE):
        for found in pattern.finditer(text):
            words = _words(found[1])
            if not _of_organisation(words) and words[0] not in lists().no_name:
                sure = pattern in (_PERSON_NAMED, _CALLS_HERSELF)
                seen = "names a person" if sure else "looks like the name of a person"
                yield SignHit("HF701", *found.span(1), f"{seen} ({masked(found[1])})", sure)
    for found in _CAPS.finditer(text):
        if name := _listed(found, text):
            yield SignHit("HF701", *found.span(),
                      f"looks like the name of a person ({masked(name)})")
    for pattern in _INITIALS:
        for found in pattern.finditer(text):
            if found[1].strip() not in lists().no_initials:
                yield SignHit("HF702", *found.span(1), "looks like the initials of a person "
                          f"({masked(found[1])})")


def _listed(found: re.Match[str], text: str) -> str | None:
    """The person's name in a run of capitalised words, if there is one."""
    run = found[0].split()
    if _of_organisation(_words(found[0])) or _part_of_name(text[:found.start()]):
        return None
    for position, word in enumerate(run):
        low = word.casefold()
        rest = [other.casefold() for other in run[position + 1:] if other[0].isupper()]
        if low in given_names():
            certain = low not in lists().ambiguous or bool(set(rest[:1]) & _family())
        else:
            certain = (word[0].isupper() and "e" not in run  # "Tâmega e Sousa" is a region
                       and bool(set(rest) & lists().telling_family))
        if certain:
            return " ".join(run[position:])
    return None


def _of_organisation(words: list[str]) -> bool:
    """Return whether the words name an organisation or place."""
    return bool(lists().organisation & set(words))


def _part_of_name(before: str) -> bool:
    """Whether the words before it make it a part of a longer name: ``escola de``."""
    last = [word.casefold() for word in _WORD.findall(before[-30:])][-2:]
    return bool(before) and not before.rstrip().endswith((".", ":", ",")) and bool(
        lists().organisation & set(last[-1:]) or (last[-1:] and last[-1] in {"de", "do", "da"}
                                          and lists().organisation & set(last)))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
