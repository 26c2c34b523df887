"""Check that a dossier's references name sources and facts that exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from hubflow.model.dossier import SECTIONS
from hubflow.reading.records.converter import made_once
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import tables, tables_within
from hubflow.text.spoken import say

FACT_ROOTS = (*SECTIONS, "place", "local")
"""The first words of the full names of facts."""

_NAMING = ("source", "here_source")
"""The keys that hold the id of a source."""

_NESTED = (dict, list)

_REST = re.compile(r"\w+(\.\w+)*")
"""How it goes on."""


def source_ids(data: dict[str, Any]) -> frozenset[str]:
    """Return the ids of the sources that a file lists."""
    return frozenset(
        source["id"] for _, source in tables(data, "sources") if isinstance(source.get("id"), str)
    )


def _outer_sources(data: dict[str, Any]) -> frozenset[str]:
    """Return the ids that a file uses and its challenge has to list."""
    said = {id for _, id in _in_decisions(data)}
    own = _without_sources(data)
    said.update(id for key in _NAMING if isinstance(id := own.get(key), str))
    for part in own.values():
        if isinstance(part, _NESTED):
            said |= _named_within(part)
    return frozenset(said) - source_ids(data)


@made_once
def _named_within(part: Any) -> frozenset[str]:
    """Return the ids of sources in a table or list, at any depth."""
    said: set[str] = set()
    stack: list[Any] = [part]
    while stack:
        # Not by the walk below, as to note where each table stands takes most of the time.
        here = stack.pop()
        if isinstance(here, dict):
            if isinstance(source := here.get("source"), str):
                said.add(source)
            if isinstance(source := here.get("here_source"), str):
                said.add(source)
            here = here.values()
        stack += [each for each in here if isinstance(each, _NESTED)]
    return frozenset(said)


def source_flaws(data: dict[str, Any], inherited: Collection[str] | None) -> Iterator[RecordFlaw]:
    """Yield sources listed twice, unknown facts, and ids of sources that no file lists.

    ``inherited`` are the ids that the challenge lists; None where the challenge is not known, so
    that no id can be called unknown.
    """
    yield from _twice(data)
    for at, source in tables(data, "sources"):
        covers = source.get("covers")
        for position, fact in enumerate(covers if isinstance(covers, list) else ()):
            if flaw := _fact((*at, "covers", position), fact, whole_section=True):
                yield flaw
    for at, conflict in tables(data, "conflicts"):
        if flaw := _fact((*at, "fact"), conflict.get("fact"), whole_section=False):
            yield flaw
        yield from _used(at, conflict)
    if inherited is not None and not _outer_sources(data) <= frozenset(inherited):
        yield from _unknown(data, {*source_ids(data), *inherited})


def _twice(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    seen: set[str] = set()
    for at, source in tables(data, "sources"):
        id = source.get("id")
        if isinstance(id, str):
            if id in seen:
                yield RecordFlaw(
                    (*at, "id"), say("reading-problems.is_used_twice", id=id),
                                 say("reading-problems.each_needs_an_id_of_its")
                )
            seen.add(id)


def _fact(at: KeyPath, name: Any, *, whole_section: bool) -> RecordFlaw | None:
    if not isinstance(name, str):
        return None
    section, _, rest = name.partition(".")
    if section not in FACT_ROOTS:
        return RecordFlaw(at, say("reading-problems.is_not_the_full_name_of", name=name),
                    did_you_mean(section, FACT_ROOTS))
    if _REST.fullmatch(rest) or (whole_section and rest == "*"):
        return None
    more = say("reading-problems.or_all_of_section", section=section) if whole_section else ""
    return RecordFlaw(
        at, say("reading-problems.is_not_the_full_name_of", name=name),
                      say("reading-problems.write_fact", section=section, more=more)
    )


def _used(at: KeyPath, conflict: dict[str, Any]) -> Iterator[RecordFlaw]:
    said = [value.get("source") for _, value in tables(conflict, "values")]
    used = conflict.get("used")
    if isinstance(used, str) and said and used not in said:
        yield RecordFlaw((*at, "used"),
                         say("reading-problems.is_not_among_the_values_of", used=used),
                   did_you_mean(used, [source for source in said if isinstance(source, str)]))


def _unknown(data: dict[str, Any], known: Collection[str]) -> Iterator[RecordFlaw]:
    for at, id in _references(data):
        if id not in known:
            yield RecordFlaw(at, say("reading-problems.is_not_among_the_sources", id=id),
                       did_you_mean(id, sorted(known)))


def _references(data: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield each id of a source that the file refers to, with its key path."""
    for at, found in tables_within(_without_sources(data)):
        for key in _NAMING:
            if isinstance(id := found.get(key), str):
                yield (*at, key), id
    yield from _in_decisions(data)


def _without_sources(data: dict[str, Any]) -> dict[str, Any]:
    # What stands in hubs' blocks is theirs to check.
    return {key: value for key, value in data.items() if key not in ("sources", "hubs")}


def _in_decisions(data: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    for at, decision in tables(data, "decisions"):
        evidence = decision.get("evidence")
        for position, id in enumerate(evidence if isinstance(evidence, list) else ()):
            if isinstance(id, str):
                yield (*at, "evidence", position), id
