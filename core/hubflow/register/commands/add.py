"""``hubflow register add``: Bring ventures in: dossiers, with their call and challenge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import author_option, plugin_option
from hubflow.register.office.dossier_files import PATHS, print_recorded, read_dossiers
from hubflow.register.office.register_options import Moment, NamedRegister, register_options
from hubflow.text.spoken import say, say_word

if TYPE_CHECKING:
    from hubflow.reading.dossiers.load import Inputs
    from hubflow.reading.toml.source import TomlFile
    from hubflow.register.calls.calls_without_ventures import AddedCall


@click.command(name="add")
@plugin_option
@PATHS
@click.option("--call", "call", metavar="ID", help="The call that they compete in.")
@click.option("--received", "received", type=Moment(), metavar="DATE[THH:MM]",
              help="When the applications came in, if that was before; the deadline of the call is "
              "judged by it.")
@author_option
@register_options("accept", "on", "by")
def command(
    plugin: str | None, paths: tuple[Path, ...], call: str | None, received: dt.date | None,
    author: str | None, register: NamedRegister,
) -> None:
    """Bring ventures into the register.

    With each dossier come the challenge that it names and, from a folder with a call.toml, the
    call and the jury's sheets; a folder that holds a call.toml alone begins the call. Whose
    application call.toml has as received too late is named and recorded as late. A venture is
    pinned to the edition of the method that it begins under. Judgements, decisions and records of
    the office that a dossier holds are named. What a dossier must never hold of the people served
    is looked for first, as `hubflow check --privacy` does: where something is found nothing is
    recorded, unless it is accepted.
    """
    from hubflow.plugins.manager import load_hub
    from hubflow.reading.dossiers.roles import parts_in
    from hubflow.register.calls.calls_without_ventures import add_calls, split_paths
    from hubflow.register.calls.receipts import (
        after_deadline,
        record_received,
        record_stated_late,
    )
    from hubflow.register.office.accepted_signs import accepted_files
    from hubflow.register.office.people_served import files_of
    from hubflow.register.recording.adding import add

    hub = load_hub(plugin)
    calls, others = split_paths(paths) if author is None else ([], list(paths))
    if calls and not others:
        with register.writing() as journal:
            _print_calls(add_calls(journal, hub, calls, on=register.day, by=register.recorder))
        return
    inputs = read_dossiers(hub, others, author, register)
    methodology = hub.methodology.methodology
    accepted = {} if inputs.problems else accepted_files(
        files_of(inputs), [sheet for sheet, of in inputs.panel if of in (None, methodology.hub.id)],
        methodology, register.accept)
    with register.writing() as journal:
        begun = add_calls(journal, hub, calls, on=register.day, by=register.recorder)
        added = add(journal, hub, inputs, on=register.day, by=register.recorder, call=call,
                    accepted=accepted)
        ventures = [one.id for one in added if one.kind == "venture"]
        lines = ([*record_stated_late(journal, hub.id, ventures, on=register.day,
                                      by=register.recorder),
                  *after_deadline(journal, hub.id, ventures, on=register.day)]
                 if received is None else
                 record_received(journal, hub.id, ventures, received, on=register.day,
                                 by=register.recorder))
    _print_calls(begun, {entry.call.id for entry in inputs.entries if entry.call is not None})
    print_recorded(one for one in added if not one.unchanged or one.kind == "venture")
    for line in lines:
        click.echo(line)
    for id, file in _stated(inputs).items():
        parts = [f"{say_word(part.name)} ({say('register.n_entries', n=len(value))})"
                 for part, _, value in parts_in(file.data)]
        if parts:
            click.echo(say("register.its_file_states", name=file.data.get("name") or id,
                           parts=", ".join(parts)))


def _print_calls(calls: Iterable[AddedCall], joined: Collection[str] = ()) -> None:
    """Print what became of calls; ``joined`` are those whose ventures came along."""
    from hubflow.cli.terminal_text import with_id

    for call in calls:
        done = ("as_recorded" if call.unchanged
                else "joined" if call.id in joined else "recorded")
        click.echo(say(f"register.call_{done}", name=with_id(call.name, call.id)))


def _stated(inputs: Inputs) -> dict[str, TomlFile]:
    """Return the files of what was recorded by id, with those of the challenges."""
    own = {entry.own.id: entry.file for entry in inputs.entries}
    return own | {entry.challenge.id: entry.challenge_file for entry in inputs.entries
                  if entry.challenge is not None and entry.challenge_file is not None
                  and not entry.known_challenge}
