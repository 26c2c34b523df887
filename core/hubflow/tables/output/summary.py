"""The figures of a portfolio's run, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.results import PluginChange, Receipt


@attrs.frozen(kw_only=True)
class PhaseFigures:
    """One phase: how many reached it, the recommendations, the distribution of scores.

    ``recommended`` counts by recommendation, `not_reached` among them. ``scores`` counts the
    middles of the scores of those who reached it, from 0 to 100 in tens.
    """

    stage: str
    phase: str
    name: str
    reached: int
    recommended: Mapping[str, int]
    scores: Sequence[int]
    lowest: float | None
    highest: float | None


@attrs.frozen(kw_only=True)
class MissedRequirement:
    """Evidence that ``ventures`` ventures lack in a phase that they reached."""

    id: str
    kind: str
    phase: str
    ventures: int


@attrs.frozen(kw_only=True, order=True)
class WaitingVenture:
    """A venture on the reserve list of a phase of its call, with its best and its worst place.

    ``group`` is the group whose list it is; empty where groups have no lists of their own.
    """

    phase: str
    call: str
    group: str
    best: int
    worst: int
    venture: str


@attrs.frozen(kw_only=True, eq=False)
class PortfolioSummary:
    """A portfolio's run in figures. ``stands`` counts ventures by where they stand.

    ``reserves`` is who is on the reserve lists, in the order of phases, calls and places.
    """

    hub: str
    name: str
    edition: str
    language: str
    as_of: str
    ventures: int
    calls: int
    phases: Sequence[PhaseFigures]
    stands: Mapping[str, int]
    missing: Sequence[MissedRequirement]
    reserves: Sequence[WaitingVenture] = ()
    notes: Sequence[str] = ()
    receipt: Receipt | None = None
    changes: Sequence[PluginChange] = ()


def as_json(summary: PortfolioSummary) -> dict[str, Any]:
    """Return the summary as plain data."""
    return attrs.asdict(summary)
