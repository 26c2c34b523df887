"""Find the ventures of a call that a phase still waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from hubflow.engine.pipeline.combining import has_labels
from hubflow.engine.pipeline.judging import judge
from hubflow.model.methodology import Methodology
from hubflow.reading.panel.assessor_names import AssessorNames, one_name_each
from hubflow.register.calls.call_entries import assessors_of_call
from hubflow.register.recording.editions import stored_methodology
from hubflow.register.standing.rebuild import judgements_in
from hubflow.register.standing.standing_table import (
    ids_of,
    phases_by_edition,
    standing_of,
    with_call_standing,
)
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import spoken_language


def waiting_before(
    journal: Journal, hub: str, call: str, phase: str
) -> Iterator[tuple[str, str, list[VentureStanding]]]:
    """Yield each phase up to ``phase`` in which ventures of a call wait, with edition and ventures.

    In ``phase`` itself those wait on whom nothing was recommended, before it those on whom nobody
    decided. Who left the race waits for nothing.
    """
    phases = phases_by_edition(journal, hub)
    waiting: dict[tuple[str, str], list[VentureStanding]] = {}
    for standing in _in_call(journal, hub, call):
        order = [each.id for each in phases.get(standing.edition, ())]
        if not (standing.open and standing.in_race and standing.phase in order and phase in order):
            continue
        decided = any(entry.kind == "decision" and entry.body["phase"] == standing.phase
                      for entry in standing.entries)
        before = order.index(standing.phase) < order.index(phase)
        if (before and not decided) or (
                standing.phase == phase and not standing.recommendation and not decided):
            waiting.setdefault((standing.phase, standing.edition), []).append(standing)
    order = [each.id for own in phases.values() for each in own]
    for (at, edition), ventures in sorted(
            waiting.items(), key=lambda each: (order.index(each[0][0]), each[0][1])):
        yield at, edition, ventures


def not_judged(
    journal: Journal, hub: str, call: str, phase: str
) -> Iterator[tuple[str, list[VentureStanding]]]:
    """Yield each edition with the ventures that compete in a phase and lack a judgement of it.

    Looked at is the latest recommendation on each. Whom a requirement stops needs none, nor does
    who was decided on.
    """
    waiting: dict[str, list[VentureStanding]] = {}
    for standing in _in_call(journal, hub, call):
        told = latest(standing.entries, "recommendation")
        if (standing.open and standing.in_race and standing.phase == phase and told is not None
                and standing.recommendation and _lacks_judgement(journal, standing, told.body)):
            waiting.setdefault(standing.edition, []).append(standing)
    yield from sorted(waiting.items())


def _lacks_judgement(
    journal: Journal, standing: VentureStanding, told: Mapping[str, Any]
) -> bool:
    """Return whether something that a jury says of a competing venture is open in an outcome.

    Where a jury is evenly divided between two levels nothing is lacking.
    """
    methodology = stored_methodology(journal, standing.hub, standing.edition)
    phase = methodology.phase(standing.phase)
    if phase is None or (
            told["recommendation"] in ("stop", "revise") and told.get("rank") is None):
        return False
    left = [rule for rule in phase.judged if _is_open(told, rule.id)]
    if not left or not all(map(has_labels, left)):
        return bool(left)
    return not {rule.id for rule in left} <= set(_judged(journal, standing, methodology))


def _is_open(told: Mapping[str, Any], rule: str) -> bool:
    ends = told.get("criteria", {}).get(rule)
    return told.get("requirements", {}).get(rule) == "unknown" or (
        ends is not None and (None in ends or ends[0] != ends[1]))


def _judged(
    journal: Journal, standing: VentureStanding, methodology: Methodology
) -> Collection[str]:
    """Return the ids of the rules of a venture's phase on which enough of its jury judged."""
    entries = effective(journal.read(
        hub=standing.hub, subject=standing.venture, kinds=["judgement", "correction"]))
    listed = AssessorNames.of(assessors_of_call(journal, standing.hub, standing.call))
    said = one_name_each(judgements_in(standing.venture, entries), lambda _: listed)
    return [rule for (_, phase, rule), found in judge(
        said, methodology, spoken_language()).items()
        if phase == standing.phase and found.lower is not None]


def held_before(journal: Journal, hub: str, call: str, phase: str) -> list[VentureStanding]:
    """Return the ventures in the race of a call that an earlier phase did not lead on."""
    return [one for one in _in_call(journal, hub, call)
            if one.in_race and one.is_held_before(phase)]


def _in_call(journal: Journal, hub: str, call: str) -> list[VentureStanding]:
    phases = phases_by_edition(journal, hub)
    return with_call_standing(journal, hub, [
        standing for id in ids_of(journal, hub, call=call)
        if (standing := standing_of(journal, hub, id, phases)) is not None])
