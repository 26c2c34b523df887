"""Find single levels whose change alone would change a recommendation."""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.variants import Variants


@attrs.frozen(kw_only=True)
class LevelChange:
    """One level whose change alone changes what the phase recommends."""

    venture: str
    phase: str
    name: str
    criterion: str
    now: str
    to: str
    recommendation: str
    becomes: str


def level_changes(run: KeptRun, venture: str) -> Iterator[LevelChange]:
    """Yield every single change of a level that changes what a reached phase recommends."""
    plans = {plan.phase.id: plan for plan in run.prepared.compiled.phases}
    for phase in run.ventures[venture].phases:
        plan = plans[phase.phase]
        ordinal = [c for c in plan.criteria if c.criterion.ordinal]
        if phase.recommendation == "not_reached" or not ordinal:
            continue
        found = {c.id: c for c in phase.criteria}
        settings = [
            (c, position) for c in ordinal for position in range(len(c.criterion.scale))
            if found[c.criterion.id].applies and found[c.criterion.id].lower is not None
            and found[c.criterion.id].lower == found[c.criterion.id].upper
            and not math.isclose(position, found[c.criterion.id].lower or 0.0)
        ]
        variants = Variants.of(run, plan, venture)
        base, *said = variants.recommended(
            [{}, *({c.criterion.id: float(position)} for c, position in settings)])
        for (criterion, position), becomes in zip(settings, said, strict=True):
            if becomes != base:
                now = found[criterion.criterion.id]
                yield LevelChange(
                    venture=venture, phase=phase.phase, name=phase.name, criterion=now.title,
                    now=now.lower_label or "", to=str(criterion.criterion.scale[position]),
                    recommendation=base, becomes=becomes,
                )
