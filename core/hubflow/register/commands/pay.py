"""``hubflow register pay``: Record that money of an award was paid."""

from __future__ import annotations

import click

from hubflow.cli.shared_options import Figure
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import ENTRY, NamedRegister, register_options
from hubflow.text.spoken import say, say_amount


@click.command(name="pay")
@click.argument("venture")
@click.option("--award", "named", metavar="REF", help="Which award: the number of its entry, or "
              "the funder's reference. Not needed where there is one.")
@click.option("--tranche", "number", type=click.IntRange(1), help="Which tranche. Without it the "
              "first that is not paid.")
@click.option("--amount", type=Figure(above=0), help="How much, where it is less than the tranche.")
@click.option("--note", default="", help="What there is to say of it.")
@register_options(*ENTRY, "by")
def command(
    venture: str, named: str | None, number: int | None, amount: float | None, note: str,
    register: NamedRegister,
) -> None:
    """Record that money of an award was paid: a tranche of it, or a part."""
    from hubflow.register.money.award_payments import pay
    from hubflow.register.standing.award_plan import awards_of
    from hubflow.register.standing.standing_table import known_standing

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--note": note})
        paid = pay(journal, chosen, venture, award=named, number=number, amount=amount,
                   note=note, on=register.day, by=register.recorder, accepted=accepted)
        standing = known_standing(journal, chosen, venture)
    currencies = {one.seq: one.currency for one in awards_of(standing.entries)}
    last = standing.entries[-1]
    click.echo(say("register.payment_recorded", venture=standing.name,
                   paid=say_amount(paid, currencies.get(last.body.get("award", 0)))))
