"""State how a command loads plugins: which add-ons it leaves out, whether code runs, who is told.

The options hold for everything that is loaded within :func:`loading`, so that a command which
opens a hub deep inside a register loads it as one that opens a folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple


def silent(_: str) -> None:
    """Tell nobody."""


class LoadOptions(NamedTuple):
    """``without`` names add-ons to leave out; with ``no_code`` no plugin's Python is run.

    ``announce`` is told what someone at a terminal should know: whose Python is about to run, and
    which add-on is broken.
    """

    without: tuple[str, ...] = ()
    no_code: bool = False
    announce: Callable[[str], None] = silent


_USUAL = LoadOptions()
_OPTIONS: ContextVar[LoadOptions] = ContextVar("load_options", default=_USUAL)


def load_options() -> LoadOptions:
    """Return the options that hold now."""
    return _OPTIONS.get()


@contextlib.contextmanager
def loading(**changed: Any) -> Iterator[None]:
    """Change some of the options while plugins are loaded."""
    before = _OPTIONS.set(_OPTIONS.get()._replace(**changed))
    try:
        yield
    finally:
        _OPTIONS.reset(before)
