"""Count how many ventures of a call reach each phase and go on from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from hubflow.model.call import NEVER_IN_RACE
from hubflow.model.results import VentureResult


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FunnelStep:
    """One phase of a call: how many ventures reached it, and their recommendations."""

    phase: str
    name: str
    reached: int
    advanced: int
    undecided: int


def funnel(ventures: Sequence[VentureResult]) -> Iterator[FunnelStep]:
    """Yield the phases that a venture reached, in order, for ventures of one hub's run.

    Who left the race counts in the phases that it reached; who never was in it counts nowhere.
    """
    ventures = [venture for venture in ventures
                if venture.member is None or venture.member.standing not in NEVER_IN_RACE]
    for phases in zip(*(venture.phases for venture in ventures), strict=True):
        said = [phase.recommendation for venture, phase in zip(ventures, phases, strict=True)
                if phase.recommendation != "not_reached"]
        if not said:
            return
        yield FunnelStep(phase=phases[0].phase, name=phases[0].name, reached=len(said),
                         advanced=said.count("advance"), undecided=said.count("undecided"))
