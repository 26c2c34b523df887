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
        return DatabaseFailure(url, *_busy())
    for sign, kind, what, to_do in _OF_SERVERS:
        if sign in text:
            return DatabaseFailure(url, kind, say(f"register-problems.{what}") if what else text,
                                   say(f"register-problems.{to_do}") if to_do else "")
    if isinstance(error, engine.dialect.loaded_dbapi.OperationalError):
        return DatabaseFailure(
            url, "gone", say("register-problems.no_server_answers", text=text),
            say("register-problems.is_it_running_and_are_host"))
    return DatabaseFailure(url, "refused", say("register-problems.the_database_refuses", text=text),
                           say("register-problems.nothing_was_recorded"))


_OF_SERVERS: tuple[tuple[str, FailureKind, str, str], ...] = (
    ("password authentication failed", "refused", "server_refuses_user", ""),
    ("no password supplied", "refused", "server_asks_password", "put_it_into_the_address"),
    ("does not exist", "refused", "", "ask_to_make_the_database"),
    ("No space left", "full", "server_disk_full", "nothing_was_recorded"),
    ("read-only", "refused", "server_read_only", "nothing_was_recorded"),
)
"""What stands in a server's message, what kind of failure that is, and the words on it."""


def _busy() -> tuple[FailureKind, str, str]:
    return ("busy", say("register-problems.another_command_keeps_it"),
            say("register-problems.try_again_or_wait"))


def _sqlite_failure(text: str, url: URL) -> tuple[FailureKind, str, str]:
    path = file_of(url)
    where = path.parent if path else Path()
    if "locked" in text or "busy" in text:
        return _busy()
    if "full" in text or "disk I/O" in text:
        return ("full", say("register-problems.disk_full"),
                say("register-problems.make_room", where=where))
    if "readonly" in text or "read-only" in text:
        return ("refused", say("register-problems.read_only"),
                say("register-problems.nothing_was_recorded"))
    if "unable to open" in text:
        return ("gone", say("register-problems.cannot_be_opened"),
                say("register-problems.does_the_folder_exist", where=where))
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return ("refused", say("register-problems.damaged_or_no_register"),
                say("register-problems.put_back_a_backup"))
    return ("refused", say("register-problems.the_database_refuses", text=text),
            say("register-problems.nothing_was_recorded"))
