"""What phases and criteria are called under an edition of a method that the register keeps."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import attrs

from hubflow.model.methodology import text_in
from hubflow.register.recording.editions import methodology_of
from hubflow.register.storage.entries import JournalEntry

_KEPT = 64
"""Editions and languages whose names are kept at most: methods are long to read."""


@attrs.frozen(eq=False, repr=False)
class EditionNames:
    """Names in one language.

    ``phases`` are by id, ``own`` the same in the hub's language, ``criteria`` by ``PHASE/ID``.
    """

    phases: Mapping[str, str]
    own: Mapping[str, str]
    criteria: Mapping[str, str]


@attrs.frozen
class _Edition:
    """An edition that is known by the digest of its text."""

    digest: str
    entry: JournalEntry = attrs.field(eq=False)


def names_of_edition(edition: JournalEntry, language: str) -> EditionNames:
    """Return what an edition's phases and criteria are called in a language."""
    return _names(_Edition(str(edition.body["methodology"]), edition), language)


@functools.lru_cache(maxsize=_KEPT)
def _names(edition: _Edition, language: str) -> EditionNames:
    method = methodology_of(edition.entry)
    return EditionNames(
        phases={phase.id: text_in(phase.name, language, phase.id) for phase in method.phases},
        own={phase.id: text_in(phase.name, method.hub.language, phase.id)
             for phase in method.phases},
        criteria={f"{phase.id}/{one.id}": text_in(one.title, language, one.id)
                  for phase in method.phases for one in phase.criteria})
