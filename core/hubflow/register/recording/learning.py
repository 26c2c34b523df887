"""Collect the lessons that stopped ventures left for later ventures on the same challenge."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from hubflow.register.standing.standing_table import names_of
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.entries import effective, latest
from hubflow.register.storage.journal import Journal


def notes_on(
    journal: Journal, hub: str, challenge: str, besides: str = ""
) -> Iterator[tuple[str, str]]:
    """Return the learning notes of ventures on a challenge, each with the venture's id."""
    ventures = journal.connection.execute(
        sa.select(standings.c.venture).where(
            standings.c.hub == hub, standings.c.challenge == challenge,
            standings.c.venture != besides).order_by(standings.c.venture)).scalars().all()
    for venture in ventures:
        entries = effective(journal.read(
            hub=hub, subject=venture, kinds=["dossier", "decision", "close", "correction"]))
        dossier = latest(entries, "dossier")
        for note in dossier.personal.get("learning", ()) if dossier else ():
            yield venture, str(note)
        for entry in entries:
            note = str(entry.personal.get("learning") or "").strip()
            if note and entry.kind != "dossier":
                yield venture, note


def named_notes(
    journal: Journal, hub: str, challenge: str, besides: str = ""
) -> Iterator[tuple[str, str]]:
    """Return the learning notes of ventures on a challenge, each with the venture's name."""
    notes = list(notes_on(journal, hub, challenge, besides))
    names = names_of(journal, hub, {venture for venture, _ in notes})
    yield from ((names[venture], note) for venture, note in notes)
