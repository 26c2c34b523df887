"""Tell which places of a call became free because a venture left it, and who moves up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hubflow.engine.call.call_notes import freed_sentence
from hubflow.model.call import IN_RACE
from hubflow.model.identity import PASSES
from hubflow.model.method.gates import AdvanceRule
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.plugins.manager import LoadedHub
from hubflow.register.calls.call_places import call_members, call_result
from hubflow.register.recording.editions import stored_methodology
from hubflow.register.standing.running import newest_run
from hubflow.register.standing.standing_table import names_of
from hubflow.register.standing.venture_standing import VentureStanding, call_standing
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.entries import EntryKind, JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, spoken_language

_MOVES: tuple[EntryKind, ...] = ("close", "pause", "resume", "member", "decision", "correction")
"""The kinds of entries that take a venture out of the race of its call, or into it again."""


def freed_by(
    journal: Journal, left: VentureStanding, on: dt.date, plugin_hub: LoadedHub | None = None
) -> list[str]:
    """Return what is said of the places that a venture's leaving made free in its call.

    ``left`` is where it stood before. Where the call cannot be evaluated here, because its hub's
    code is elsewhere, that is said.
    """
    if not left.call or left.kind != "venture":
        return []
    result = call_result(journal, left, on, plugin_hub)
    if result is None:
        return [] if len(call_members(journal, left)) == 1 else [
            say("register.freed_unknown", hub=left.hub, call=left.call)]
    return [freed_sentence(result, freed, spoken_language()) for freed in result.freed
            if left.venture in freed.left]


def freed_on_board(journal: Journal, hub: str) -> Iterator[tuple[str, str]]:
    """Yield for each call that goes on which places its last run found free, and who left since.

    Places that decisions have filled since then are left out; all are if somebody came back since,
    which the next run looks at.
    """
    run = journal.connection.execute
    calls = run(sa.select(
        standings.c.call, standings.c.venture, standings.c.phase, standings.c.state).where(
        standings.c.hub == hub, standings.c.call > "",
        standings.c.call.in_(sa.select(standings.c.call).where(
            standings.c.hub == hub, standings.c.call > "", standings.c.state.in_(STAGES))))
        .order_by(standings.c.call, standings.c.venture)).all()
    for call in dict.fromkeys(row.call for row in calls):
        found = newest_run(journal, hub, call)
        if found is None:
            continue
        rows = [row for row in calls if row.call == call]
        members = [row.venture for row in rows]
        since = _RaceSince(journal, hub, members, found)
        if since.back:
            yield call, say("register.came_back", names=since.named(since.back), call=call)
        places = found.body.get("freed_in") or ()
        for at, told in enumerate(() if since.back else found.body.get("freed", ())):
            if (_led_on_since(journal, hub, members, found.seq) if at >= len(places)
                    else _filled(rows, places[at]["phase"], places[at]["moved_up"])):
                continue
            yield call, str(told)
        if since.left:
            yield call, say("register.left_since_run", names=since.named(since.left), call=call)


def _filled(rows: Iterable[Any], phase: str, moved_up: Sequence[str]) -> bool:
    """Return whether none of those who moved up is still in a phase; else none of the call."""
    return not any(row.phase == phase and row.state in STAGES for row in rows
                   if not moved_up or row.venture in moved_up)


def _led_on_since(journal: Journal, hub: str, members: Sequence[str], seq: int) -> bool:
    """Return whether a member was led on after a run of an older hubflow, which names no phases."""
    return any(
        entry.seq > seq and entry.kind == "decision" and entry.body["decision"] in PASSES
        for venture in members for entry in effective(journal.read(
            hub=hub, subject=venture, kinds=["decision", "correction"], personal=False)))


class _RaceSince:
    """The members of a call that left its race after a run, and those that came back.

    Who left a phase in which nobody waited for a place is none of them.
    """

    def __init__(
        self, journal: Journal, hub: str, members: Sequence[str], run: JournalEntry
    ) -> None:
        self.left: list[str] = []
        self.back: list[str] = []
        seq = run.seq
        touched = journal.connection.execute(sa.select(entries.c.subject).distinct().where(
            entries.c.hub == hub, entries.c.kind.in_(_MOVES), entries.c.seq > seq,
            entries.c.subject.in_(members)).order_by(entries.c.subject)).scalars()
        for venture in list(touched):
            own = journal.read(hub=hub, subject=venture, personal=False)
            then = _is_out(effective([entry for entry in own if entry.seq <= seq]))
            now = _is_out(effective(own))
            if now and not then and _somebody_waited(journal, run, effective(own)):
                self.left.append(venture)
            elif then and not now:
                self.back.append(venture)
        self._names = names_of(journal, hub, [*self.left, *self.back])

    def named(self, ventures: Sequence[str]) -> str:
        """Return ventures by their names."""
        return ", ".join(self._names[each] for each in ventures)


def _somebody_waited(
    journal: Journal, run: JournalEntry, own: Sequence[JournalEntry]
) -> bool:
    """Return whether there were fewer places, or less money, than ventures in a run, in a phase in
    which one that left had a place.
    """
    told = latest(own, "recommendation")
    phases = {str(entry.body["phase"]) for entry in own
              if entry.kind == "decision" and entry.body["decision"] in PASSES}
    phases |= {str(told.body["phase"])} if told is not None else set()
    methodology = stored_methodology(journal, run.hub, str(run.body["edition"]))
    return any(_contested(phase.gate.advance, len(run.body["cohort"]))
               for phase in methodology.phases if phase.id in phases)


def _contested(rules: Sequence[AdvanceRule], ventures: int) -> bool:
    """Return whether a gate may have too few places for so many ventures, or gives out money."""
    return any(rule.budget or isinstance(rule.places, Mapping) or (
        rule.places is not None and (
            rule.places < ventures or rule.per or rule.across)) for rule in rules)


def _is_out(own: Sequence[JournalEntry]) -> bool:
    """Return whether a venture has left the race of its call, and may have left a place free.

    Who is paused, stopped or closed keeps the places in the phases that it passed.
    """
    ended = [entry for entry in own if entry.kind in ("close", "pause", "resume", "decision")]
    last = max(ended, key=lambda entry: (entry.on, entry.seq), default=None)
    passed = max((entry.seq for entry in ended if entry.body.get("decision") in PASSES), default=0)
    run = latest(own, "recommendation")
    had_place = run is not None and run.seq > passed and (
        run.body["recommendation"] in ("advance", "undecided"))
    if last is not None and (last.kind in ("close", "pause")
                             or last.body.get("decision") in ("stop", "adopt")):
        return had_place
    return call_standing(own) not in ("", IN_RACE) and (had_place or bool(passed))
