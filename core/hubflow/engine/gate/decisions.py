"""Match decisions that named bodies recorded with the phases of one hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from hubflow.model.call import Absence
from hubflow.model.identity import PASSES, Decision
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import STAGES, Methodology
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

MOVES = frozenset({"advance", "revise", "stop", "recognised"})
"""The decisions on a phase; the others (pause, resume, adopt) are on the venture."""


def decision_problems(entry: InputEntry, methodology: Methodology) -> Iterator[Problem]:
    """Yield this hub's decisions on unknown phases, and recognised ones without evidence."""
    phases = [phase.id for phase in methodology.phases]
    for index, decision in enumerate(entry.own.decisions):
        if decision.hub != methodology.hub.id:
            continue
        at = ("decisions", index)
        if decision.phase not in (*phases, *STAGES):
            yield entry.file.problem(
                (*at, "phase"), say("reading-problems.hub_has_no_phase", hub=methodology.hub.id,
                                    phase=decision.phase),
                did_you_mean(decision.phase, [*phases, *STAGES]))
        if decision.decision == "recognised" and not decision.evidence:
            yield entry.file.problem(at, say("reading-problems.recognised_with_evidence"),
                                     say("reading-problems.name_the_sources"))


def decisions_by_phase(
    entry: InputEntry, methodology: Methodology, as_of: dt.date
) -> Mapping[str, Decision]:
    """Return the latest decision on each phase by ``as_of``.

    One on a stage holds for all its phases where it lets the venture pass, and for the last of
    them otherwise.
    """
    found: dict[str, Decision] = {}
    for decision in sorted(entry.dossier.decisions, key=lambda d: d.date):
        if (
            decision.hub != methodology.hub.id
            or decision.date > as_of
            or decision.decision not in MOVES
        ):
            continue
        for phase in _phases_of(decision, methodology):
            found[phase] = decision
    return found


def _phases_of(decision: Decision, methodology: Methodology) -> list[str]:
    if any(phase.id == decision.phase for phase in methodology.phases):
        return [decision.phase]
    of_stage = [phase.id for phase in methodology.phases if phase.stage == decision.phase]
    return of_stage if decision.decision in PASSES else of_stage[-1:]


def pauses(entry: InputEntry, hub: str, as_of: dt.date) -> list[Absence]:
    """Return the times for which a venture rested or was taken over, and that have ended."""
    found: list[Absence] = []
    since = None
    for decision in sorted(entry.dossier.decisions, key=lambda d: d.date):
        if decision.hub != hub or decision.date > as_of or decision.decision in MOVES:
            continue
        if decision.decision != "resume":
            since = since or decision.date
        elif since is not None:
            found.append(Absence(since, decision.date))
            since = None
    return [each for each in found if each.since < each.back]


def whole_venture(entry: InputEntry, hub: str, as_of: dt.date) -> Decision | None:
    """Return a pause or an adoption if it is this hub's latest record on the whole venture."""
    state = None
    for decision in sorted(entry.dossier.decisions, key=lambda d: d.date):
        if decision.hub == hub and decision.date <= as_of and decision.decision not in MOVES:
            state = None if decision.decision == "resume" else decision
    return state
