"""Which of a dossier's facts rest on a source, and which on illustration alone."""

from __future__ import annotations

from typing import Literal

from hubflow.engine.facts.table import registry
from hubflow.model.dossier import Dossier

Standing = Literal["sourced", "illustrative", "unsourced"]


def sourced(dossier: Dossier, name: str) -> Standing:
    """How a fact stands.

    A source covers a fact by its name, by the part of the dossier that it is worked out of, or by
    a section with ``.*``. A fact that only illustrative sources cover is ``illustrative``.
    """
    fact = registry().get(name)
    paths = {name, *(fact.reads if fact else ())}
    found = {
        source.status for source in dossier.sources
        for cover in source.covers if any(_covers(cover, path) for path in paths)
    }
    if name.startswith("place.") and not found:
        found = _indicator_statuses(dossier, name.removeprefix("place."))
    if not found:
        return "unsourced"
    return "illustrative" if found == {"illustrative"} else "sourced"


def _covers(cover: str, path: str) -> bool:
    if cover.endswith(".*"):
        return path.startswith(cover[:-1])
    return path == cover or path.startswith(f"{cover}.")


def _indicator_statuses(dossier: Dossier, id: str) -> set[str]:
    """The statuses of the sources that an indicator's own entries name."""
    named = {i.source for i in dossier.identify.indicators if i.id == id}
    return {source.status for source in dossier.sources if source.id in named}
