"""Releases: from when a venture may be told what was decided of it. No letter is made before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.register.recording.steps import check_final
from hubflow.register.standing.standing import Standing
from hubflow.register.standing.standings import ids_of, known
from hubflow.register.storage.entries import (
    Draft,
    EntryKind,
    JournalEntry,
    effective,
    with_accepted,
)
from hubflow.register.storage.journal import Journal

DECIDED: tuple[EntryKind, ...] = ("decision", "pause", "resume", "close")
"""What a body decides of a venture."""


@attrs.frozen
class ReleasedEntry:
    """A decision, and the release that lets it be told."""

    decision: JournalEntry
    release: JournalEntry


def release(
    journal: Journal, hub: str, ventures: Iterable[str], *, body: str, on: dt.date, by: str,
    note: str = "", accepted: str = "", entry: int | None = None,
) -> list[JournalEntry]:
    """Record that the latest decision on each venture may be told, or the one that is the entry of
    this number; the decisions.

    Raises :class:`BadInput` with all problems: where nothing was decided, where it was released
    already, where the day is before the decision or in the future, and where the venture's call
    has no final list yet.
    """
    problems: list[Problem] = []
    decisions: list[JournalEntry] = []
    for venture in dict.fromkeys(ventures):
        try:
            standing = known(journal, hub, venture)
            decision = _to_release(journal, standing, on, entry)
            if decision.kind == "decision":
                check_final(journal, hub, standing.call, venture, word_of(decision))
            decisions.append(decision)
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    journal.append([
        Draft(kind="release", hub=hub, subject=decision.subject, on=on,
              body={"decision": decision.seq},
              personal=with_accepted({"by": by, "body": body, "note": note}, accepted))
        for decision in decisions
    ])
    return decisions


def word_of(decision: JournalEntry) -> str:
    """What was decided."""
    said = decision.body.get("decision")
    return str(said) if said else "stop" if decision.kind == "close" else decision.kind


def _to_release(
    journal: Journal, standing: Standing, on: dt.date, number: int | None
) -> JournalEntry:
    venture = standing.venture
    decisions, releases = _recorded(journal, standing.hub, venture)
    if not decisions:
        raise BadInput([Problem(venture, 0, "", "nothing was decided that could be released",
                                "A body decides: hubflow register decide.")])
    if number is not None:
        decisions = [each for each in decisions if each.seq == number]
        if not decisions:
            raise BadInput([Problem(venture, 0, "", f"entry {number} is no decision on it",
                                    f"hubflow register history {venture} shows them.")])
    last = decisions[-1]
    if last.seq in releases:
        raise BadInput([Problem(venture, 0, "", f"what was decided on {last.on} is released "
                                f"already (entry {releases[last.seq].seq})")])
    if on < last.on:
        raise BadInput([Problem(venture, 0, "", f"{on} is before {last.on}, the day of the "
                                "decision", "Is the day right? --on names it.")])
    if on > dt.date.today():
        raise BadInput([Problem(venture, 0, "", f"{on} is in the future",
                                "Release it on that day.")])
    return last


def _recorded(
    journal: Journal, hub: str, venture: str
) -> tuple[list[JournalEntry], dict[int, JournalEntry]]:
    """The decisions on a venture, in order, and the releases by the decision that they are of."""
    entries = effective(journal.read(hub=hub, subject=venture,
                                     kinds=[*DECIDED, "release", "correction"]))
    decisions = sorted((entry for entry in entries if entry.kind in DECIDED),
                       key=lambda entry: (entry.on, entry.seq))
    releases = {int(entry.body["decision"]): entry for entry in entries
                if entry.kind == "release"}
    return decisions, releases


def waiting(journal: Journal, hub: str, call: str) -> list[str]:
    """The ventures of a call whose latest decision is not released yet."""
    found = []
    for venture in ids_of(journal, hub, call=call):
        decisions, releases = _recorded(journal, hub, venture)
        if decisions and decisions[-1].seq not in releases:
            found.append(venture)
    return found


def all_released(journal: Journal, hub: str, venture: str) -> list[ReleasedEntry]:
    """Every decision on a venture that was released, in order."""
    decisions, releases = _recorded(journal, hub, venture)
    return [ReleasedEntry(one, releases[one.seq]) for one in decisions if one.seq in releases]


def released(
    journal: Journal, hub: str, ventures: Sequence[str]
) -> Iterator[tuple[str, ReleasedEntry | None]]:
    """The latest released decision on each venture; None where there is none, or where a later
    one on the same phase is not released."""
    for venture in ventures:
        decisions, releases = _recorded(journal, hub, venture)
        out = [entry for entry in decisions if entry.seq in releases]
        last = out[-1] if out else None
        if last is None or any(
                later.body["phase"] == last.body["phase"] and later.seq not in releases
                for later in decisions[decisions.index(last) + 1:]):
            yield venture, None
        else:
            yield venture, ReleasedEntry(last, releases[last.seq])
