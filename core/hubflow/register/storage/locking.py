"""Let one command write at a time, on both databases; others wait and say so."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

import attrs
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Connection

from hubflow.register.storage.database_connection import DatabaseFailure, driver_of
from hubflow.text.spoken import say

_ADVISORY_LOCK = 0x68756266  # "hubf": the one lock that all writers of a register take

_UNTOLD = 0.3
"""Seconds of waiting that nobody needs to hear of."""

_WAITS = "hubflow_waits"
"""Under this an SQLite connection knows how long it was last told to wait, in seconds."""

LOCK_NOT_AVAILABLE = "55P03"
"""The code of a PostgreSQL server for a wait that came to its end."""


@attrs.frozen
class Patience:
    """How many seconds a command waits for other writers, and what a terminal shows meanwhile."""

    seconds: float = 60.0
    waiting: Callable[[], AbstractContextManager[object]] = contextlib.nullcontext


USUAL = Patience()
"""A minute, of which nobody hears."""


def take_turn(connection: Connection, patience: Patience) -> None:
    """Wait until nobody else writes, then begin to write; the turn ends with the transaction.

    Raises :class:`BadInput` where it does not come in time.
    """
    taken = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    untold = min(_UNTOLD, patience.seconds)
    if taken(connection, untold):
        wait_at_most(connection, patience.seconds)
        return
    with patience.waiting():
        if patience.seconds > untold and taken(connection, patience.seconds - untold):
            wait_at_most(connection, patience.seconds)
            return
    raise DatabaseFailure(
        connection.engine.url, "busy",
        say("register-problems.another_command_is_still_writing_to", seconds=patience.seconds),
        say("register-problems.nothing_was_recorded_try_again_when"))


def _on_sqlite(connection: Connection, seconds: float) -> bool:
    driver = driver_of(connection)
    known = connection.info.get(_WAITS)
    if known != seconds:
        driver.execute(f"PRAGMA busy_timeout = {_milliseconds(seconds)}")
        connection.info[_WAITS] = seconds
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _on_postgresql(connection: Connection, seconds: float) -> bool:
    try:
        with connection.begin_nested():
            wait_at_most(connection, seconds)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
    except exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def wait_at_most(connection: Connection, seconds: float) -> None:
    """Limit how long a transaction on a server waits for another's lock.

    On a file it waits as long as was said when the file was opened.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('lock_timeout', :limit, true)"),
                           {"limit": f"{_milliseconds(seconds)}ms"})


def _milliseconds(seconds: float) -> int:
    """Return at least one millisecond: PostgreSQL takes 0 for no limit."""
    return max(1, round(seconds * 1000))
