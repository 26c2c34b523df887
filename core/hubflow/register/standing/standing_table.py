"""Every venture's standing: computed from the journal, and stored in a table beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs
import sqlalchemy as sa

from hubflow.model.call import Call, CallMember
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.calls.call_entries import call_of_entry, recorded_call, with_members
from hubflow.register.standing.dues import dues_of
from hubflow.register.standing.edition_phases import EditionPhase, phases_of
from hubflow.register.standing.venture_standing import VentureStanding, as_row, fold
from hubflow.register.storage.database_tables import dues, standings
from hubflow.register.storage.entries import EntryKind, JournalEntry, effective
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

FOLDED: tuple[EntryKind, ...] = (
    "dossier", "decision", "close", "pause", "resume", "recommendation", "ledger", "award",
    "payment", "report", "resource", "move", "member", "complaint", "answer",
    "correction",
)
"""The kinds of entries that a standing rests on. Judgements only change what is due."""


def phases_by_edition(journal: Journal, hub: str) -> dict[str, list[EditionPhase]]:
    """Return the phases of each edition of a hub."""
    return {entry.subject: phases_of(entry) for entry in journal.editions(hub)}


def standing_of(
    journal: Journal, hub: str, venture: str,
    phases: Mapping[str, Sequence[EditionPhase]] | None = None, *, until: int | None = None,
) -> VentureStanding | None:
    """Return where a venture stands (up to an entry); None if the register lacks it."""
    own = with_judgements_asked(
        journal, journal.read(hub=hub, subject=venture, kinds=FOLDED, personal=False, until=until),
        until=until)
    phases = phases_by_edition(journal, hub) if phases is None else phases
    alone = fold(own, (), phases)
    if alone is None or not alone.challenge:
        return alone
    above = journal.read(hub=hub, subject=alone.challenge, kinds=FOLDED, personal=False,
                         until=until)
    return fold(own, above, phases)


def with_judgements_asked(
    journal: Journal, own: list[JournalEntry], *, until: int | None = None
) -> list[JournalEntry]:
    """Return a venture's entries, with its judgements where a move asks for some again."""
    moved = next((entry for entry in own if entry.body.get("ask_again")), None)
    if moved is None:
        return own
    return journal.read(hub=moved.hub, subject=moved.subject, kinds=[*FOLDED, "judgement"],
                        personal=False, until=until)


def known_standing(journal: Journal, hub: str, venture: str) -> VentureStanding:
    """Return what :func:`standing_of` does. Raise :class:`BadInput` with the nearest names."""
    found = standing_of(journal, hub, venture)
    if found is None:
        raise unknown_venture(journal, hub, venture)
    return with_call_standing(journal, hub, [found])[0]


def known_standings(
    journal: Journal, hub: str, ventures: Iterable[str]
) -> list[VentureStanding]:
    """Return where ventures stand. Raise :class:`BadInput` with all that are not there."""
    phases = phases_by_edition(journal, hub)
    by_id = {venture: standing_of(journal, hub, venture, phases) for venture in ventures}
    problems = [problem for venture, one in by_id.items() if one is None
                for problem in unknown_venture(journal, hub, venture).problems]
    if problems:
        raise BadInput(problems)
    return with_call_standing(journal, hub, [one for one in by_id.values() if one is not None])


def with_call_standing(
    journal: Journal, hub: str, ventures: Sequence[VentureStanding]
) -> list[VentureStanding]:
    """Return the standings with how each venture stands in its call, by its file and entries.

    The stored standings and dues rest on a venture's own entries alone: a call's file may change
    without them.
    """
    own: dict[str, dict[str, Sequence[JournalEntry]]] = {}
    for one in ventures:
        if one.call:
            own.setdefault(one.call, {})[one.venture] = one.entries
    calls = {call: with_members(recorded_call(journal, hub, call), entries)
             for call, entries in own.items()}
    return [one if not one.call else attrs.evolve(
        one, call_standing=calls[one.call].member(one.venture, dt.date.max).standing or "",
        out_since=calls[one.call].out_since(one.venture, dt.date.max)) for one in ventures]


def out_of_race(journal: Journal, hub: str) -> dict[str, CallMember]:
    """Return how each venture of a hub stands that its call's file or office takes from the race.

    The date is the day since which it has been out.
    """
    entries = effective(journal.read(hub=hub, kinds=["call", "member", "resume", "correction"]))
    calls = {entry.subject: call_of_entry(entry) for entry in entries if entry.kind == "call"}
    said: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        if entry.kind != "call":
            said.setdefault(entry.subject, []).append(entry)
    named = {entry.body["call"] for entry in entries if entry.kind == "member"} | {
        id for id, call in calls.items() if call.members}
    found: dict[str, CallMember] = {}
    for id in sorted(named):
        ventures = ids_of(journal, hub, call=id)
        call = with_members(calls.get(id, Call(id, hub)), {
            venture: said[venture] for venture in ventures if venture in said})
        for venture in ventures:
            member = call.out(venture, dt.date.max)
            if member is not None:
                found[venture] = member
    return found


def ids_of(
    journal: Journal, hub: str, *, call: str | None = None, most: int | None = None
) -> list[str]:
    """Return the ids of all of a hub's ventures and challenges, or of a call's, in order.

    With ``most`` so many of the first.
    """
    query = sa.select(standings.c.venture).where(standings.c.hub == hub)
    if call is not None:
        query = query.where(standings.c.call == call)
    return list(journal.connection.execute(
        query.order_by(standings.c.venture).limit(most)).scalars())


def names_of(journal: Journal, hub: str, ventures: Iterable[str]) -> Mapping[str, str]:
    """Return ventures' names by their ids; of one that the register lacks, its id."""
    wanted = list(ventures)
    rows = journal.connection.execute(sa.select(standings.c.venture, standings.c.name).where(
        standings.c.hub == hub, standings.c.venture.in_(wanted)))
    found = {row.venture: row.name for row in rows}
    return {venture: found.get(venture) or venture for venture in wanted}


def closed_ids(journal: Journal, hub: str, *, call: str | None = None) -> frozenset[str]:
    """Return the ids of the ventures, or those of a call, that a decision stopped or an act closed.
    """
    query = sa.select(standings.c.venture).where(
        standings.c.hub == hub, standings.c.state == "closed")
    if call is not None:
        query = query.where(standings.c.call == call)
    return frozenset(journal.connection.execute(query).scalars())


def unknown_venture(journal: Journal, hub: str, venture: str) -> BadInput:
    """Return the error that a hub's register has no such venture, with the nearest names."""
    return one_problem(venture, say("register-problems.has_no_venture_of_this_id", hub=hub),
                       did_you_mean(venture, ids_of(journal, hub))
                       or say("register-problems.hubflow_register_board_lists_them_add"))


def refresh(journal: Journal, hub: str, touched: Iterable[str]) -> dict[str, VentureStanding]:
    """Compute the standings of ventures again after entries about them or their challenge.

    Return where they stand now.
    """
    phases = phases_by_edition(journal, hub)
    subjects = dict.fromkeys(touched)
    for subject in list(subjects):
        below = journal.connection.execute(sa.select(standings.c.venture).where(
            standings.c.hub == hub, standings.c.challenge == subject)).scalars()
        subjects |= dict.fromkeys(below)
    found: dict[str, VentureStanding] = {}
    for subject in subjects:
        standing = standing_of(journal, hub, subject, phases)
        keep(journal, hub, subject, standing)
        if standing is not None:
            found[subject] = standing
    return {one.venture: one for one in with_call_standing(journal, hub, list(found.values()))}


def keep(journal: Journal, hub: str, venture: str, standing: VentureStanding | None) -> None:
    """Store a standing and what is due, in place of the earlier ones."""
    run = journal.connection.execute
    run(sa.delete(standings).where(standings.c.hub == hub, standings.c.venture == venture))
    run(sa.delete(dues).where(dues.c.hub == hub, dues.c.venture == venture))
    if standing is None:
        return
    run(sa.insert(standings), [as_row(standing)])
    rows = due_rows(standing)
    if rows:
        run(sa.insert(dues), rows)


def due_rows(standing: VentureStanding) -> list[dict[str, str]]:
    """Return what is due of a venture as table rows: of several dues of one kind the soonest."""
    rows = {
        (due.what, due.detail): {"hub": standing.hub, "venture": standing.venture,
                                 "what": due.what, "detail": due.detail,
                                 "due_on": due.on.isoformat()}
        for due in reversed(dues_of(standing))
    }
    return list(rows.values())
