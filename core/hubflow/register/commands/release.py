"""``hubflow register release``: allow the hub to tell ventures what was decided."""

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


@click.command(name="release")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="All ventures of this call whose latest "
              "decision is not released yet.")
@click.option("--entry", type=click.IntRange(min=1), metavar="N", help="Not the latest decision on "
              "the venture, but the one of this number in its history.")
@click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
              help="Who releases it.")
@click.option("--note", default="", help="What should be known about it.")
@entry_options
def command(
    ventures: tuple[str, ...], call: str | None, entry: int | None, body: str, note: str,
    accept: str, hub: str | None, on: dt.date | None, url: str,
) -> None:
    """Record that the hub may tell ventures what was decided.

    It is of the latest decision on each; a later one needs a release of its own. In a call whose
    steps are kept nothing that leads a venture on is released before the final list.
    """
    if bool(ventures) == bool(call):
        raise click.UsageError("Name ventures, or a call with --call.")
    if entry is not None and len(ventures) != 1:
        raise click.UsageError("--entry goes with one venture.")
    register = open_named_register(url)
    from hubflow.cli.terminal_text import counted
    from hubflow.model.input_problems import one_problem
    from hubflow.register.recording import releasing
    from hubflow.register.standing.register_hubs import chosen_hub

    with register.writing() as journal:
        chosen = chosen_hub(journal, hub, ventures[0] if ventures else None)
        names = list(ventures) or releasing.awaiting_release(journal, chosen, call or "")
        if not names:
            raise one_problem(f"--call {call}", "no decision of this call waits to be released")
        accepted = check_texts(journal, chosen, call or names[0], {"--note": note}, accept,
                               by=body)
        decisions = releasing.release(journal, chosen, names, body=body, on=day(on), by=user(),
                                      note=note, accepted=accepted, entry=entry)
    for decision in decisions:
        click.echo(f"{decision.subject}: {releasing.word_of(decision)} of {decision.on} "
                   "may be told.")
    click.echo(f"{counted(len(decisions), 'decision')} released. Write the letters: "
               "hubflow letters --register --out FOLDER")
