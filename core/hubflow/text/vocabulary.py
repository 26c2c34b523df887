"""The vocabularies that all hubs share, in every language: concepts, figures on a place, labels."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import tomli

from hubflow import model
from hubflow.model.values import Texts
from hubflow.text.catalogue import entries, texts


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Concept:
    """The subject of a criterion or requirement, by which methods are compared.

    ``broader`` is the concept that it is a part of; ``related`` are concepts that are often judged
    together with it.
    """

    id: str
    family: str
    broader: str | None = None
    related: frozenset[str] = frozenset()

    @property
    def name(self) -> Texts:
        """What the concept is called, read when somebody asks."""
        return texts("concepts", self.id, "name")

    @property
    def about(self) -> Texts:
        """What the concept is about."""
        return texts("concepts", self.id, "about")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class IndicatorKind:
    """A figure on a place, under an id that hubs and dossiers share.

    ``channel`` is the way of reaching people that the figure counts. The figure is about people
    from ``age_from`` to ``age_to`` who are reached through ``channels``; about everybody where
    these say nothing.
    """

    id: str
    unit: str
    channel: str = ""
    age_from: float = 0
    age_to: float = 130
    channels: tuple[str, ...] = ()

    @property
    def name(self) -> Texts:
        """What the figure is called, read when somebody asks."""
        return texts("indicators", self.id, "name")

    @property
    def about(self) -> Texts:
        """What the figure says."""
        return texts("indicators", self.id, "about")

    @property
    def asks(self) -> Texts | None:
        """The question to ask instead of comparing figures, if definitions differ."""
        return texts("indicators", self.id, "asks") or None


@functools.cache
def concepts() -> Mapping[str, Concept]:
    """Return the shared concepts by id."""
    places = _own("concepts")
    related = defaultdict(set)
    for id, place in places.items():
        for other in place.get("related", ()):
            related[id].add(other)
            related[other].add(id)
    return {id: Concept(id=id, family=place["family"], broader=place.get("broader"),
                        related=frozenset(related[id] - {id}))
            for id, place in places.items()}


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
    return {id: IndicatorKind(id=id, **entry | {"channels": tuple(entry.get("channels", ()))})
            for id, entry in _own("indicators").items()}


def _own(of: str) -> Mapping[str, Any]:
    """Return what is true of a vocabulary in every language."""
    return tomli.loads(Path(model.__path__[0], f"{of}.toml").read_text("utf-8"))


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
