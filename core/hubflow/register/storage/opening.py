"""Open or create a register at its address; read and write its journal by transactions."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Iterator

import attrs
from sqlalchemy.engine import URL, Connection, Engine

from hubflow.cli.atomic_file import PathOccupied
from hubflow.register.kept_entries import KeptEntries
from hubflow.register.storage.database_connection import (
    WRITING,
    DatabaseFailure,
    check_format,
    check_ours,
    engine_for,
    file_of,
    format_of,
    migrate,
)
from hubflow.register.storage.database_failures import explained_failures
from hubflow.register.storage.database_tables import HEAD
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.locking import USUAL, Patience, take_turn, wait_at_most
from hubflow.register.storage.temporary_database import temporary_database
from hubflow.text.spoken import say


@attrs.define(eq=False, repr=False)
class Register:
    """A register at its address, and how long its commands wait for each other.

    ``kept`` is what a process that reads again and again keeps of the entries.
    """

    engine: Engine
    patience: Patience = USUAL
    kept: KeptEntries | None = None
    _writer: Connection | None = attrs.field(default=None, init=False)
    _file: tuple[int, int] | None = attrs.field(default=None, init=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Journal]:
        """Yield the journal for reading. Raise :class:`BadInput` if it cannot be read.

        What others write meanwhile is not seen. It waits only where a command has the database to
        itself, as a redaction does while it overwrites what there was.
        """
        with explained_failures(self.engine), self.engine.connect() as connection:
            self._same_file()
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                wait_at_most(connection, self.patience.seconds)
                yield Journal(connection, self.kept)

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Journal]:
        """Yield the journal for writing: everything appended is committed, or nothing.

        Unless ``keep``, nothing is: what would come of it can be looked at. Waits while another
        command writes. Raises :class:`BadInput` where it cannot be written.
        """
        with explained_failures(self.engine), self._to_write() as writer:
            self._same_file()
            with writer.begin() as transaction:
                take_turn(writer, self.patience)
                yield Journal(writer, self.kept)
                if not keep:
                    transaction.rollback()

    @contextlib.contextmanager
    def _to_write(self) -> Iterator[Connection]:
        """Yield the connection to write with."""
        if self.engine.dialect.name == "postgresql":
            # of the pool, which looks first whether the server still answers
            with self.engine.connect() as connection:
                yield connection.execution_options(**{WRITING: True})
            return
        if self._writer is None:
            # one for all that this process writes: to open it anew costs as much as an entry
            self._writer = self.engine.connect().execution_options(**{WRITING: True})
        yield self._writer

    def _same_file(self) -> None:
        """Raise if the file was deleted or replaced: what is open would go on without it."""
        path = file_of(self.engine.url)
        if path is None:
            return
        try:
            found = path.stat()
        except OSError:
            raise _not_there(self.engine.url) from None
        identity = found.st_dev, found.st_ino
        if self._file is None:
            self._file = identity
        elif self._file != identity:
            raise _not_there(self.engine.url)

    def close(self) -> None:
        """Close the database."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.engine.dispose()


def _not_there(url: URL) -> DatabaseFailure:
    return DatabaseFailure(
        url, "gone", say("register-problems.file_not_there"),
        say("register-problems.put_it_back"))


def open_register(url: str, patience: Patience = USUAL) -> Register:
    """Return the register at ``url``. Raise :class:`BadInput` if there is none to read."""
    engine = engine_for(url, patience.seconds)
    path = file_of(engine.url)
    if path is not None and not (path.exists() and path.stat().st_size):
        # SQLite would make a database of an empty file, or of none
        check_format(None, engine.url)
    check_ours(engine.url, patience.seconds)
    register = Register(engine, patience)
    with _let_go(register), register.reading() as journal:
        check_format(format_of(journal.connection), engine.url)
    return register


@contextlib.contextmanager
def _let_go(register: Register) -> Iterator[None]:
    """Close a database that turns out not to be a register."""
    try:
        yield
    except Exception:
        register.close()
        raise


def init_register(
    url: str, on: dt.date, by: str, patience: Patience = USUAL
) -> tuple[Register, str | None]:
    """Create a register, or upgrade an older one; return its earlier format."""
    engine = engine_for(url, patience.seconds)
    path = file_of(engine.url)
    if path is not None and not path.exists():
        engine.dispose()
        with contextlib.suppress(PathOccupied):
            with temporary_database(engine.url, path) as draft:
                _begun(engine_for(draft, patience.seconds), on, by, patience)[0].close()
            return open_register(url, patience), None
    return _begun(engine, on, by, patience)


def _begun(
    engine: Engine, on: dt.date, by: str, patience: Patience
) -> tuple[Register, str | None]:
    check_ours(engine.url, patience.seconds)
    register = Register(engine, patience)
    with _let_go(register), register.writing() as journal:
        before = format_of(journal.connection)
        if before is not None and before > HEAD:
            check_format(before, engine.url)
        migrate(journal.connection)
        if journal.head()[0] == 0:
            journal.append([Draft(kind="register", on=on, body={"id": secrets.token_hex(8)},
                                  personal={"by": by})])
    return register, before
