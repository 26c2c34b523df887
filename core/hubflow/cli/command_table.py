"""Which commands there are, found by looking at files: nothing of a command is imported.

A command of hubflow's own is a file in a capability's folder ``commands``, or that whole folder
where its ``__init__.py`` says so. The first line of the file names the command and is its line in
the help: ````hubflow NAME``: Do this.`` A plugin's command is an entry point of its distribution in
the group ``hubflow.commands``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

GROUP = "hubflow.commands"
"""The entry point group of plugins' commands: ``name = "package.module:function"``."""

_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - pathlib takes a while
_SAYS = re.compile(r'[rR]?"""(?:``hubflow (?P<name>[a-z-]+)``: )?(?P<line>.+?)(?:""")?\s*$')
_INFORMATION = re.compile(r"(?P<name>.+?)(?:-(?P<version>[^-]+))?(?:-py[\d.]+)?\.(?:dist|egg)-info")


class CommandPlace(NamedTuple):
    """Where a command is, its line in the help, and whose it is; ``plugin`` is empty for ours."""

    target: str
    line: str
    plugin: str = ""


def own_commands() -> Mapping[str, CommandPlace]:
    """Return hubflow's own commands by name."""
    found: dict[str, CommandPlace] = {}
    for room in sorted(os.listdir(_PACKAGE)):  # noqa: PTH208
        folder = f"{_PACKAGE}/{room}/commands"
        first = _first_line(f"{folder}/__init__.py")
        if first is not None and first["name"]:
            found[first["name"]] = CommandPlace(f"hubflow.{room}.commands", first["line"])
        elif first is not None:
            for file in sorted(os.listdir(folder)):  # noqa: PTH208
                said = _first_line(f"{folder}/{file}") if file.endswith(".py") else None
                if said is not None and said["name"]:
                    found[said["name"]] = CommandPlace(f"hubflow.{room}.commands.{file[:-3]}",
                                                       said["line"])
    return found


def plugin_commands() -> Mapping[str, tuple[CommandPlace, ...]]:
    """Return the commands of installed plugins by name; several where plugins contend for one."""
    found: dict[str, tuple[CommandPlace, ...]] = {}
    for plugin, name, target in sorted(_entry_points()):
        found[name] = (*found.get(name, ()), CommandPlace(target, _line_of(target, plugin), plugin))
    return found


def _first_line(path: str) -> re.Match[str] | None:
    """What the first line of a file says; None where there is none."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return _SAYS.match(file.readline())
    except (OSError, ValueError):
        return None


def _entry_points() -> Iterator[tuple[str, str, str]]:
    """Distribution, name and target of every entry point in the group, the first of a name."""
    seen: set[str] = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            continue
        for name in names:
            told = _INFORMATION.fullmatch(name) if name.endswith("-info") else None
            if told is None or told["name"].casefold() in seen:
                continue
            seen.add(told["name"].casefold())
            plugin = f"{told['name'].replace('_', '-')} {told['version'] or ''}".rstrip()
            try:
                with open(f"{folder or '.'}/{name}/entry_points.txt", encoding="utf-8") as file:  # noqa: PTH123
                    text = file.read()
            except (OSError, ValueError):
                continue
            if f"[{GROUP}]" in text:
                lines = text.partition(f"[{GROUP}]")[2].partition("\n[")[0].splitlines()
                for line in lines:
                    key, equals, target = line.partition("=")
                    if equals and not key.lstrip().startswith(("#", ";")):
                        yield plugin, key.strip(), target.partition("[")[0].strip()


def _line_of(target: str, plugin: str) -> str:
    """The help's line of a plugin's command: the first of its module, where the file is found."""
    module = target.partition(":")[0].replace(".", "/")
    for folder in sys.path:
        for ending in (".py", "/__init__.py"):
            said = _first_line(f"{folder or '.'}/{module}{ending}")
            if said is not None:
                return f"{said['line']} ({plugin})"
    return f"A command of {plugin}."
