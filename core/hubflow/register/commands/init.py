"""``hubflow register init``: Begin a register, or bring an older one up to date."""

from __future__ import annotations

import click

from hubflow.register.office.register_options import NamedRegister, patience, register_options
from hubflow.text.spoken import say


@click.command(name="init")
@register_options("on", "by")
def command(register: NamedRegister) -> None:
    """Begin a register, or bring an older one up to date.

    Nothing that was recorded is lost or changed by it. Where ventures stand, and what is due, is
    worked out anew from it, and triggers of the database that are gone are put back.
    """
    from hubflow.register.storage.database_connection import safe_url
    from hubflow.register.storage.database_tables import HEAD
    from hubflow.register.storage.deriving import derive
    from hubflow.register.storage.guards import create_guards
    from hubflow.register.storage.opening import init_register

    register.check_day()
    restored: list[str] = []
    opened, before = init_register(register.url, register.day, register.recorder, patience())
    where = safe_url(opened.engine.url)
    if before is not None:
        with opened.writing() as journal:
            restored = create_guards(journal.connection)
            derive(journal)
    if before is None:
        click.echo(say("register.begun", where=where))
    elif before == HEAD:
        click.echo(say("register.up_to_date", where=where))
    else:
        click.echo(say("register.brought_up_to_date", before=before, head=HEAD, where=where))
    if restored:
        click.echo(say("register.triggers_put_back", restored=", ".join(restored)))
    opened.close()
