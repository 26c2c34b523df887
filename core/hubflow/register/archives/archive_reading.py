"""Read archives and check them against the chain that proves them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.json_file import plain_json
from hubflow.reading.values.packed_file import check_packed
from hubflow.register.anchoring.register_anchors import (
    Anchor,
    HeldAgainst,
    anchor_findings,
    held_against,
    recorded_anchor,
)
from hubflow.register.archives.archive import (
    ABOUT,
    CHAIN,
    DOCUMENTS_LIST,
    ENTRIES,
    FILES,
    FORMAT,
    Row,
    content_of_row,
    document_path,
    readable_files,
)
from hubflow.register.storage.chain import (
    START,
    digest_of,
    redacted_digests,
    register_id,
    seal_of,
    short_digest,
)
from hubflow.register.storage.database_tables import entries
from hubflow.register.storage.entry_checks import EntryChecks
from hubflow.register.storage.journal import entry_of
from hubflow.register.storage.proof import Proof
from hubflow.text.spoken import say

_MADE = ("dossiers/", "methods/", "decisions.json", "judgements.json", DOCUMENTS_LIST, FILES)
"""Files that are made of a venture's entries alone."""

_PROVED_SINCE = 2

_UNREADABLE = (OSError, EOFError, KeyError, ValueError, TypeError, RuntimeError, OverflowError,
               csv.Error,
               zlib.error, zipfile.BadZipFile)
"""The errors that a damaged archive, or another program's, may raise."""


@attrs.frozen(eq=False, repr=False)
class Archive:
    """An archive that was read: its subject, its entries, and its chain if it has one.

    ``files`` are those that are made of the entries of a venture.
    """

    about: Mapping[str, Any]
    rows: tuple[Row, ...]
    chain: tuple[tuple[int, str, str], ...]
    files: Mapping[str, bytes] = attrs.field(factory=dict)


def read_archive(path: Path) -> Archive:
    """Return the archive in a file. Raise :class:`BadInput` if the file is no archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_packed(archive, str(path))
            about = dict(_written(plain_json(archive.read(ABOUT))))
            lines = archive.read(ENTRIES).decode().split("\n")
            chain = archive.read(CHAIN).decode() if CHAIN in archive.namelist() else ""
            files = {name: archive.read(name) for name in archive.namelist()
                     if name.startswith(_MADE)}
        found = tuple(_row(plain_json(line)) for line in lines if line)
        links = tuple((int(seq), content, digest)
                      for seq, content, digest in list(csv.reader(io.StringIO(chain)))[1:])
        number = int(about["format"])
    except FileNotFoundError:
        raise one_problem(str(path), say("register-problems.there_is_no_such_file")) from None
    except zipfile.BadZipFile:
        raise one_problem(str(path), say("register-problems.this_is_no_archive_of_a",
                                         error=say("proof.no_zip"))) from None
    except _UNREADABLE as error:
        raise one_problem(str(path), say("register-problems.this_is_no_archive_of_a", error=error)
                          ) from None
    if number > FORMAT:
        raise one_problem(str(path), say("register-problems.the_archive_was_written_by_a"),
                          say("register-problems.install_a_newer_version"))
    return Archive(about, found, links, files)


def _row(data: Any) -> Row:
    """Return the row of an entry from a line of an archive. Raise ValueError if it is none."""
    fields = {column.name: int if column.name == "seq" else str for column in entries.c}
    if not isinstance(data, dict) or {key: type(value) for key, value in data.items()} != fields:
        raise ValueError(say("proof.no_entry"))
    return _written(data)


def _written(data: dict[str, Any]) -> dict[str, Any]:
    """Return data of a JSON text. Raise ValueError for half a character, which no file holds."""
    json.dumps(data, ensure_ascii=False).encode()
    return data


def prove(archive: Archive) -> list[str]:
    """Return what is wrong in an archive: in its chain, and in each complete entry."""
    findings = []
    links = archive.chain or tuple(
        (row["seq"], content_of_row(row), row["digest"]) for row in archive.rows)
    previous = START
    for position, (seq, content, digest) in enumerate(links, start=1):
        if seq != position or digest_of(previous, content) != digest:
            findings.append(say("proof.chain_broken", seq=position))
            break
        previous = digest
    contents = {seq: content for seq, content, _ in links}
    left = redacted_digests(row["body"] for row in archive.rows if row["kind"] == "redaction")
    checks = EntryChecks(whole=not archive.chain)
    for row in archive.rows:
        findings += checks.finding(row)
        if contents.get(row["seq"]) != content_of_row(row):
            findings.append(say("proof.entry_changed", seq=row["seq"]))
        if row["salt"] and seal_of(row["salt"], row["personal"]) != row["seal"]:
            findings.append(say("proof.entry_texts_changed", seq=row["seq"]))
        if not row["salt"] and left.get(row["seq"]) != sha256(
                row["personal"].encode()).hexdigest():
            findings.append(say("proof.changed_after_redaction", seq=row["seq"]))
    head = archive.about.get("head")
    if isinstance(head, dict) and links and (head.get("entry"), head.get("digest")) != (
            links[-1][0], links[-1][2]):
        findings.append(say("proof.chain_ends", seq=links[-1][0], at=head.get("entry")))
    if archive.about.get("entries") != len(archive.rows):
        findings.append(say("proof.holds_entries", held=len(archive.rows),
                            written=archive.about.get("entries")))
    return findings or [*_not_of_entries(archive)]


def archive_proof(archive: Archive, expect: str | None, anchors: Sequence[Anchor]) -> Proof:
    """Return the proof of an archive's own chain, held against what was noted elsewhere."""
    findings = prove(archive)
    at = {row["seq"]: str(row["at"]) for row in archive.rows}
    links = archive.chain or tuple((row["seq"], "", str(row["digest"])) for row in archive.rows)
    last, _, head = links[-1] if links else (0, "", "")
    held = []
    if expect is not None:
        met = [HeldAgainst(seq, short_digest(digest), "", "--expect", inside=False, answers=())
               for seq, _, digest in links if digest.startswith(expect)]
        held += met[:1]
        findings += [] if met else [say("proof.no_such_digest", digest=expect)]
    recorded = [anchor for row in archive.rows if row["kind"] == "anchor"
                and (anchor := recorded_anchor(row)) is not None]
    register = next((register_id(row["body"]) for row in archive.rows if row["seq"] == 1), "")
    found = {seq: (digest, at.get(seq, "")) for seq, _, digest in links}
    for anchor, wrong in anchor_findings([*anchors, *recorded], register, last, found):
        findings += wrong
        held += [] if wrong else [held_against(anchor)]
    return Proof(len(archive.rows), head, tuple(findings), tuple(held), last)


def _not_of_entries(archive: Archive) -> Iterator[str]:
    """Return a problem for each readable file that differs from the proved entries."""
    if archive.about.get("of") != "venture" or int(archive.about["format"]) < _PROVED_SINCE:
        return
    try:
        made = readable_files(archive.rows, str(archive.about.get("venture")))
    except (BadInput, KeyError, TypeError):
        yield say("proof.an_entry_not_ours")
        return
    filed = {document_path(entry): str(entry.body["sha256"])
             for entry in map(entry_of, archive.rows) if entry.kind == "document"}
    for name in sorted({*made, *archive.files}):
        content = archive.files.get(name)
        right = (filed.get(name) == sha256(content or b"").hexdigest() if name.startswith(FILES)
                 else made.get(name) == content)
        if not right:
            yield say("proof.file_differs", name=name)
