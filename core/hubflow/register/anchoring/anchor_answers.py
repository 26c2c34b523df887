"""Read the answer to an anchor line: a time stamp, a proof of OpenTimestamps, or a file."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import attrs

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.register.anchoring.anchor_line import AnchorLine, anchor_lines
from hubflow.register.anchoring.der import NotDer
from hubflow.register.anchoring.open_timestamps import (
    OpenTimestamp,
    is_open_timestamp,
    read_open_timestamp,
)
from hubflow.register.anchoring.time_stamp import TimeStamp, read_time_stamp
from hubflow.text.spoken import say

STAMP, PROOF = ".tsr", ".ots"
"""How files of time stamps and of OpenTimestamps end."""

_STAMPS = (STAMP, ".tst", ".tsq")
"""The last is a query, which is told from an answer when it is read."""
_LARGEST_STAMP = 256 * 1024
"""Bytes of a stamp that are kept; real ones have some thousands."""
_LARGEST_TEXT = 4 * 1024 * 1024
"""Bytes of a file that is searched for the line."""

AnswerKind = Literal["rfc3161", "opentimestamps", "file"]


@attrs.frozen
class AnchorAnswer:
    """An answer: its kind, its file's digest, and of a stamp the content and what it says."""

    kind: AnswerKind
    sha256: str
    content: bytes = b""
    stamp: TimeStamp | OpenTimestamp | None = None

    @property
    def ending(self) -> str:
        """How a file of this kind ends."""
        return {"rfc3161": STAMP, "opentimestamps": PROOF, "file": ""}[self.kind]

    @property
    def at(self) -> dt.datetime | None:
        """When it was stamped, as far as the answer itself says so."""
        return self.stamp.at if isinstance(self.stamp, TimeStamp) else None

    def stamps(self, line: AnchorLine) -> bool:
        """Return whether a stamp is of this line; True for a file, which says nothing."""
        return any(self.is_of(form) for form in line.stamped)

    def is_of(self, content: bytes) -> bool:
        """Return whether a stamp is of a file with this content; True for what is no stamp."""
        if self.stamp is None:
            return True
        algorithm = self.stamp.algorithm if isinstance(self.stamp, TimeStamp) else "sha256"
        return self.stamp.imprint == hashlib.new(algorithm, content).digest()

    def recorded(self) -> dict[str, str]:
        """Return the answer as the journal keeps it."""
        kept = {"content": base64.b64encode(self.content).decode()} if self.content else {}
        return {"kind": self.kind, "sha256": self.sha256, **kept}


def recorded_answer(data: Mapping[str, Any]) -> AnchorAnswer:
    """Return an answer that the journal keeps. Raise ValueError if it is none."""
    kind = str(data["kind"])
    if kind not in ("rfc3161", "opentimestamps", "file"):
        raise ValueError(f"an answer of the kind {kind}")
    try:
        content = base64.b64decode(str(data.get("content", "")), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if kind == "file":
        return AnchorAnswer("file", str(data["sha256"]))
    if hashlib.sha256(content).hexdigest() != data["sha256"]:
        raise ValueError("an answer that is not what its digest says")
    return _stamp(kind, content)


def answer_in(path: Path, line: AnchorLine) -> AnchorAnswer:
    """Return the answer in a file, which is on ``line``.

    Raises :class:`BadInput` where it cannot be read, is of another line, or is a text without it.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(_LARGEST_TEXT + 1)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise one_problem(str(path), say("register-problems.cannot_be_read", strerror=error.strerror
                                         or error)) from None
    if not begins:
        raise one_problem(str(path), say("register-problems.the_file_is_empty"),
                          say("register-problems.give_the_file_that_was_given"))
    kind = _kind(path, begins)
    if kind == "file":
        _check_holds(path, begins, line)
        return AnchorAnswer("file", digest)
    if len(begins) > _LARGEST_STAMP:
        raise one_problem(str(path), say("register-problems.is_too_large_to_be_read",
                                         largest_stamp=_LARGEST_STAMP // 1024))
    try:
        answer = _stamp(kind, begins)
    except ValueError as error:
        what = say(f"proof.{kind}")
        raise one_problem(str(path), say("register-problems.this_is_no_that_hubflow_reads",
                                         what=what, error=error)) from None
    if not answer.stamps(line):
        raise _other(path, say("proof.stamps_another_line", line=line.text),
                     say("proof.stamp_the_file"))
    return answer


def _kind(path: Path, begins: bytes) -> AnswerKind:
    if is_open_timestamp(begins) or path.suffix.lower() == PROOF:
        return "opentimestamps"
    if path.suffix.lower() in _STAMPS:
        return "rfc3161"
    try:
        read_time_stamp(begins)
    except NotDer:
        return "file"
    return "rfc3161"


def _stamp(kind: str, content: bytes) -> AnchorAnswer:
    digest = hashlib.sha256(content).hexdigest()
    if kind == "rfc3161":
        return AnchorAnswer("rfc3161", digest, content, read_time_stamp(content))
    return AnchorAnswer("opentimestamps", digest, content, read_open_timestamp(content))


def _check_holds(path: Path, begins: bytes, line: AnchorLine) -> None:
    """Raise :class:`BadInput` for a text in which the line does not stand.

    What is no text, such as a scan or a PDF, is not looked into.
    """
    try:
        text = begins.decode()
    except UnicodeDecodeError:
        return
    if "\0" in text or len(begins) > _LARGEST_TEXT or text.startswith("%PDF"):
        return
    if (line.register, line.entry, line.digest) not in [
            (found.register, found.entry, found.digest) for found in anchor_lines(text)]:
        raise _other(path, say("proof.line_not_in_it", line=line.text),
                     say("proof.is_it_the_right_file"))


def _other(path: Path, what: str, to_do: str) -> BadInput:
    return one_problem(str(path), what, to_do)


