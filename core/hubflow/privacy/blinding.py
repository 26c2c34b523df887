"""Names of people and organisations taken out of a venture's texts, for a jury that reads blind.

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

from hubflow.model.business import CoFunder, Party
from hubflow.model.dossier import Dossier
from hubflow.privacy.contacts import contact_hits, media_hits
from hubflow.privacy.names import name_hits
from hubflow.privacy.numbers import number_hits
from hubflow.privacy.signs import Hit

_STANDING = re.compile(r"\[[^\]]*\]")
"""Words that stand for a name."""

_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@])@\w[\w.]{2,}"
                   r"|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|pt|uk|eu|info|io)\b(?:/\S*)?",
                   re.IGNORECASE)
"""Addresses of pages, and names in social media."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FORMS = re.compile(r"[,\s]+(?:CIC|C\.I\.C\.|CIO|Ltd\.?|Limited|PLC|LLP|CRL|C\.R\.L\.|Lda\.?"
                    r"|S\.A\.|IPSS|Unipessoal)\s*$", re.IGNORECASE)
"""Legal forms at a name's end: the name is known without them."""

_BETWEEN = re.compile(r"[\s_–—-]+")
"""What stands between the words of a name."""

_SMALL = frozenset({"a", "o", "e", "de", "da", "do", "das", "dos", "the", "of", "and", "for", "in",
                    "na", "no", "to", "at", "on", "um", "uma", "com", "para", "an"})
_CAPITALS = re.compile(r"(?<![.!?…:]\s)(?<!^)(?<![\w\[])([A-ZÀ-Ý][\w’'-]+"
                       r"(?:\s+(?:(?:d[aeo]s?|e|of|the|and|for)\s+)?[A-ZÀ-Ý][\w’'-]+)*)")
"""Words with a capital that do not begin a sentence."""


@attrs.frozen
class Name:
    """A name as the dossier gives it, and the key of the words that stand for it."""

    text: str
    stands: str


def blinded(
    dossier: Dossier, code: str, words: Mapping[str, str], more: Sequence[str] = ()
) -> Callable[[str], str]:
    """What takes the names out of a venture's texts.

    ``words`` has what stands for names (``hidden_…``); ``more`` are further names to take out.
    """
    patterns = list(_patterns([*names_in(dossier), *(Name(text, "name") for text in more)],
                              code, words))
    known = frozenset(_places(dossier))
    regions = ("PT", "GB")

    def hide(text: str) -> str:
        text = _EMAIL.sub(words["hidden_contact"], text)
        text = _LINK.sub(words["hidden_link"], text)
        for wanted in patterns:
            text = _replaced(text, wanted)
        hits = [*number_hits(text), *contact_hits(text, regions), *media_hits(text)]
        text = _struck(text, hits, words)
        return _struck(text, name_hits(text, known), words)

    return hide


def names_in(dossier: Dossier) -> Iterator[Name]:
    """Every name of a person or organisation that the dossier gives where names belong.

    A field that may hold a description in a name's place ("Residential homes") counts where what
    it holds is written as a name is.
    """
    yield Name(dossier.name, "venture")
    yield Name(dossier.id, "venture")
    incubate = dossier.incubate
    if incubate.leader is not None and incubate.leader.name:
        yield Name(incubate.leader.name, "leader")
    bodies: Sequence[Party | CoFunder] = (*incubate.parties, *incubate.cofunders)
    for body in bodies:
        yield Name(body.name, "organisation")
        if body.identifier:
            yield Name(body.identifier, "number")
    for award in incubate.awards:
        yield Name(award.funder, "organisation")
        if award.recipient:
            yield Name(award.recipient, "organisation")
        for number in (award.funder_identifier, award.id):
            if number:
                yield Name(number, "number")
    for capability in dossier.trade.capability:
        yield Name(capability.partner, "organisation")
    if dossier.identify.authority is not None:
        yield Name(dossier.identify.authority.name, "authority")
    for text in _perhaps(dossier):
        if _written_as_a_name(text):
            yield Name(text, "organisation")


def _perhaps(dossier: Dossier) -> Iterator[str]:
    for response in dossier.identify.responses:
        yield response.who
    for prior in dossier.understand.prior_art:
        yield prior.name
        yield prior.who or ""
    for component in dossier.solution.components:
        yield component.delivered_by or ""
    for market in dossier.scale.markets:
        yield from market.buyers
    for decision in dossier.decisions:
        yield decision.by


def _places(dossier: Dossier) -> Iterator[str]:
    if dossier.place is not None:
        yield dossier.place.name
    for award in dossier.incubate.awards:
        for place in award.places:
            yield place.name
    for indicator in dossier.identify.indicators:
        if indicator.area:
            yield indicator.area
    for market in dossier.scale.markets:
        if market.place:
            yield market.place


def maybe_names(texts: Iterable[str], dossier: Dossier) -> Iterator[str]:
    """Words left in blinded texts that may be names: with a capital, and not at a sentence's
    beginning; each once. Places that the dossier names are left out."""
    places = {word for place in _places(dossier) for word in place.split()}
    seen: set[str] = set()
    for text in texts:
        for found in _CAPITALS.finditer(_STANDING.sub("", text)):
            name = " ".join(found[1].split())
            if name not in seen and not set(name.split()) <= places:
                seen.add(name)
                yield name


def _written_as_a_name(text: str) -> bool:
    """Whether a text is written as names are: two words with capitals, or an odd word."""
    words = [word for word in re.findall(r"[\w’'&.-]+", text) if word.casefold() not in _SMALL]
    capitals = [word for word in words if word[:1].isupper()]
    odd = [word for word in words if re.search(r"\w[A-ZÀ-Ý]|\d[A-Za-z]", word)]
    return bool(odd) or (len(capitals) >= 2 and len(capitals) * 2 >= len(words))


@attrs.frozen
class _Wanted:
    """What is looked for in folded text, and what stands for it. ``capital``: it counts only where
    it is written with one, as a name of one word may be a word of the language, too."""

    pattern: re.Pattern[str]
    instead: str
    capital: bool


def _patterns(names: Sequence[Name], code: str, words: Mapping[str, str]) -> Iterator[_Wanted]:
    """What is looked for, longest first."""
    found: dict[str, _Wanted] = {}
    organisations: dict[str, int] = {}
    for name in names:
        for variant in _variants(name):
            key = " ".join(_folded(variant).split())
            if not key or key in found:
                continue
            number = organisations.setdefault(_folded(name.text), len(organisations) + 1
                                              ) if name.stands == "organisation" else 0
            found[key] = _Wanted(
                _pattern(key), words[f"hidden_{name.stands}"].format(code=code, n=number),
                capital=key.isalpha() and name.stands != "name")
    yield from (found[key] for key in sorted(found, key=len, reverse=True))


def _variants(name: Name) -> Iterator[str]:
    """The ways in which a name may stand in a text."""
    whole = name.text.strip()
    bare = re.sub(r"\s*\([^)]*\)", "", whole).strip()
    yield whole
    yield bare
    yield _FORMS.sub("", bare)
    for inside in re.findall(r"\(([^)]+)\)", whole):
        if re.fullmatch(r"[A-ZÀ-Ý0-9&.+-]{2,}", inside):
            yield inside
    first = re.split(r"\s+[–—-]\s+|:\s|,\s", bare)[0]
    if len(first.split()) > 1 or _is_telling(first):
        yield first
    if name.stands == "leader":
        parts = [part for part in re.findall(r"[\w’'-]+", bare) if part[:1].isupper()]
        if len(parts) > 1:
            yield from (part for part in parts
                        if len(part) > 2 and part.casefold() not in _SMALL)


def _is_telling(word: str) -> bool:
    return len(word) > 3 and word[:1].isupper()


def _folded(text: str) -> str:
    """Text without accents and case, letter for letter."""
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
    """The text with each name replaced."""
    parts, at = [], 0
    for found in wanted.pattern.finditer(_folded(text)):
        if wanted.capital and not text[found.start():].lstrip("#")[:1].isupper():
            continue
        parts += [text[at:found.start()], wanted.instead]
        at = found.end()
    return "".join([*parts, text[at:]])


_STANDS = {"HF701": "person", "HF702": "person", "HF707": "contact", "HF708": "contact",
           "HF709": "contact", "HF710": "link"}


def _struck(text: str, hits: Iterable[Hit], words: Mapping[str, str]) -> str:
    """The text with each sign replaced; of two that overlap the first one counts."""
    parts, at = [], 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < at:
            continue
        parts += [text[at:hit.start], words[f"hidden_{_STANDS.get(hit.sign, 'number')}"]]
        at = hit.end
    return "".join([*parts, text[at:]])
