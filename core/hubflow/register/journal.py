"""The journal: opened, read, and added to in one transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor

from hubflow.model.problems import BadInput, one_problem
from hubflow.register.chain import START, canonical, content_of, digest_of, seal_of
from hubflow.register.connect import WRITING, check_format, file_of, format_of, migrate, reach
from hubflow.register.entries import Draft, Entry, EntryKind
from hubflow.register.failures import told
from hubflow.register.locking import USUAL, Patience, take_turn
from hubflow.register.schema import HEAD, entries

_SALT = 16
"""Random bytes that salt an entry's personal fields."""

_COLUMNS = ("seq", "kind", "hub", "subject", "on_day", "at", "body", "personal", "salt", "seal",
            "previous", "digest")

_LAST = "SELECT seq, digest FROM entries ORDER BY seq DESC LIMIT 1"
_INSERT = {
    style: f"INSERT INTO entries ({', '.join(_COLUMNS)}) "
           f"VALUES ({', '.join([mark] * len(_COLUMNS))})"
    for style, mark in (("qmark", "?"), ("pyformat", "%s"))
}
"""By the driver's way to mark values."""

_WITHOUT_NAMES = (
    *(column for column in entries.c if column.name != "personal"),
    sa.case((entries.c.kind == "dossier", entries.c.personal), else_="{}").label("personal"),
)

_BLOCK = 5_000
"""Rows fetched at once where there may be many."""


@attrs.frozen(eq=False, repr=False)
class Journal:
    """A register's journal, within one transaction."""

    connection: Connection

    def head(self) -> tuple[int, str]:
        """The number and the digest of the last entry; (0, zeros) before the first."""
        return _head(self._cursor())

    def read(
        self, *, hub: str | None = None, subject: str | None = None,
        kinds: Iterable[EntryKind] | None = None, until: int | None = None,
        personal: bool = True,
    ) -> list[Entry]:
        """Entries in order; ``until`` is the last number looked at.

        Without ``personal`` those fields stay in the database, but for dossiers.
        """
        query = sa.select(*(entries.c if personal else _WITHOUT_NAMES)).order_by(entries.c.seq)
        if hub is not None:
            query = query.where(entries.c.hub == hub)
        if subject is not None:
            query = query.where(entries.c.subject == subject)
        if kinds is not None:
            query = query.where(entries.c.kind.in_(list(kinds)))
        if until is not None:
            query = query.where(entries.c.seq <= until)
        return [entry_of(row, named=personal)
                for row in self.connection.execute(query).mappings()]

    def by_subject(self, kinds: Iterable[EntryKind]) -> Iterator[list[Entry]]:
        """The entries of each subject of each hub, in order; personal fields of dossiers only."""
        query = (sa.select(*_WITHOUT_NAMES).where(entries.c.kind.in_(list(kinds)))
                 .order_by(entries.c.hub, entries.c.subject, entries.c.seq))
        found = self.connection.execution_options(yield_per=_BLOCK).execute(query).mappings()
        for _, rows in itertools.groupby(found, lambda row: (row["hub"], row["subject"])):
            yield [entry_of(row, named=False) for row in rows]

    def find(self, seq: int) -> Entry | None:
        """One entry by its number."""
        row = self.connection.execute(
            sa.select(entries).where(entries.c.seq == seq)).mappings().first()
        return None if row is None else entry_of(row)

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Add entries to the end, chained to the last; their numbers."""
        if not drafts:
            return []
        cursor = self._cursor()
        seq, previous = _head(cursor)
        at = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
        rows = []
        salts = secrets.token_hex(_SALT * len(drafts))
        for position, draft in enumerate(drafts):
            seq += 1
            salt = salts[2 * _SALT * position : 2 * _SALT * (position + 1)]
            row = chained(draft, seq, previous, at, salt)
            previous = row[-1]
            rows.append(row)
        cursor.executemany(_INSERT[self.connection.dialect.paramstyle], rows)
        return list(range(seq - len(rows) + 1, seq + 1))

    def _cursor(self) -> DBAPICursor:
        # the driver's own: on the way of every entry SQLAlchemy's would take longer than the rest
        return self.connection.connection.cursor()


def _head(cursor: DBAPICursor) -> tuple[int, str]:
    cursor.execute(_LAST)
    row = cursor.fetchone()
    return (0, START) if row is None else (int(row[0]), str(row[1]))


def chained(draft: Draft, seq: int, previous: str, at: str, salt: str) -> tuple[Any, ...]:
    """The row of an entry, its columns in order."""
    body, personal = canonical(draft.body), canonical(draft.personal)
    seal = seal_of(salt, personal)
    day = draft.on.isoformat()
    content = content_of(seq, draft.kind, draft.hub, draft.subject, day, at, body, seal)
    return (seq, draft.kind, draft.hub, draft.subject, day, at, body, personal, salt, seal,
            previous, digest_of(previous, content))


def entry_of(row: Mapping[Any, Any], *, named: bool = True) -> Entry:
    """An entry from its row; raises :class:`BadInput` unless it is as it was recorded.

    ``named`` says whether the row holds the personal fields.
    """
    check_recorded(row, named=named)
    try:
        return Entry(
            seq=row["seq"], kind=row["kind"], hub=row["hub"], subject=row["subject"],
            on=dt.date.fromisoformat(row["on_day"]), at=row["at"], body=json.loads(row["body"]),
            personal=json.loads(row["personal"]), digest=row["digest"], redacted=not row["salt"],
        )
    except ValueError as error:
        raise _changed(row) from error


def check_recorded(row: Mapping[Any, Any], *, named: bool = True) -> None:
    """Raise :class:`BadInput` unless a row's digests are those of what it says."""
    content = content_of(row["seq"], row["kind"], row["hub"], row["subject"], row["on_day"],
                         row["at"], row["body"], row["seal"])
    if digest_of(row["previous"], content) != row["digest"] or (
            named and row["salt"] and seal_of(row["salt"], row["personal"]) != row["seal"]):
        raise _changed(row)


def _changed(row: Mapping[Any, Any]) -> BadInput:
    return one_problem(
        f"entry {row['seq']}", "it is not what was recorded: somebody changed it, or the file is "
        "damaged", "Nothing was done. `hubflow register verify` tells all that is wrong; put back "
        "a backup that verifies.")


@attrs.define(eq=False, repr=False)
class Register:
    """A register at its address, and how long its writers wait for each other."""

    engine: Engine
    patience: Patience = USUAL
    _writer: Connection | None = attrs.field(default=None, init=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Journal]:
        """The journal as it stands now; raises :class:`BadInput` where it cannot be read.

        What others write meanwhile is not seen.
        """
        with told(self.engine), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield Journal(connection)

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Journal]:
        """The journal, to be added to: all that is appended is kept, or nothing.

        Unless ``keep``, nothing is: what would come of it can be looked at. Waits while another
        command writes. Raises :class:`BadInput` where it cannot be written.
        """
        with told(self.engine):
            if self._writer is None:
                # one for all that this process writes: to open it anew costs as much as an entry
                self._writer = self.engine.connect().execution_options(**{WRITING: True})
            with self._writer.begin() as transaction:
                take_turn(self._writer, self.patience)
                yield Journal(self._writer)
                if not keep:
                    transaction.rollback()

    def close(self) -> None:
        """Let go of the database."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.engine.dispose()


def open_register(url: str, patience: Patience = USUAL) -> Register:
    """The register at ``url``; raises :class:`BadInput` where there is none that can be read."""
    engine = reach(url)
    path = file_of(engine.url)
    if path is not None and not (path.exists() and path.stat().st_size):
        # SQLite would make a database of an empty file, or of none
        check_format(None, engine.url)
    register = Register(engine, patience)
    with _let_go(register), register.reading() as journal:
        check_format(format_of(journal.connection), engine.url)
    return register


@contextlib.contextmanager
def _let_go(register: Register) -> Iterator[None]:
    """Let go of a database that turns out to be no register of ours."""
    try:
        yield
    except Exception:
        register.close()
        raise


def init_register(
    url: str, on: dt.date, by: str, patience: Patience = USUAL
) -> tuple[Register, str | None]:
    """Begin a register, or bring an older one up to date; the format that it was in before."""
    engine = reach(url)
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
