"""Seal invitations and sessions, and remember which of them must not be used any more."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import attrs

from hubflow.model.input_problems import one_problem
from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.reading.json_file import plain_json

SealKind = Literal["invitation", "session"]

DAY = 86_400
"""Seconds of a day."""

_SECRET = 32


@attrs.frozen(eq=False, repr=False)
class SealKeeper:
    """The secret that seals, and the list of seals that were used up or withdrawn.

    Without ``folder`` both last as long as the process. With it they last longer, and several
    processes on one machine share them.
    """

    secret: bytes
    folder: Path | None = None
    _ended: set[str] = attrs.field(factory=set, init=False)

    @classmethod
    def of(cls, folder: Path | None = None) -> SealKeeper:
        """Return a keeper; ``folder`` is made, readable by its owner alone, if it is not there.

        Raises :class:`BadInput` if the secret in it is not one that was written here.
        """
        if folder is None:
            return cls(secrets.token_bytes(_SECRET))
        (folder / "ended").mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "secret"
        if not path.exists():
            _write_secret(path)
        secret = path.read_bytes()
        if len(secret) != _SECRET:
            raise one_problem(
                str(path), f"this is no secret: {len(secret)} bytes instead of {_SECRET}",
                "Delete it, and start anew: who is signed in then signs in again.")
        return cls(secret, folder)

    def seal(self, kind: SealKind, visitor: Visitor, days: float, origin: str = "") -> str:
        """Return a sealed text that stands for a person for so many days.

        ``origin`` is the number of the invitation that a session came from: who withdraws the
        invitation ends the session, too.
        """
        data = {"kind": kind, "name": visitor.name, "until": int(time.time() + days * DAY),
                "number": secrets.token_hex(8), "origin": origin,
                "grants": [attrs.asdict(grant) for grant in visitor.grants]}
        text = _encoded(json.dumps(data, ensure_ascii=False, sort_keys=True).encode())
        return f"{text}.{self._mark(text)}"

    def opened(self, kind: SealKind, sealed: str) -> Seal | None:
        """Return what a sealed text says; None for a forged, old, used or withdrawn one."""
        text, _, mark = sealed.partition(".")
        if not hmac.compare_digest(self._mark(text).encode(), mark.encode()):
            return None
        data: Mapping[str, Any] = plain_json(_decoded(text).decode())
        found = Seal(
            number=data["number"], origin=data["origin"], until=data["until"],
            visitor=Visitor(name=data["name"], grants=tuple(
                RoleGrant(**grant) for grant in data["grants"])))
        dead = data["kind"] != kind or found.until < time.time()
        return None if dead or self.has_ended(
            found.number, found.origin, withdrawal_of(found.number)) else found

    def end(self, number: str) -> bool:
        """Note that a seal is used up or withdrawn; return False if it was before."""
        if self.folder is None:
            fresh = number not in self._ended
            self._ended.add(number)
            return fresh
        try:
            handle = os.open(self._path(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        os.close(handle)
        return True

    def has_ended(self, *numbers: str) -> bool:
        """Return whether any of these was used up or withdrawn."""
        return any(number in self._ended if self.folder is None else self._path(number).exists()
                   for number in filter(None, numbers))

    def _path(self, number: str) -> Path:
        assert self.folder is not None
        return self.folder / "ended" / hashlib.sha256(number.encode()).hexdigest()[:32]

    def _mark(self, text: str) -> str:
        return _encoded(hmac.digest(self.secret, text.encode(), "sha256"))


def _write_secret(path: Path) -> None:
    """Write a new secret whole, or leave the one that another process wrote meanwhile."""
    handle, draft = tempfile.mkstemp(prefix="secret-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SECRET))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def withdrawal_of(number: str) -> str:
    """Return the number to end where an invitation, and every session from it, is withdrawn."""
    return f"{number}-withdrawn"


@attrs.frozen
class Seal:
    """An opened seal: its number, that of the invitation behind it, its end, and the person."""

    number: str
    origin: str
    until: int
    visitor: Visitor


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
