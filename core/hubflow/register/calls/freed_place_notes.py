"""Tell which places of a call became free because a venture left it, and who moves up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from hubflow.engine.call.call_notes import freed_sentence
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import STAGES
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.standing.running import evaluate
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.entries import EntryKind, effective
from hubflow.register.storage.journal import Journal

_LEAVE: tuple[EntryKind, ...] = ("close", "pause", "member", "decision")


def freed_by(
    journal: Journal, left: VentureStanding, on: dt.date, plugin_hub: LoadedHub | None = None
) -> list[str]:
    """Return what is said of the places that a venture's leaving made free in its call.

    ``left`` is where it stood before. Empty where the call cannot be evaluated here: a run tells.
    """
    if not left.call or left.kind != "venture":
        return []
    members = journal.connection.execute(sa.select(standings.c.venture).where(
        standings.c.hub == left.hub, standings.c.call == left.call,
        standings.c.edition == left.edition).order_by(standings.c.venture)).scalars()
    try:
        kept = hub_of(stored_edition(journal, left.hub, left.edition), plugin_hub)
        result = evaluate(journal, kept, list(members), on, {})
    except (BadInput, PluginCrash):
        return []
    return [freed_sentence(result, freed, "en") for freed in result.freed
            if left.venture in freed.left]


def freed_on_board(journal: Journal, hub: str) -> Iterator[tuple[str, str]]:
    """Yield for each call that goes on what its last run said of free places, and who left since.
    """
    run = journal.connection.execute
    calls = run(sa.select(standings.c.call, standings.c.venture).where(
        standings.c.hub == hub, standings.c.call != "",
        standings.c.call.in_(sa.select(standings.c.call).where(
            standings.c.hub == hub, standings.c.state.in_(STAGES))))
        .order_by(standings.c.call, standings.c.venture)).all()
    for call in dict.fromkeys(row.call for row in calls):
        newest = run(sa.select(sa.func.max(entries.c.seq)).where(
            entries.c.hub == hub, entries.c.kind == "run", entries.c.subject == call)).scalar()
        found = journal.find(int(newest)) if newest is not None else None
        if found is None:
            continue
        for told in found.body.get("freed", ()):
            yield call, str(told)
        members = [row.venture for row in calls if row.call == call]
        left = list(_left_since(journal, hub, members, found.seq))
        if left:
            yield call, (f"{', '.join(left)} left after the last run; hubflow register run --call "
                         f"{call} tells who moves up.")


def _left_since(
    journal: Journal, hub: str, members: Sequence[str], seq: int
) -> Iterator[str]:
    """Yield the members of a call that left the race after an entry."""
    touched = journal.connection.execute(sa.select(entries.c.subject).distinct().where(
        entries.c.hub == hub, entries.c.kind.in_(_LEAVE), entries.c.seq > seq,
        entries.c.subject.in_(members)).order_by(entries.c.subject)).scalars()
    for venture in list(touched):
        own = [entry for entry in effective(journal.read(hub=hub, subject=venture, personal=False))
               if entry.seq > seq]
        if any(entry.kind in ("close", "pause")
               or (entry.kind == "member" and entry.body["standing"] != "in the race")
               or (entry.kind == "decision" and entry.body["decision"] in ("stop", "adopt"))
               for entry in own):
            yield venture
