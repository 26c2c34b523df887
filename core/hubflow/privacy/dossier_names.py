"""Collect the names of people and organisations in a dossier, and the ways of writing them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

import attrs

from hubflow.model.business import CoFunder, Party
from hubflow.model.dossier import Dossier

_FORMS = re.compile(r"[,\s]+(?:CIC|C\.I\.C\.|CIO|Ltd\.?|Limited|PLC|LLP|CRL|C\.R\.L\.|Lda\.?"
                    r"|S\.A\.|IPSS|Unipessoal)\s*$", re.IGNORECASE)
"""Legal forms at a name's end: the name is known without them."""

_SMALL = frozenset({"a", "o", "e", "de", "da", "do", "das", "dos", "the", "of", "and", "for", "in",
                    "na", "no", "to", "at", "on", "um", "uma", "com", "para", "an"})


@attrs.frozen
class Name:
    """A name as the dossier gives it, and the key of the words that stand for it."""

    text: str
    stands: str


def _without_place(name: str, places: Set[str]) -> str:
    """A name without the place that it begins or ends with, where two words are left of it."""
    words = name.split()
    while len(words) > 2 and words[0] in places:
        words = words[1:]
    while len(words) > 2 and words[-1] in places:
        words = words[:-1]
    return " ".join(words)


def names_in(dossier: Dossier) -> Iterator[Name]:
    """Return every name of a person or organisation that stands where names belong.

    A field that may hold a description in a name's place ("Residential homes") counts where what
    it holds is written as a name is.
    """
    yield Name(dossier.name, "venture")
    yield Name(dossier.id, "venture")
    yield Name(_without_place(dossier.name, {*place_words(dossier)}), "venture")
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


def places_in(dossier: Dossier) -> Iterator[str]:
    """Return the places that a dossier names; texts keep them."""
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


def place_words(dossier: Dossier) -> Iterator[str]:
    """Return the words of the places' names."""
    for place in places_in(dossier):
        yield from place.split()


def _written_as_a_name(text: str) -> bool:
    """Whether a text is written as names are: two words with capitals, or an odd word."""
    words = [word for word in re.findall(r"[\w’'&.-]+", text) if word.casefold() not in _SMALL]
    capitals = [word for word in words if word[:1].isupper()]
    odd = [word for word in words if re.search(r"\w[A-ZÀ-Ý]|\d[A-Za-z]", word)]
    return bool(odd) or (len(capitals) >= 2 and len(capitals) * 2 >= len(words))


def variants(name: Name) -> Iterator[str]:
    """Return the ways in which a name may stand in a text."""
    whole = name.text.strip()
    bare = re.sub(r"\s*\([^)]*\)", "", whole).strip()
    yield whole
    yield bare
    yield _FORMS.sub("", bare)
    for inside in re.findall(r"\(([^)]+)\)", whole):
        if re.fullmatch(r"[A-ZÀ-Ý0-9&.+-]{2,}", inside):
            yield inside
    first = re.split(r"\s+[–—-]\s+|:\s|,\s", bare)[0]
    if len(first.split()) > 1 or (len(first) > 3 and first[:1].isupper()):
        yield first
    if name.stands == "leader":
        parts = [part for part in re.findall(r"[\w’'-]+", bare) if part[:1].isupper()]
        if len(parts) > 1:
            yield from (part for part in parts
                        if len(part) > 2 and part.casefold() not in _SMALL)
