"""Connect to a register's database, and explain failures to do so."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Dialect, Engine, make_url

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.register.storage.database_tables import HEAD
from hubflow.text.spoken import say

WRITING = "hubflow_writing"
"""The execution option of a connection that waits for its turn to write, and begins then."""

_CACHE = 64 * 1024
"""KiB of a file's pages kept in memory at most: more than a large batch's indexes touch at once."""

_LOOK = 5.0
"""Seconds that a look at whose file it is waits at most for who has it to themselves."""

_VERSIONS = "alembic_version"
_TABLES = {_VERSIONS, "entries"}
"""Tables without which a database is no register."""

_DRIVERS = {"sqlite": ("sqlite+pysqlite", "sqlite"),
            "postgresql": ("postgresql", "postgresql+psycopg")}
"""The beginnings that an address may have, the last as it is meant."""

_FILES = (".db", ".sqlite", ".sqlite3")
"""How the name of a register's file may end where it stands without an address."""

_SCHEMES = "Write a file such as hub.db, or postgresql+psycopg://user@server/database."


FailureKind = Literal["busy", "full", "gone", "refused"]
"""Why a database does not do what it is asked: others write, no room, no answer, or anything else.
"""


class DatabaseFailure(BadInput):
    """Raised where a database fails, of its own accord and not by what was to be recorded."""

    def __init__(self, url: URL, kind: FailureKind, what: str, to_do: str) -> None:
        super().__init__([Problem(safe_url(url), 0, "", what, to_do)])
        self.kind = kind


class _Statements(dict[Any, Any]):
    """Statements that SQLAlchemy made into SQL, for all databases of a driver in this process.

    SQLAlchemy keeps them by the connection's own dialect, of which each address has another. Then
    a command that opens a register twice makes them twice, which takes longer than running them.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Return a statement's SQL if it was made."""
        return super().get(_without_dialect(key), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        """Keep a statement's SQL."""
        super().__setitem__(_without_dialect(key), value)


def _without_dialect(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part for part in key if not isinstance(part, Dialect))


_STATEMENTS: Mapping[str, _Statements] = {backend: _Statements() for backend in _DRIVERS}
"""The statements of each database: as many as the code has."""


def engine_for(url: str, wait: float = 60) -> Engine:
    """Return the engine for ``url``, not yet connected. Raise :class:`BadInput` for a bad address.

    ``wait``: seconds that even a reader of a file waits, while another folds its log into it.
    """
    try:
        parsed = make_url(f"sqlite:///{url}" if _is_file(url) else url)
        backend = parsed.get_backend_name()
    except (exc.ArgumentError, ValueError):
        raise one_problem(f"--register {url}", say("register-problems.this_is_not_the_address_of"),
                          _SCHEMES) from None
    if backend not in _DRIVERS:
        raise one_problem(safe_url(parsed), say("register-problems.a_register_cannot_be_kept_in",
                                                backend=backend), _SCHEMES)
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise one_problem(safe_url(parsed), say("register-problems.a_register_in_memory_would_be"),
                          _SCHEMES)
    if parsed.drivername not in _DRIVERS[backend]:
        raise one_problem(safe_url(parsed), say("register-problems.a_register_is_not_reached_this"),
                          _SCHEMES)
    parsed = parsed.set(drivername=_DRIVERS[backend][-1])
    try:
        engine = sa.create_engine(parsed, **_options(backend, wait), execution_options={
            "compiled_cache": _STATEMENTS[backend]})
        engine.dialect.create_connect_args(parsed)
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError):
        raise one_problem(safe_url(parsed), say("register-problems.this_is_not_the_address_of"),
                          _SCHEMES) from None
    except ImportError as error:
        raise one_problem(safe_url(parsed), say("register-problems.this_needs", name=error.name),
                          say("register-problems.install_it_with_pip_install_hubflow")) from None
    if backend == "sqlite":
        _as_sqlite(engine)
    return engine


def _options(backend: str, wait: float) -> dict[str, Any]:
    if backend == "sqlite":
        return {"connect_args": {"timeout": wait}}
    # a server that was started anew meanwhile is met by a new connection, not by a failure
    return {"connect_args": {"connect_timeout": 10}, "pool_pre_ping": True}


def _as_sqlite(engine: Engine) -> None:
    """Let hubflow begin SQLite's transactions, sync each one, and read while another writes."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        with contextlib.suppress(Exception):
            # a file that cannot be written can still be read; another program's stays as it is
            if not _is_foreign(connection):
                cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA cache_size = -{_CACHE}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITING):
            driver_of(connection).execute("BEGIN")


def _is_foreign(connection: Any) -> bool:
    """Return whether an SQLite database holds another program's tables and no register."""
    tables = {row[0] for row in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'")}
    return bool(tables) and not tables >= _TABLES


def check_ours(url: URL, wait: float) -> None:
    """Raise :class:`BadInput` for a file that is another program's database.

    It is opened to be read alone: not even a log of that program's is folded into it. ``wait``:
    seconds that a command waits for others; a look at the file waits no longer, and 5 at most.
    """
    path = file_of(url)
    if path is None or not path.exists():
        return
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() else "immutable=1"
    foreign = False
    with contextlib.suppress(sqlite3.Error), contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True,
                            timeout=min(wait, _LOOK))) as connection:
        # what cannot be read this way is told when it is opened
        foreign = _is_foreign(connection)
    if foreign:
        raise _foreign(url)


def _foreign(url: URL) -> BadInput:
    return one_problem(safe_url(url), say("register-problems.this_is_another_program_database_and"),
                       say("register-problems.nothing_was_changed_name_a_database"))


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection: its statements cost a tenth of SQLAlchemy's.

    What it raises is the driver's own, not SQLAlchemy's.
    """
    return connection.connection.driver_connection


def safe_url(url: URL) -> str:
    """Return an address without its password."""
    return url.render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite register; None in memory, for a `file:` address, on a server."""
    name = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or name.startswith((":memory:", "file:")):
        return None
    return Path(name)


def format_of(connection: Connection) -> str | None:
    """Return the migration that a database is at; None if it holds no register.

    Raises :class:`BadInput` where another program keeps its own there.
    """
    tables = set(sa.inspect(connection).get_table_names())
    # a server's database may hold other tables beside the register's
    others = tables if connection.dialect.name == "sqlite" else tables & {_VERSIONS}
    if others and not tables >= _TABLES:
        raise _foreign(connection.engine.url)
    if not tables >= _TABLES:
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
        raise one_problem(safe_url(url), say("register-problems.there_is_no_register_here"),
                          say("register-problems.begin_one_with_hubflow_register_init"))
    if found > HEAD:
        raise one_problem(
            safe_url(url), say("register-problems.the_register_is_in_format_and", found=found,
                               head=HEAD),
            say("register-problems.it_was_written_by_a_newer"))
    if found < HEAD:
        raise one_problem(safe_url(url),
                          say("register-problems.the_register_is_in_the_older", found=found),
                          say("register-problems.back_it_up_then_bring_it"))


def _is_file(url: str) -> bool:
    """Return whether an address is the plain name of a file."""
    return "://" not in url and url.endswith(_FILES)
