"""``hubflow register correct``: Mend a wrong entry; the wrong one stays to be seen."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.cli.shared_options import Day
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say


@click.command(name="correct")
@click.argument("entry", type=click.IntRange(1))
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="What a field should "
              "say. May be given several times.")
@click.option("--day", "right_day", type=Day(), help="The day on which it really happened.")
@click.option("--withdraw", is_flag=True, help="It counts no longer at all.")
@click.option("--reasons", required=True, type=NonBlankText(), help="What was wrong.")
@register_options(*ENTRY, "by")
def command(
    entry: int, sets: tuple[str, ...], right_day: dt.date | None, withdraw: bool, reasons: str,
    register: NamedRegister,
) -> None:
    """Correct a wrong entry; the wrong one stays in the history.

    ENTRY is its number, which `history` tells. A dossier is mended by a new version instead. A
    correction can itself be withdrawn.
    """
    changes: dict[str, str] = {}
    for text in sets:
        key, mark, value = text.partition("=")
        if not mark:
            raise click.UsageError(f"--set {text}: write FIELD=VALUE.")
        changes[key.strip()] = value.strip()
    if withdraw and (changes or right_day):
        raise click.UsageError(say("register-problems.either_withdraw_it_or_say_what"))
    from hubflow.register.calls.call_entries import name_of_call
    from hubflow.register.recording.correcting import FREE_TEXTS, correct
    from hubflow.register.standing.standing_table import standing_of

    with register.writing() as journal:
        chosen = register.hub_in(journal) if register.hub else None
        found = journal.find(entry)
        accepted = accepted_texts(register,
            journal, found.hub, found.subject or "register",
            {"--reasons": reasons, **{f"--set {key}": changes[key] for key in FREE_TEXTS
                                      if key in changes}}) if found else ""
        wrong = correct(journal, chosen, entry, changes=changes, withdraw=withdraw,
                        reasons=reasons, on=register.day, by=register.recorder, day=right_day,
                        accepted=accepted)
        standing = standing_of(journal, wrong.hub, wrong.subject)
        name = standing.name if standing else name_of_call(journal, wrong.hub, wrong.subject)
    click.echo(say(f"register.entry_{'withdrawn' if withdraw else 'corrected'}", entry=entry,
                   subject=name))
