"""File documents: the register keeps the digest of each letter, list or minutes, not the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import attrs

from hubflow.documents.publishing.publish import own_formats
from hubflow.model.call import OUT_BY_BODY
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import read_bytes
from hubflow.register.recording.lifecycle import check_day
from hubflow.register.recording.releasing import recorded_decisions
from hubflow.register.recording.steps import check_call
from hubflow.register.standing.standing_table import ids_of, known_standing
from hubflow.register.storage.entries import (
    Draft,
    JournalEntry,
    effective,
    latest,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


@attrs.frozen
class FiledDocuments:
    """The documents that were filed, by the venture or call that each is about, those that were
    filed before, and the files of folders that are no letters.
    """

    filed: tuple[tuple[str, Path], ...]
    known: tuple[Path, ...]
    left_out: tuple[Path, ...] = ()


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those in the folders named; hidden ones are left out.

    Raises :class:`BadInput` for a path that is neither, and for folders without files.
    """
    found: list[Path] = []
    for path in paths:
        inside = ([path] if path.is_file() else
                  sorted(each for each in path.rglob("*") if each.is_file()
                         and not each.name.startswith(".")) if path.is_dir() else [])
        if not inside:
            raise one_problem(str(path), say("register-problems.no_file_in_this_folder")
                              if path.is_dir() else
                              say("register-problems.there_is_no_such_file"))
        found += inside
    return list(dict.fromkeys(found))


def file_documents(
    journal: Journal, hub: str, files: Sequence[tuple[str, Path]], *, call: str | None,
    venture: str | None, on: dt.date, by: str, accepted: str = "",
    named: Collection[Path] | None = None,
) -> FiledDocuments:
    """Record the digests of documents of a call, or of a venture; each file with what it is.

    Of a letter the file's name says to which venture it went, unless ``venture`` does; it is of
    the last decision on it that was released by then. A file that was filed already about the same
    is left out, and so is of the folder of letters what neither bears a venture's name nor is a
    document: ``named`` are the files that came from no folder, all without it. Raises
    :class:`BadInput` with all problems of all of them.
    """
    if call is not None:
        check_call(journal, hub, call)
    drafts: list[tuple[Path, Draft]] = []
    known: list[Path] = []
    left_out: list[Path] = []
    problems: list[Problem] = []
    letters = _Letters(journal, hub, call, venture, on)
    for type, path in files:
        if type == "letter" and named is not None and path not in named and letters.is_none(path):
            left_out.append(path)
            continue
        try:
            subject, decision = letters.of(path) if type == "letter" else (venture or call or "", 0)
            content = read_bytes(path)
        except BadInput as bad:
            problems += bad.problems
            continue
        digest = sha256(content).hexdigest()
        if digest in {entry.body["sha256"] for entry in documents_of(journal, hub, subject)}:
            known.append(path)
            continue
        drafts.append((path, Draft(
            kind="document", hub=hub, subject=subject, on=on,
            body={"type": type, "sha256": digest, "size": len(content), "decision": decision},
            personal=with_accepted({"by": by, "name": path.name}, accepted))))
    if venture is not None:
        check_day(known_standing(journal, hub, venture), on)
    elif on > dt.date.today():
        problems.append(Problem("--on", 0, "", say("register-problems.is_in_the_future", on=on)))
    if problems:
        raise BadInput(problems)
    journal.append([draft for _, draft in drafts])
    return FiledDocuments(tuple((draft.subject, path) for path, draft in drafts), tuple(known),
                          tuple(left_out))


def documents_of(journal: Journal, hub: str, subject: str) -> list[JournalEntry]:
    """Return the documents that were filed about a venture or a call."""
    return [entry for entry in effective(journal.read(
        hub=hub, subject=subject, kinds=["document", "correction"])) if entry.kind == "document"]


def letters_sent(journal: Journal, hub: str, venture: str) -> dict[int, dt.date]:
    """Return when letters to a venture were filed as sent, by the decision that each tells."""
    return {int(entry.body["decision"]): entry.on
            for entry in documents_of(journal, hub, venture) if entry.body["type"] == "letter"}


class _Letters:
    """Finds to whom a letter went, and which decision it tells."""

    def __init__(
        self, journal: Journal, hub: str, call: str | None, venture: str | None, on: dt.date
    ) -> None:
        self.journal, self.hub, self.call, self.venture, self.on = journal, hub, call, venture, on

    def is_none(self, path: Path) -> bool:
        """Return whether a file is no letter by its name: another kind of file, of no venture."""
        return (path.suffix.removeprefix(".").lower() not in own_formats() and not self.venture
                and path.stem not in ids_of(self.journal, self.hub, call=self.call))

    def of(self, path: Path) -> tuple[str, int]:
        """Return the venture of a letter and the entry of its decision."""
        venture = self.venture or path.stem
        ids = ids_of(self.journal, self.hub, call=self.call)
        if venture not in ids:
            raise one_problem(str(path),
                              say("register-problems.its_name_is_no_venture_of", call=self.call)
                              if self.call else say("register-problems.its_name_is_no_venture"),
                              f"{did_you_mean(venture, ids)} "
                              f"{say('register-problems.venture_says_whose_it_is')}".strip())
        decisions, releases = recorded_decisions(self.journal, self.hub, venture)
        told = [each for each in decisions
                if each.seq in releases and releases[each.seq].on <= self.on]
        out = latest(effective(self.journal.read(
            hub=self.hub, subject=venture, kinds=["member", "correction"])), "member")
        if out is not None and out.body["standing"] in OUT_BY_BODY and out.on <= self.on:
            return venture, out.seq
        if not told:
            raise one_problem(str(path), say(
                "register-problems.no_decision_was_released_by", venture=venture, on=self.on),
                say("register-problems.no_letter_tells_it_before"))
        return venture, told[-1].seq
