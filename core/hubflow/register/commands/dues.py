"""``hubflow register dues``: What is due, as a list, a calendar file, or reminders to send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Day, as_json
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, spoken_language

if TYPE_CHECKING:
    from hubflow.register.agenda.call_days import CallDay
    from hubflow.register.standing.wall import DueItem

_AHEAD = 90


@click.command(name="dues")
@click.option("--on", "on", type=Day(), help="The day that is looked at. Without it today.")
@click.option("--ahead", "ahead", type=click.IntRange(0, 3650), default=_AHEAD, show_default=True,
              help="How many days ahead.")
@click.option("--ics", "ics", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write a calendar file (.ics), with the days of calls.")
@click.option("--reminders", "reminders", is_flag=True,
              help="Write a text to send to each venture of which something is due.")
@register_options("hub")
@as_json
def command(
    on: dt.date | None, ahead: int, ics: Path | None, reminders: bool, register: NamedRegister,
    as_json: bool,
) -> None:
    """Show what is due of ventures: gates, months, checkpoints, tranches, reports, letters."""
    from hubflow.cli.to_json import print_json
    from hubflow.register.agenda.board_page import due_line
    from hubflow.register.agenda.call_days import call_days
    from hubflow.register.agenda.dues_words import reminder_texts
    from hubflow.register.standing.wall import board
    from hubflow.text.catalogue import words
    from hubflow.text.numbers import day as in_words

    with register.reading() as journal:
        hub = register.hub_in(journal)
        language = spoken_language()
        wall = board(journal, [hub], on or dt.date.today(), due=10**6, ahead=ahead)
        days = call_days(journal, hub, wall.on, wall.on + dt.timedelta(ahead))
    if ics is not None:
        _write(ics, wall.due, days, language)
    elif as_json:
        print_json({"on": wall.on, "due": wall.due,
                    "calls": [{"on": day.on, "what": day.title(language)} for day in days]})
    elif reminders:
        click.echo("\n\n".join(reminder_texts(wall.due, wall.on, language))
                   or words(language, "dues")["nothing_due"])
    else:
        lines = [due_line(item, wall, language) for item in wall.due]
        click.echo("\n".join([*lines, *(f"{in_words(day.on, language)} · {day.title(language)}"
                                      for day in days)])
                   or words(language, "dues")["nothing_due"])


def _write(
    ics: Path, due: Sequence[DueItem], days: Sequence[CallDay], language: str
) -> None:
    from hubflow.cli.extras import needs

    needs("register", "icalendar")
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.register.agenda.calendar_file import calendar, is_calendar_of_dues

    moment = dt.datetime.now(dt.UTC).replace(microsecond=0)
    made = calendar(due, days, language, moment)
    if not is_calendar_of_dues(ics):
        refuse_to_overwrite({ics: made}, say("register-problems.choose_another_ics"))
    write_file(ics, made)
    click.echo(say("register.written", path=ics))
