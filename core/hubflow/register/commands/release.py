"""``hubflow register release`` and ``letters``: what was decided, told to ventures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Language, plugin_option
from hubflow.jury.commands.letters import format_option, overwrite_option
from hubflow.register.commands.register_options import (
    NonBlankText,
    act_options,
    chosen_hub,
    day,
    hub_option,
    opened,
    register_option,
    user,
)
from hubflow.register.office.letter_making import LetterMaking
from hubflow.register.office.people_served import accept_option, check_texts

if TYPE_CHECKING:
    from hubflow.register.recording.releasing import ReleasedEntry
    from hubflow.register.storage.journal import Journal


@click.command(name="release")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="All ventures of this call whose latest "
              "decision is not released yet.")
@click.option("--entry", type=click.IntRange(min=1), metavar="N", help="Not the latest decision on "
              "the venture, but the one of this number in its history.")
@click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
              help="Who releases it.")
@click.option("--note", default="", help="What should be known about it.")
@accept_option
@hub_option
@act_options
@register_option
def release(
    ventures: tuple[str, ...], call: str | None, entry: int | None, body: str, note: str,
    accept: str, hub: str | None, on: dt.date | None, url: str,
) -> None:
    """Record that what was decided may be told to ventures.

    It is of the latest decision on each; a later one needs a release of its own. In a call whose
    steps are kept nothing that leads a venture on is released before the final list.
    """
    if bool(ventures) == bool(call):
        raise click.UsageError("Name ventures, or a call with --call.")
    if entry is not None and len(ventures) != 1:
        raise click.UsageError("--entry goes with one venture.")
    register = opened(url)
    from hubflow.model.input_problems import one_problem
    from hubflow.register.commands.register_words import counted
    from hubflow.register.recording import releasing

    with register.writing() as journal:
        chosen = chosen_hub(journal, hub, ventures[0] if ventures else None)
        names = list(ventures) or releasing.waiting(journal, chosen, call or "")
        if not names:
            raise one_problem(f"--call {call}", "no decision of this call waits to be released")
        accepted = check_texts(journal, chosen, call or names[0], {"--note": note}, accept,
                               by=body)
        decisions = releasing.release(journal, chosen, names, body=body, on=day(on), by=user(),
                                      note=note, accepted=accepted, entry=entry)
    for decision in decisions:
        click.echo(f"{decision.subject}: {releasing.word_of(decision)} of {decision.on} "
                   "may be told.")
    click.echo(f"{counted(len(decisions), 'decision')} released: hubflow register letters.")


@click.command(name="letters")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="All ventures of this call.")
@click.option("--out", "out", required=True, metavar="DIR",
              type=click.Path(path_type=Path, file_okay=False), help="The folder to write into.")
@format_option
@overwrite_option
@click.option("--lang", "language", type=Language(), metavar="xx",
              help="The language of the letters, such as en. "
              "Without it the hub's own.")
@plugin_option
@hub_option
@register_option
def letters(
    ventures: tuple[str, ...], call: str | None, out: Path, formats: tuple[str, ...],
    overwrite: bool, language: str | None, plugin: str | None, hub: str | None, url: str,
) -> None:
    """Write a letter to each venture: the decision, the reasons, what was missing, what is next.

    Of the latest decision that was released; without ventures or a call, to all that have one.
    What the letter tells of the rules is the run that the body decided on, made again from its
    receipt. -p HUB lends the hub's own templates.
    """
    if ventures and call:
        raise click.UsageError("Name ventures, or a call with --call.")
    register = opened(url)
    from hubflow.cli.extras import needs
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.jury.commands.letters import write_letters
    from hubflow.plugins.manager import load_hub

    formats = formats or ("docx",)
    needs("documents", *libraries_for(formats))
    given = load_hub(plugin) if plugin else None
    untold = []
    with register.reading() as journal:
        chosen = chosen_hub(journal, hub or (given.id if given else None),
                            ventures[0] if ventures else None)
        making = LetterMaking(journal, chosen, given, language)
        made = {}
        for venture, found in _released(journal, chosen, ventures, call):
            if found is None:
                untold.append(venture)
            else:
                made[venture] = making.letter(found)
    write_letters(made, formats, out, overwrite=overwrite)
    for venture in untold:
        if ventures or call:
            click.echo(f"No letter to {venture}: nothing that was decided last is released.")


def _released(
    journal: Journal, hub: str, ventures: Sequence[str], call: str | None
) -> list[tuple[str, ReleasedEntry | None]]:
    """The released decisions of those that are asked for."""
    from hubflow.model.input_problems import one_problem
    from hubflow.register.recording.releasing import released
    from hubflow.register.standing.standings import ids_of, known

    standings = [known(journal, hub, id) for id in ventures or ids_of(journal, hub)]
    if call is not None and call not in {standing.call for standing in standings}:
        raise one_problem(f"--call {call}", f"{hub} has no ventures in a call of this id")
    return list(released(journal, hub, [
        standing.venture for standing in standings
        if standing.kind == "venture" and call in (None, standing.call)]))
