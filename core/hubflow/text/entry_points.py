"""Read which entry points installed distributions declare in hubflow's groups.

``importlib.metadata`` parses every distribution's, which takes as long as reading a dossier. Here
only those of distributions that name hubflow are parsed.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import takewhile
from typing import Any, NamedTuple

_GROUPS = b"[hubflow"
"""The beginning of every group of hubflow, in the file that declares it."""
_WHOLE = 1 << 16
"""More bytes than a distribution's entry points have; a larger buffer takes longer to make."""


class EntryPoint(NamedTuple):
    """One line of a distribution's entry points; ``target`` is ``package.module:name``."""

    group: str
    name: str
    target: str
    distribution: str
    version: str

    @property
    def module(self) -> str:
        """The module that the target names."""
        return self.target.partition(":")[0].strip()

    def load(self) -> Any:
        """Import the module; return it, or what is named in it."""
        found: Any = import_module(self.module)
        for name in filter(None, self.target.partition(":")[2].strip().split(".")):
            found = getattr(found, name)
        return found


def entry_points(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, in the order of ``sys.path``."""
    return [each for each in installed_entry_points() if each.group == group]


@functools.cache
def installed_entry_points() -> tuple[EntryPoint, ...]:
    """Return all entry points in hubflow's groups; of a distribution that is there twice the first.

    One search serves languages, hubs, add-ons and commands.
    """
    return tuple(_found())


def _found() -> Iterator[EntryPoint]:
    before: set[str] = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - pathlib takes a while
        except OSError:
            continue
        for information in names:
            if not information.endswith((".dist-info", ".egg-info")):
                continue
            place = f"{folder or '.'}/{information}"
            stem = _stem(information)
            text = b"" if stem in before else first_bytes(f"{place}/entry_points.txt", _WHOLE)
            before.add(stem)
            if text and _GROUPS in text:
                yield from _declared(text.decode("utf-8", "replace"), *_about(place, information))


def _declared(text: str, distribution: str, version: str) -> Iterator[EntryPoint]:
    """Yield the entry points in a file's text."""
    group = ""
    for line in map(str.strip, text.splitlines()):
        name, equals, target = line.partition("=")
        if line.startswith("["):
            group = line.strip("[]")
        elif equals and group.startswith("hubflow") and not line.startswith(("#", ";")):
            yield EntryPoint(group, name.strip(), target.partition("[")[0].strip(), distribution,
                             version)


def _stem(information: str) -> str:
    """Return the name of a distribution as its folder of information writes it."""
    return _split(information)[0].lower().replace("-", "_").replace(".", "_")


def _split(information: str) -> tuple[str, str]:
    """Return the name and version in the name of a folder of information."""
    stem = information.rpartition(".")[0]
    without, _, last = stem.rpartition("-")
    if without and last.startswith("py"):
        stem = without
    name, dash, version = stem.rpartition("-")
    return (name, version) if dash else (version, "")


def _about(place: str, information: str) -> tuple[str, str]:
    """Return a distribution's name and version: as its metadata says, else as its folder does."""
    name, version = _split(information)
    text = first_bytes(f"{place}/METADATA", _WHOLE) or first_bytes(f"{place}/PKG-INFO", _WHOLE)
    lines = (text or b"").decode("utf-8", "replace").splitlines()
    head = dict(line.split(": ", 1) for line in takewhile(str.strip, lines) if ": " in line)
    return head.get("Name", name.replace("_", "-")).strip(), head.get("Version", version).strip()


def first_bytes(path: str, most: int) -> bytes | None:
    """Return a file's first bytes; None if there is no file."""
    # the help looks into more than a hundred files, and most ways of opening one take longer
    try:
        file = os.open(path, os.O_RDONLY)
        try:
            return os.read(file, most)
        finally:
            os.close(file)
    except OSError:
        return None
