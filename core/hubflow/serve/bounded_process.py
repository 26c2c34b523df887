"""Work in a process of its own, within limits of time and memory, that ends with the server.

What goes wrong there harms nothing but that work, and a thread that waits for it can be let go.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

WALL = 2
"""Times the limit of work after which a process is stopped that waits, or shares its processor."""

_STOPPED = frozenset(getattr(signal, name) for name in ("SIGXCPU", "SIGKILL", "SIGTERM")
                     if hasattr(signal, name))
_TURN = threading.Lock()
_RUNNING: set[subprocess.Popen[bytes]] = set()
_ENDING = threading.Event()


class ProcessEndedError(Exception):
    """Raised where a process gave no answer: for its time, its memory, or as the server ends."""

    def __init__(self, why: Literal["time", "memory", "server"]) -> None:
        super().__init__(why)
        self.why = why


def answer_of(
    module: str, *arguments: str, seconds: float, given: bytes = b"", folder: Path | None = None
) -> bytes:
    """Return what a module prints when it is run with some arguments, and ``given`` as its input.

    The module limits itself by :func:`limit_this_process`; after ``seconds`` it is stopped in any
    case. Raises :class:`ProcessEndedError` where it gives no answer.
    """
    process = _begun([sys.executable, "-P", "-m", module, *arguments], folder)
    try:
        found, _ = process.communicate(given, seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise ProcessEndedError("time") from None
    finally:
        with _TURN:
            _RUNNING.discard(process)
    if process.returncode and _ENDING.is_set():
        raise ProcessEndedError("server")
    if process.returncode:
        raise ProcessEndedError("time" if -process.returncode in _STOPPED else "memory")
    return found


def _begun(command: Sequence[str], folder: Path | None) -> subprocess.Popen[bytes]:
    with _TURN:
        if _ENDING.is_set():
            raise ProcessEndedError("server")
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        _RUNNING.add(process)
    return process


def end_all() -> None:
    """End all processes that run for this server, and begin no more."""
    with _TURN:
        _ENDING.set()
        for process in _RUNNING:
            process.kill()


def limit_this_process(seconds: int, memory: int) -> None:
    """Hold this process to some seconds of work and bytes of memory, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the clock of the process that waits is the limit
        return
    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))
