"""Turn calls and their members into entries, and entries into calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import tomli

from hubflow.model.assessors import Assessor
from hubflow.model.call import IN_RACE, Call, CallMember
from hubflow.reading.dossiers.calls import CALL_FILE, call_of
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.toml.source import read_toml
from hubflow.register.storage.entries import Draft, EntryKind, JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal

_STANDINGS: Mapping[str, str] = {"close": "closed", "pause": "paused", "resume": IN_RACE}
"""The standing that an entry about a venture gives it in its call."""

MEMBER_KINDS: tuple[EntryKind, ...] = ("close", "pause", "resume", "member")
"""What says how a venture stands in its call."""


def call_draft(read: InputEntry, hub: str, edition: str, on: dt.date, by: str) -> Draft | None:
    """Return the entry of the call whose folder a dossier lies in."""
    path = read.file.path.parent / CALL_FILE
    if read.call is None or not path.exists():
        return None
    call = read.call
    return Draft(kind="call", hub=hub, subject=call.id, on=on,
                 body={"name": call.name, "date": call.date.isoformat() if call.date else None,
                       "budget": call.budget, "edition": edition},
                 personal={"by": by, "text": read_toml(path).text,
                           **({"assessors": [_assessor(each) for each in call.assessors]}
                              if call.assessors else {})})


def _assessor(one: Assessor) -> dict[str, Any]:
    """Return an assessor as a register keeps one: without an address."""
    return {"id": one.id, "name": one.name, "names": list(one.names),
            "organisation": one.organisation, "ventures": list(one.ventures),
            "conflicts": list(one.conflicts)}


def assessors_in(entry: JournalEntry) -> tuple[Assessor, ...]:
    """Return the list of assessors in a call's entry."""
    return tuple(
        Assessor(id=said["id"], name=said["name"], names=tuple(said["names"]),
                 organisation=said["organisation"], ventures=tuple(said["ventures"]),
                 conflicts=tuple(said["conflicts"]))
        for said in entry.personal.get("assessors", ()))


def assessors_of_call(journal: Journal, hub: str, call: str) -> tuple[Assessor, ...]:
    """Return the list of assessors that the register has of a call."""
    if not call:
        return ()
    found = latest(effective(journal.read(hub=hub, subject=call, kinds=["call", "correction"])),
                   "call")
    return assessors_in(found) if found is not None else ()


def call_of_entry(entry: JournalEntry) -> Call:
    """Return the call that an entry holds: its call.toml where it has one."""
    date = entry.body["date"]
    plain = Call(entry.subject, entry.hub, entry.body["name"],
                 dt.date.fromisoformat(date) if date else None, entry.body["budget"],
                 assessors=assessors_in(entry))
    text = entry.personal.get("text")
    if not text:
        return plain
    try:
        whole, _ = call_of(tomli.loads(str(text)))
    except tomli.TOMLDecodeError:  # a name that was redacted may leave no TOML
        whole = None
    if whole is None:
        return plain
    return attrs.evolve(plain, deadline=whole.deadline, grace_minutes=whole.grace_minutes,
                        members=whole.members, steps=whole.steps)


def members_of(venture: str, entries: Sequence[JournalEntry]) -> Iterator[CallMember]:
    """Yield how a venture stood in its call, entry by entry."""
    for entry in entries:
        if entry.kind in MEMBER_KINDS:
            said = entry.body.get("standing") or _STANDINGS.get(entry.kind)
            yield CallMember(id=venture, standing=said, date=entry.on,
                             reason=entry.personal.get("reasons") or None)


def with_members(call: Call, said: Sequence[CallMember]) -> Call:
    """Return a call with what a register holds of its members, after what its file says."""
    return attrs.evolve(call, members=(*call.members, *said))
