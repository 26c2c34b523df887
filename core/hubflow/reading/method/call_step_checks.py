"""Check the phases that a call's steps name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import tables

Step = tuple[KeyPath, dict[str, Any]]


def step_phase_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield steps of unknown phases, and final lists of none."""
    steps = list(tables(data, "call", "steps"))
    known = [str(phase.get("id")) for _, phase in tables(data, "phases")]
    for at, step in steps:
        phase = step.get("phase")
        if isinstance(phase, str) and phase not in known:
            yield RecordFlaw((*at, "phase"), f'"{phase}" is no phase of this method',
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
            yield RecordFlaw((*at, "leads_on"), "there is no `phase` past which it leads",
                             "Name the phase, or name the step in `final`.")
            continue
        if step.get("optional") is True:
            yield RecordFlaw((*at, "optional"), "a final list cannot be left out",
                             "Take `optional` out, or `leads_on`.")
        if phase in seen:
            yield RecordFlaw((*at, "leads_on"), f'{phase} has a final list already',
                             "A phase has one.")
        seen.add(phase)
