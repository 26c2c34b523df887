"""``hubflow register``: Keep ventures over the years: decisions, money, proof of it all."""

from __future__ import annotations

import click

from hubflow.cli.lazy import CommandFolder

ORDER = (
    "init", "add", "update", "assessors", "judge", "run", "decision-sheet", "decide",
    "ledger", "award", "pay", "reported", "resource",
    "pause", "resume", "close", "member", "step", "release", "complain", "answer", "move",
    "correct", "show", "history", "board", "dues", "money", "search",
    "anchor", "verify", "replay", "export", "import", "backup", "redact",
)
"""The commands in the order of the work; the help lists any other after these."""


@click.group(cls=CommandFolder, package=__name__, order=ORDER,
             moved={name: f"hubflow {name} --register"
                    for name in ("jury-pack", "letters", "trading")},
             context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Keep ventures over the years, with nothing lost.

    A register is a journal that only grows: dossiers, judgements, recommendations, decisions,
    money, corrections. Where ventures stand is derived from it, and each entry proves the one
    before. By default it is the file hub.db of the current folder.
    """
