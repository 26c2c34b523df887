"""The triggers by which the database itself refuses to rewrite the journal, and what else is there.

Whoever owns the database can drop them: they keep accidents and other programs off. A dropped,
changed or foreign one is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hubflow.text.spoken import say

_REFUSAL = "the journal of a register can only grow"

_FIXED = "seq, kind, hub, subject, on_day, at, body, seal, previous, digest"
"""The columns that no entry ever changes; a redaction empties ``personal`` and ``salt`` alone."""

_FUNCTION = "entries_refuse"

_ON_SQLITE = {
    "entries_stay": f"CREATE TRIGGER entries_stay BEFORE UPDATE OF {_FIXED} ON entries "
                    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "entries_are_kept": "CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries "
                        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
}

_ON_POSTGRESQL = {
    "entries_stay": f"CREATE TRIGGER entries_stay BEFORE UPDATE OF {_FIXED} ON entries "
                    f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()",
    "entries_are_kept": "CREATE TRIGGER entries_are_kept BEFORE DELETE OR TRUNCATE ON entries "
                        f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()",
}

_BODY = f" BEGIN RAISE EXCEPTION '{_REFUSAL}'; END "
"""The body of the triggers' function on a server."""

_RELATIONS = ("('entries'::regclass, 'standings'::regclass, 'dues'::regclass, "
              "to_regclass('searched'))")


def create_guards(connection: Connection) -> list[str]:
    """Create the triggers that are missing or changed; return their names."""
    sqlite = connection.dialect.name == "sqlite"
    missing = [name for name, fault in _faults(connection) if fault != "foreign"]
    if missing and not sqlite:
        connection.execute(sa.text(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$${_BODY}$$"))
    for name in missing:
        connection.execute(sa.text(
            f"DROP TRIGGER IF EXISTS {name}" + ("" if sqlite else " ON entries")))
        connection.execute(sa.text((_ON_SQLITE if sqlite else _ON_POSTGRESQL)[name]))
    return missing


def guard_findings(connection: Connection) -> Iterator[str]:
    """Yield what is wrong with the triggers, and what else acts on the register's tables."""
    for name, fault in _faults(connection):
        if fault == "foreign":
            yield say("proof.foreign_trigger", name=name)
        else:
            yield say(f"proof.trigger_{fault}", name=name)


def _faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the name of each trigger that is missing, changed, off or foreign, and which it is."""
    sqlite = connection.dialect.name == "sqlite"
    there = dict(_on_sqlite(connection) if sqlite else _on_postgresql(connection))
    for name, statement in (_ON_SQLITE if sqlite else _ON_POSTGRESQL).items():
        found = there.pop(name, None)
        if found is None:
            yield name, "gone"
        elif found == "off":
            yield name, "off"
        elif found.split() != statement.split():
            yield name, "changed"
    for name in there:
        yield name, "foreign"


def _on_sqlite(connection: Connection) -> Iterator[tuple[str, str]]:
    yield from connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name")


def _on_postgresql(connection: Connection) -> Iterator[tuple[str, str]]:
    def found(query: str) -> list[Mapping[str, str]]:
        return [dict(row) for row in connection.exec_driver_sql(query).mappings()]

    bodies = found(f"SELECT prosrc AS does FROM pg_proc WHERE proname = '{_FUNCTION}' AND "
                   "pronamespace = (SELECT relnamespace FROM pg_class "
                   "WHERE oid = 'entries'::regclass)")
    sound = [row["does"].split() for row in bodies] == [_BODY.split()]
    for row in found("SELECT tgname AS name, tgenabled::text AS state, "
                     "pg_get_triggerdef(oid, true) AS made FROM pg_trigger "
                     f"WHERE tgrelid IN {_RELATIONS} AND NOT tgisinternal ORDER BY tgname"):
        ours = row["name"] in _ON_POSTGRESQL
        if ours and row["state"] not in ("O", "A"):
            yield row["name"], "off"
        else:
            yield row["name"], row["made"] if sound or not ours else "another function"
    for row in found(f"SELECT rulename AS name FROM pg_rewrite WHERE ev_class IN {_RELATIONS} "
                     f"UNION ALL SELECT polname FROM pg_policy WHERE polrelid IN {_RELATIONS}"):
        yield row["name"], "foreign"
