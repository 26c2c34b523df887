"""The tables of a register. The journal is the source; the others can be computed from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
)

from hubflow.model.values import LONGEST_ID

HEAD = "0002"
"""The newest migration: the format that this version of hubflow reads and writes."""

LONGEST = LONGEST_ID
"""Characters of the longest id of a hub, venture, challenge, call, edition or phase."""

metadata = MetaData()

entries = Table(
    "entries", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(24), nullable=False),
    Column("hub", String(LONGEST), nullable=False),
    Column("subject", String(LONGEST), nullable=False),
    Column("on_day", String(10), nullable=False),
    Column("at", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("personal", Text, nullable=False),
    Column("salt", String(32), nullable=False),
    Column("seal", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
"""The journal, an entry a row, numbered from 1 without gaps.

``subject`` is the id of the venture, challenge, call or edition that the entry is about, empty
where it is about the register. ``body`` and ``personal`` are canonical JSON; whatever may name a
person stands in ``personal``. ``salt`` is empty once a person's data were redacted.
"""

Index("entries_of_subject", entries.c.hub, entries.c.subject, entries.c.seq)
Index("entries_of_kind", entries.c.kind, entries.c.hub, entries.c.seq)


def of_kinds(kinds: Iterable[str] | BindParameter[Any]) -> ColumnElement[bool]:
    """Return the condition that a subject's entries are of some kinds, named now or when it runs.

    A column in a function has no index: SQLite would take that of kinds, and go through all
    entries of a kind, where a subject has a few entries.
    """
    named = kinds if isinstance(kinds, BindParameter) else list(kinds)
    return func.coalesce(entries.c.kind, "").in_(named)


standings = Table(
    "standings", metadata,
    Column("hub", String(LONGEST), primary_key=True),
    Column("venture", String(LONGEST), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("call", String(LONGEST), nullable=False),
    Column("challenge", String(LONGEST), nullable=False),
    Column("edition", String(LONGEST), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("phase", String(LONGEST), nullable=False),
    Column("state", String(12), nullable=False),
    Column("since", String(10), nullable=False),
    Column("recommendation", String(12), nullable=False),
)
"""Where each venture stands, folded from its entries."""

Index("standings_by_stage", standings.c.hub, standings.c.kind, standings.c.state,
      standings.c.since, standings.c.venture, standings.c.phase, standings.c.call)
Index("standings_of_challenge", standings.c.hub, standings.c.challenge)
Index("standings_of_call", standings.c.hub, standings.c.call)

dues = Table(
    "dues", metadata,
    Column("hub", String(LONGEST), primary_key=True),
    Column("venture", String(LONGEST), primary_key=True),
    Column("what", String(24), primary_key=True),
    Column("detail", String(LONGEST), primary_key=True),
    Column("due_on", String(10), nullable=False),
)
"""The dues of each venture, and from which day on."""

Index("dues_by_day", dues.c.hub, dues.c.due_on, dues.c.venture, dues.c.what)

searched = Table(
    "searched", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)
"""The words of each entry's text that counts now, sorted, with a blank between them."""
