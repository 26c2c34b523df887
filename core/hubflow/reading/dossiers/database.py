"""A SQLite file that may be lost at any time: what goes wrong with it harms nobody."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

_WAIT = 2.0
"""Seconds to wait for another run that is writing."""

_OF_THE_MOMENT = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT,
})
"""Errors that say nothing against the file; after any other it is removed."""


@attrs.define(eq=False)
class Database:
    """An open file that gives nothing more once anything has gone wrong."""

    file: Path
    connection: sqlite3.Connection | None
    removed: bool = False

    def rows(self, query: str, *values: Any) -> Iterator[Sequence[Any]]:
        """The rows that a query finds."""
        if self.connection is not None:
            try:
                yield from self.connection.execute(query, values)
            except (sqlite3.Error, ValueError, OverflowError) as error:
                self._failed(error)

    def write(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Carry out a statement for each of the rows."""
        if self.connection is not None and rows:
            try:
                self.connection.executemany(statement, rows)
            except (sqlite3.Error, ValueError, OverflowError) as error:
                self._failed(error)

    def close(self) -> None:
        """Make what was written last, where nothing went wrong."""
        if self.connection is not None:
            try:
                self.connection.commit()
                self.connection.close()
            except sqlite3.Error as error:
                self._failed(error)

    def _failed(self, error: Exception) -> None:
        if self.connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self.connection.close()
        self.connection = None
        if _is_broken(error):
            self.removed = True
            _remove(self.file)


@contextlib.contextmanager
def opened(file: Path, schema: str = "") -> Iterator[Database]:
    """The file, open; with ``schema`` it is made where there is none, for its user alone."""
    database = Database(file, None)
    try:
        if schema:
            _make(file)
        if is_own(file):
            database.connection = sqlite3.connect(file, timeout=_WAIT)
            # What is deleted is overwritten: it may be about people. After a power cut the file
            # may be broken, which is no harm, and not to wait for the disk saves the most time.
            # On pages of 32 kB a reading is mostly in one piece.
            database.connection.executescript(
                "pragma page_size = 32768; pragma secure_delete = on; pragma synchronous = off;"
                "pragma trusted_schema = off;" + schema)
    except (OSError, ValueError, sqlite3.Error) as error:
        database._failed(error)
    try:
        yield database
    finally:
        database.close()


def is_own(file: Path) -> bool:
    """Whether a file is there that is its user's alone, in a folder that no other can change."""
    try:
        status, folder = file.lstat(), file.parent.stat()
    except (OSError, ValueError):
        return False
    if os.name == "nt":
        return True
    mine = os.getuid()
    return (status.st_uid == mine and not status.st_mode & 0o077
            and folder.st_uid == mine and not folder.st_mode & 0o022)


def _is_broken(error: Exception) -> bool:
    """Whether an error says that the file is no good."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        # The low byte is the kind of error, the others say more of it.
        return code is None or code & 255 not in _OF_THE_MOMENT
    # Text that is none; a name of a file that cannot be encoded is another matter.
    return isinstance(error, UnicodeDecodeError)


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _remove(file: Path) -> None:
    for suffix in ("", "-journal"):
        with contextlib.suppress(OSError):
            file.with_name(file.name + suffix).unlink()
