"""Read the latest dossiers of a register, for what compares ventures with each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from hubflow.cli.extras import needs
from hubflow.cli.shared_options import note_language
from hubflow.model.call import Call
from hubflow.model.input_problems import one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import recorded_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.register.calls.call_details import details_of
from hubflow.register.calls.call_entries import recorded_call
from hubflow.register.office.handed_out import version_mark
from hubflow.register.recording.editions import hub_language
from hubflow.register.standing.register_hubs import chosen_hub
from hubflow.register.storage.entries import JournalEntry, effective
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register
from hubflow.text.spoken import say

Found = TypeVar("Found")


def recorded_dossiers(url: str, hub: str | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the call and the data of each venture's latest dossier, by the ventures' ids.

    Raises :class:`BadInput` where there is no register, or no such hub in it.
    """
    for data, _ in recorded_versions(url, hub).values():
        yield str(data.get("call") or ""), data


def latest_dossiers(journal: Journal, hub: str) -> Iterator[Mapping[str, Any]]:
    """Yield the data of the latest dossier of each venture and challenge of a hub."""
    for found in _by_venture(journal.read(hub=hub, kinds=["dossier", "correction"])).values():
        yield recorded_toml(str(found[-1].personal["text"]))


def recorded_versions(
    url: str, hub: str | None
) -> Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Return the data of each venture's latest dossier, and the mark that says which version it is.

    Raises :class:`BadInput` where there is no register, or no such hub in it.
    """
    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
    register = open_register(url, Patience())
    try:
        with register.reading() as journal:
            chosen = chosen_hub(journal, hub or os.environ.get("HUBFLOW_HUB"))
            note_language(hub_language(journal, chosen))
            versions = _by_venture(journal.read(hub=chosen, kinds=["dossier", "correction"]))
    finally:
        register.close()
    return {venture: (recorded_toml(str(found[-1].personal["text"])),
                      version_mark(found[-1], len(found)))
            for venture, found in sorted(versions.items())}


def call_in_register(url: str, hub: str, id: str) -> Call:
    """Return a call of a register. Raise :class:`BadInput` where it has none of this id."""
    return _of_call(url, hub, id, recorded_call)


def call_text_in_register(url: str, hub: str | None, id: str) -> str:
    """Return a register's call as the text of a ``call.toml``.

    Raises :class:`BadInput` where the register has no call of this id.
    """
    return _of_call(url, hub, id, lambda journal, hub, id: toml_text(details_of(journal, hub, id)))


def _of_call(
    url: str, hub: str | None, id: str, read: Callable[[Journal, str, str], Found]
) -> Found:
    """Return what is read of a call. Raise :class:`BadInput` where a register has no such call."""
    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
    register = open_register(url, Patience())
    try:
        with register.reading() as journal:
            chosen = chosen_hub(journal, hub or os.environ.get("HUBFLOW_HUB"))
            known = {entry.subject for entry in effective(journal.read(
                hub=chosen, kinds=["call", "correction"])) if entry.kind == "call"}
            if id not in known:
                raise one_problem(f"--call {id}",
                                  say("register-problems.has_no_ventures_in_a_call", hub=chosen),
                                  did_you_mean(id, sorted(known)))
            return read(journal, chosen, id)
    finally:
        register.close()


def versions_by_venture(
    journal: Journal, hub: str, ventures: Iterable[str]
) -> Mapping[str, Sequence[JournalEntry]]:
    """Return the versions of the dossiers of some ventures, without those that have none."""
    return {id: found for venture in ventures for id, found in _by_venture(journal.read(
        hub=hub, subject=venture, kinds=["dossier", "correction"])).items()}


def _by_venture(entries: Iterable[JournalEntry]) -> dict[str, list[JournalEntry]]:
    versions: dict[str, list[JournalEntry]] = {}
    for entry in effective(list(entries)):
        if entry.kind == "dossier":
            versions.setdefault(entry.subject, []).append(entry)
    return versions
