"""``hubflow register backup``: Write a verified copy while others go on."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@register_options()
def command(file: Path, register: NamedRegister) -> None:
    """Write a verified copy of the register, which is itself a register.

    Others may go on writing meanwhile. To restore it, put it in the place of the register, or
    `import` it; check it with `verify`.
    """
    from hubflow.register.storage.copying import copy_register

    count, head = copy_register(register.opened, f"sqlite:///{file}")
    click.echo(say("register.backup_written", file=file, n=count, head=head))
