"""``hubflow register complain``: Record a complaint, and until when it is to be answered."""

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


@click.command(name="complain")
@click.argument("venture")
@click.option("--says", "says", required=True, type=NonBlankText(), help="What it complains of.")
@click.option("--answer-by", "answer_by", required=True, type=Day(),
              help="The last day for the answer; the board and the dues tell it.")
@register_options(*ENTRY, "by")
def command(venture: str, says: str, answer_by: dt.date, register: NamedRegister) -> None:
    """Record a complaint of a venture about its latest result.

    It comes late where the step of its call gives it fewer days (`complaint_days`); that is
    recorded with it. `hubflow register answer` records what a body answered.
    """
    from hubflow.register.calls.complaints import complain
    from hubflow.register.standing.standing_table import known_standing

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        standing = known_standing(journal, chosen, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--says": says},
                                  standing=standing)
        late = complain(journal, standing, says, answer_by=answer_by, on=register.day,
                        by=register.recorder, accepted=accepted)
    click.echo(say("register.complaint_recorded", venture=standing.name, answer_by=answer_by)
               + (say("register.complaint_late") if late else ""))
