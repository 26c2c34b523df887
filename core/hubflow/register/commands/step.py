"""``hubflow register step``."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.register.commands.register_options import (
    NonBlankText,
    day,
    entry_options,
    open_named_register,
    user,
)
from hubflow.register.office.people_served import check_texts


@click.command(name="step")
@click.argument("call")
@click.argument("step", required=False)
@click.option("--by", "body", metavar="BODY", type=NonBlankText(),
              help="The body that took it; needed with a step.")
@click.option("--note", default="", help="What should be known about it.")
@entry_options
def command(
    call: str, step: str | None, body: str | None, note: str, accept: str,
    hub: str | None, on: dt.date | None, url: str,
) -> None:
    """Record a step of a call, or show the steps that it has taken.

    The steps are those of the hub's method ([call]). Where it has none, the common ones: received,
    corrections asked, admissible, preliminary list, hearing, final list, ratified; of these only
    the final list cannot be left out. Once steps are kept, nobody is led on before the final list,
    and until the last step that is said wherever the call is shown.
    """
    if step is not None and not body:
        raise click.UsageError("Say with --by which body took the step.")
    register = open_named_register(url)
    from hubflow.cli.terminal_text import one_line
    from hubflow.register.recording.steps import call_progress, check_call, id_of, take_step
    from hubflow.register.standing.register_hubs import chosen_hub

    with register.writing() if step else register.reading() as journal:
        chosen = chosen_hub(journal, hub)
        if step is not None:
            accepted = check_texts(journal, chosen, call, {"--note": note}, accept, by=body or "")
            progress = take_step(journal, chosen, call, step, on=day(on), by=user(),
                                 body=body or "", note=note, accepted=accepted)
        else:
            check_call(journal, chosen, call)
            progress = call_progress(journal, chosen, call)
    if not progress.taken_steps:
        click.echo(f"No step of {call} is recorded.")
    for entry in progress.taken_steps:
        told = f": {entry.personal['note']}" if entry.personal["note"] else ""
        said = one_line(f"{progress.name(id_of(entry))}, {entry.personal['body']}{told}")
        click.echo(f"{entry.on}  {said}")
    ahead = [f"{progress.name(one.id)}{' (may be left out)' if one.optional else ''}"
             for one in progress.rules.steps[progress.position + 1 :]]
    if ahead:
        click.echo(f"Ahead: {', '.join(ahead)}.")
