"""A group of commands whose modules are imported when they run."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


def load_command(target: str) -> Any:
    """Return the command at ``module:name``, or ``command`` in a module; imports the module."""
    module, _, name = target.lstrip(".").partition(":")
    return getattr(import_module(module), name or "command")


class LazyGroup(click.Group):
    """Knows its commands' names and lines without importing them.

    ``table`` has each command's module in ``package``, perhaps with the name of the command in it
    (``acts:pause``; ``command`` without), and its line in the help. ``moved`` names what does the
    work of a command that is gone.
    """

    package = "hubflow"
    table: Mapping[str, tuple[str, ...]]
    moved: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command's module."""
        if cmd_name not in self.table:
            return None
        command: click.Command = load_command(f"{self.package}.{self.table[cmd_name][0]}")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The lines of the table."""
        with formatter.section("Commands"):
            formatter.write_dl(self.lines())

    def lines(self) -> list[tuple[str, str]]:
        """The lines of the help: each command with what it does."""
        return [(name, told[1]) for name, told in self.table.items()]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest command where there is none of that name."""
        if args and not args[0].startswith("-") and args[0] not in self.table and (
                args[0] not in self.list_commands(ctx)):
            if args[0] in self.moved:
                ctx.fail(f'There is no command "{args[0]}" any more: {self.moved[args[0]]} does '
                         "its work.")
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            ctx.fail(f'There is no command "{args[0]}".{hint}')
        return super().resolve_command(ctx, args)
