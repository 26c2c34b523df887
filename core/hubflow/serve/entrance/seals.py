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
NoteKind = Literal["passkey", "provider", "adding"]
"""What a browser is in the middle of: signing in with a passkey, at a provider, adding a passkey.
"""

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
    _notes: dict[str, str] = attrs.field(factory=dict, init=False)

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
        return self._sealed(kind, days, {
            "name": visitor.name, "origin": origin,
            "grants": [attrs.asdict(grant) for grant in visitor.grants]})

    def opened(self, kind: SealKind, sealed: str) -> Seal | None:
        """Return what a sealed text says; None for a forged, old, used or withdrawn one."""
        data = self._data(kind, sealed)
        if data is None or self.has_ended(data["origin"], withdrawal_of(data["number"])):
            return None
        return Seal(
            number=data["number"], origin=data["origin"], until=data["until"],
            visitor=Visitor(name=data["name"], grants=tuple(
                RoleGrant(**grant) for grant in data["grants"])))

    def note(self, kind: NoteKind, minutes: float, about: str = "") -> tuple[str, SealedNote]:
        """Return a sealed text for a browser to bring back once, and what stands in it."""
        sealed = self._sealed(kind, minutes / (24 * 60), {"about": about})
        return sealed, self._note(self._data(kind, sealed) or {})

    def brought_back(self, kind: NoteKind, sealed: str) -> SealedNote | None:
        """Return a note that a browser brings back; None for a forged or old one, and twice."""
        data = self._data(kind, sealed)
        return self._note(data) if data is not None and self.end(data["number"]) else None

    def _note(self, data: Mapping[str, Any]) -> SealedNote:
        def derived(use: str) -> bytes:
            return hmac.digest(self.secret, f"{use} {data['number']}".encode(), "sha256")

        return SealedNote(data["about"], derived("challenge"), _encoded(derived("state")),
                          _encoded(derived("nonce")), _encoded(derived("verifier")))

    def _sealed(self, kind: str, days: float, content: Mapping[str, Any]) -> str:
        data = {"kind": kind, "until": int(time.time() + days * DAY),
                "number": secrets.token_hex(8), **content}
        text = _encoded(json.dumps(data, ensure_ascii=False, sort_keys=True).encode())
        return f"{text}.{self._mark(text)}"

    def _data(self, kind: str, sealed: str) -> Mapping[str, Any] | None:
        """Return the content of a sealed text; None for a forged, old or used one."""
        text, _, mark = sealed.partition(".")
        if not hmac.compare_digest(self._mark(text).encode(), mark.encode()):
            return None
        data: Mapping[str, Any] = plain_json(_decoded(text).decode())
        dead = data["kind"] != kind or data["until"] < time.time()
        return None if dead or self.has_ended(data["number"]) else data

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

    def keep_note(self, number: str, text: str) -> None:
        """Keep a text about an invitation, as long as what was used up is remembered."""
        if self.folder is None:
            self._notes[number] = text
            return
        home = self.folder / "invitations"
        home.mkdir(mode=0o700, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".", dir=home)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).replace(home / f"{number}.json")

    def notes(self) -> Mapping[str, str]:
        """Return the texts about invitations by the invitation's number."""
        if self.folder is None:
            return dict(self._notes)
        return {path.stem: path.read_text("utf-8")
                for path in sorted((self.folder / "invitations").glob("[!.]*.json"))}

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


@attrs.frozen(repr=False)
class SealedNote:
    """What a browser brings back once: what it is about, and secrets that it cannot know.

    They are derived from the keeper's secret, so that no list of them is kept. ``challenge`` is for
    a passkey to sign; ``state``, ``nonce`` and ``verifier`` are for a provider.
    """

    about: str
    challenge: bytes
    state: str
    nonce: str
    verifier: str


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
