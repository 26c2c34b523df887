"""Remove names of people and organisations from a venture's texts, for a jury that reads blind.

What the dossier itself names, in the fields where names belong, is found wherever it stands:
written together or apart, with or without accents, as an acronym that the dossier gives in
brackets. Persons' names that lists know, contacts and addresses go, too. A name that no field and
no list holds stays: :func:`maybe_names` finds words that may be one, for people to look through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from hubflow.model.dossier import Dossier
from hubflow.privacy.contacts import REGIONS, contact_hits, media_hits
from hubflow.privacy.dossier_names import Name, names_in, place_words, places_in, variants
from hubflow.privacy.official_numbers import number_hits
from hubflow.privacy.person_names import name_hits
from hubflow.privacy.sign_words import lists
from hubflow.privacy.signs import SignHit

_STANDING = re.compile(r"\[[^\]]*\]")
"""Words that stand for a name."""

_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@])@\w[\w.]{2,}"
                   r"|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|pt|uk|eu|info|io)\b(?:/\S*)?",
                   re.IGNORECASE)
"""Addresses of pages, and names in social media."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BETWEEN = re.compile(r"[\s_–—-]+")
"""The separators between the words of a name."""

_SHORTEST = 2
"""Letters and digits that a name has at the least; one letter stands everywhere."""

_ACRONYM = 4
"""Up to so many letters a name in capitals is known in capitals alone."""

_CAPITALS = re.compile(r"(?<![.!?…:]\s)(?<!^)(?<![\w\[])([A-ZÀ-Ý][\w’'-]+"
                       r"(?:\s+(?:(?:d[aeo]s?|e|of|the|and|for)\s+)?[A-ZÀ-Ý][\w’'-]+)*)")
"""Words with a capital that do not begin a sentence."""


def blinded(
    dossier: Dossier, code: str, words: Mapping[str, str], more: Sequence[str] = ()
) -> Callable[[str], str]:
    """Return a function that replaces the names in a venture's texts.

    ``words`` has what stands for names (``hidden_…``); ``more`` are further names to take out.
    """
    patterns = list(_patterns([*names_in(dossier), *(Name(text, "name") for text in more)],
                              code, words))
    known = frozenset(places_in(dossier))

    def hide(text: str) -> str:
        text = _EMAIL.sub(words["hidden_contact"], text)
        text = _LINK.sub(words["hidden_link"], text)
        for wanted in patterns:
            text = _replaced(text, wanted)
        hits = [*number_hits(text), *contact_hits(text, REGIONS), *media_hits(text)]
        text = _struck(text, hits, words)
        return _struck(text, name_hits(text, known), words)

    return hide


def maybe_names(texts: Iterable[str], dossier: Dossier) -> Iterator[str]:
    """Words left in blinded texts that may be names: with a capital, and not at a sentence's
    beginning; each once. Places that the dossier names are left out."""
    known = {*place_words(dossier)}
    seen: set[str] = set()
    for text in texts:
        for found in _CAPITALS.finditer(_STANDING.sub("", text)):
            name = " ".join(found[1].split())
            said = {word for word in name.split()
                    if word not in known and word.casefold() not in lists().no_name}
            if name not in seen and said:
                seen.add(name)
                yield name


@attrs.frozen
class _Wanted:
    """What is looked for in folded text, and what stands for it.

    A name of one word may be a word of the language, too: with ``capital`` it counts only where it
    is written with one, with ``capitals``, as short acronyms are, in capitals alone.
    """

    pattern: re.Pattern[str]
    instead: str
    capital: bool
    capitals: bool

    def is_in(self, written: str) -> bool:
        """Whether a place where the pattern fits counts."""
        name = written.lstrip("#")
        return (name.isupper() if self.capitals else name[:1].isupper() or not self.capital)


def _patterns(names: Sequence[Name], code: str, words: Mapping[str, str]) -> Iterator[_Wanted]:
    """The texts to find, longest first."""
    found: dict[str, _Wanted] = {}
    organisations: dict[str, int] = {}
    for name in names:
        for variant in variants(name):
            key = " ".join(_folded(variant).split())
            if sum(letter.isalnum() for letter in key) < _SHORTEST or key in found:
                continue
            number = organisations.setdefault(_folded(name.text), len(organisations) + 1
                                              ) if name.stands == "organisation" else 0
            found[key] = _Wanted(
                _pattern(key), words[f"hidden_{name.stands}"].format(code=code, n=number),
                capital=key.isalpha() and name.stands != "name",
                capitals=variant.isupper() and len(variant) <= _ACRONYM)
    yield from (found[key] for key in sorted(found, key=len, reverse=True))


def _folded(text: str) -> str:
    """Return text without accents and case, letter for letter."""
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0].casefold()
    return plain if len(plain) == 1 else letter


def _pattern(key: str) -> re.Pattern[str]:
    """A name's words, written together or apart; whole words alone."""
    parts = [re.escape(part) for part in _BETWEEN.split(key) if part]
    words = f"{_BETWEEN.pattern[:-1]}*".join(parts)
    return re.compile(rf"(?<!\w)#?{words}(?:['’]s)?(?!\w)")


def _replaced(text: str, wanted: _Wanted) -> str:
    """Return the text with each name replaced."""
    parts, at = [], 0
    for found in wanted.pattern.finditer(_folded(text)):
        if not wanted.is_in(text[found.start():found.end()]):
            continue
        parts += [text[at:found.start()], wanted.instead]
        at = found.end()
    return "".join([*parts, text[at:]])


_STANDS = {"HF701": "person", "HF702": "person", "HF707": "contact", "HF708": "contact",
           "HF709": "contact", "HF710": "link", "HF716": "link"}


def _struck(text: str, hits: Iterable[SignHit], words: Mapping[str, str]) -> str:
    """The text with each sign replaced; of two that overlap the first one counts."""
    parts, at = [], 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < at:
            continue
        parts += [text[at:hit.start], words[f"hidden_{_STANDS.get(hit.sign, 'number')}"]]
        at = hit.end
    return "".join([*parts, text[at:]])
