"""Who has an account: people whom a hub invited, their passkeys, their names at a provider."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import one_problem
from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.reading.json_file import plain_json

_TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, grants TEXT NOT NULL, email TEXT NOT NULL,
  issuer TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX IF NOT EXISTS accounts_of_subject ON accounts (issuer, subject)
  WHERE subject <> '';
CREATE TABLE IF NOT EXISTS passkeys (
  id BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id), public_key BLOB NOT NULL,
  signs INTEGER NOT NULL, label TEXT NOT NULL, made INTEGER NOT NULL);
"""

_WAIT = 10.0
"""Seconds that one process waits for another's write."""

MOST_PASSKEYS = 20
"""Passkeys of a person at most."""


@attrs.frozen
class Account:
    """A person whom a hub invited; ``id`` is the number of the invitation.

    ``email`` lets in who has it at the provider, and is empty unless the secretary named one.
    ``issuer`` and ``subject`` are the provider and the person's lasting name there, once known.
    """

    id: str
    visitor: Visitor
    email: str = ""
    issuer: str = ""
    subject: str = ""


@attrs.frozen
class StoredPasskey:
    """A passkey of an account: its public key, and how often it has signed by its own count."""

    id: bytes
    account: str
    public_key: bytes
    signs: int
    label: str
    made: int


@attrs.frozen
class Accounts:
    """The accounts in a file, which several processes on one machine share.

    Nothing secret is in it: it holds public keys. Every method raises :class:`BadInput` where the
    file cannot be read or written.
    """

    path: Path

    @classmethod
    def of(cls, folder: Path) -> Accounts:
        """Return the accounts in a folder; the file is made if it is not there."""
        found = cls(folder / "accounts.db")
        found.path.touch(mode=0o600)
        with found._open() as database:
            database.executescript(_TABLES)
        return found

    def add(self, account: Account) -> None:
        """Keep an account; one that is there already stays as it is."""
        grants = json.dumps([attrs.asdict(grant) for grant in account.visitor.grants])
        self._run("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?, ?)",
                  account.id, account.visitor.name, grants, account.email.casefold(),
                  account.issuer, account.subject)

    def find(self, id: str) -> Account | None:
        """Return an account by its id."""
        return self._one("SELECT * FROM accounts WHERE id = ?", id)

    def all(self) -> list[Account]:
        """Return all accounts by name."""
        return [_account(row) for row in self._rows("SELECT * FROM accounts ORDER BY name, id")]

    def of_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the account of a person at a provider."""
        return self._one("SELECT * FROM accounts WHERE issuer = ? AND subject = ?",
                         issuer, subject)

    def waiting_for(self, email: str) -> list[Account]:
        """Return the accounts that wait for whoever has an e-mail address at the provider."""
        return [_account(row) for row in self._rows(
            "SELECT * FROM accounts WHERE email = ? AND email <> '' AND subject = ''",
            email.casefold())]

    def bind(self, id: str, issuer: str, subject: str) -> bool:
        """Note who a person is at the provider; return False if the account has another one."""
        try:
            return self._run("UPDATE accounts SET issuer = ?, subject = ? WHERE id = ? AND "
                             "(subject = '' OR (issuer = ? AND subject = ?))",
                             issuer, subject, id, issuer, subject) == 1
        except sqlite3.IntegrityError:  # that person has another account
            return False

    def unbind(self, id: str) -> None:
        """Free a person at the provider for another account: theirs was withdrawn."""
        self._run("UPDATE accounts SET issuer = '', subject = '', email = '' WHERE id = ?", id)

    def passkeys(self, account: str) -> list[StoredPasskey]:
        """Return the passkeys of an account, the oldest first."""
        return [StoredPasskey(*row) for row in self._rows(
            "SELECT * FROM passkeys WHERE account = ? ORDER BY made, rowid", account)]

    def passkey(self, id: bytes) -> StoredPasskey | None:
        """Return a passkey by its id."""
        return next((StoredPasskey(*row) for row in self._rows(
            "SELECT * FROM passkeys WHERE id = ?", id)), None)

    def add_passkey(self, found: StoredPasskey) -> bool:
        """Keep a passkey; return False if it is there already."""
        return self._run("INSERT OR IGNORE INTO passkeys VALUES (?, ?, ?, ?, ?, ?)",
                         *attrs.astuple(found)) == 1

    def remove_passkey(self, account: str, id: bytes) -> bool:
        """Remove a passkey of an account; return False if it has none of this id."""
        return self._run("DELETE FROM passkeys WHERE id = ? AND account = ?", id, account) == 1

    def signed(self, id: bytes, signs: int) -> bool:
        """Note a passkey's new count of signatures; return False if it is not a higher one.

        A passkey that does not count says 0 each time. One whose count does not rise was copied.
        """
        return self._run("UPDATE passkeys SET signs = ? WHERE id = ? AND (signs < ? OR "
                         "(signs = 0 AND ? = 0))", signs, id, signs, signs) == 1

    def _one(self, query: str, *values: object) -> Account | None:
        return next((_account(row) for row in self._rows(query, *values)), None)

    def _rows(self, query: str, *values: object) -> Sequence[Any]:
        with self._open() as database:
            return database.execute(query, values).fetchall()

    def _run(self, query: str, *values: object) -> int:
        with self._open() as database:
            return database.execute(query, values).rowcount

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(sqlite3.connect(
                    self.path, timeout=_WAIT)) as database, database:
                yield database
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise one_problem("--keys", f"the accounts cannot be read or written ({error})",
                              "Nothing was changed. Ask the workbench's keeper to look at the "
                              "folder and the room on its disk.") from error


def _account(row: Sequence[Any]) -> Account:
    id, name, grants, email, issuer, subject = row
    return Account(id, Visitor(name=name, grants=tuple(
        RoleGrant(**grant) for grant in plain_json(grants))), email, issuer, subject)


def now() -> int:
    """Return the seconds since 1970."""
    return int(time.time())
