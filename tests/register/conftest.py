"""Registers for tests: on SQLite, and on a PostgreSQL that the tests start themselves."""

from __future__ import annotations

import contextlib
import functools
import inspect
import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import pytest
import sqlalchemy as sa
from tests.quick_start import hubflow as run_here

from hubflow.cli.main import main

REPO = Path(__file__).parents[2]
BINARIES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),)


@attrs.frozen
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Hubflow = Callable[..., Done]


@pytest.fixture
def hubflow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Hubflow:
    """Run a command as from the shell, in an empty folder, without the cost of a process."""
    monkeypatch.chdir(tmp_path)
    for name in ("HUBFLOW_REGISTER", "HUBFLOW_HUB"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, code: int | None = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["hubflow", *arguments])
        capsys.readouterr()
        try:
            main()
            ended: object = 0
        except SystemExit as end:
            ended = end.code or 0
        said = capsys.readouterr()
        assert code is None or ended == code, f"{arguments}: {ended}\n{said.out}{said.err}"
        return Done(int(str(ended)), said.out, said.err)

    return run


@functools.cache
def _begun() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        run_here("register", "init", cwd=Path(folder))
        return Path(folder, "hub.db").read_bytes()


def begin_register(path: Path = Path("hub.db")) -> None:
    """Put a copy of a register that ``hubflow register init`` began in this process."""
    path.write_bytes(_begun())


_SET_UP: dict[object, Path] = {}


def set_up_once(set_up: Callable[..., None]) -> Any:
    """Return a fixture that does a set-up in the test's empty folder, and yields its commands.

    It is done once in this process. Later tests get a copy of the folder that it left. ``set_up``
    may take ``hubflow`` and ``tmp_path``.
    """
    wanted = inspect.signature(set_up).parameters

    @pytest.fixture(name=set_up.__name__)
    def done(
        hubflow: Hubflow, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> Hubflow:
        left = _SET_UP.get(set_up)
        if left is not None and left.exists():
            shutil.copytree(left, tmp_path, dirs_exist_ok=True)
            return hubflow
        has = {"hubflow": hubflow, "tmp_path": tmp_path}
        set_up(**{name: has[name] for name in wanted})
        _SET_UP[set_up] = Path(shutil.copytree(
            tmp_path, tmp_path_factory.mktemp(set_up.__name__), dirs_exist_ok=True))
        return hubflow

    return done


@contextlib.contextmanager
def files_of_at_most(limit: int) -> Iterator[None]:
    """Let no file of this process grow beyond a number of bytes, as on a full disk."""
    resource = pytest.importorskip("resource", reason="limits of a process are Unix's")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # a compiled file would stay, cut off
    with mock.patch.object(sys, "dont_write_bytecode", True):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def no_bytecode() -> dict[str, str]:
    """The environment of a process whose files are limited: what it compiled would stay, cut off.

    Every later process would then fail, since Python does not look whether a file is whole.
    """
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def _tool(name: str) -> str | None:
    return shutil.which(name) or next(
        (str(folder / name) for folder in BINARIES if (folder / name).exists()), None)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without the database's name."""
    initdb, pg_ctl = _tool("initdb"), _tool("pg_ctl")
    if not (initdb and pg_ctl):
        pytest.skip("NOT TESTED ON POSTGRESQL: no initdb and pg_ctl here. Install PostgreSQL.")
    folder = Path(tempfile.mkdtemp(prefix="hubflow-pg-", dir="/tmp" if Path("/tmp").is_dir()
                                   else None))
    user = _server_user(folder)
    options: dict[str, object] = {"check": True, "capture_output": True, "cwd": folder}
    if user is not None:
        options["user"] = user
    data = folder / "data"
    subprocess.run([initdb, "-D", str(data), "-A", "trust", "-U", "hubflow", "-E", "UTF8",
                    "--no-sync"], **options)  # type: ignore[call-overload]
    # no test stops the machine, so nothing waits for its disk
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    options["capture_output"] = False
    subprocess.run([pg_ctl, "-D", str(data), "-l", str(folder / "log"), "-w", "-o", settings,
                    "start"], stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        yield f"postgresql+psycopg://hubflow@/{{}}?host={folder}"
    finally:
        subprocess.run([pg_ctl, "-D", str(data), "-m", "immediate", "stop"],
                       stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)


def _server_user(folder: Path) -> str | None:
    """PostgreSQL does not run as root: then as its own user, or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return name
    pytest.skip("NOT TESTED ON POSTGRESQL: only root is here to run it.")


_COUNT = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address where no register is yet, on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.db'}"
    address = str(request.getfixturevalue("server"))
    name = f"register_{os.getpid()}_{next(_COUNT)}"
    engine = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return address.format(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An address where no register is yet, on SQLite."""
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """The repository's examples, in the test's folder."""
    return Path(shutil.copytree(REPO / "examples", tmp_path / "examples"))
