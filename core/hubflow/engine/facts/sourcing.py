"""Tell which of a dossier's facts have a source, and which only an illustration."""

from __future__ import annotations

import functools
from typing import Literal

from hubflow.engine.facts.place_figures import PLACE, indicator_used
from hubflow.engine.facts.registry import registry
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Source
from hubflow.reading.toml.key_paths import key_parts

FactSourcing = Literal["sourced", "illustrative", "unsourced"]
Cover = tuple[str, tuple[str, ...]]
"""The status of a source, and what it says it covers."""

WEAKEST_FIRST: tuple[FactSourcing, ...] = ("unsourced", "illustrative", "sourced")


class DossierSources:
    """The sources of one dossier, by the parts that they say they cover."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._covering: dict[str, set[int]] = {}
        for number, source in enumerate(dossier.sources):
            for part in _covered(source.covers):
                self._covering.setdefault(part, set()).add(number)

    def of(self, fact_name: str) -> dict[str, tuple[Source, ...]]:
        """Return the sources of each part of the dossier that a fact reads, by the part's path."""
        sources, named = self._dossier.sources, self._named(fact_name)
        return {path: tuple(sources[at] for at in sorted(self._numbers(parts, named)))
                for path, parts in _parts_read(fact_name)}

    def standing(self, fact_name: str) -> FactSourcing:
        """Return whether a fact is sourced, illustrative or unsourced.

        A source covers a fact by its name, by the part of the dossier that it is worked out of (or
        any part that holds it), or by a section with ``.*``. Figures on the place, prior art and
        needs also name a source entry by entry. A fact that only illustrative sources cover is
        ``illustrative``; one worked out of several parts stands as the weakest of them.
        """
        return _standing_of(fact_name, self._covers, frozenset(self._named(fact_name)))

    @functools.cached_property
    def _covers(self) -> tuple[Cover, ...]:
        return tuple((source.status, source.covers) for source in self._dossier.sources)

    @functools.cached_property
    def any_illustrative(self) -> bool:
        """Whether a source only illustrates; without one no fact is ``illustrative``."""
        return any(source.status == "illustrative" for source in self._dossier.sources)

    def _named(self, fact_name: str) -> set[int]:
        """Return the numbers of the sources that the entries of a fact name."""
        entries = _named_by_entries(self._dossier, fact_name)
        return {at for at, each in enumerate(self._dossier.sources)
                if each.id in entries} if entries else set()

    def _numbers(self, parts: frozenset[str], named: set[int]) -> set[int]:
        return named.union(*(self._covering[part] for part in parts if part in self._covering))


def sourced(dossier: Dossier, fact_name: str) -> FactSourcing:
    """Return whether a fact of a dossier is sourced, illustrative or unsourced."""
    return DossierSources(dossier).standing(fact_name)


def sources_of(dossier: Dossier, fact_name: str) -> dict[str, tuple[Source, ...]]:
    """Return the sources of each part of a dossier that a fact reads, by the part's path."""
    return DossierSources(dossier).of(fact_name)


@functools.lru_cache(maxsize=1024)
def _parts_read(fact_name: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the paths that a fact reads, each with the parts by which a source may cover it."""
    fact = registry().get(fact_name)
    return tuple((path, _outer_parts(fact_name) | _outer_parts(path))
                 for path in (fact.reads if fact else (fact_name,)))


@functools.lru_cache(maxsize=16384)
def _standing_of(
    fact_name: str, sources: tuple[Cover, ...], named: frozenset[int]
) -> FactSourcing:
    """Return the standing of a fact by all sources of a dossier, and those that its entries name.

    The dossiers of a call often have sources that cover the same.
    """
    covered = [(status, _covered(covers)) for status, covers in sources]
    standings = {
        _standing({status for at, (status, by) in enumerate(covered)
                   if at in named or not by.isdisjoint(parts)})
        for _, parts in _parts_read(fact_name)}
    return next(standing for standing in WEAKEST_FIRST if standing in standings)


def _standing(statuses: set[str]) -> FactSourcing:
    if not statuses:
        return "unsourced"
    return "illustrative" if statuses == {"illustrative"} else "sourced"


@functools.lru_cache(maxsize=1024)
def _covered(covers: tuple[str, ...]) -> frozenset[str]:
    """Return the parts of a dossier that a source says it covers."""
    return frozenset(cover.removesuffix(".*") for cover in covers)


@functools.lru_cache(maxsize=1024)
def _outer_parts(key: str) -> frozenset[str]:
    """Return a dotted key and all that it lies within."""
    parts = key_parts(key)
    return frozenset(".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _named_by_entries(dossier: Dossier, fact_name: str) -> set[str]:
    """Return the sources that a fact's entries name; none unless every entry names one."""
    named: list[str | None] = []
    if fact_name.startswith(PLACE):
        entry = indicator_used(dossier, fact_name.removeprefix(PLACE))
        named = [entry.source] if entry else []
    elif fact_name in ("understand.prior_art", "understand.prior_art_evidence"):
        named = [example.source for example in dossier.understand.prior_art]
    elif fact_name == "understand.needs":
        named = [figure.source for figure in dossier.understand.needs]
    if not named:
        return set()
    known = {source.id for source in dossier.sources}
    stated = {id for id in named if id is not None and id in known}
    return stated if all(id in stated for id in named) else set()
