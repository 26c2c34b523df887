"""``hubflow register init``."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.register.commands.register_options import (
    act_options,
    by_option,
    day,
    patience,
    register_option,
    user,
)


@click.command(name="init")
@act_options
@by_option
@register_option
def command(on: dt.date | None, by: str | None, url: str) -> None:
    """Begin a register, or bring an older one up to date.

    Nothing that was recorded is lost or changed by it. Where ventures stand, and what is due, is
    worked out anew from it.
    """
    from hubflow.cli.extras import needs

    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
    from hubflow.model.input_problems import one_problem
    from hubflow.register.storage.database_connection import safe_url
    from hubflow.register.storage.database_tables import HEAD
    from hubflow.register.storage.deriving import derive
    from hubflow.register.storage.opening import init_register

    if day(on) > dt.date.today():
        raise one_problem("--on", f"{on} is in the future", "Record what has happened.")
    register, before = init_register(url, day(on), by or user(), patience())
    where = safe_url(register.engine.url)
    if before is not None:
        with register.writing() as journal:
            derive(journal)
    if before is None:
        click.echo(f"Begun: {where}.")
    elif before == HEAD:
        click.echo(f"{where} is up to date.")
    else:
        click.echo(f"Brought up to date, from format {before} to {HEAD}: {where}.")
    register.close()
