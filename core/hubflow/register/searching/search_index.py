"""The words of each text that counts now, in a table with an index that finds their beginnings.

The table is derived from the journal and can be made again. SQLite finds words by FTS5,
PostgreSQL by a GIN index over text vectors; both are given the words that this module folded, so
that they find the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Sequence

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hubflow.register.searching.search_words import words_in
from hubflow.register.storage.database_tables import entries, of_kinds, searched

_BLOCK, _READ = 2_000, 300
"""Texts that are stored, and found texts that are read, at once."""

_VECTOR = "array_to_tsvector(string_to_array({}words, ' '))"

_OF_VENTURES = (" AND EXISTS (SELECT 1 FROM standings v WHERE v.hub = e.hub "
                "AND v.venture = e.subject AND v.kind = 'venture')")

ERASES_REMOVED = "INSERT INTO searched_words(searched_words) VALUES ('optimize')"
"""Makes SQLite write its index anew, in whose parts words may remain that were removed."""


@attrs.frozen
class FoundText:
    """An entry whose text has all words."""

    seq: int
    hub: str
    subject: str


def create_index(connection: Connection) -> None:
    """Create the index over the words, for the database at hand."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE searched_words USING fts5(words, content='searched', "
            "content_rowid='seq', detail=none, tokenize='ascii')")
    else:
        connection.exec_driver_sql(
            f"CREATE INDEX searched_words ON searched USING gin ({_VECTOR.format('')})")


def store_texts(connection: Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Store the words of texts, each with the number of its entry."""
    rows = ({"seq": seq, "words": " ".join(sorted(found))} for seq, text in texts
            if (found := words_in(text)))
    for block in iter(lambda: list(itertools.islice(rows, _BLOCK)), []):
        connection.execute(sa.insert(searched), block)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                "INSERT INTO searched_words(rowid, words) VALUES (?, ?)",
                [(row["seq"], row["words"]) for row in block])


def forget_texts(connection: Connection, hub: str, subject: str, kind: str = "") -> None:
    """Remove the words of a venture's or call's texts, or of those of one kind."""
    theirs = sa.select(entries.c.seq).where(entries.c.hub == hub, entries.c.subject == subject)
    if kind:
        theirs = theirs.where(of_kinds([kind]))
    rows = connection.execute(
        sa.select(searched).where(searched.c.seq.in_(theirs))).all()
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO searched_words(searched_words, rowid, words) VALUES ('delete', ?, ?)",
            [tuple(row) for row in rows])
    connection.execute(sa.delete(searched).where(
        searched.c.seq.in_([seq for seq, _ in rows])))


def forget_all(connection: Connection) -> None:
    """Empty the table and its index."""
    connection.execute(sa.delete(searched))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS searched_words")
        create_index(connection)


def texts_with(
    connection: Connection, hubs: Sequence[str], words: Sequence[str], *, of_ventures: bool = False
) -> Generator[FoundText, None, None]:
    """Yield the texts that have all words, each at least as the beginning of one.

    The newest come first. They are read as they are asked for, so who stops early pays for few.
    With ``of_ventures`` those of challenges and calls are left out.
    """
    if not words:
        return
    if connection.dialect.name == "sqlite":
        found, asked = ("searched_words s JOIN entries e ON e.seq = s.rowid "
                        "WHERE searched_words MATCH :asked", '"{}" *')
        order, joined = "s.rowid", " AND "
    else:
        found, asked = ("searched s JOIN entries e ON e.seq = s.seq WHERE "
                        f"{_VECTOR.format('s.')} @@ CAST(:asked AS tsquery)", "'{}':*")
        order, joined = "s.seq", " & "
    if of_ventures:
        found += _OF_VENTURES
    query = sa.text(f"SELECT e.seq, e.hub, e.subject FROM {found} AND e.hub IN :hubs "
                    f"ORDER BY {order} DESC")
    with connection.execute(
            query.bindparams(sa.bindparam("hubs", expanding=True)),
            {"asked": joined.join(map(asked.format, words)), "hubs": list(hubs)},
            execution_options={"yield_per": _READ}) as rows:
        for row in rows:
            yield FoundText(int(row.seq), str(row.hub), str(row.subject))
