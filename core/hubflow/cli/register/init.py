"""``hubflow register init``."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.cli.register.options import patience, register_option, user


@click.command(name="init")
@register_option
def command(url: str) -> None:
    """Begin a register, or bring an older one up to date.

    Nothing that was recorded is lost or changed by it.
    """
    from hubflow.cli.extras import needs

    needs("register", "sqlalchemy", "alembic", "tomli_w")
    from hubflow.register.connect import shown
    from hubflow.register.journal import init_register
    from hubflow.register.schema import HEAD

    register, before = init_register(url, dt.date.today(), user(), patience())
    where = shown(register.engine.url)
    if before is None:
        click.echo(f"Begun: {where}.")
    elif before == HEAD:
        click.echo(f"{where} is up to date.")
    else:
        click.echo(f"Brought up to date, from format {before} to {HEAD}: {where}.")
    register.close()
