"""Collect the sources of a draft: of what travels, of the original dossier, and of the new hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from hubflow.adapt.draft.travelling_texts import Clean
from hubflow.engine.facts import registry, sourced
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Source
from hubflow.model.methodology import Methodology, text_in
from hubflow.reading.toml.key_paths import lies_within

FROM_ELSEWHERE = ("understand.activities", "understand.lessons", "test.pilots", "test.outcomes",
                  "test.feedback", "test.evidence_level")
"""What was learnt in the original place: its sources travel, and cover nothing in the draft."""

_STATUSES = {"assumption": "illustrative"}


@attrs.frozen
class Sources:
    """The draft's sources as tables, and the ids under which the new hub's are listed."""

    tables: tuple[dict[str, Any], ...]
    original: str
    of_hub: Mapping[str, str]


def sources_of_draft(
    dossier: Dossier, target: Methodology, stated: Iterable[str], there: str, note: str,
    original: tuple[str, str], clean: Clean,
) -> Sources:
    """Return the draft's sources.

    ``stated`` are the paths of what the draft takes over as it is; a source covers no more of the
    draft than these. ``note`` says of each that it speaks of the original place; ``original`` is
    id and title of the original dossier, itself a source.
    """
    paths = tuple(stated)
    named = {entry.source for entry in dossier.understand.prior_art}
    for step in dossier.solution.mechanism:
        named |= {step.source, *(need.source or need.here_source for need in step.needs)}
    named |= {said.source for conflict in dossier.conflicts
              if conflict.fact.startswith("test.") for said in conflict.values}
    tables: list[dict[str, Any]] = []
    for source in dossier.sources:
        covered = [path for path in paths if _covers_path(source, path)]
        elsewhere = any(_covers_path(source, path) for path in FROM_ELSEWHERE)
        if covered or elsewhere or source.id in named:
            tables.append(_table(source, covered, note.format(there=there), clean))
    taken = {table["id"] for table in tables}
    id, title = original
    whole = _unused_id(id, taken)
    illustrated = any(sourced(dossier, name) == "illustrative"
                      for name in ("test.outcomes", "test.pilots", "test.evidence_level"))
    status = "illustrative" if illustrated else "own record"
    tables.append({"id": whole, "title": title, "status": status})
    of_hub = {}
    for id in dict.fromkeys(indicator.source for indicator in target.indicators):
        method = target.source(id)
        if method is None:
            continue
        of_hub[id] = _unused_id(id, taken, target.hub.id)
        table = {"id": of_hub[id], "title": method.title, "url": method.url,
                 "status": _STATUSES.get(method.status, method.status),
                 "note": text_in(method.note, target.hub.language)}
        tables.append({key: value for key, value in table.items() if value})
    return Sources(tuple(tables), whole, of_hub)


def _table(source: Source, covered: list[str], note: str, clean: Clean) -> dict[str, Any]:
    table = {
        "id": source.id, "title": clean(source.title), "url": source.url,
        "status": source.status, "date": source.date, "covers": covered,
        "note": f"{note} {clean(source.note)}".strip(),
    }
    return {key: value for key, value in table.items() if value}


def _unused_id(id: str, taken: set[str], prefix: str = "") -> str:
    """Return the id, or one like it that is free, and mark it as used."""
    wanted = id
    number = 1
    while wanted in taken:
        wanted = f"{prefix}-{id}" if prefix and number == 1 else f"{id}-{number + 1}"
        number += 1
    taken.add(wanted)
    return wanted


def _covers_path(source: Source, path: str) -> bool:
    """Return whether a source covers a part of the dossier, by path or by a fact's name."""
    return any(_reads(cover.removesuffix(".*"), path) for cover in source.covers)


def _reads(cover: str, path: str) -> bool:
    if lies_within(path, cover) or lies_within(cover, path):
        return True
    fact = registry().get(cover)
    return fact is not None and any(lies_within(read, path) for read in fact.reads)
