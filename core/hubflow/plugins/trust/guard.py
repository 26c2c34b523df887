"""Run plugins' code: whatever it raises is its own failure, and what it prints is no result."""

from __future__ import annotations

import _thread
import contextlib
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import FrameType
from typing import Any, NoReturn

from hubflow.plugins.crash import PluginCrash

_TO_STDERR: ContextVar[bool] = ContextVar("plugin_prints_to_stderr", default=False)
_IN_PLUGIN: ContextVar[bool] = ContextVar("plugin_code_runs", default=False)
_interrupted = _results_alone = False


def note_interrupts() -> None:
    """Note Ctrl-C from now on, so that it is told from a plugin's own KeyboardInterrupt."""
    if (signal.getsignal(signal.SIGINT) is signal.default_int_handler
            and threading.current_thread() is threading.main_thread()):
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = functools.partial(_unraisable, sys.unraisablehook)


def was_interrupted() -> bool:
    """Return whether Ctrl-C was noted: what fails after it failed because of it."""
    return _interrupted


def refuse_exits() -> None:
    """Make ``os._exit`` fail in plugins' code from now on: it would end a command in silence.

    Processes that a plugin forks may end so. This guards against mistakes, not malice.
    """
    end, process = os._exit, os.getpid()
    if end.__module__ == __name__:
        return

    def exit_or_fail(status: int) -> NoReturn:
        if _IN_PLUGIN.get() and os.getpid() == process:
            raise SystemExit(f"os._exit({status}) was called")
        end(status)

    os._exit = exit_or_fail


def _interrupt(_: int, __: FrameType | None) -> None:
    """Raise KeyboardInterrupt, unless one is being handled.

    Polars raises one of its own for the same Ctrl-C, before Python calls this; a second one would
    break the cleaning up that the first has begun.
    """
    global _interrupted
    _interrupted = True
    if not isinstance(sys.exc_info()[1], KeyboardInterrupt):
        raise KeyboardInterrupt


def _unraisable(usual: Callable[[sys.UnraisableHookArgs], None],
                ignored: sys.UnraisableHookArgs) -> None:
    """Say Ctrl-C again where compiled code, which cannot pass it on, has dropped it."""
    if _interrupted and isinstance(ignored.exc_value, KeyboardInterrupt):
        again = threading.Timer(0.05, _thread.interrupt_main)
        again.daemon = True
        again.start()
    else:
        usual(ignored)


def is_failure(error: BaseException) -> bool:
    """Return whether an error out of a plugin's code is the plugin's failure.

    A Ctrl-C is not; where nobody notes them, any KeyboardInterrupt is taken for one. Nor is the
    crash of a plugin that was called within.
    """
    if isinstance(error, KeyboardInterrupt):
        handler = signal.getsignal(signal.SIGINT)
        return handler is signal.SIG_IGN or (handler is _interrupt and not _interrupted)
    return not isinstance(error, PluginCrash)


def first_line(error: BaseException) -> str:
    """Return the class of an error and the first line of its message, if it can be had."""
    try:
        said = str(error)
    except BaseException as broken:
        if not is_failure(broken):
            raise
        said = "its message cannot be shown"
    return f"{type(error).__name__}: {said}".split("\n")[0]


@contextlib.contextmanager
def prints_to_stderr() -> Iterator[None]:
    """Let what plugins print go to the standard error, so that the output holds results alone."""
    global _results_alone
    _results_alone = True
    before = _TO_STDERR.set(True)
    try:
        yield
    finally:
        _TO_STDERR.reset(before)


def end_output() -> None:
    """Close the output of a process once its results are written, if it holds results alone.

    What a plugin still prints as the process ends goes to the standard error.
    """
    if _results_alone:
        sys.stdout.flush()
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


@contextlib.contextmanager
def plugin_output() -> Iterator[None]:
    """Run a plugin's code within this: it prints where :func:`prints_to_stderr` says."""
    before = _IN_PLUGIN.set(True)
    try:
        if not _TO_STDERR.get():
            yield
            return
        with contextlib.redirect_stdout(sys.stderr), _descriptor_to_stderr():
            yield
    finally:
        _IN_PLUGIN.reset(before)


@contextlib.contextmanager
def _descriptor_to_stderr() -> Iterator[None]:
    """Point the process's own output at its standard error: programs that it starts print there."""
    original: Any = sys.__stdout__
    try:
        number, errors = original.fileno(), sys.__stderr__.fileno()  # type: ignore[union-attr]
        kept = os.dup(number)
    except (OSError, ValueError, AttributeError):
        yield
        return
    try:
        original.flush()
        os.dup2(errors, number)
        yield
    finally:
        with contextlib.suppress(OSError, ValueError):
            original.flush()
        os.dup2(kept, number)
        os.close(kept)
