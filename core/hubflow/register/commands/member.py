"""``hubflow register member``: Record that a venture withdrew from its call, or is in it again."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.acts import body_option
from hubflow.register.office.register_options import (
    ENTRY,
    Moment,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.register.office.spoken_choice import SpokenChoice
from hubflow.text.spoken import say, say_word


@click.command(name="member")
@click.argument("venture")
@click.argument("standing", metavar="STANDING",
                type=SpokenChoice(["in-the-race", "late", "inadmissible", "withdrawn", "declined",
                                   "excluded"]))
@body_option
@click.option("--reasons", required=True, type=NonBlankText(), help="Why.")
@click.option("--received", "received", type=Moment(), metavar="DATE[THH:MM]",
              help="When its application came in.")
@click.option("--over-places", "over_places", is_flag=True, help="The body takes a venture in "
              "again though more then advance than there are places.")
@register_options(*ENTRY)
def command(
    venture: str, standing: str, body: str, reasons: str, received: dt.date | None,
    over_places: bool, register: NamedRegister,
) -> None:
    """Record how a venture stands in its call.

    STANDING is withdrawn, declined (it does not take its place), excluded, late, inadmissible, or
    in-the-race, which takes a venture in again. A venture that is not in the race competes no more;
    the command lists the places that become free, and who moves up. Whoever moved up and was led on
    keeps the place: where a return makes more advances than places it is refused without
    --over-places; else the command lists who moves down. Use pause and close for a venture that
    rests or ends.
    """
    from hubflow.model.call import IN_RACE
    from hubflow.register.calls.call_entries import name_of_call
    from hubflow.register.calls.call_places import call_result, check_return
    from hubflow.register.calls.freed_place_notes import freed_by
    from hubflow.register.calls.members import set_standing
    from hubflow.register.standing.standing_table import known_standing

    word = standing.replace("-", " ")
    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        before = known_standing(journal, chosen, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--reasons": reasons},
                                  by=body, standing=before)
        returns = word == IN_RACE
        result = call_result(journal, before, register.day) if returns else None
        set_standing(journal, before, word, body=body, on=register.day, by=register.recorder,
                     reasons=reasons, accepted=accepted, received=received)
        lines = (check_return(journal, before, result, register.day, over_places=over_places)
                 if returns else freed_by(journal, before, register.day))
        called = name_of_call(journal, chosen, before.call)
    click.echo(say("register.standing_recorded", venture=before.name, word=say_word(word),
                   call=called))
    for line in lines:
        click.echo(line)
