"""Write archives: one venture's entries with the chain that proves them, or a whole register."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hubflow.engine.call.call_progress import CallProgress
from hubflow.model.characters import harmless_json
from hubflow.model.input_problems import one_problem
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.register.calls.call_entries import call_of_entry
from hubflow.register.recording.editions import hub_language
from hubflow.register.recording.steps import RecordedStep, call_progress
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.storage.chain import START, canonical, content_of, short_digest
from hubflow.register.storage.database_tables import entries
from hubflow.register.storage.entries import JournalEntry, effective
from hubflow.register.storage.journal import Journal, check_recorded, entry_of
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.spoken import say

FILES, DOCUMENTS_LIST = "files/", "documents.json"
ENTRIES, CHAIN, ABOUT = "entries.jsonl", "chain.csv", "archive.json"
FORMAT = 2
"""From 2 on the files that are made of entries are proved, too."""
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)

Row = Mapping[str, Any]


def rows(journal: Journal) -> Iterator[Row]:
    """Yield every entry's row in the database, in order.

    Raises :class:`BadInput` at one that is not what was recorded, or does not follow the last.
    """
    previous = START
    result = journal.connection.execute(
        sa.select(entries).order_by(entries.c.seq), execution_options={"yield_per": 5_000})
    for row in result.mappings():
        check_recorded(row)
        if row["previous"] != previous:
            raise one_problem(say("kinds.entry", entry=row["seq"]),
                              say("register-problems.it_does_not_follow_the_entry"),
                              say("register-problems.hubflow_register_verify_tells_all_that"))
        previous = row["digest"]
        yield dict(row)


def content_of_row(row: Row) -> str:
    """Return the digest of an entry's content."""
    return content_of(row["seq"], row["kind"], row["hub"], row["subject"], row["on_day"],
                      row["at"], row["body"], row["seal"])


def register_archive(journal: Journal) -> dict[str, bytes]:
    """Return the files of an archive of the whole register."""
    lines = [canonical(row) for row in rows(journal)]
    about = {"format": FORMAT, "of": "register", "entries": len(lines), "head": _head(journal)}
    return {ABOUT: _json(about), ENTRIES: _lines(lines)}


def venture_archive(journal: Journal, hub: str, venture: str) -> dict[str, bytes]:
    """Return the files of one venture's archive.

    Its entries and those that they rest on (its challenge's, its call's, its editions', the runs
    it took part in) stand in full; of all others the digest of their content alone, so that the
    chain can be followed from the first entry to the last.
    """
    standing = known_standing(journal, hub, venture)
    own = journal.read(hub=hub, subject=venture, kinds=["recommendation", "dossier", "move"])
    # earlier versions may have named another challenge, or competed in another call
    subjects = {venture, *(str(entry.body[key]) for entry in own if entry.kind == "dossier"
                           for key in ("challenge", "call") if entry.body.get(key))}
    runs = {int(entry.body["run"]) for entry in own if entry.kind == "recommendation"}
    editions = {entry.body[key] for entry in own for key in ("edition", "to")
                if entry.kind != "recommendation" and key in entry.body}
    kept: list[Row] = []
    chain: list[tuple[Any, ...]] = [("entry", "content", "digest")]
    for row in rows(journal):
        chain.append((row["seq"], content_of_row(row), row["digest"]))
        mine = row["hub"] == hub and (
            (row["subject"] in subjects and row["kind"] not in ("edition", "run"))
            or (row["kind"] == "edition" and row["subject"] in editions)
        )
        if (mine or row["seq"] in runs or row["kind"] in ("redaction", "anchor")
                or row["seq"] == 1):
            kept.append(row)
    about = {"format": FORMAT, "of": "venture", "venture": venture, "hub": hub,
             "entries": len(kept), "head": _head(journal)}
    return {ABOUT: _json(about), ENTRIES: _lines([canonical(row) for row in kept]),
            CHAIN: csv_bytes(chain), "README.txt": words(
                hub_language(journal, hub) or ENGLISH, of="archive")["readme"].encode(),
            **_steps(call_progress(journal, hub, standing.call)),
            **readable_files(kept, venture)}


def archived_rows(files: Mapping[str, bytes]) -> list[Row]:
    """Return the rows of the entries in the files of an archive that was made here."""
    return [json.loads(line) for line in files[ENTRIES].decode().split("\n") if line]


def others_in(rows: Iterable[Row], venture: str) -> tuple[str, ...]:
    """Return the ids of other ventures that stand in the entries of a venture's archive."""
    found: set[str] = set()
    for entry in map(entry_of, rows):
        if entry.kind == "run":
            found.update(entry.body["cohort"])
            found.update(who for place in entry.body.get("freed_in", ())
                         for who in place["moved_up"])
        elif entry.kind == "call":
            call = call_of_entry(entry)
            found.update(member.id for member in call.members)
            found.update(id for one in call.assessors for id in (*one.ventures, *one.conflicts))
    return tuple(sorted(found - {venture}))


def _head(journal: Journal) -> dict[str, Any]:
    """Return the register's head, which a reader compares with letters, lists and anchors."""
    seq, digest = journal.head()
    return {"register": journal.id(), "entry": seq, "digest": digest,
            "short": short_digest(digest)}


def _steps(progress: CallProgress) -> dict[str, bytes]:
    """Return the steps that the venture's call has taken; no file if no steps are recorded."""
    if not progress.taken_steps:
        return {}
    return {"steps.json": _json({
        "call": progress.call, "stands": not progress.preliminary_mark,
        "told": progress.preliminary_mark,
        "steps": [{"entry": step.seq if isinstance(step, RecordedStep) else 0, "on": step.date,
                   "step": progress.name(step.step), "body": step.by, "note": step.note,
                   "published_at": step.published_at, "complaints_until": step.complaints_until,
                   "signers": step.signers}
                  for step in progress.taken_steps]})}


def readable_files(rows: Sequence[Row], venture: str) -> dict[str, bytes]:
    """Return dossiers and methods as their original files, decisions and judgements as lists.

    Made of the entries alone. Raises :class:`BadInput` where one is not as it was recorded.
    """
    files: dict[str, bytes] = {}
    found = [entry_of(row) for row in rows]
    for entry in found:
        if entry.kind == "dossier":
            name = f"dossiers/{entry.seq:06}-{entry.on}-{entry.subject}.toml"
            files[name] = str(entry.personal["text"]).encode()
        elif entry.kind == "edition":
            name = f"methods/{entry.seq:06}-{_plain(entry.subject)}.toml"
            files[name] = str(entry.body["text"]).encode()
    own = [entry for entry in found if entry.subject == venture]
    told = {entry.seq for entry in effective(own)}
    files["decisions.json"] = _json([
        {"entry": entry.seq, "kind": entry.kind, "on": entry.on.isoformat(), **entry.body,
         **{key: entry.personal.get(key) for key in (
             "body", "reasons", "learning", "note", "says")},
         "withdrawn": entry.seq not in told}
        for entry in own if entry.kind in (
            "decision", "pause", "resume", "close", "move", "release", "complaint", "answer")
    ])
    files["judgements.json"] = _json([
        {"entry": entry.seq, "on": entry.on.isoformat(), **entry.body,
         "assessor": entry.personal["assessor"], "note": entry.personal["note"],
         "withdrawn": entry.seq not in told}
        for entry in own if entry.kind == "judgement"
    ])
    documents = [entry for entry in found if entry.kind == "document"]
    if documents:
        files[DOCUMENTS_LIST] = _json([
            {"entry": entry.seq, "on": entry.on.isoformat(), "about": entry.subject, **entry.body,
             "name": entry.personal["name"], "withdrawn": entry.seq not in {
                 each.seq for each in effective(found)}} for entry in documents])
    return files


def filed_files(
    rows: Iterable[Row], files: Iterable[Path]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of documents that were filed, by their path in the archive, and the names
    of those that are not among ``files``.
    """
    found = {sha256(content).hexdigest(): content
             for path in files for content in [path.read_bytes()]}
    packed: dict[str, bytes] = {}
    missing: list[str] = []
    for entry in map(entry_of, rows):
        if entry.kind == "document":
            content = found.get(str(entry.body["sha256"]))
            if content is None:
                missing.append(str(entry.personal["name"]))
            else:
                packed[document_path(entry)] = content
    return packed, missing


def document_path(entry: JournalEntry) -> str:
    """Return where the file of a document stands in an archive."""
    name = Path(str(entry.personal["name"]))
    return f"{FILES}{entry.seq:06}-{_plain(name.stem)}{_plain_ending(name.suffix)}"


def _plain_ending(ending: str) -> str:
    return re.sub(r"[^\w.]+", "-", ending)


def _plain(edition: str) -> str:
    """Return an edition's name as part of a file name: editions may be called 2024/25."""
    return re.sub(r"[^\w-]+", "-", edition)


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of the files: the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DAY), files[name],
                             zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(f"{harmless_json(line)}\n" for line in lines).encode()


def _json(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, indent=2, default=_day)
    return (harmless_json(text) + "\n").encode()


def _day(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))
