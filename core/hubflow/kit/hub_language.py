"""Say what tests of a hub find in the language in which commands speak of that hub."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from os import PathLike, fspath

from hubflow.cli.shared_options import command_language
from hubflow.text.spoken import speaking


@contextlib.contextmanager
def speaking_of(hub: str | PathLike[str]) -> Iterator[None]:
    """Speak the language of HUBFLOW_LANG, else of a hub, else of the system, else English.

    ``hub`` is what ``hubflow -p`` takes.
    """
    known: dict[str, object] = {}
    with speaking(lambda: command_language(known, ("-p", fspath(hub)))):
        yield
