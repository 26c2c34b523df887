"""Find ventures that may be of one applicant: what they share, and how alike their texts are.

Texts are compared as sets of runs of three words. Their likeness is the share of runs in both among
the runs in either: the resemblance of Broder 1997 (https://doi.org/10.1109/SEQUEN.1997.666900).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import attrs

from hubflow.reading.values.normal_text import folded, name_key, unaccented

ALIKE = 0.3
"""The likeness from which texts are pointed at. An assumption: texts of different authors share
hardly any run of three words, and a text that is revised keeps most of them."""

_RUN, _LEAST_RUNS = 3, 8
_TEXTS = (("summary",), ("solution", "description"), ("identify", "problems", "statement"),
          ("identify", "priority_group"), ("incubate", "proposal"))
_APPLICANT = "implementing organisation"
_SHARED_HOSTS = frozenset({"facebook.com", "instagram.com", "linkedin.com", "sites.google.com",
                           "linktr.ee", "youtube.com", "tiktok.com", "x.com", "twitter.com"})
"""Hosts on which many have a page: there the path counts, too."""

SIGNS = ("name", "organisation number", "organisation", "leader", "web page", "texts")


@attrs.frozen(eq=False)
class KnownVenture:
    """A venture with what may show who applies; ``home`` is where it is known from."""

    id: str
    name: str
    home: str
    marks: frozenset[tuple[str, str]]
    """What it says of the applicant: the kind of sign with the value in comparable form."""
    runs: frozenset[str]
    shown: Mapping[tuple[str, str], str] = attrs.field(factory=dict)
    """The values as they are written."""


@attrs.frozen
class SharedSign:
    """One thing that two ventures share: what it is, and the value or the likeness in words."""

    kind: str
    value: str


@attrs.frozen(eq=False)
class RepeatedApplicant:
    """Two ventures that may be of one applicant, with every sign of it, and how alike their texts
    are, from 0 to 1.
    """

    first: KnownVenture
    second: KnownVenture
    signs: tuple[SharedSign, ...]
    alike: float = 0.0


def known_venture(data: Mapping[str, Any], home: str) -> KnownVenture:
    """Return a venture by the data of its dossier."""
    shown = dict(_marks(data))
    texts = [text for path in _TEXTS for text in _texts_at(data, path)]
    return KnownVenture(str(data.get("id", "")), str(data.get("name", "")), home,
                        frozenset(shown), runs_of(texts), shown)


def _marks(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what a dossier says of the applicant, in comparable form and as it is written."""
    if name := data.get("name"):
        yield ("name", unaccented(name_key(str(name))) or name_key(str(name))), str(name)
    for party in _texts_of(data, ("incubate", "parties")):
        if party.get("role", _APPLICANT) != _APPLICANT:
            continue
        if number := party.get("identifier"):
            yield ("organisation number", re.sub(r"\W", "", str(number)).lower()), str(number)
        if name := party.get("name"):
            yield ("organisation", unaccented(name_key(str(name)))), str(name)
    for leader in _texts_of(data, ("incubate", "leader")):
        if name := leader.get("name"):
            yield ("leader", unaccented(name_key(str(name)))), str(name)
    for source in _texts_of(data, ("sources",)):
        if source.get("status") == "own record" and (address := source.get("url")):
            yield ("web page", web_page(str(address))), str(address)


def _texts_of(data: Any, path: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the records at a path: the entries of a list, or the one record."""
    for part in path:
        data = data.get(part) if isinstance(data, Mapping) else None
    found = data if isinstance(data, list) else [data]
    return [each for each in found if isinstance(each, Mapping)]


def _texts_at(data: Any, path: Sequence[str]) -> Iterator[str]:
    """Yield the texts at a path, in every entry of a list and under every key of a table."""
    if isinstance(data, list):
        for each in data:
            yield from _texts_at(each, path)
    elif path:
        if isinstance(data, Mapping) and path[0] in data:
            yield from _texts_at(data[path[0]], path[1:])
    elif isinstance(data, Mapping):
        yield from (str(value) for value in data.values() if isinstance(value, str))
    elif isinstance(data, str):
        yield data


def web_page(address: str) -> str:
    """Return a web address for comparison: its host, and its path where a host is shared.

    >>> web_page("https://www.Horta.pt/sobre/"), web_page("facebook.com/horta")
    ('horta.pt', 'facebook.com/horta')
    """
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
    except ValueError:  # no address, such as http://[
        return folded(address)
    host = (parts.hostname or "").removeprefix("www.")
    return host + parts.path.rstrip("/").lower() if host in _SHARED_HOSTS else host


def runs_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the runs of three words in texts, without case and accents."""
    found: set[str] = set()
    for text in texts:
        words = re.findall(r"\w+", unaccented(folded(text)) or folded(text))
        found |= {" ".join(words[at:at + _RUN]) for at in range(len(words) - _RUN + 1)}
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two sets of runs are, from 0 to 1; 0 where either is too short to tell."""
    if min(len(one), len(other)) < _LEAST_RUNS:
        return 0.0
    return len(one & other) / len(one | other)


def repeated_applicants(
    ventures: Sequence[KnownVenture], of: frozenset[str] | None = None
) -> list[RepeatedApplicant]:
    """Return pairs of ventures that share a sign, those with most signs first; where these are as
    many, by the strongest of them, and by how alike their texts are.

    With ``of`` only pairs with one of these ids. One id is one venture, wherever it is known from.
    """
    by_sign: dict[object, list[int]] = {}
    for number, venture in enumerate(ventures):
        for sign in (*venture.marks, *venture.runs):
            by_sign.setdefault(sign, []).append(number)
    pairs = {(one, other) for numbers in by_sign.values() if len(numbers) < _COMMON
             for at, one in enumerate(numbers) for other in numbers[at + 1:]}
    found: dict[tuple[str, str], RepeatedApplicant] = {}
    for one, other in sorted(pairs):
        first, second = ventures[one], ventures[other]
        wanted = of is None or first.id in of or second.id in of
        if first.id == second.id or not wanted:
            continue
        alike = likeness(first.runs, second.runs)
        signs = tuple(_signs(first, second, alike))
        if signs:
            key = (min(first.id, second.id), max(first.id, second.id))
            found.setdefault(key, RepeatedApplicant(first, second, signs, alike))
    return sorted(found.values(), key=lambda each: (
        -len(each.signs), SIGNS.index(each.signs[0].kind), -each.alike, each.first.id,
        each.second.id))


_COMMON = 200
"""What more ventures than these share, such as a phrase of the form, is a sign of nothing."""


def _signs(first: KnownVenture, second: KnownVenture, alike: float) -> Iterator[SharedSign]:
    """Yield what two ventures share, the strongest signs first."""
    for kind in SIGNS:
        for mark in sorted(first.marks & second.marks):
            if mark[0] == kind:
                one, other = first.shown[mark], second.shown[mark]
                yield SharedSign(kind, one if one == other else f"{one} / {other}")
    if alike >= ALIKE:
        yield SharedSign("texts", f"{alike:.0%}")
