"""Choose the figure on a place that counts, where a dossier gives several of one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hubflow.engine.facts.arithmetic import number
from hubflow.model.dossier import Dossier
from hubflow.model.social_problem import Indicator
from hubflow.model.values import Gap

PLACE = "place."
"""The beginning of the names of the facts on a place."""


def indicator_used(dossier: Dossier, id: str) -> Indicator | None:
    """Return the figure that counts among those of one id.

    Figures of the place itself come before those of another area, later years before earlier
    ones and before figures without a year. None where there is no figure, where an open year
    leaves it open which is the latest, or where several that come first do not agree: then the
    author must say which one counts.
    """
    found = [entry for entry in dossier.identify.indicators if entry.id == id]
    return _used(found) if found else None


def indicators_used(dossier: Dossier) -> Mapping[str, Indicator | None]:
    """Return the figure that counts of each id of which a dossier has any."""
    by_id: dict[str, list[Indicator]] = {}
    for entry in dossier.identify.indicators:
        by_id.setdefault(entry.id, []).append(entry)
    return {id: _used(found) for id, found in by_id.items()}


def _used(found: Sequence[Indicator]) -> Indicator | None:
    found = [entry for entry in found if entry.area is None] or found
    if len(found) > 1 and any(isinstance(entry.year, Gap) for entry in found):
        return None
    years = [_year(entry) for entry in found]
    latest = max(years)
    first = [entry for entry, year in zip(found, years, strict=True) if year == latest]
    return first[0] if len({entry.value for entry in first}) == 1 else None


def _year(entry: Indicator) -> float:
    year = number(entry.year)
    return float("-inf") if year is None else year
