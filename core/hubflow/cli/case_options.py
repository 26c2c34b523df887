"""The options that name a command's ventures: files, or ids in a register."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hubflow.cli.capabilities.named_register import (
    is_address,
    register_language,
    with_addresses,
)
from hubflow.cli.shared_options import note_language_source
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.pipeline.case_source import CaseSource
    from hubflow.plugins.manager import LoadedHub

F = TypeVar("F", bound=Callable[..., Any])

class CaseCommand(click.Command):
    """A command whose ``--register`` may stand without URL; an id after it is a venture's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does; a ``--register`` without URL gets the default address."""
        return super().parse_args(ctx, with_addresses(args))


class CaseArguments:
    """The ventures that a command asks for, and where they are."""

    def __init__(
        self, names: tuple[str, ...], register: str | None, hub: str | None, call: str | None,
        edition: str | None,
    ) -> None:
        self.names = names
        self.register = register
        self.hub = hub
        self.call = call
        self.edition = edition

    @property
    def given(self) -> bool:
        """Whether the command names any ventures."""
        return bool(self.names) or self.register is not None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The names as files and folders."""
        return tuple(map(Path, self.names))

    def check(
        self, *, required: bool = True, one: bool = False, sheets: bool = False,
        tables: bool = False,
    ) -> None:
        """Raise a usage error if files and a register are mixed, or neither is named.

        ``one``: the command takes one alone. ``sheets``: jury sheets are given beside them.
        ``tables``: --call also goes with tables.
        """
        if one and (len(self.names) > 1 or self.call is not None
                    or (self.register is not None and not self.names)):
            raise click.UsageError(say("office.name_one_of_them_this_command"))
        if self.register is None:
            for option, value in (("--call", self.call), ("--hub", self.hub),
                                  ("--edition", self.edition)):
                if value is not None and not (tables and option == "--call"):
                    raise click.UsageError(say("office.goes_with_register", option=option))
            if required and not self.names:
                raise click.UsageError(say("office.name_dossiers_or_folders_or_a"))
            return
        files = [name for name in self.names if is_address(name)]
        if files:
            raise click.UsageError(say("office.with_register_ventures_are_named_by",
                                       files=", ".join(files)))
        if self.names and self.call is not None:
            raise click.UsageError(say("office.name_ventures_or_a_call_with"))
        if sheets:
            raise click.UsageError(say("commands.panel_goes_with_dossiers"))

    @contextlib.contextmanager
    def source(
        self, hub: LoadedHub | None, *, as_of: dt.date | None = None, stage: str = ""
    ) -> Iterator[CaseSource]:
        """Open the source of cases; ``hub`` is the one that -p names, if any.

        With ``stage`` and no venture named a register gives only those in that stage.
        """
        if self.register is None:
            from hubflow.cli.file_cases import FileCases

            yield FileCases(self.paths, hub, as_of)
            return
        from hubflow.cli.capabilities.capability_calls import ask_capabilities
        from hubflow.engine.pipeline.case_source import CaseQuery

        query = CaseQuery(register=self.register, names=self.names, hub=self.hub, call=self.call,
                          edition=self.edition, stage=stage, as_of=as_of)
        opened = ask_capabilities("hubflow_open_cases", query=query, hub=hub)
        if opened is None:
            from hubflow.model.input_problems import one_problem

            raise one_problem(f"--register {self.register}",
                              say("office.nothing_here_keeps_a_register"))
        with opened as source:
            yield source


def note_register(ctx: click.Context, _: click.Parameter, url: str | None) -> str | None:
    """Note how to look up the language of the register that ``--register`` names."""
    if url is not None:
        note_language_source(lambda: register_language(
            url, ctx.params.get("register_hub") or ctx.params.get("hub")))
    return url


def named_hub(plugin: str | None) -> LoadedHub | None:
    """Return the hub that -p names, if it names one."""
    if plugin is None:
        return None
    from hubflow.plugins.manager import load_hub

    return load_hub(plugin)


def case_options(
    files: str, *, call_help: str = "With --register: all ventures of this call."
) -> Callable[[F], F]:
    """Add the ventures of a command: ``files`` and ids, --register, --call, --hub, --edition.

    The function is given them as ``cases``, a :class:`CaseArguments`.
    """

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def command(
            names: tuple[str, ...], register: str | None, register_hub: str | None,
            register_call: str | None, edition: str | None, **options: Any,
        ) -> Any:
            cases = CaseArguments(names, register, register_hub, register_call, edition)
            return function(cases=cases, **options)

        for option in reversed((
            click.argument("names", nargs=-1, metavar=f"[{files}|VENTURE]...", type=click.Path()),
            click.option(
                "--register", "register", metavar="[URL]", callback=note_register,
                help="Take ventures from a register, by their ids, in place of files. Without URL "
                     "what HUBFLOW_REGISTER says, else hub.db of this folder."),
            click.option("--call", "register_call", metavar="ID", help=call_help),
            click.option(
                "--hub", "register_hub", metavar="ID",
                help="With --register: whose ventures. Without it what HUBFLOW_HUB says, else the "
                     "register's one hub."),
            click.option(
                "--edition", "edition", metavar="EDITION",
                help="With --register: only ventures under this edition of the method."),
        )):
            command = option(command)
        return command  # type: ignore[return-value]

    return decorate
