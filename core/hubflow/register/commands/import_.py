"""``hubflow register import``: Make a register of an archive, a backup or another one."""

from __future__ import annotations

import click

from hubflow.register.office.register_options import NamedRegister, patience, register_options
from hubflow.text.spoken import say


@click.command(name="import")
@click.argument("source", metavar="ARCHIVE|BACKUP|URL")
@register_options()
def command(source: str, register: NamedRegister) -> None:
    """Make a register from an archive, a backup or another register.

    The register must not be there yet. Every digest stays the same, so a hub's file can move to a
    network's server, and back. It is verified before it is kept, and each entry is held to what a
    command would have recorded: its fields, and what the lifecycle allowed at that time.
    """
    from hubflow.register.storage.copying import import_from

    count, head = import_from(source, register.url, patience())
    click.echo(say("register.imported", n=count, head=head))
