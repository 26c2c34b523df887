"""``hubflow register reported``: Record that a report on an award was sent."""

from __future__ import annotations

import click

from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import ENTRY, NamedRegister, register_options
from hubflow.text.spoken import say


@click.command(name="reported")
@click.argument("venture")
@click.option("--award", "named", metavar="REF", help="Which award: the number of its entry, or "
              "the funder's reference. Not needed where there is one.")
@click.option("--report", "number", type=click.IntRange(1), help="Which report. Without it the "
              "first that was not sent.")
@click.option("--note", default="", help="What there is to say of it.")
@register_options(*ENTRY, "by")
def command(
    venture: str, named: str | None, number: int | None, note: str, register: NamedRegister
) -> None:
    """Record that a report on an award was sent to its funder."""
    from hubflow.register.money.award_payments import report
    from hubflow.register.standing.standing_table import names_of

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--note": note})
        sent = report(journal, chosen, venture, award=named, number=number, note=note,
                      on=register.day, by=register.recorder, accepted=accepted)
        name = names_of(journal, chosen, [venture])[venture]
    click.echo(say("register.report_sent", venture=name, sent=sent))
