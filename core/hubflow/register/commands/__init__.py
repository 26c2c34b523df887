"""``hubflow register``: Keep ventures over the years: decisions, money, proof of it all."""

from __future__ import annotations

import functools
import os

import click

from hubflow.cli.capabilities.named_register import HUB_DB
from hubflow.cli.lazy import CommandFolder

ORDER = (
    "init", "add", "update", "call", "assessors", "judge", "run", "decision-sheet", "decide",
    "ledger", "award", "award-sheet", "pay", "reported", "resource",
    "pause", "resume", "close", "member", "step", "release", "file", "complain", "answer", "move",
    "correct", "show", "history", "board", "dues", "money", "search",
    "anchor", "verify", "replay", "export", "import", "backup", "redact",
)
"""The commands in the order of the work; the help lists any other after these."""


class RegisterCommands(CommandFolder):
    """The commands of the register, which speak the language of the one that is there."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words after ``hubflow register``; note the language of the usual register."""
        from hubflow.cli.shared_options import note_last_language_source
        from hubflow.register.office.register_options import register_language

        note_last_language_source(functools.partial(
            register_language, os.environ.get("HUBFLOW_REGISTER") or HUB_DB,
            os.environ.get("HUBFLOW_HUB")))
        return super().parse_args(ctx, args)


@click.group(cls=RegisterCommands, package=__name__, order=ORDER,
             moved={name: f"hubflow {name} --register"
                    for name in ("jury-pack", "letters", "trading")},
             context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Keep ventures over the years, with nothing lost.

    A register is a journal that only grows: dossiers, judgements, recommendations, decisions,
    money, corrections. Where ventures stand is derived from it, and each entry proves the one
    before. By default it is the file hub.db of the current folder.
    """
