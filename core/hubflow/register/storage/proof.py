"""Prove that a journal is unchanged, and that the tables derived from it agree with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs
import sqlalchemy as sa

from hubflow.register.anchoring.register_anchors import (
    Anchor,
    HeldAgainst,
    anchor_findings,
    held_against,
    recorded_anchor,
)
from hubflow.register.searching.search_words import words_in
from hubflow.register.standing.standing_table import due_rows
from hubflow.register.standing.venture_standing import as_row
from hubflow.register.storage.chain import (
    START,
    content_of,
    digest_of,
    redacted_digests,
    register_id,
    seal_of,
    short_digest,
)
from hubflow.register.storage.clock import backwards
from hubflow.register.storage.database_tables import dues, entries, searched, standings
from hubflow.register.storage.deriving import standings_of_all, texts_of_all
from hubflow.register.storage.entry_checks import EntryChecks, kind_in_words
from hubflow.register.storage.guards import guard_findings
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

_BLOCK = 10_000


@attrs.frozen
class Proof:
    """How many entries were checked, the head of their chain, and what is wrong.

    ``anchors`` are those that the chain was held against, and agrees with; ``last`` is the number
    of its last entry that is no anchor itself.
    """

    entries: int
    head: str
    findings: tuple[str, ...]
    anchors: tuple[HeldAgainst, ...] = ()
    last: int = 0


def verify(
    journal: Journal, expect: str | None = None, progress: Callable[[int], None] | None = None,
    anchors: Sequence[Anchor] = (),
) -> Proof:
    """Recompute every digest of the journal, and every standing that is stored beside it.

    ``expect`` is the digest of an entry noted earlier, elsewhere, or its first digits: it must
    still be in the chain, which finds even a journal whose last entries were cut off.
    ``anchors`` are kept elsewhere, too; those that the journal records are added. ``progress``
    hears how many entries are done.
    """
    findings = [*_damage(journal), *guard_findings(journal.connection)]
    redacted = _redactions(journal)
    walk = _Walk(expect, [*anchors, *_recorded_anchors(journal)])
    checks = EntryChecks()
    seen, previous, before, expected_seq = 0, START, "", 1
    result = journal.connection.execute(
        sa.select(entries).order_by(entries.c.seq), execution_options={"yield_per": _BLOCK})
    for row in result.mappings():
        seen += 1
        if row["seq"] != expected_seq:
            findings.append(say("proof.entry_missing", seq=expected_seq, next=row["seq"],
                                before=expected_seq - 1))
            expected_seq = row["seq"]
        findings += [*_wrong(row, previous, redacted)] or checks.finding(row)
        if wrong := backwards(row["at"], before):
            findings.append(say("proof.of_entry", seq=row["seq"], what=wrong))
        previous, before = row["digest"], row["at"]
        walk.passes(row)
        expected_seq += 1
        if progress is not None and seen % _BLOCK == 0:
            progress(seen)
    if not walk.met:
        findings.append(say("proof.digest_gone", digest=expect))
    held = list(walk.held(findings))
    if not findings:
        findings += _derived(journal)
    return Proof(seen, previous, tuple(findings), tuple(held), walk.event)


@attrs.define
class _Walk:
    """What is looked for on the way along the chain: an expected digest, anchored entries."""

    expect: str | None
    anchors: list[Anchor]
    met: bool = attrs.field(init=False)
    found: dict[int, tuple[str, str]] = attrs.field(factory=dict, init=False)
    _wanted: frozenset[int] = attrs.field(init=False)
    _register: str = attrs.field(default="", init=False)
    _expected: list[HeldAgainst] = attrs.field(factory=list, init=False)
    last: int = attrs.field(default=0, init=False)
    event: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.met = self.expect is None or self.expect == START
        self._wanted = frozenset(anchor.line.entry for anchor in self.anchors)

    def passes(self, row: sa.RowMapping) -> None:
        """Take note of an entry."""
        self.last = row["seq"]
        self.event = self.event if row["kind"] == "anchor" else self.last
        if row["kind"] == "register" and row["seq"] == 1:
            self._register = register_id(row["body"])
        if row["seq"] in self._wanted:
            self.found[row["seq"]] = row["digest"], row["at"]
        if not self.met and self.expect and row["digest"].startswith(self.expect):
            self.met = True
            self._expected.append(HeldAgainst(
                row["seq"], short_digest(row["digest"]), "", "--expect", inside=False, answers=()))

    def held(self, findings: list[str]) -> Iterator[HeldAgainst]:
        """Yield what the chain agrees with; add to the findings where it does not."""
        yield from self._expected
        for anchor, wrong in anchor_findings(self.anchors, self._register, self.last,
                                             self.found):
            findings += wrong
            if not wrong:
                yield held_against(anchor)


def _recorded_anchors(journal: Journal) -> Iterator[Anchor]:
    """Yield the anchors that the journal records, as far as they can be read."""
    for row in journal.connection.execute(sa.select(entries).where(
            entries.c.kind == "anchor").order_by(entries.c.seq)).mappings():
        anchor = recorded_anchor(row)
        if anchor is not None:
            yield anchor


def _damage(journal: Journal) -> Iterator[str]:
    """Return the problems that the database itself finds in its file."""
    if journal.connection.dialect.name == "sqlite":
        for found in journal.connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars():
            if found != "ok":
                yield say("proof.file_damaged", what=found)


def _wrong(
    row: sa.RowMapping, previous: str, redacted: dict[int, str]
) -> Iterator[str]:
    seq = row["seq"]
    if row["previous"] != previous:
        yield say("proof.does_not_follow", seq=seq)
    of = row["subject"] or say("register.the_register")
    content = content_of(seq, row["kind"], row["hub"], row["subject"], row["on_day"], row["at"],
                         row["body"], row["seal"])
    if digest_of(row["previous"], content) != row["digest"]:
        yield say("proof.was_changed", seq=seq, kind=kind_in_words(row["kind"]), of=of)
    if row["salt"]:
        if seal_of(row["salt"], row["personal"]) != row["seal"]:
            yield say("proof.texts_changed", seq=seq, kind=kind_in_words(row["kind"]), of=of)
    elif redacted.get(seq) != hashlib.sha256(row["personal"].encode()).hexdigest():
        yield say("proof.texts_changed_untold", seq=seq)


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
            yield say("proof.standing_differs", venture=venture)
        elif _sorted(due_rows(standing) if standing else ()) != _sorted(
                due.pop((hub, venture), ())):
            yield say("proof.dues_differ", venture=venture)
    for hub, venture in kept:
        yield say("proof.stands_without_entry", venture=venture, hub=hub)
    yield from _words(journal)


def _words(journal: Journal) -> Iterator[str]:
    """Return the entries of which a search finds other words than their texts have."""
    kept = {int(seq): hash(words) for seq, words in journal.connection.execute(
        sa.select(searched), execution_options={"yield_per": _BLOCK})}
    for seq, text in texts_of_all(journal):
        found = words_in(text)
        if kept.pop(seq, None) != (hash(" ".join(sorted(found))) if found else None):
            yield say("proof.not_found_by_words", seq=seq)
    for seq in sorted(kept):
        yield say("proof.found_by_other_words", seq=seq)


def _sorted(rows: Iterable[Mapping[str, str]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in rows)
