"""Find a file that carries the id of one venture and was made for another."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from hubflow.model.input_problems import Problem
from hubflow.reading.dossiers.roles import handed_out
from hubflow.reading.toml.source import TomlFile
from hubflow.reading.values.normal_text import name_key
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


def another_ventures(
    journal: Journal, hub: str, file: TomlFile, id: str, versions: Sequence[JournalEntry]
) -> Problem | None:
    """Return the problem of a file that is another venture's: by its mark, or by its name.

    None where nothing speaks for that. ``versions`` are those of the venture whose id it carries.
    """
    digest = str(handed_out(file.data).get("digest") or "")
    ours = any(version.digest.startswith(digest) for version in versions) if digest else False
    name = file.data.get("name")
    names = {str(version.personal["name"]) for version in versions}
    owner, why = "", ""
    if digest and not ours:
        owner, why = _handed_out_to(journal, hub, digest), "was_handed_out_to"
    elif not ours and isinstance(name, str) and name_key(name) not in map(name_key, names):
        owner, why = _named(journal, hub, name), "has_the_name_of"
    if owner in ("", id):
        return None
    return file.problem(
        ("id",), say(f"register-problems.{why}", owner=_called(journal, hub, owner),
                     id=_called(journal, hub, id)),
        say("register-problems.whose_is_it_write_id_if", owner=owner))


def _handed_out_to(journal: Journal, hub: str, digest: str) -> str:
    """Return the venture of which a dossier has a digest that begins so; empty for none."""
    found = journal.connection.execute(sa.select(entries.c.subject).where(
        entries.c.hub == hub, entries.c.kind.in_(["dossier", "correction"]),
        entries.c.digest.startswith(digest, autoescape=True)).limit(1)).scalar()
    return str(found or "")


def _named(journal: Journal, hub: str, name: str) -> str:
    """Return the venture that has a name now; empty for none."""
    rows = journal.connection.execute(sa.select(standings.c.venture, standings.c.name).where(
        standings.c.hub == hub).order_by(standings.c.venture)).all()
    return next((str(row.venture) for row in rows if name_key(row.name) == name_key(name)), "")


def _called(journal: Journal, hub: str, id: str) -> str:
    name = journal.connection.execute(sa.select(standings.c.name).where(
        standings.c.hub == hub, standings.c.venture == id)).scalar()
    return f'{id} ("{name}")'
