"""The table of commands, and groups that import a command when it runs.

A command of hubflow's own is a file in a capability's folder ``commands``, or that whole folder
where its ``__init__.py`` says so: then each file in it is a subcommand. The first line of the file
says ``hubflow NAME``, or ``hubflow GROUP NAME``, in double backticks, a colon, and what the command
does: its line in the help. A plugin's command is an entry point of its distribution in the group
``hubflow.commands``. Both are found by looking at files, and nothing of a command is imported
before it runs.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from hubflow.text.entry_points import EntryPoint, entry_points, first_bytes
from hubflow.text.spoken import say

GROUP = "hubflow.commands"
"""The entry point group of plugins' commands: ``name = "package.module:function"``."""

_LINE = 400
"""The first line of a command's file has fewer bytes."""
_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - pathlib takes a while


class CommandPlace(NamedTuple):
    """A command's module, its line in the help, and its plugin (empty for our own)."""

    target: str
    line: str
    plugin: str = ""


def own_commands(order: Sequence[str] = ()) -> Mapping[str, CommandPlace]:
    """Return hubflow's own commands by name: those of ``order`` first, then by the alphabet."""
    found: dict[str, CommandPlace] = {}
    for room in os.listdir(_PACKAGE):  # noqa: PTH208
        folder, package = f"{_PACKAGE}/{room}/commands", f"hubflow.{room}.commands"
        first = _first_line(f"{folder}/__init__.py")
        if first is not None and first[0]:
            found[first[0]] = CommandPlace(package, first[1])
        elif first is not None:
            found.update(_commands_in(folder, package))
    return _in_order(found, order)


def _commands_in(folder: str, package: str, group: str = "") -> Iterator[tuple[str, CommandPlace]]:
    """Yield the commands in the files of a folder; with ``group`` its subcommands."""
    for file in os.listdir(folder):  # noqa: PTH208
        said = _first_line(f"{folder}/{file}") if file.endswith(".py") else None
        if said is not None and said[0]:
            within, _, name = said[0].rpartition(" ")
            if name and within == group:
                yield name, CommandPlace(f"{package}.{file[:-3]}", said[1])


def _in_order(
    found: Mapping[str, CommandPlace], order: Sequence[str]
) -> Mapping[str, CommandPlace]:
    return dict(sorted(found.items(), key=lambda each: (
        order.index(each[0]) if each[0] in order else len(order), each[0])))


def plugin_commands() -> Mapping[str, tuple[CommandPlace, ...]]:
    """Return the commands of installed plugins by name; several if plugins share a name."""
    found: dict[str, tuple[CommandPlace, ...]] = {}
    for point in sorted(entry_points(GROUP), key=lambda each: (each.distribution, each.name)):
        plugin = f"{point.distribution} {point.version}".rstrip()
        place = CommandPlace(point.target, _line_of(point, plugin), plugin)
        found[point.name] = (*found.get(point.name, ()), place)
    return found


def _first_line(path: str) -> tuple[str, str] | None:
    """Return the command that a file's first line names, or "", and what the line says of it.

    None if there is no file, or if it does not begin with a docstring.
    """
    text = first_bytes(path, _LINE)
    if text is None:
        return None
    start, _, line = text.partition(b"\n")[0].decode("utf-8", "replace").partition('"""')
    line = line.partition('"""')[0].strip()
    if start not in {"", "r", "R"} or not line:
        return None
    name, mark, said = line.removeprefix("``hubflow ").partition("``: ")
    return (name, said) if mark and line.startswith("``hubflow ") else ("", line)


def _line_of(point: EntryPoint, plugin: str) -> str:
    """Return the help's line of a plugin's command: the first line of its module's file."""
    module = point.module.replace(".", "/")
    for folder in sys.path:
        for ending in (".py", "/__init__.py"):
            said = _first_line(f"{folder or '.'}/{module}{ending}")
            if said is not None:
                return f"{said[1]} ({plugin})"
    return f"A command of {plugin}."


def load_command(target: str) -> Any:
    """Return the command at ``module:name``, or ``command`` in a module; imports the module."""
    module, _, name = target.lstrip(".").partition(":")
    return getattr(import_module(module), name or "command")


def _help_width(most: int) -> int:
    """Return the width that click would choose, without importing shutil for it."""
    columns = os.environ.get("COLUMNS", "")
    try:
        width = int(columns) if columns.isdecimal() else 0
        width = width or os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        width = 0
    return max(min(width or 80, most) - 2, 50)


class LazyGroup(click.Group):
    """A group that knows the names and help lines of its commands without importing them.

    ``moved`` names what does the work of a command that is gone.
    """

    def __init__(
        self, *args: Any, moved: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.moved = moved or {}

    @functools.cached_property
    def table(self) -> Mapping[str, CommandPlace]:
        """The group's commands by name, in the order of the help."""
        raise NotImplementedError

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command's module."""
        if cmd_name not in self.table:
            return None
        command: click.Command = load_command(self.table[cmd_name].target)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, as wide as the terminal."""
        ctx.terminal_width = ctx.terminal_width or _help_width(ctx.max_content_width or 80)
        return super().get_help(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the lines of the table."""
        with formatter.section("Commands"):
            formatter.write_dl(self.lines())

    def lines(self) -> list[tuple[str, str]]:
        """Return the lines of the help: each command with what it does."""
        return [(name, place.line) for name, place in self.table.items()]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command as click does; for an unknown name suggest the nearest."""
        if args and not args[0].startswith("-") and args[0] not in self.table and (
                args[0] not in self.list_commands(ctx)):
            if args[0] in self.moved:
                ctx.fail(say("commands.moved", name=args[0], command=self.moved[args[0]]))
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            ctx.fail(say("commands.unknown_but_near", name=args[0], near=near[0]) if near
                     else say("commands.unknown", name=args[0]))
        return super().resolve_command(ctx, args)


class CommandFolder(LazyGroup):
    """A group whose subcommands are the files beside its own, in the folder ``package``.

    ``order`` is that of the help, which lists any other after these.
    """

    def __init__(
        self, *args: Any, package: str, order: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.package, self.order = package, order

    @functools.cached_property
    def table(self) -> Mapping[str, CommandPlace]:
        """The files of the folder whose first line names a subcommand of the group."""
        init = str(sys.modules[self.package].__file__)
        folder, said = os.path.dirname(init), _first_line(init)  # noqa: PTH120
        group = said[0] if said else ""
        return _in_order(dict(_commands_in(folder, self.package, group)), self.order)
