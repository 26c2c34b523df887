"""``hubflow register resource``: Record what the hub gave: money, hours, space."""

from __future__ import annotations

import click

from hubflow.cli.shared_options import Figure
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import ENTRY, NamedRegister, register_options
from hubflow.text.spoken import say


@click.command(name="resource")
@click.argument("venture")
@click.option("--kind", required=True,
              type=click.Choice(["grant", "mentoring", "space", "training", "other"]))
@click.option("--what", default="", help="What it was.")
@click.option("--amount", type=Figure("money", low=0), help="Money paid.")
@click.option("--hours", type=Figure("hours", low=0), help="Hours given.")
@click.option("--months", type=Figure("months", low=0), help="Months of use given.")
@click.option("--instrument", metavar="ID", help="With a grant: the hub's instrument that it was "
              "paid by, such as match-trading; `hubflow trading --register` lays the two side by "
              "side.")
@register_options(*ENTRY, "by")
def command(
    venture: str, kind: str, what: str, amount: float | None, hours: float | None,
    months: float | None, instrument: str | None, register: NamedRegister,
) -> None:
    """Record what the hub gave a venture: money, hours, months of space."""
    figures = {key: value for key, value in
               (("amount", amount), ("hours", hours), ("months", months)) if value is not None}
    if not figures:
        raise click.UsageError(say("register-problems.say_how_much_amount_hours_or"))
    from hubflow.register.recording.money import resource
    from hubflow.register.standing.standing_table import names_of

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--what": what})
        resource(journal, chosen, venture, kind=kind, what=what, figures=figures,
               instrument=instrument, on=register.day, by=register.recorder, accepted=accepted)
        name = names_of(journal, chosen, [venture])[venture]
    click.echo(say("register.recorded", venture=name))
