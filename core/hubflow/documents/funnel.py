"""Count how many ventures of a call reach each phase and go on from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from hubflow.model.call import NEVER_IN_RACE
from hubflow.model.results import VentureResult


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FunnelStep:
    """One phase of a call: how many ventures reached it, go on from it, and are undecided.

    A venture goes on by a decision, else by the recommendation.
    """

    phase: str
    name: str
    reached: int
    advanced: int
    undecided: int


def funnel(ventures: Sequence[VentureResult]) -> Iterator[FunnelStep]:
    """Yield the phases that a venture reached, in order, for ventures of one hub's run.

    Who left the race counts in the phases that it reached, and goes on from those whose places it
    keeps; who never was in it counts nowhere.
    """
    ventures = [venture for venture in ventures
                if venture.member is None or venture.member.standing not in NEVER_IN_RACE]
    for phases in zip(*(venture.phases for venture in ventures), strict=True):
        reached = [(venture, phase) for venture, phase in zip(ventures, phases, strict=True)
                   if phase.recommendation != "not_reached"]
        if not reached:
            return
        yield FunnelStep(
            phase=phases[0].phase, name=phases[0].name, reached=len(reached),
            advanced=sum(venture.has_place(phase) for venture, phase in reached),
            undecided=sum(phase.recommendation == "undecided" and venture.counts_in(phase)
                          and not phase.goes_on for venture, phase in reached))
