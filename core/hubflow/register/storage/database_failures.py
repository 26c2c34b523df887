"""Explain failures of a register's database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import URL, Engine

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.register.storage.database_connection import (
    DatabaseFailure,
    FailureKind,
    file_of,
)
from hubflow.register.storage.locking import LOCK_NOT_AVAILABLE
from hubflow.text.spoken import say

_KEPT = ("another command keeps the register to itself",
         "Nothing was recorded. Try again when it is done, or wait longer with --wait.")


@contextlib.contextmanager
def explained_failures(engine: Engine) -> Iterator[None]:
    """Turn a database's failure, SQLAlchemy's or the driver's, into :class:`BadInput`."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise one_problem(ascii(error.object), say("register-problems.this_is_no_text_in_utf"),
                          say("register-problems.nothing_was_recorded_type_it_again")) from error
    except (exc.DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        cause = error.orig if isinstance(error, exc.DBAPIError) else error
        raise _failure(engine, cause) from error


def _failure(engine: Engine, error: BaseException | None) -> BadInput:
    url = engine.url
    text = " ".join(str(error).split())
    if url.get_backend_name() == "sqlite":
        return DatabaseFailure(url, *_sqlite_failure(text, url))
    if getattr(error, "sqlstate", "") == LOCK_NOT_AVAILABLE:
        return DatabaseFailure(url, "busy", *_KEPT)
    for sign, kind, what, to_do in _OF_SERVERS:
        if sign in text:
            return DatabaseFailure(url, kind, what or text, to_do)
    if isinstance(error, engine.dialect.loaded_dbapi.OperationalError):
        return DatabaseFailure(
            url, "gone", say("register-problems.no_server_answers", text=text),
            say("register-problems.is_it_running_and_are_host"))
    return DatabaseFailure(url, "refused", say("register-problems.the_database_refuses", text=text),
                           say("register-problems.nothing_was_recorded"))


_OF_SERVERS: tuple[tuple[str, FailureKind, str, str], ...] = (
    ("password authentication failed", "refused", "the server refuses this user or password", ""),
    ("no password supplied", "refused", "the server asks for a password",
     "Put it into the address, or into the file that PGPASSFILE names."),
    ("does not exist", "refused", "", "Ask the server's keeper to make the database."),
    ("No space left", "full", "the server's disk is full", "Nothing was recorded."),
    ("read-only", "refused", "the server lets nothing be written", "Nothing was recorded."),
)
"""What stands in a server's message, what kind of failure that is, and what is said of it."""


def _sqlite_failure(text: str, url: URL) -> tuple[FailureKind, str, str]:
    path = file_of(url)
    where = path.parent if path else Path()
    if "locked" in text or "busy" in text:
        return "busy", *_KEPT
    if "full" in text or "disk I/O" in text:
        return ("full", "the disk is full, or fails",
                f"Nothing was recorded. Make room in {where}.")
    if "readonly" in text or "read-only" in text:
        return ("refused", "the register cannot be written: the file or its folder is read-only",
                "Nothing was recorded.")
    if "unable to open" in text:
        return ("gone", "the file cannot be opened",
                f"Does the folder {where} exist, and may it be written?")
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return ("refused", "the file is damaged, or is no register",
                "Nothing was changed. Put back a backup, and check it with "
                "`hubflow register verify`.")
    return "refused", f"the database refuses: {text}", "Nothing was recorded."
