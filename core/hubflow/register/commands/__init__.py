"""``hubflow register``: Keep ventures over the years: decisions, money, proof of it all."""

from __future__ import annotations

import click

from hubflow.cli.lazy import LazyGroup


class _Commands(LazyGroup):
    package = "hubflow.register.commands"
    table = {  # noqa: RUF012
        "init": ("init", "Begin a register, or bring an older one up to date."),
        "add": ("add", "Bring ventures in: dossiers, with their call and challenge."),
        "update": ("add:update", "Record new versions of dossiers."),
        "judge": ("judge", "Record what a jury said."),
        "run": ("run", "Record what the method recommends where ventures stand."),
        "decide": ("decide", "Record what a body decided; only this moves a venture."),
        "ledger": ("ledger", "Record months of test trading."),
        "award": ("award", "Record money that a funder awarded."),
        "resource": ("award:resource", "Record what the hub gave: money, hours, space."),
        "pause": ("acts:pause", "Record that a venture rests."),
        "resume": ("acts:resume", "Record that it goes on."),
        "close": ("acts:close", "Record that it ends, why, and what was learnt."),
        "step": ("step", "Record a step of a call, from received to ratified."),
        "release": ("release", "Let decisions be told to ventures."),
        "move": ("move", "Move a venture to another edition of the method, or show what changes."),
        "correct": ("correct", "Mend a wrong entry; the wrong one stays to be seen."),
        "show": ("show", "Show where a venture stands, and why."),
        "history": ("history", "Show all that was recorded, in order."),
        "board": ("board", "The hub's wall: who is where, and what is due."),
        "search": ("people:search", "Find words over all ventures."),
        "verify": ("verify", "Prove that nobody rewrote anything."),
        "replay": ("replay", "Recompute every recorded decision from its receipt."),
        "export": ("archives:export", "Write an archive: one venture with proof, or all."),
        "import": ("archives:import_", "Make a register of an archive, a backup or another one."),
        "backup": ("archives:backup", "Write a verified copy while others go on."),
        "redact": ("people:redact", "Take a person's name out; the chain still verifies."),
    }
    moved = {name: f"hubflow {name} --register" for name in ("jury-pack", "letters", "trading")}  # noqa: RUF012


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Keep ventures over the years, with nothing lost.

    A register is a journal that only grows: dossiers, judgements, recommendations, decisions,
    money, corrections. Where ventures stand is derived from it, and each entry proves the one
    before. By default it is the file hub.db of the current folder.
    """
