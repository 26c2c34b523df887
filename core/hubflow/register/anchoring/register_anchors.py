"""Anchors of a register: those kept elsewhere, those that its journal records, and what they show.

An anchor shows that the journal up to its entry is what it was then. One that stands in the journal
alone goes when the journal's end is cut off; one that is kept elsewhere finds that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import sqlalchemy as sa

from hubflow.model.input_problems import one_problem
from hubflow.reading.json_file import plain_json
from hubflow.register.anchoring.anchor_answers import (
    PROOF,
    STAMP,
    AnchorAnswer,
    answer_in,
    recorded_answer,
)
from hubflow.register.anchoring.anchor_line import AnchorLine, anchor_lines
from hubflow.register.storage.chain import short_digest
from hubflow.register.storage.clock import SKEW, moment
from hubflow.register.storage.database_tables import entries
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

_LARGEST = 4 * 1024 * 1024


@attrs.frozen
class Anchor:
    """A line with the answers to it. ``by`` is the file, or the journal's entry, that holds it."""

    line: AnchorLine
    by: str
    answers: tuple[AnchorAnswer, ...] = ()
    holder: str = ""
    inside: bool = False

    @property
    def since(self) -> str:
        """Since when it holds: its earliest time stamp, else the day that the line says."""
        stamps = [answer.at for answer in self.answers if answer.at is not None]
        return f"{min(stamps):%Y-%m-%d %H:%M:%S} UTC" if stamps else self.line.day.isoformat()


@attrs.frozen
class HeldAgainst:
    """An anchor that the journal agrees with: its entry, since when, who or what says so."""

    entry: int
    digest: str
    since: str
    by: str
    inside: bool
    answers: tuple[str, ...]
    holder: str = ""


def head_line(journal: Journal, day: dt.date) -> AnchorLine:
    """Return the line that anchors the register as it is now."""
    seq, digest = journal.head()
    return AnchorLine(journal.id() or "unnamed", seq, digest, day)


def line_in(path: Path) -> AnchorLine:
    """Return the one anchor line in a file. Raise :class:`BadInput` for none, or several."""
    found = list(dict.fromkeys(anchor_lines(_text(path))))
    if len(found) != 1:
        raise one_problem(str(path), say("proof.anchor_lines", n=len(found)) if found else
                          say("register-problems.no_anchor_line_of_a_register"),
                          say("register-problems.name_the_file_that_register_anchor"))
    return found[0]


def anchors_in(path: Path) -> list[Anchor]:
    """Return the anchors in a file: its lines, and of one line the stamps that lie beside it.

    Raises :class:`BadInput` where there is none, or a stamp is of something else.
    """
    lines = list(dict.fromkeys(anchor_lines(_text(path))))
    if not lines:
        raise one_problem(str(path), say("register-problems.no_anchor_line_of_a_register"),
                          say("register-problems.hubflow_register_anchor_writes_one"))
    if len(lines) > 1:
        return [Anchor(line, str(path)) for line in lines]
    answers = tuple(answer_in(beside, lines[0]) for beside in stamps_beside(path))
    return [Anchor(lines[0], str(path), answers)]


def stamps_beside(path: Path) -> list[Path]:
    """Return the stamps that lie beside a line's file, under its name."""
    names = [path.with_name(path.name + ending) for ending in (STAMP, PROOF)]
    if path.suffix not in (STAMP, PROOF):
        names.append(path.with_suffix(STAMP))
    return [name for name in dict.fromkeys(names) if name.is_file()]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise one_problem(str(path), say("register-problems.cannot_be_read", strerror=error.strerror
                                         or error)) from None
    if len(content) > _LARGEST:
        raise one_problem(str(path), say("register-problems.is_too_large_to_be_read_as",
                                         largest=_LARGEST // 1024 // 1024))
    return content.decode(errors="replace")


def check_line(journal: Journal, line: AnchorLine, source: str) -> None:
    """Raise :class:`BadInput` unless the journal holds what a line says."""
    found = journal.find(line.entry)
    wrong = _wrong(line, journal.id(), journal.head()[0], found.digest if found else None)
    if wrong:
        raise one_problem(source, wrong, say(
            "register-problems.nothing_was_recorded_hubflow_register_verify", source=source))


def record_anchor(
    journal: Journal, line: AnchorLine, answers: Sequence[tuple[str, AnchorAnswer]], *,
    holder: str, on: dt.date, by: str,
) -> int:
    """Record what was given back for a line; return the entry's number.

    ``answers`` each come with the name of their file, ``holder`` is who keeps the line elsewhere.
    """
    (seq,) = journal.append([Draft(
        kind="anchor", on=on,
        body={"line": line.text, "answers": [answer.recorded() for _, answer in answers]},
        personal={"by": by, "holder": holder, "files": [name for name, _ in answers]})])
    return seq


def recorded_anchor(row: Mapping[Any, Any]) -> Anchor | None:
    """Return the anchor that an entry's row records; None where it cannot be read as one."""
    try:
        body, personal = plain_json(row["body"]), plain_json(row["personal"])
        (line,) = anchor_lines(str(body["line"]))
        answers = tuple(recorded_answer(answer) for answer in body["answers"])
        return Anchor(line, say("proof.register_itself", seq=row["seq"]), answers,
                      str(personal.get("holder", "")), inside=True)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def anchor_of(journal: Journal, seq: int) -> Anchor | None:
    """Return the anchor that an entry records; None where it records none."""
    row = journal.connection.execute(sa.select(entries).where(
        entries.c.seq == seq, entries.c.kind == "anchor")).mappings().first()
    return None if row is None else recorded_anchor(row)


def anchor_findings(
    anchors: Iterable[Anchor], register: str, head: int, found: Mapping[int, tuple[str, str]]
) -> Iterator[tuple[Anchor, list[str]]]:
    """Yield each anchor with what is wrong between it and the chain.

    ``found`` holds, of each entry that an anchor names, its digest and when it was recorded.
    """
    for anchor in anchors:
        digest, at = found.get(anchor.line.entry, (None, ""))
        wrong = _wrong(anchor.line, register, head, digest)
        findings = [say("proof.of_anchor", by=anchor.by, what=wrong)] if wrong else []
        for answer in anchor.answers:
            if not answer.stamps(anchor.line):
                findings.append(say("proof.stamps_something_else", by=anchor.by))
            recorded = moment(at)
            if answer.at is not None and recorded is not None and answer.at < recorded - SKEW:
                findings.append(say("proof.stamped_before", by=anchor.by, seq=anchor.line.entry,
                                    at=at, stamped=answer.at.isoformat()))
        yield anchor, findings


def held_against(anchor: Anchor) -> HeldAgainst:
    """Return an anchor as it is told where the journal agrees with it."""
    return HeldAgainst(
        anchor.line.entry, short_digest(anchor.line.digest), anchor.since, anchor.by,
        anchor.inside, tuple(answer.kind for answer in anchor.answers), anchor.holder)


def _wrong(line: AnchorLine, register: str, head: int, digest: str | None) -> str:
    if line.register != (register or "unnamed"):
        return say("proof.another_register", register=line.register)
    if line.entry > head:
        return say("proof.cut_off", head=head, seq=line.entry, day=line.day)
    if digest != line.digest:
        return say("proof.rewritten", seq=line.entry, day=line.day)
    return ""
