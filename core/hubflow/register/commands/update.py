"""``hubflow register update``: Record new versions of dossiers."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.commands.dossier_versions import PATHS, record_dossiers
from hubflow.register.commands.register_options import NamedRegister, register_options


@click.command(name="update")
@plugin_option
@PATHS
@register_options("accept", "on", "by")
def command(plugin: str | None, paths: tuple[Path, ...], register: NamedRegister) -> None:
    """Record new versions of dossiers and challenges; the earlier versions stay."""
    record_dossiers(plugin, paths, register, update=True)
