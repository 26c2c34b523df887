"""Read the journal, and append to it, within one transaction."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import secrets
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.json_file import plain_json
from hubflow.reading.text_gate import as_recorded, delete_it, flaws_of
from hubflow.reading.toml.key_paths import shown_key
from hubflow.register.kept_entries import KeptEntries, Mark
from hubflow.register.searching.search_index import forget_texts, store_texts
from hubflow.register.searching.search_words import SEARCHED, text_of
from hubflow.register.storage.chain import (
    START,
    canonical,
    content_of,
    digest_of,
    register_id,
    seal_of,
    short_digest,
)
from hubflow.register.storage.clock import recorded_at
from hubflow.register.storage.database_tables import LONGEST, entries, of_kinds
from hubflow.register.storage.entries import Draft, EntryKind, JournalEntry, effective
from hubflow.register.storage.entry_shapes import entry_flaw
from hubflow.text.spoken import say

_Made = TypeVar("_Made")

_SALT = 16
"""Random bytes that salt an entry's personal fields."""

_COLUMNS = ("seq", "kind", "hub", "subject", "on_day", "at", "body", "personal", "salt", "seal",
            "previous", "digest")

_LAST = "SELECT seq, digest, at FROM entries ORDER BY seq DESC LIMIT 1"
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

_CONDITIONS: Mapping[str, sa.ColumnElement[bool]] = {
    "hub": entries.c.hub == sa.bindparam("hub"),
    "subject": entries.c.subject == sa.bindparam("subject"),
    "until": entries.c.seq <= sa.bindparam("until"),
}

_BLOCK = 5_000
"""Rows fetched at once where there may be many."""

_GATHERED = 1_000
"""Subjects whose entries are read together at most: those of a large call."""

_NAMED_AT_ONCE = 500
"""Subjects that one statement names."""


@functools.cache
def _query(given: frozenset[str], personal: bool) -> sa.Select[Any]:
    """Return the statement that reads entries by what is given; making it anew took most time."""
    query = sa.select(*(entries.c if personal else _WITHOUT_NAMES)).order_by(entries.c.seq)
    kinds: sa.BindParameter[Any] = sa.bindparam("kinds", expanding=True)
    if "kinds" in given:
        query = query.where(of_kinds(kinds) if "subject" in given else entries.c.kind.in_(kinds))
    return query.where(*(each for name, each in _CONDITIONS.items() if name in given))


@attrs.frozen(eq=False, repr=False)
class Journal:
    """A register's journal, within one transaction.

    ``kept`` are entries of earlier ones, where the process keeps any.
    """

    connection: Connection
    kept: KeptEntries | None = None
    _editions: dict[str, list[JournalEntry]] = attrs.field(factory=dict, init=False)
    _gathered: dict[tuple[str, str], list[JournalEntry]] = attrs.field(factory=dict, init=False)

    def head(self) -> tuple[int, str]:
        """Return the number and digest of the last entry; (0, zeros) before the first."""
        seq, digest, _ = _head(self._cursor())
        return seq, digest

    def id(self) -> str:
        """Return the register's own id, from its first entry; empty before that."""
        body = self.connection.execute(
            sa.select(entries.c.body).where(entries.c.seq == 1)).scalar()
        return register_id(str(body)) if body is not None else ""

    def proof(self) -> tuple[str, int, str]:
        """Return the register's id, and its head as lists and letters carry it."""
        seq, digest = self.head()
        return self.id(), seq, short_digest(digest)

    def read(
        self, *, hub: str | None = None, subject: str | None = None,
        kinds: Iterable[EntryKind] | None = None, until: int | None = None,
        personal: bool = True,
    ) -> list[JournalEntry]:
        """Return entries in order; ``until`` is the number of the last entry to read.

        Without ``personal`` those fields stay in the database, but for dossiers.
        """
        if hub is not None and subject is not None and (hub, subject) in self._gathered:
            wanted = None if kinds is None else frozenset(kinds)
            return [entry for entry in self._gathered[hub, subject]
                    if (wanted is None or entry.kind in wanted)
                    and (until is None or entry.seq <= until)]
        by = {"hub": hub, "subject": subject, "until": until,
              "kinds": None if kinds is None else list(kinds)}
        given = {name: value for name, value in by.items() if value is not None}
        return [entry_of(row, named=personal) for row in self.connection.execute(
            _query(frozenset(given), personal), given).mappings()]

    def gather(self, hub: str, subjects: Iterable[str]) -> None:
        """Read all entries of a hub's ventures or calls at once; :meth:`read` takes them from here.

        Of very many nothing is gathered: each is then read by itself.
        """
        wanted = [each for each in dict.fromkeys(subjects) if (hub, each) not in self._gathered]
        if not 1 < len(wanted) <= _GATHERED - len(self._gathered):
            return
        self._gathered.update({(hub, each): [] for each in wanted})
        for start in range(0, len(wanted), _NAMED_AT_ONCE):
            for entry in self._kept_or_read(
                    entries.c.hub == hub,
                    entries.c.subject.in_(wanted[start:start + _NAMED_AT_ONCE])):
                self._gathered[hub, entry.subject].append(entry)

    def read_of(
        self, hub: str, subjects: Sequence[str], kinds: Sequence[EntryKind], *,
        until: int | None = None,
    ) -> Iterator[tuple[str, list[JournalEntry]]]:
        """Yield ventures or calls with their entries of some kinds, in order, however many."""
        self.gather(hub, subjects)
        left = [each for each in dict.fromkeys(subjects) if (hub, each) not in self._gathered]
        found: dict[str, list[JournalEntry]] = {}
        for start in range(0, len(left), _NAMED_AT_ONCE):
            for entry in self._kept_or_read(
                    entries.c.hub == hub, of_kinds(kinds),
                    entries.c.subject.in_(left[start:start + _NAMED_AT_ONCE])):
                if until is None or entry.seq <= until:
                    found.setdefault(entry.subject, []).append(entry)
        for subject in dict.fromkeys(subjects):
            yield subject, found.get(subject, []) if (hub, subject) not in self._gathered else (
                self.read(hub=hub, subject=subject, kinds=kinds, until=until))

    def _kept_or_read(self, *conditions: sa.ColumnElement[bool]) -> list[JournalEntry]:
        """Return the entries of some conditions in order; those that are kept are not read."""
        if self.kept is None:
            return [entry_of(row) for row in self.connection.execute(
                sa.select(entries).where(*conditions).order_by(entries.c.seq)).mappings()]

        def read(missing: Collection[int]) -> Iterator[tuple[Mark, JournalEntry]]:
            some = [entries.c.seq.in_(missing)] if len(missing) <= _NAMED_AT_ONCE else []
            for row in self.connection.execute(
                    sa.select(entries).where(*conditions, *some)).mappings():
                yield (row["seq"], row["digest"], row["salt"]), entry_of(row)

        marks = self.connection.execute(sa.select(
            entries.c.seq, entries.c.digest, entries.c.salt).where(*conditions)
            .order_by(entries.c.seq))
        return self.kept.entries([(int(seq), str(digest), str(salt))
                                  for seq, digest, salt in marks], read)

    def worked_out(
        self, what: Hashable, found: Sequence[JournalEntry], make: Callable[[], _Made]
    ) -> _Made:
        """Return what ``make`` makes of entries, kept where entries are: of the same ones once.

        ``what`` names all else that it rests on.
        """
        return make() if self.kept is None else self.kept.result(what, found, make)

    def forget_gathered(self) -> None:
        """Read entries anew from here on: some were added or changed."""
        self._gathered.clear()

    def editions(self, hub: str) -> list[JournalEntry]:
        """Return the editions of a hub's method with corrections applied, in order.

        They are read once, and again after one was added.
        """
        if hub not in self._editions:
            found = effective(self._kept_or_read(
                entries.c.hub == hub, entries.c.kind.in_(["edition", "correction"])))
            self._editions[hub] = [entry for entry in found if entry.kind == "edition"]
        return self._editions[hub]

    def by_subject(
        self, kinds: Iterable[EntryKind], *, personal: bool = False
    ) -> Iterator[list[JournalEntry]]:
        """Yield each subject's entries in order; without ``personal`` as :meth:`read` does."""
        query = (sa.select(*(entries.c if personal else _WITHOUT_NAMES))
                 .where(entries.c.kind.in_(list(kinds)))
                 .order_by(entries.c.hub, entries.c.subject, entries.c.seq))
        # of this statement alone: PostgreSQL writes nothing while a connection reads in blocks
        found = self.connection.execute(
            query, execution_options={"yield_per": _BLOCK}).mappings()
        for _, rows in itertools.groupby(found, lambda row: (row["hub"], row["subject"])):
            yield [entry_of(row, named=personal) for row in rows]

    def find(self, seq: int) -> JournalEntry | None:
        """Return one entry by its number."""
        row = self.connection.execute(
            sa.select(entries).where(entries.c.seq == seq)).mappings().first()
        return None if row is None else entry_of(row)

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Append entries, chained to the last; return their numbers.

        Raises :class:`BadInput` for ids that are too long, and numbers that are not finite.
        """
        if not drafts:
            return []
        cursor = self._cursor()
        seq, previous, before = _head(cursor)
        at = recorded_at(dt.datetime.now(dt.UTC), before)
        rows = []
        salts = secrets.token_hex(_SALT * len(drafts))
        for position, draft in enumerate(drafts):
            seq += 1
            if len(draft.subject) > LONGEST or len(draft.hub) > LONGEST:
                raise _too_long(draft.subject if len(draft.subject) > LONGEST else draft.hub)
            if flaw := entry_flaw(draft.kind, draft.body, draft.personal):
                raise ValueError(f"this {draft.kind} cannot be recorded: {flaw}")
            salt = salts[2 * _SALT * position : 2 * _SALT * (position + 1)]
            row = entry_row(draft, seq, previous, at, salt)
            previous = row[-1]
            rows.append(row)
        if any(draft.kind in ("edition", "correction") for draft in drafts):
            self._editions.clear()
        self.forget_gathered()
        cursor.executemany(_INSERT[self.connection.dialect.paramstyle], rows)
        numbers = list(range(seq - len(rows) + 1, seq + 1))
        self._index(zip(numbers, drafts, strict=True))
        return numbers

    def _index(self, recorded: Iterable[tuple[int, Draft]]) -> None:
        """Store the words of new texts; of a dossier those of the newest version alone."""
        texts: dict[tuple[object, ...], tuple[int, str]] = {}
        corrected: dict[tuple[str, str], None] = {}
        for seq, draft in recorded:
            if draft.kind == "correction":
                corrected[draft.hub, draft.subject] = None
            elif draft.kind == "dossier":
                texts[draft.hub, draft.subject] = seq, text_of(draft.personal)
                forget_texts(self.connection, draft.hub, draft.subject, "dossier")
            elif draft.kind in SEARCHED and (text := text_of(draft.personal)):
                texts[seq,] = seq, text
        store_texts(self.connection, texts.values())
        for hub, subject in corrected:
            self.index_again(hub, subject)

    def index_again(self, hub: str, subject: str) -> None:
        """Store the words of a venture's or call's texts anew, as they are now."""
        forget_texts(self.connection, hub, subject)
        store_texts(self.connection, current_texts(self.read(
            hub=hub, subject=subject, kinds=SEARCHED)))

    def _cursor(self) -> DBAPICursor:
        # the driver's own: on the way of every entry SQLAlchemy's would take longer than the rest
        return self.connection.connection.cursor()


def current_texts(own: Sequence[JournalEntry]) -> Iterator[tuple[int, str]]:
    """Yield the texts of a venture or call that count now, each with the number of its entry."""
    now = effective(own)
    newest = max((entry.seq for entry in now if entry.kind == "dossier"), default=0)
    for entry in now:
        if entry.kind != "dossier" or entry.seq == newest:
            yield entry.seq, text_of(entry.personal)


def _too_long(id: str) -> BadInput:
    # SQLite would keep it, and no server take it afterwards
    return one_problem(f"{id[:30]}…", say("register-problems.this_id_has_characters_and_a", n=len(
        id), longest=LONGEST), say("register-problems.give_it_a_shorter_one"))


def _head(cursor: DBAPICursor) -> tuple[int, str, str]:
    cursor.execute(_LAST)
    row = cursor.fetchone()
    return (0, START, "") if row is None else (int(row[0]), str(row[1]), str(row[2]))


def entry_row(draft: Draft, seq: int, previous: str, at: str, salt: str) -> tuple[Any, ...]:
    """Return the row of an entry, its columns in order."""
    body, personal = _admitted(draft.body), _admitted(draft.personal)
    seal = seal_of(salt, personal)
    day = draft.on.isoformat()
    content = content_of(seq, draft.kind, draft.hub, draft.subject, day, at, body, seal)
    return (seq, draft.kind, draft.hub, draft.subject, day, at, body, personal, salt, seal,
            previous, digest_of(previous, content))


def _admitted(data: Mapping[str, Any]) -> str:
    """Return the JSON of an entry's data. Raise :class:`BadInput` for what no text may hold."""
    try:
        text = canonical(data)
    except UnicodeEncodeError:  # half of a character: of an argument that is not in UTF-8
        text = "\\u"
    if not text.isascii() or "\\u" in text:
        flaws = list(flaws_of(data))
        if flaws:
            raise BadInput([Problem("register", 0, shown_key(at), flaw, delete_it())
                            for at, flaw in flaws])
    return text


def entry_of(row: Mapping[Any, Any], *, named: bool = True) -> JournalEntry:
    """Return the entry in a row. Raise :class:`BadInput` if its digests do not match.

    ``named`` says whether the row holds the personal fields.
    """
    check_recorded(row, named=named)
    try:
        return JournalEntry(
            seq=row["seq"], kind=row["kind"], hub=row["hub"], subject=row["subject"],
            on=dt.date.fromisoformat(row["on_day"]), at=row["at"], body=_data(row["body"]),
            personal=_data(row["personal"]), digest=row["digest"], redacted=not row["salt"],
        )
    except ValueError as error:
        raise _changed(row) from error


def _data(text: str) -> Any:
    """Return the data in a field, free of characters that hubflow did not always refuse.

    The text of a whole file stays as it was: what reads it has a gate of its own.
    """
    data = plain_json(text)
    if (text.isascii() and "\\u" not in text) or not isinstance(data, dict):
        return data
    return {key: value if key == "text" else as_recorded(value) for key, value in data.items()}


def check_recorded(row: Mapping[Any, Any], *, named: bool = True) -> None:
    """Raise :class:`BadInput` unless a row's digests match its content."""
    content = content_of(row["seq"], row["kind"], row["hub"], row["subject"], row["on_day"],
                         row["at"], row["body"], row["seal"])
    if digest_of(row["previous"], content) != row["digest"] or (
            named and row["salt"] and seal_of(row["salt"], row["personal"]) != row["seal"]):
        raise _changed(row)


def _changed(row: Mapping[Any, Any]) -> BadInput:
    return one_problem(
        say("kinds.entry", entry=row["seq"]), say("register-problems.it_is_not_what_was_recorded"),
                       say("register-problems.nothing_was_done_hubflow_register_verify"))
