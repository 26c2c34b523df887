"""Explain failures of a register's database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import URL, Engine

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.register.storage.database_connection import file_of, safe_url
from hubflow.register.storage.locking import LOCK_NOT_AVAILABLE

_KEPT = ("another command keeps the register to itself",
         "Nothing was recorded. Try again when it is done, or wait longer with --wait.")


@contextlib.contextmanager
def explained_failures(engine: Engine) -> Iterator[None]:
    """Turn a database's failure, SQLAlchemy's or the driver's, into :class:`BadInput`."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise one_problem(ascii(error.object), "this is no text in UTF-8",
                          "Nothing was recorded. Type it again.") from error
    except (exc.DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        cause = error.orig if isinstance(error, exc.DBAPIError) else error
        raise _failure(engine, cause) from error


def _failure(engine: Engine, error: BaseException | None) -> BadInput:
    url = engine.url
    text = " ".join(str(error).split())
    if url.get_backend_name() == "sqlite":
        return one_problem(safe_url(url), *_sqlite_failure(text, url))
    if getattr(error, "sqlstate", "") == LOCK_NOT_AVAILABLE:
        return one_problem(safe_url(url), *_KEPT)
    for sign, what, to_do in (
        ("password authentication failed", "the server refuses this user or password", ""),
        ("no password supplied", "the server asks for a password",
         "Put it into the address, or into the file that PGPASSFILE names."),
        ("does not exist", text, "Ask the server's keeper to make the database."),
        ("No space left", "the server's disk is full", "Nothing was recorded."),
        ("read-only", "the server lets nothing be written", "Nothing was recorded."),
    ):
        if sign in text:
            return one_problem(safe_url(url), what, to_do)
    if isinstance(error, engine.dialect.loaded_dbapi.OperationalError):
        return one_problem(safe_url(url), f"no server answers: {text}",
                           "Is it running, and are host and port right? Nothing was recorded.")
    return one_problem(safe_url(url), f"the database refuses: {text}", "Nothing was recorded.")


def _sqlite_failure(text: str, url: URL) -> tuple[str, str]:
    path = file_of(url)
    where = path.parent if path else Path()
    if "locked" in text or "busy" in text:
        return _KEPT
    if "full" in text or "disk I/O" in text:
        return "the disk is full, or fails", f"Nothing was recorded. Make room in {where}."
    if "readonly" in text or "read-only" in text:
        return ("the register cannot be written: the file or its folder is read-only",
                "Nothing was recorded.")
    if "unable to open" in text:
        return ("the file cannot be opened", f"Does the folder {where} exist, and may it be "
                "written?")
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return ("the file is damaged, or is no register",
                "Nothing was changed. Put back a backup, and check it with "
                "`hubflow register verify`.")
    return f"the database refuses: {text}", "Nothing was recorded."
