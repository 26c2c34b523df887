"""``hubflow register call``: Record a call's name and deadline, or show them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Day, plugin_option
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    Moment,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say, spoken_language

if TYPE_CHECKING:
    from hubflow.register.storage.journal import Journal


@click.command(name="call")
@click.argument("call")
@click.option("--name", "name", metavar="TEXT", type=NonBlankText(),
              help="Its name, as titles, lists and letters show it.")
@click.option("--closes", "closes", metavar="DATETHH:MM", type=Moment(),
              help="Until when applications are received, such as 2026-03-31T17:00.")
@click.option("--zone", "zone", metavar="ZONE", type=NonBlankText(),
              help="The time zone of that, such as Europe/Lisbon; needed with the first deadline.")
@click.option("--grace", "grace", metavar="MINUTES", type=click.IntRange(0),
              help="How many minutes after the deadline an application still is in time.")
@click.option("--date", "date", type=Day(),
              help="The day whose figures and rules hold for it.")
@click.option("--begin", "begin", is_flag=True,
              help="Begin it: the register has no call of this id yet.")
@plugin_option
@register_options(*ENTRY, "by")
def command(
    call: str, plugin: str | None, name: str | None, closes: dt.date | None, zone: str | None,
    grace: int | None, date: dt.date | None, begin: bool, register: NamedRegister,
) -> None:
    """Record a call's name and deadline, or show them.

    CALL is its id. --begin begins a call, as `register add --call` does with its first ventures;
    with -p HUB also in a register that does not know the hub yet, under its present edition.
    What is not named stays as it is, and earlier versions stay in the history. Whoever came in
    after the deadline is named.
    """
    from hubflow.register.calls.call_details import record_details
    from hubflow.register.calls.call_entries import recorded_call
    from hubflow.register.recording.steps import check_call
    from hubflow.text.deadlines import deadline_in_words

    details = {key: value for key, value in (
        ("name", name), ("deadline", closes), ("time_zone", zone), ("grace_minutes", grace),
        ("date", date)) if value is not None}
    lines: list[str] = []
    with register.writing() if details or begin else register.reading() as journal:
        chosen = (_begin(register, journal, plugin, call) if begin
                  else register.hub_in(journal, call=call))
        if details or begin:
            accepted = accepted_texts(register, journal, chosen, call, {"--name": name or ""})
            lines = record_details(journal, chosen, call, details, on=register.day,
                                   by=register.recorder, accepted=accepted)
        check_call(journal, chosen, call)
        found = recorded_call(journal, chosen, call)
    until = deadline_in_words(found.deadline, found.grace_minutes, spoken_language())
    until = (say("register.call_until", when=until) if until
             else say("register.call_without_deadline"))
    click.echo(f"{call}: {found.name or say('register.call_without_name')}, {until}.")
    for line in lines:
        click.echo(line)


def _begin(register: NamedRegister, journal: Journal, plugin: str | None, call: str) -> str:
    """Begin a call of the hub named, whose edition is recorded if it is new; return the hub."""
    from hubflow.plugins.manager import load_hub
    from hubflow.register.calls.call_details import begin_call
    from hubflow.register.recording.editions import keep_edition

    register.check_day()
    if plugin is None:
        hub, edition = register.hub_in(journal), None
    else:
        loaded = load_hub(plugin)
        keep_edition(journal, loaded, register.day, register.recorder)
        hub, edition = loaded.id, loaded.methodology.methodology.hub.edition
    begin_call(journal, hub, call, on=register.day, by=register.recorder, edition=edition)
    return hub
