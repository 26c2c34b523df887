"""The keys of a dossier that hold the venture's own people, and counts of people served."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import attrs

from hubflow.model.dossier import Dossier
from hubflow.model.values import Kind
from hubflow.reading.records.converter import kind_of, toml_key
from hubflow.reading.toml.key_paths import KeyPath

IDENTIFIERS = (
    "incubate.parties.identifier", "incubate.cofunders.identifier",
    "incubate.awards.funder_identifier", "incubate.awards.id", "sources.url",
)
"""Where numbers of organisations, references and addresses of pages stand."""

_NAMES = (
    "id", "name", "challenge", "call", "language", "currency", "kind",
    "place.*", "decisions.by", "decisions.hub", "decisions.phase",
    "identify.authority.*", "identify.responses.who",
    "understand.prior_art.name", "understand.prior_art.who", "understand.prior_art.where",
    "understand.activities.elsewhere", "test.pilots.elsewhere", "solution.components.delivered_by",
    "incubate.leader.name", "incubate.leader.role", "incubate.parties.*",
    "incubate.cofunders.name", "incubate.awards.funder", "incubate.awards.recipient",
    "incubate.awards.programme", "incubate.awards.places.*",
    "incubate.cofunders.identifier", "incubate.awards.funder_identifier", "incubate.awards.id",
    "trade.capability.partner", "scale.markets.place", "scale.markets.buyers",
    "hubs.*.judgements.assessor", "hubs.*.judgements.phase", "hubs.*.judgements.criterion",
    "conflicts.fact", "conflicts.used", "conflicts.values.source",
)
"""Where people and bodies of the venture stand, and bare ids: names belong there."""

_SOURCES = ("sources.id", "sources.title", "sources.url", "sources.covers", "sources.status")
"""Where publications stand, with their authors."""

_CONTACTS = ("identify.authority.*", "incubate.parties.*", *_SOURCES)
"""Where organisations stand with whom to ask: their contacts belong there."""

LEADER_OWN_WORDS = "incubate.leader.lived_experience"
"""The leader tells this of themselves, where they agreed to it."""

_NOT_SERVED = frozenset({
    "test.safeguarding.people_in_contact",  # staff and volunteers
    "test.safeguarding.people_checked",
    "scale.markets.size",  # people or buyers who might come
})


def general(path: KeyPath) -> str:
    """Return a key path without positions: ``test.pilots.came``."""
    return ".".join(part for part in path if isinstance(part, str))


def holds_names(path: KeyPath) -> bool:
    """Return whether names of the venture's people and bodies belong under a key."""
    return _matches(path, _NAMES)


def holds_contacts(path: KeyPath) -> bool:
    """Return whether contacts of the venture's parties belong under a key."""
    return _matches(path, _CONTACTS)


def is_source(path: KeyPath) -> bool:
    """Return whether a key holds the name of a publication."""
    return _matches(path, _SOURCES)


def _matches(path: KeyPath, patterns: Sequence[str]) -> bool:
    words = general(path).split(".")
    return any(_match(words, pattern.split(".")) for pattern in patterns)


def _match(words: list[str], pattern: list[str]) -> bool:
    if pattern[-1] == "*" and len(words) >= len(pattern):
        words = words[:len(pattern)]
    return len(words) == len(pattern) and all(
        want in ("*", word) for word, want in zip(words, pattern, strict=True))


@functools.cache
def counts_of_people() -> frozenset[str]:
    """Return the keys under which a dossier counts people who are served."""
    people = {path for path, kind in _numbers(Dossier, ()) if kind.unit == "people"}
    return frozenset(people) - _NOT_SERVED


@functools.cache
def numbers_known() -> frozenset[str]:
    """Return the keys under which a dossier has a number whose meaning is known."""
    return frozenset(path for path, _ in _numbers(Dossier, ()))


def _numbers(cls: Any, at: tuple[str, ...]) -> Iterator[tuple[str, Kind]]:
    for field in attrs.fields(attrs.resolve_types(cls, include_extras=True)):
        path = (*at, toml_key(field))
        for annotation in _parts(field.type):
            kind = kind_of(annotation)
            if kind is not None and kind.type == "number":
                yield ".".join(path), kind
            elif attrs.has(annotation):
                yield from _numbers(annotation, path)


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation, and what is in it where it is optional or a list."""
    yield annotation
    if kind_of(annotation) is None:
        for inner in get_args(annotation):
            yield from _parts(inner)


