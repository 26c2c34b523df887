"""Reaching a register's database, and what to say where that fails."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url

from hubflow.model.problems import BadInput, one_problem
from hubflow.register.schema import HEAD

WRITING = "hubflow_writing"
"""The execution option of a connection that is going to write."""

_PATIENCE = 60
"""Seconds that a command waits for another that is writing."""

_SCHEMES = "Write sqlite:///hub.db for a file, or postgresql+psycopg://user@server/database."


def reach(url: str) -> Engine:
    """The database at ``url``, not yet opened; raises :class:`BadInput` where there can be none."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except exc.ArgumentError:
        raise one_problem(f"--register {url}", "this is not the address of a database",
                          _SCHEMES) from None
    if backend not in ("sqlite", "postgresql"):
        raise one_problem(shown(parsed), f"a register cannot be kept in {backend}", _SCHEMES)
    if backend == "postgresql" and parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        engine = sa.create_engine(parsed, **_options(backend))
    except (exc.ArgumentError, exc.NoSuchModuleError):
        raise one_problem(shown(parsed), "this is not the address of a database",
                          _SCHEMES) from None
    except ImportError as error:
        raise one_problem(shown(parsed), f"this needs {error.name}",
                          "Install it with: pip install 'hubflow[postgres]'") from None
    if backend == "sqlite":
        _as_sqlite(engine)
    return engine


def _options(backend: str) -> dict[str, Any]:
    if backend == "sqlite":
        return {"connect_args": {"timeout": _PATIENCE}}
    return {"connect_args": {"connect_timeout": 10}}


def _as_sqlite(engine: Engine) -> None:
    """Transactions begun by us; a sync for each; readers and a writer do not stop each other."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        with contextlib.suppress(Exception):
            # a file that cannot be written can still be read
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """The file of an SQLite register; None in memory, for a `file:` address, or on a server."""
    name = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or name.startswith((":memory:", "file:")):
        return None
    return Path(name)


@contextlib.contextmanager
def told(url: URL) -> Iterator[None]:
    """Turn a database's failure into a message; raises :class:`BadInput`."""
    try:
        yield
    except (exc.OperationalError, exc.DatabaseError) as error:
        raise _failure(url, error) from error


def _failure(url: URL, error: exc.DBAPIError) -> BadInput:
    text = " ".join(str(error.orig).split())
    if url.get_backend_name() == "sqlite":
        return one_problem(shown(url), *_sqlite_failure(text, url))
    for sign, what, to_do in (
        ("password authentication failed", "the server refuses this user or password", ""),
        ("no password supplied", "the server asks for a password",
         "Put it into the address, or into the file that PGPASSFILE names."),
        ("does not exist", text, "Ask the server's keeper to make the database."),
        ("No space left", "the server's disk is full", "Nothing was recorded."),
        ("read-only", "the server lets nothing be written", "Nothing was recorded."),
    ):
        if sign in text:
            return one_problem(shown(url), what, to_do)
    if isinstance(error, exc.OperationalError):
        return one_problem(shown(url), f"no server answers: {text}",
                           "Is it running, and are host and port right? Nothing was recorded.")
    return one_problem(shown(url), f"the database refuses: {text}", "Nothing was recorded.")


def _sqlite_failure(text: str, url: URL) -> tuple[str, str]:
    path = file_of(url)
    where = path.parent if path else Path()
    if "locked" in text or "busy" in text:
        return ("another command has been writing to the register for a minute",
                "Nothing was recorded. Try again when it is done.")
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


def format_of(connection: Connection) -> str | None:
    """The migration that a database stands at; None where it holds no register."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(connection: Connection) -> None:
    """Bring a database to the newest format, step by step, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("hubflow.register") / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check_format(found: str | None, url: URL) -> None:
    """Raise :class:`BadInput` unless the register is in this version's format."""
    if found is None:
        raise one_problem(shown(url), "there is no register here",
                          "Begin one with `hubflow register init`.")
    if found > HEAD:
        raise one_problem(
            shown(url), f"the register is in format {found}, and this hubflow reads {HEAD}",
            "It was written by a newer version: install that. Nothing was changed.")
    if found < HEAD:
        raise one_problem(shown(url), f"the register is in the older format {found}",
                          "Back it up, then bring it up to date: `hubflow register init`.")
