"""``hubflow register step``."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.cli.register.options import (
    act_options,
    chosen_hub,
    day,
    hub_option,
    opened,
    register_option,
    user,
)


@click.command(name="step")
@click.argument("call")
@click.argument("step", required=False)
@click.option("--by", "body", metavar="BODY", help="The body that took it; needed with a step.")
@click.option("--note", default="", help="What should be known about it.")
@hub_option
@act_options
@register_option
def command(
    call: str, step: str | None, body: str | None, note: str, hub: str | None,
    on: dt.date | None, url: str,
) -> None:
    """Record a step of a call, or show those that it took.

    The steps are: received, corrections asked, admissible, preliminary list, hearing, final list,
    ratified. A hub leaves out what it does not have. Once steps are kept, nobody is led on before
    the final list, and until it is ratified that is said wherever the call is shown.
    """
    if step is not None and not body:
        raise click.UsageError("Say with --by which body took the step.")
    register = opened(url)
    from hubflow.register.steps import steps_of, take_step

    with register.writing() if step else register.reading() as journal:
        chosen = chosen_hub(journal, hub)
        if step is not None:
            take_step(journal, chosen, call, step, on=day(on), by=user(), body=body or "",
                      note=note)
        taken = steps_of(journal, chosen, call)
    if not taken:
        click.echo(f"No step of {call} is recorded.")
    for entry in taken:
        told = f": {entry.personal['note']}" if entry.personal["note"] else ""
        click.echo(f"{entry.on}  {entry.body['step']}, {entry.personal['body']}{told}")
