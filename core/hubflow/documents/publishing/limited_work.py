"""Stop work that takes too long or too much memory, in the process that does it."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Iterator
from pathlib import Path


class OutOfTime(BaseException):
    """Raised within work that takes too long; no ``except Exception`` in it holds it up."""


@contextlib.contextmanager
def limited_work(seconds: float, memory: int) -> Iterator[None]:
    """Raise :class:`OutOfTime` in a block after so many seconds, MemoryError past so many bytes.

    A single step of the interpreter is not interrupted. Memory is limited on Linux alone.
    """
    thread, lock, is_over = threading.get_ident(), threading.Lock(), threading.Event()

    def stop() -> None:
        with lock:
            if not is_over.is_set():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(OutOfTime))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        with _limited_memory(memory):
            yield
    finally:
        with lock:
            is_over.set()
        timer.cancel()


@contextlib.contextmanager
def _limited_memory(more: int) -> Iterator[None]:
    try:
        import resource

        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = int(pages) * resource.getpagesize() + more
        if soft != resource.RLIM_INFINITY:
            limit = min(limit, soft)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
