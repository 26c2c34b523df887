"""How tests run ``hubflow`` quickly: in their own process, or in forks instead of new ones.

:func:`hubflow_here` is the quickest: nothing is imported, read or set up twice. Tests of what
belongs to a process (its environment, its streams, plugins that it must not keep) fork:
:func:`hubflow_command` is the beginning of a command line that does what
``[sys.executable, "-m", "hubflow"]`` does, at a fifth of its cost (:mod:`tests.fork_server`).
Tests of start-up, of signals and of killed processes start real ones.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from hubflow.cli.main import main

HERE = Path(__file__).parent
PYTHON = sys.executable


_CHECKS = ("check_levels", "comparability", "manifest", "plugin_code")


@functools.cache
def server_socket(*modules: str) -> str:
    """The address of this process's fork server, started when first asked for.

    With modules, the address of one that has imported these alone.
    """
    folder = Path(tempfile.mkdtemp(prefix="hubflow-"))
    path = folder / "s"
    server = subprocess.Popen([PYTHON, str(HERE / "fork_server.py"), str(path), *modules],
                              stdin=subprocess.PIPE, cwd=folder)

    def end() -> None:
        assert server.stdin is not None
        server.stdin.close()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:  # a process that a test forked holds the other end
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    while not path.exists():
        assert server.poll() is None, "the fork server does not start"
        time.sleep(0.02)
    return str(path)


def forks() -> bool:
    """Whether this system has what the fork server needs."""
    return sys.platform == "linux"


def hubflow_here(
    *words: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, as from the shell with no input, and return what it said.

    ``environment`` is added to this process's own. A fault of hubflow's own is raised, with its
    traceback.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    ended: object = 0
    with (contextlib.chdir(cwd or "."), warnings.catch_warnings(),
          mock.patch.dict(os.environ, environment or {}),
          mock.patch.multiple(sys, argv=["hubflow", *map(str, words)], stdin=io.StringIO(),
                              stdout=out, stderr=err)):
        warnings.simplefilter("default")
        try:
            main()
        except SystemExit as end:
            ended = end.code or 0
    said = []
    for stream in (out, err):
        stream.flush()
        said.append(stream.buffer.getvalue().decode())
    return subprocess.CompletedProcess(list(map(str, words)), int(str(ended)), *said)


def hubflow_command() -> list[str]:
    """Return the words that begin a command line of hubflow."""
    return _beginning("module", "hubflow") if forks() else [PYTHON, "-m", "hubflow"]


def script_command(script: Path) -> list[str]:
    """Return the words that begin a command line of a script that imports hubflow."""
    return _beginning("script", str(script)) if forks() else [PYTHON, str(script)]


def checking_process() -> list[str]:
    """Return the words that begin the command line of a process that checks one hub.

    Its server imports what checks import: a check looks through all that is loaded after each
    call of a hook, so a fork of a server that holds all of hubflow would take longer.
    """
    modules = [*(f"hubflow.kit.checking.{name}" for name in _CHECKS), "hubflow.kit.laws.laws",
               "hubflow.kit.cases.own_cases"]
    return _beginning("module", "hubflow.kit.checking.checking_process", *modules)


def _beginning(kind: str, name: str, *modules: str) -> list[str]:
    return [PYTHON, "-I", "-S", str(HERE / "fork_client.py"), server_socket(*modules), kind, name]


def program_folder() -> Path:
    """Return a folder whose ``hubflow`` program forks as :func:`hubflow_command` does."""
    folder = Path(server_socket()).parent / "bin"
    program = folder / "hubflow"
    if not program.exists():
        folder.mkdir()
        script = Path(PYTHON).parent / "hubflow"
        words = _beginning("script", str(script))
        program.write_text(f"#!/bin/sh\nexec {' '.join(map(repr, words))} \"$@\"\n", "utf-8")
        program.chmod(0o755)
    return folder


def hubflow(
    *words: object, code: int = 0, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as :func:`hubflow_here` does; it must end with ``code`` and no traceback."""
    done = hubflow_here(*words, cwd=cwd)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done
