"""The mechanism as a draft for another place holds it: the same steps, every need open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.adapt.draft.draft_values import plain_value, without_blanks
from hubflow.adapt.draft.travelling_texts import Clean
from hubflow.model.dossier import Dossier
from hubflow.model.solution import StepNeed


def carried_mechanism(dossier: Dossier, clean: Clean) -> Iterator[dict[str, Any]]:
    """Yield the steps of a draft's mechanism.

    An outcome that the original measured is a last step of the draft: nothing has been measured
    in the new place. How the original place meets a need stands in ``there``.
    """
    steps = dossier.solution.mechanism
    known = {*(step.id for step in steps), *(part.name for part in dossier.solution.components)}
    taken = {step.id for step in steps}
    ends: dict[str, str] = {}
    for step in steps:
        for link in step.leads_to:
            if link not in known and link not in ends:
                ends[link] = _unused(taken, len(ends) + 1)
    for step in steps:
        links = [ends.get(link, link if link in taken else clean(link)) for link in step.leads_to]
        yield without_blanks({
            "id": step.id, "what": clean(step.what), "whom": clean(step.whom),
            "component": clean(step.component), "leads_to": links,
            "evidence_level": plain_value(step.evidence_level), "pilot": clean(step.pilot),
            "source": step.source, "needs": [_need(need, clean) for need in step.needs],
        })
    for link, id in ends.items():
        yield {"id": id, "what": clean(link)}


def _unused(taken: set[str], number: int) -> str:
    while (id := f"outcome-{number}") in taken:
        number += 1
    taken.add(id)
    return id


def _need(need: StepNeed, clean: Clean) -> dict[str, Any]:
    return without_blanks({
        "id": need.id, "what": clean(need.what), "kind": plain_value(need.kind),
        "seen_by": clean(need.seen_by), "indicator": need.indicator,
        "at_least": plain_value(need.at_least), "at_most": plain_value(need.at_most),
        "there": clean(need.there or (need.here_shown_by if need.present else None)),
        "source": need.source or (need.here_source if need.present else None),
        "instead": clean(need.instead),
    })
