"""Whether entries have changed what was worked out of a call: those of other calls change nothing.

What cannot be told apart at a glance counts as a change.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.entries import EntryKind
from hubflow.register.storage.journal import Journal

CHANGES_THE_PAST: tuple[EntryKind, ...] = ("correction", "edition", "redaction")
"""The kinds of entries after which what was recorded before them may be read otherwise."""

_OF_ONE_VENTURE: frozenset[EntryKind] = frozenset({
    "dossier", "judgement", "recommendation", "decision", "pause", "resume", "close", "member",
    "ledger", "award", "payment", "report", "resource", "move", "release", "complaint", "answer"})
"""The kinds of entries that are about a venture, and change nothing of other calls."""

_LOOKED_AT = 500
"""After more entries than these all is worked out anew."""


def unchanged_since(
    journal: Journal, seq: int, hub: str, calls: Collection[str], members: Collection[str], *,
    judged: bool = True,
) -> bool:
    """Return whether no entry after one changed calls, or ventures without a call.

    ``members`` were the ventures then. Without ``judged`` judgements change nothing.
    """
    beside = sa.and_(standings.c.hub == entries.c.hub, standings.c.venture == entries.c.subject)
    query = sa.select(
        entries.c.kind, entries.c.hub, entries.c.subject, standings.c.call,
        standings.c.kind.label("what")).outerjoin_from(entries, standings, beside).where(
        entries.c.seq > seq, *([] if judged else [entries.c.kind != "judgement"]))
    rows = journal.connection.execute(query.limit(_LOOKED_AT + 1)).all()
    return len(rows) <= _LOOKED_AT and not any(
        _concerns(row, hub, calls, members) for row in rows)


def _concerns(
    row: Any, hub: str, calls: Collection[str], members: Collection[str]
) -> bool:
    """Return whether an entry, beside where its venture stands now, may change calls."""
    if row.kind not in _OF_ONE_VENTURE or row.what != "venture":
        return True
    return row.hub == hub and (row.call in calls or row.subject in members)


def last_change_of_the_past(journal: Journal) -> int:
    """Return the number of the last entry that may have changed earlier ones; 0 without any."""
    return int(journal.connection.execute(sa.select(sa.func.max(entries.c.seq)).where(
        entries.c.kind.in_(CHANGES_THE_PAST))).scalar() or 0)
