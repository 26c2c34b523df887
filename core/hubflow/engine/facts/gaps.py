"""Find why a fact is missing: the gaps that a dossier states in its underlying values."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any

from hubflow.engine.facts.fact import Fact
from hubflow.engine.facts.place_figures import PLACE, indicator_used
from hubflow.model.dossier import Dossier
from hubflow.model.values import Gap

Gaps = Mapping[str, set[Gap]]
"""The gaps of a dossier by the path of the field they stand in, whichever the entry."""

_PLAIN = frozenset({str, int, float, bool, dt.date, type(None)})
"""What most fields hold, in which no gap can stand."""


def gaps_in(dossier: Dossier, section: str) -> Gaps:
    """Return all gaps in a section of a dossier."""
    found: dict[str, set[Gap]] = {}
    _collect(getattr(dossier, section), section, found)
    return found


def _collect(value: object, path: str, found: dict[str, set[Gap]]) -> None:
    if isinstance(value, Gap):
        found.setdefault(path, set()).add(value)
    elif isinstance(value, tuple):
        for entry in value:
            # what was done elsewhere is never among what a missing fact rests on
            if getattr(entry, "elsewhere", None) is None:
                _collect(entry, path, found)
    else:
        kind: Any = type(value)
        for name in _fields(kind):
            part = getattr(value, name)
            if type(part) not in _PLAIN:
                _collect(part, f"{path}.{name}", found)


@functools.cache
def _fields(record: type) -> tuple[str, ...]:
    """Return the fields of a record; of anything else none."""
    return tuple(field.name for field in getattr(record, "__attrs_attrs__", ()))


def gap_behind(gaps: Gaps, dossier: Dossier, fact: Fact) -> str:
    """Return the gap stated for a value that a missing fact reads; "" if there is none.

    Of several different words "unknown" comes first, since that is what can be mended.
    """
    if not gaps:
        return ""
    if fact.name.startswith(PLACE):
        entry = indicator_used(dossier, fact.name.removeprefix(PLACE))
        return entry.value.value if entry and isinstance(entry.value, Gap) else ""
    if gaps.keys().isdisjoint(fact.reads):
        return ""
    found = [gap for path in fact.reads for gap in gaps.get(path, ())]
    return next(gap.value for gap in Gap if gap in found)
