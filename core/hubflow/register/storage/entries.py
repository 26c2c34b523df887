"""The journal's entries, and how corrections change them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import attrs

EntryKind = Literal[
    "register", "edition", "call", "dossier", "judgement", "run", "recommendation", "decision",
    "pause", "resume", "close", "member", "ledger", "award", "payment", "report", "resource",
    "move", "step", "release", "complaint", "answer", "document", "correction", "redaction",
    "anchor",
]

ANSWERS = ("upheld", "partly upheld", "refused")
"""The answers to a complaint."""

DOCUMENTS = ("letter", "list", "minutes", "other")
"""What a document that is filed may be."""

FIGURES = ("sales", "contracts", "outcome_payments", "grants", "costs", "service_users", "jobs")
"""The figures that may be recorded of a ledger month."""


@attrs.frozen(kw_only=True)
class Draft:
    """A new entry to record. ``personal`` holds every text that may name a person.

    ``on`` is the day that it happened; the journal adds when it was recorded.
    """

    kind: EntryKind
    hub: str = ""
    subject: str = ""
    on: dt.date
    body: Mapping[str, Any] = attrs.field(factory=dict)
    personal: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class JournalEntry:
    """An entry of the journal as it was recorded. ``corrected`` names corrections applied."""

    seq: int
    kind: EntryKind
    hub: str
    subject: str
    on: dt.date
    at: str
    body: Mapping[str, Any]
    personal: Mapping[str, Any]
    digest: str
    redacted: bool = False
    corrected: tuple[int, ...] = ()


def with_accepted(personal: Mapping[str, Any], accepted: str) -> dict[str, Any]:
    """Return personal fields with the reason why signs of people served were accepted."""
    return {**personal, **({"accepted": accepted} if accepted else {})}


def stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that hold something: entries of before know none of the others."""
    return {key: value for key, value in fields.items() if value}


def effective(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """Return the entries with corrections applied, without withdrawn ones and corrections.

    A correction may itself be withdrawn by a later one.
    """
    entries = list(entries)
    withdrawn: set[int] = set()
    changes: dict[int, list[JournalEntry]] = {}
    for entry in reversed(entries):
        if entry.kind != "correction" or entry.seq in withdrawn:
            continue
        corrects = int(entry.body["corrects"])
        if entry.body.get("withdraw"):
            withdrawn.add(corrects)
        else:
            changes.setdefault(corrects, []).insert(0, entry)
    return [
        _changed(entry, changes.get(entry.seq, ()))
        for entry in entries
        if entry.kind != "correction" and entry.seq not in withdrawn
    ]


def _changed(entry: JournalEntry, corrections: Sequence[JournalEntry]) -> JournalEntry:
    for correction in corrections:
        entry = attrs.evolve(
            entry,
            body={**entry.body, **correction.body.get("set", {})},
            personal={**entry.personal, **correction.personal.get("set", {})},
            on=dt.date.fromisoformat(correction.body.get("on") or entry.on.isoformat()),
            corrected=(*entry.corrected, correction.seq),
        )
    return entry


def latest(entries: Sequence[JournalEntry], kind: EntryKind) -> JournalEntry | None:
    """Return the last entry of a kind."""
    return next((entry for entry in reversed(entries) if entry.kind == kind), None)
