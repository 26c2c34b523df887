"""Check the phases that a call's steps name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import tables
from hubflow.text.spoken import say

Step = tuple[KeyPath, dict[str, Any]]


def step_phase_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield steps of unknown phases, and final lists of none."""
    steps = list(tables(data, "call", "steps"))
    known = [str(phase.get("id")) for _, phase in tables(data, "phases")]
    for at, step in steps:
        phase = step.get("phase")
        if isinstance(phase, str) and phase not in known:
            yield RecordFlaw((*at, "phase"), say("method-checks.no_phase_here", phase=phase),
                             did_you_mean(phase, known))
    yield from _final_lists(steps)


def _final_lists(steps: Sequence[Step]) -> Iterator[RecordFlaw]:
    """Yield final lists that are of no phase, that may be left out, and second ones of a phase."""
    seen: set[str] = set()
    for at, step in steps:
        if step.get("leads_on") is not True:
            continue
        phase = step.get("phase")
        if not isinstance(phase, str):
            yield RecordFlaw((*at, "leads_on"), say("method-checks.no_phase_to_lead"),
                             say("method-checks.name_phase_or_final"))
            continue
        if step.get("optional") is True:
            yield RecordFlaw((*at, "optional"), say("method-checks.final_list_optional"),
                             say("method-checks.take_optional_out"))
        if phase in seen:
            yield RecordFlaw((*at, "leads_on"), say("method-checks.has_a_final_list", phase=phase),
                             say("method-checks.a_phase_has_one"))
        seen.add(phase)
