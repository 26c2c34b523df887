"""The vocabularies that all hubs share, in every language: concepts, figures on a place, labels."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import attrs
import tomli

from hubflow import model
from hubflow.model.values import Texts
from hubflow.text.catalogue import ENGLISH, entries, texts


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Concept:
    """The subject of a criterion or requirement, by which methods are compared.

    ``broader`` is the concept that it is a part of; ``related`` are concepts that are often judged
    together with it.
    """

    id: str
    name: Texts
    about: Texts
    family: str
    broader: str | None = None
    related: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class IndicatorKind:
    """A figure on a place, under an id that hubs and dossiers share.

    ``asks`` is there if definitions differ between countries: the question to ask instead of
    comparing the figures. ``channel`` is the way of reaching people that the figure counts. The
    figure is about people from ``age_from`` to ``age_to`` who are reached through ``channels``;
    about everybody where these say nothing.
    """

    id: str
    name: Texts
    unit: str
    about: Texts
    asks: Texts | None = None
    channel: str = ""
    age_from: float = 0
    age_to: float = 130
    channels: tuple[str, ...] = attrs.field(default=(), converter=tuple)


@functools.cache
def concepts() -> Mapping[str, Concept]:
    """Return the shared concepts by id."""
    places = tomli.loads(Path(model.__path__[0], "concepts.toml").read_text("utf-8"))
    related = {(id, other) for id, place in places.items() for other in place.get("related", ())}
    return {id: Concept(id=id, name=texts("concepts", id, "name"),
                        about=texts("concepts", id, "about"), family=places[id]["family"],
                        broader=places[id].get("broader"),
                        related=frozenset(other for pair in related if id in pair
                                          for other in pair if other != id))
            for id in entries(ENGLISH, "concepts")}


def near(first: str, second: str) -> bool:
    """Return whether two shared concepts are the same, related, or a part of one another."""
    one, other = concepts()[first], concepts()[second]
    return first == second or second in one.related or first in _wider(other) \
        or second in _wider(one)


def _wider(concept: Concept) -> tuple[str, ...]:
    """Return the concept's broader concept, the one broader than that, and so on."""
    if concept.broader is None:
        return ()
    return (concept.broader, *_wider(concepts()[concept.broader]))


@functools.cache
def indicators() -> Mapping[str, IndicatorKind]:
    """Return the shared indicators by id."""
    file = Path(model.__path__[0], "indicators.toml")
    return {id: IndicatorKind(id=id, **entry, name=texts("indicators", id, "name"),
                              about=texts("indicators", id, "about"),
                              asks=texts("indicators", id, "asks") or None)
            for id, entry in tomli.loads(file.read_text("utf-8")).items()}


def label_words(language: str) -> Mapping[str, str]:
    """Return labels, words for a value that is not there, yes and no, by their English words.

    Empty for English.
    """
    return entries(language, "labels")


def method_key_words(language: str) -> Mapping[str, str]:
    """Return what keys of a methodology or a case ask, by the English; empty for English."""
    return entries(language, "method-keys")


def key_words(language: str) -> Mapping[str, str]:
    """Return what each key of a dossier asks, by its dotted path; empty for English."""
    return entries(language, "keys")
