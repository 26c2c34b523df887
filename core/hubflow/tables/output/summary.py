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


@attrs.frozen(kw_only=True)
class CallMoney:
    """What ventures ask of the money of a call, or of a group of it, and what they are granted.

    ``granted``, ``funded`` (to how many) and ``left`` are the least and the most that is possible.
    None is an amount that is not known. With ``asked_open`` somebody asks for more than is known.
    """

    phase: str
    call: str
    group: str
    asked: float
    asked_open: bool
    granted: tuple[float, float | None]
    funded: tuple[int, int]
    left: tuple[float | None, float | None]
    budget: float | None

    def plus(self, other: CallMoney) -> CallMoney:
        """Return it with that of other ventures of the call."""
        most = (self.granted[1], other.granted[1])
        return attrs.evolve(
            self, asked=self.asked + other.asked, asked_open=self.asked_open or other.asked_open,
            granted=(self.granted[0] + other.granted[0],
                     None if None in most else sum(filter(None, most))),
            funded=(self.funded[0] + other.funded[0], self.funded[1] + other.funded[1]))


@attrs.frozen(kw_only=True, eq=False)
class PortfolioSummary:
    """A portfolio's run in figures. ``stands`` counts ventures by where they stand.

    ``money`` is what each call gives out, ``reserves`` who is on the reserve lists, both in the
    order of phases and calls.
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
    money: Sequence[CallMoney] = ()
    reserves: Sequence[WaitingVenture] = ()
    currency: str = ""
    notes: Sequence[str] = ()
    receipt: Receipt | None = None
    changes: Sequence[PluginChange] = ()


def as_json(summary: PortfolioSummary) -> dict[str, Any]:
    """Return the summary as plain data."""
    return attrs.asdict(summary)
