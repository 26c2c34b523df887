"""Prove that a journal is unchanged, and that the tables derived from it agree with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs
import sqlalchemy as sa

from hubflow.register.standing.standing_table import due_rows
from hubflow.register.standing.venture_standing import as_row
from hubflow.register.storage.chain import START, content_of, digest_of, redacted_digests, seal_of
from hubflow.register.storage.database_tables import dues, entries, standings
from hubflow.register.storage.deriving import standings_of_all
from hubflow.register.storage.journal import Journal

_BLOCK = 10_000


@attrs.frozen
class Proof:
    """How many entries were checked, the head of their chain, and what is wrong."""

    entries: int
    head: str
    findings: tuple[str, ...]


def verify(
    journal: Journal, expect: str | None = None, progress: Callable[[int], None] | None = None
) -> Proof:
    """Recompute every digest of the journal, and every standing that is stored beside it.

    ``expect`` is the digest of an entry noted earlier, elsewhere: it must still be in the chain,
    which finds even a journal whose last entries were cut off. ``progress`` hears how many
    entries are done.
    """
    findings = [*_damage(journal)]
    redacted = _redactions(journal)
    seen, previous, expected_seq = 0, START, 1
    met = expect is None or expect == START
    result = journal.connection.execute(
        sa.select(entries).order_by(entries.c.seq), execution_options={"yield_per": _BLOCK})
    for row in result.mappings():
        seen += 1
        if row["seq"] != expected_seq:
            findings.append(f"entry {expected_seq} is missing: {row['seq']} follows "
                            f"{expected_seq - 1}")
            expected_seq = row["seq"]
        findings += _wrong(row, previous, redacted)
        previous = row["digest"]
        met = met or previous == expect
        expected_seq += 1
        if progress is not None and seen % _BLOCK == 0:
            progress(seen)
    if not met:
        findings.append(f"no entry has the digest {expect}: entries were cut off or rewritten")
    if not findings:
        findings += _derived(journal)
    return Proof(seen, previous, tuple(findings))


def _damage(journal: Journal) -> Iterator[str]:
    """Return the problems that the database itself finds in its file."""
    if journal.connection.dialect.name == "sqlite":
        for found in journal.connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars():
            if found != "ok":
                yield f"the file is damaged: {found}"


def _wrong(
    row: sa.RowMapping, previous: str, redacted: dict[int, str]
) -> Iterator[str]:
    seq = row["seq"]
    if row["previous"] != previous:
        yield f"entry {seq} does not follow the entry before it"
    content = content_of(seq, row["kind"], row["hub"], row["subject"], row["on_day"], row["at"],
                         row["body"], row["seal"])
    if digest_of(row["previous"], content) != row["digest"]:
        yield f"entry {seq} ({row['kind']} of {row['subject'] or 'the register'}) was changed"
    if row["salt"]:
        if seal_of(row["salt"], row["personal"]) != row["seal"]:
            yield (f"entry {seq} ({row['kind']} of {row['subject'] or 'the register'}): its texts "
                   "were changed")
    elif redacted.get(seq) != hashlib.sha256(row["personal"].encode()).hexdigest():
        yield f"entry {seq}: its texts were changed, and no redaction tells of it"


def _redactions(journal: Journal) -> dict[int, str]:
    """Return the digest of each redacted entry's texts after its latest redaction."""
    return redacted_digests(journal.connection.execute(sa.select(entries.c.body).where(
        entries.c.kind == "redaction").order_by(entries.c.seq)).scalars())


def _derived(journal: Journal) -> Iterator[str]:
    """Return the standings and dues that differ from what their entries give."""
    kept = {(row["hub"], row["venture"]): dict(row) for row in
            journal.connection.execute(sa.select(standings)).mappings()}
    due: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in journal.connection.execute(sa.select(dues)).mappings():
        due.setdefault((row["hub"], row["venture"]), []).append(dict(row))
    for hub, venture, standing in standings_of_all(journal):
        if (as_row(standing) if standing else None) != kept.pop((hub, venture), None):
            yield f"{venture}: where it stands is not what its entries come to"
        elif _sorted(due_rows(standing) if standing else ()) != _sorted(
                due.pop((hub, venture), ())):
            yield f"{venture}: what is due is not what its entries come to"
    for hub, venture in kept:
        yield f"{venture} ({hub}): it stands on the board without any entry"


def _sorted(rows: Iterable[Mapping[str, str]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in rows)
