"""Compute where a venture stands from its entries. Only decisions move it, no recommendation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.call import IN_RACE
from hubflow.model.identity import PASSES
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.register.standing.edition_phases import EditionPhase, carried
from hubflow.register.storage.entries import JournalEntry, effective, latest

_WHOLE = {"pause": "pause", "resume": "resume"}


@attrs.frozen(kw_only=True)
class DecisionStep:
    """A decision that counts: on a phase or stage, or (pause, resume, adopt) on the venture."""

    word: str
    phase: str
    on: dt.date
    seq: int


@attrs.frozen(kw_only=True)
class VentureStanding:
    """Where one venture, or one challenge, stands.

    ``state`` is a stage, or `established`, `adopted`, `paused`, `closed`; ``phase`` is where it is
    or was, empty once it has passed them all. ``recommendation`` is the latest on that phase, and
    ``run`` its entry; both are empty once a later decision was taken on it. ``passed`` lists the
    phases that decisions led past. ``call_standing`` is how it stands in its call, empty if
    nothing is said of it: by what an office recorded, and where the journal was read by its file;
    ``phase_names`` are those of all phases, by id. ``out_since`` is the day since which it is out
    of the race, where it is and that is known.
    """

    hub: str
    venture: str
    kind: str
    name: str
    call: str
    challenge: str
    edition: str
    stage: str
    phase: str
    phase_name: str
    state: str
    since: dt.date
    begun: dt.date
    recommendation: str = ""
    run: int = 0
    recommended_on: dt.date | None = None
    passed: tuple[str, ...] = ()
    checkpoints: tuple[int, ...] = ()
    call_standing: str = ""
    out_since: dt.date | None = None
    entries: tuple[JournalEntry, ...] = attrs.field(default=(), repr=False, eq=False)
    phase_names: Mapping[str, str] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def open(self) -> bool:
        """Whether the venture goes on: neither closed, adopted, established nor paused."""
        return self.state == self.stage

    @property
    def in_race(self) -> bool:
        """Whether the register's entries leave it in the race of its call, if it has one."""
        return self.call_standing in ("", IN_RACE)

    def is_held_before(self, phase: str) -> bool:
        """Return whether the venture is at an earlier phase, past which it was not led when that
        was decided on or recommended.
        """
        order = list(self.phase_names)
        if not (self.open and self.phase in order and phase in order):
            return False
        held = self.recommendation in ("revise", "stop") or any(
            entry.kind == "decision" and entry.body["phase"] == self.phase
            for entry in self.entries)
        return held and order.index(self.phase) < order.index(phase)


def fold(
    own: Sequence[JournalEntry],
    challenge: Sequence[JournalEntry],
    phases: Mapping[str, Sequence[EditionPhase]],
) -> VentureStanding | None:
    """Return where a venture stands by its entries and those of its challenge.

    ``phases`` are those of each edition of the hub. None where no dossier of it was recorded.
    """
    entries = effective(own)
    dossier = latest(entries, "dossier")
    if dossier is None:
        return None
    first = next(entry for entry in entries if entry.kind == "dossier")
    edition = edition_of(entries)
    kind = str(dossier.body["kind"])
    way = [phase for phase in phases.get(edition, ())
           if kind == "venture" or phase.subject == "challenge"]
    steps = sorted([*_steps(entries), *_steps(effective(challenge))],
                   key=lambda step: (step.on, step.seq))
    by_phase = _by_phase(steps, way, phases)
    passed: list[EditionPhase] = []
    held = _held(entries, steps)
    here: EditionPhase | None = None
    for phase in way:
        step = by_phase.get(phase.id)
        if step is None or step.word not in PASSES or phase.id in held:
            here = phase
            break
        passed.append(phase)
    since = by_phase[passed[-1].id].on if passed else first.on
    at = by_phase.get(here.id) if here else None
    state, since = _state(steps, here, at, max(since, first.on) if not passed else since, kind)
    recommendation = _recommendation(entries, here, at)
    return VentureStanding(
        hub=dossier.hub, venture=dossier.subject, kind=kind, name=str(dossier.personal["name"]),
        call=call_of_venture(entries),
        challenge=str(dossier.body.get("challenge") or ""), edition=edition,
        stage=here.stage if here else _last_stage(way, kind),
        phase=here.id if here else "", phase_name=here.name if here else "", state=state,
        since=since, begun=first.on, passed=tuple(phase.id for phase in passed),
        recommendation=str(recommendation.body["recommendation"]) if recommendation else "",
        run=recommendation.seq if recommendation else 0,
        recommended_on=recommendation.on if recommendation else None,
        checkpoints=here.checkpoints if here else (), call_standing=call_standing(entries),
        entries=tuple(entries), phase_names={phase.id: phase.name for phase in way},
    )


def _last_stage(way: Sequence[EditionPhase], kind: str) -> str:
    """Return the stage of who has passed every phase: the last that the hub uses."""
    if kind != "venture":
        return STAGES[0]
    return way[-1].stage if way else STAGES[-1]


def call_of_venture(entries: Sequence[JournalEntry]) -> str:
    """Return the call of a venture: that of its latest dossier, unless it left it by a move."""
    dossier = latest(entries, "dossier")
    call = str(dossier.body.get("call") or "") if dossier is not None else ""
    left: dict[int, str] = {}
    for entry in entries:
        if entry.kind == "move":
            left.pop(int(entry.body.get("reverts") or 0), None)
            if entry.body.get("leaves"):
                left[entry.seq] = str(entry.body["leaves"])
    return "" if call in left.values() else call


def call_standing(entries: Sequence[JournalEntry]) -> str:
    """Return the latest standing in its call that an office recorded, by date; empty for none."""
    call = call_of_venture(entries)
    said = [entry for entry in entries if entry.kind == "member" and entry.body["call"] == call]
    newest = max(said, key=lambda entry: (entry.on, entry.seq), default=None)
    return "" if newest is None else str(newest.body["standing"])


def edition_at(entries: Sequence[JournalEntry], seq: int) -> str:
    """Return the edition that a venture was under when an entry was recorded."""
    return edition_of([entry for entry in entries if entry.seq < seq])


def edition_of(entries: Sequence[JournalEntry]) -> str:
    """Return the edition that a venture is under: of its first dossier, or of its last move."""
    edition = ""
    for entry in entries:
        if entry.kind == "dossier" and not edition:
            edition = str(entry.body["edition"])
        elif entry.kind == "move":
            edition = str(entry.body["to"])
    return edition


def _steps(entries: Sequence[JournalEntry]) -> Iterator[DecisionStep]:
    """Return decisions recorded here, and those in the latest dossier."""
    dossier = latest(entries, "dossier")
    for said in dossier.body.get("decisions", ()) if dossier else ():
        on = dt.date.fromisoformat(said["date"])
        assert dossier is not None
        if on <= dossier.on:
            yield DecisionStep(word=said["decision"], phase=said["phase"], on=on, seq=0)
    for entry in entries:
        if entry.kind == "decision":
            yield DecisionStep(word=entry.body["decision"], phase=entry.body["phase"], on=entry.on,
                       seq=entry.seq)
        elif entry.kind == "close":
            yield DecisionStep(word="stop", phase=entry.body["phase"], on=entry.on, seq=entry.seq)
        elif entry.kind in _WHOLE:
            yield DecisionStep(word=entry.kind, phase="", on=entry.on, seq=entry.seq)


def _by_phase(
    steps: Sequence[DecisionStep],
    way: Sequence[EditionPhase],
    phases: Mapping[str, Sequence[EditionPhase]],
) -> dict[str, DecisionStep]:
    """Return the latest decision on each phase; one on a stage counts as in the engine."""
    found: dict[str, DecisionStep] = {}
    for step in steps:
        if step.word not in {*PASSES, "revise", "stop"}:
            continue
        place = carried(step.phase, way, phases)
        if any(phase.id == place for phase in way):
            found[str(place)] = step
            continue
        of_stage = [phase.id for phase in way if phase.stage == place]
        for id in of_stage if step.word in PASSES else of_stage[-1:]:
            found[id] = step
    return found


def _held(entries: Sequence[JournalEntry], steps: Sequence[DecisionStep]) -> frozenset[str]:
    """Return phases where the latest run found that the dossier's own decision does not count."""
    newest = latest(entries, "recommendation")
    if newest is None:
        return frozenset()
    later = {step.phase for step in steps if step.seq > newest.seq}
    return frozenset(newest.body.get("held", ())) - later


def _state(
    steps: Sequence[DecisionStep],
    here: EditionPhase | None,
    at: DecisionStep | None,
    since: dt.date,
    kind: str,
) -> tuple[str, dt.date]:
    """Return the lifecycle's state, and since when."""
    whole: DecisionStep | None = None
    for step in steps:
        if step.word in ("pause", "adopt"):
            whole = step
        elif step.word == "resume":
            whole = None
    if whole is not None and whole.word == "adopt":
        return "adopted", whole.on
    if here is not None and at is not None and at.word == "stop":
        return "closed", at.on
    if whole is not None:
        return "paused", whole.on
    if here is None:
        return ("established" if kind == "venture" else "done"), since
    return here.stage, since


def _recommendation(
    entries: Sequence[JournalEntry], here: EditionPhase | None, at: DecisionStep | None
) -> JournalEntry | None:
    """Return the latest recommendation on the present phase, unless a decision followed it."""
    newest = latest(entries, "recommendation")
    if newest is None or here is None or newest.body["phase"] != here.id:
        return None
    return None if at is not None and at.seq > newest.seq else newest


def as_row(standing: VentureStanding) -> dict[str, Any]:
    """Return the standing as a row of its table."""
    return {
        "hub": standing.hub, "venture": standing.venture, "kind": standing.kind,
        "name": standing.name, "call": standing.call, "challenge": standing.challenge,
        "edition": standing.edition, "stage": standing.stage, "phase": standing.phase,
        "state": standing.state, "since": standing.since.isoformat(),
        "recommendation": standing.recommendation,
    }
