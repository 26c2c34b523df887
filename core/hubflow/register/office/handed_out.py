"""Hand out a venture's dossier as a register has it, marked with its version."""

from __future__ import annotations

import os
from typing import Any

from hubflow.cli.extras import needs
from hubflow.reading.dossiers.roles import HANDED_OUT
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.standing.register_hubs import chosen_hub
from hubflow.register.standing.standing_table import unknown_venture
from hubflow.register.storage.chain import short_digest
from hubflow.register.storage.entries import JournalEntry, effective
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register


def version_in_force(url: str, hub: str | None, venture: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a venture's latest dossier, and the mark that says which version it is.

    Raises :class:`BadInput` where there is no register, or no such venture in it.
    """
    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
    register = open_register(url, Patience())
    try:
        with register.reading() as journal:
            chosen = chosen_hub(journal, hub or os.environ.get("HUBFLOW_HUB"), venture)
            versions = [entry for entry in effective(journal.read(
                hub=chosen, subject=venture, kinds=["dossier", "correction"]))
                if entry.kind == "dossier"]
            if not versions:
                raise unknown_venture(journal, chosen, venture)
            newest = versions[-1]
    finally:
        register.close()
    return str(newest.personal["text"]), version_mark(newest, len(versions))


def version_mark(entry: JournalEntry, number: int) -> dict[str, Any]:
    """Return the mark of a file that was made from a version of a dossier."""
    return {"to": "office", "version": number, "digest": short_digest(entry.digest)}


def marked_text(text: str, mark: dict[str, Any]) -> str:
    """Return a dossier's TOML with its mark; comments stay unless it carried another mark."""
    from hubflow.reading.toml.toml_output import toml_text

    data = recorded_toml(text)
    if HANDED_OUT in data:
        return toml_text({**data, HANDED_OUT: mark})
    return f"{text.rstrip()}\n\n{toml_text({HANDED_OUT: mark})}"
