"""``hubflow register add``: Bring ventures in: dossiers, with their call and challenge."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.commands.dossier_versions import PATHS, record_dossiers
from hubflow.register.commands.register_options import NamedRegister, register_options


@click.command(name="add")
@plugin_option
@PATHS
@click.option("--call", "call", metavar="ID", help="The call that they compete in.")
@register_options("accept", "on", "by")
def command(
    plugin: str | None, paths: tuple[Path, ...], call: str | None, register: NamedRegister
) -> None:
    """Bring ventures into the register.

    With each dossier come the challenge that it names and, from a folder with a call.toml, the
    call and the jury's sheets. A venture is pinned to the edition of the method that it begins
    under. What a dossier must never hold of the people served is looked for first, as `hubflow
    check --privacy` does: where something is found nothing is recorded, unless it is accepted.
    """
    record_dossiers(plugin, paths, register, call=call)
