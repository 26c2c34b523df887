"""The journal: opened, read, and added to in one transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from hubflow.register.chain import START, canonical, content_of, digest_of, seal_of
from hubflow.register.connect import WRITING, check_format, file_of, format_of, migrate, reach, told
from hubflow.register.entries import Draft, Entry, EntryKind
from hubflow.register.schema import HEAD, entries

_ADVISORY_LOCK = 0x68756266  # "hubf": the one lock that all writers of a register take

_SALT = 16
"""Random bytes that salt an entry's personal fields."""

_COLUMNS = ("seq", "kind", "hub", "subject", "on_day", "at", "body", "personal", "salt", "seal",
            "previous", "digest")


_OF_DOSSIERS = sa.case(
    (entries.c.kind == "dossier", entries.c.personal), else_="{}").label("personal")


@attrs.frozen(eq=False, repr=False)
class Journal:
    """A register's journal, within one transaction."""

    connection: Connection

    def head(self) -> tuple[int, str]:
        """The number and the digest of the last entry; (0, zeros) before the first."""
        row = self.connection.execute(
            sa.select(entries.c.seq, entries.c.digest).order_by(entries.c.seq.desc()).limit(1)
        ).first()
        return (0, START) if row is None else (int(row.seq), str(row.digest))

    def read(
        self, *, hub: str | None = None, subject: str | None = None,
        kinds: Iterable[EntryKind] | None = None, until: int | None = None,
        personal: bool = True,
    ) -> list[Entry]:
        """Entries in order; ``until`` is the last number looked at.

        Without ``personal`` those fields stay in the database, but for dossiers.
        """
        columns = list(entries.c) if personal else [
            column for column in entries.c if column.name != "personal"] + [_OF_DOSSIERS]
        query = sa.select(*columns).order_by(entries.c.seq)
        if hub is not None:
            query = query.where(entries.c.hub == hub)
        if subject is not None:
            query = query.where(entries.c.subject == subject)
        if kinds is not None:
            query = query.where(entries.c.kind.in_(list(kinds)))
        if until is not None:
            query = query.where(entries.c.seq <= until)
        return [entry_of(row) for row in self.connection.execute(query).mappings()]

    def find(self, seq: int) -> Entry | None:
        """One entry by its number."""
        row = self.connection.execute(
            sa.select(entries).where(entries.c.seq == seq)).mappings().first()
        return None if row is None else entry_of(row)

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Add entries to the end, chained to the last; their numbers."""
        if not drafts:
            return []
        seq, previous = self.head()
        at = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
        rows = []
        salts = secrets.token_hex(_SALT * len(drafts))
        for position, draft in enumerate(drafts):
            seq += 1
            salt = salts[2 * _SALT * position : 2 * _SALT * (position + 1)]
            row = chained(draft, seq, previous, at, salt)
            previous = row[-1]
            rows.append(row)
        self._insert(rows)
        return list(range(seq - len(rows) + 1, seq + 1))

    def _insert(self, rows: list[tuple[Any, ...]]) -> None:
        # the driver's own executemany: going through named parameters takes longer than the rest
        mark = "?" if self.connection.dialect.name == "sqlite" else "%s"
        marks = ", ".join([mark] * len(_COLUMNS))
        self.connection.exec_driver_sql(
            f"INSERT INTO entries ({', '.join(_COLUMNS)}) VALUES ({marks})", rows)


def chained(draft: Draft, seq: int, previous: str, at: str, salt: str) -> tuple[Any, ...]:
    """The row of an entry, its columns in order."""
    body, personal = canonical(draft.body), canonical(draft.personal)
    seal = seal_of(salt, personal)
    day = draft.on.isoformat()
    content = content_of(seq, draft.kind, draft.hub, draft.subject, day, at, body, seal)
    return (seq, draft.kind, draft.hub, draft.subject, day, at, body, personal, salt, seal,
            previous, digest_of(previous, content))


def entry_of(row: Mapping[Any, Any]) -> Entry:
    """An entry from its row."""
    return Entry(
        seq=row["seq"], kind=row["kind"], hub=row["hub"], subject=row["subject"],
        on=dt.date.fromisoformat(row["on_day"]), at=row["at"], body=json.loads(row["body"]),
        personal=json.loads(row["personal"]),
        digest=row["digest"], redacted=not row["salt"],
    )


@attrs.frozen(eq=False, repr=False)
class Register:
    """A register at its address."""

    engine: Engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Journal]:
        """The journal as it stands now; raises :class:`BadInput` where it cannot be read."""
        with told(self.engine.url), self.engine.connect() as connection, connection.begin():
            yield Journal(connection)

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Journal]:
        """The journal, to be added to: all that is appended is kept, or nothing.

        Unless ``keep``, nothing is: what would come of it can be looked at. Waits while another
        command writes. Raises :class:`BadInput` where it cannot be written.
        """
        options = {WRITING: True}
        with (
            told(self.engine.url),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin() as transaction,
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            yield Journal(connection)
            if not keep:
                transaction.rollback()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def open_register(url: str) -> Register:
    """The register at ``url``; raises :class:`BadInput` where there is none that can be read."""
    engine = reach(url)
    path = file_of(engine.url)
    if path is not None and not path.exists():
        check_format(None, engine.url)
    register = Register(engine)
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


def init_register(url: str, on: dt.date, by: str) -> tuple[Register, str | None]:
    """Begin a register, or bring an older one up to date; the format that it was in before."""
    engine = reach(url)
    register = Register(engine)
    with _let_go(register), register.writing() as journal:
        before = format_of(journal.connection)
        if before is not None and before > HEAD:
            check_format(before, engine.url)
        migrate(journal.connection)
        if journal.head()[0] == 0:
            journal.append([Draft(kind="register", on=on, body={"id": secrets.token_hex(8)},
                                  personal={"by": by})])
    return register, before
