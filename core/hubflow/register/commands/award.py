"""``hubflow register award`` and ``resource``."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.model.methodology import STAGES
from hubflow.register.commands.register_options import (
    NonBlankText,
    by_option,
    day,
    entry_options,
    open_named_register,
    user,
)
from hubflow.register.office.people_served import check_texts


@click.command(name="award")
@click.argument("venture")
@click.option("--funder", required=True, type=NonBlankText(), help="Who awarded it.")
@click.option("--amount", required=True, type=click.FloatRange(0, min_open=True), help="How much.")
@click.option("--currency", metavar="CUR", help="Its currency, where it is not the dossier's.")
@click.option("--stage", type=click.Choice(STAGES), help="The stage that it pays for.")
@click.option("--purpose", default="", help="What for.")
@click.option("--id", "id", metavar="REF", help="The funder's own reference for it, which never "
              "changes.")
@click.option("--funder-id", "funder_identifier", metavar="ORG-ID", help="The funder's org-id "
              "identifier, such as GB-CHC-1090095.")
@entry_options
@by_option
def command(
    venture: str, funder: str, amount: float, currency: str | None, stage: str | None,
    purpose: str, id: str | None, funder_identifier: str | None, accept: str,
    hub: str | None, on: dt.date | None, by: str | None, url: str,
) -> None:
    """Record money that a funder awarded."""
    register = open_named_register(url)
    from hubflow.register.recording.money import award
    from hubflow.register.standing.register_hubs import chosen_hub

    with register.writing() as journal:
        chosen = chosen_hub(journal, hub, venture)
        accepted = check_texts(journal, chosen, venture, {"--purpose": purpose}, accept, by=funder)
        award(journal, chosen, venture, funder=funder, amount=amount, currency=currency,
              stage=stage, purpose=purpose, on=day(on), by=by or user(), id=id,
              funder_identifier=funder_identifier, accepted=accepted)
    click.echo(f"{venture}: award of {amount:,.2f} by {funder} recorded.")


@click.command(name="resource")
@click.argument("venture")
@click.option("--kind", required=True,
              type=click.Choice(["grant", "mentoring", "space", "training", "other"]))
@click.option("--what", default="", help="What it was.")
@click.option("--amount", type=click.FloatRange(0), help="Money paid.")
@click.option("--hours", type=click.FloatRange(0), help="Hours given.")
@click.option("--months", type=click.FloatRange(0), help="Months of use given.")
@click.option("--instrument", metavar="ID", help="With a grant: the hub's instrument that it was "
              "paid by, such as match-trading; `hubflow trading --register` lays the two side by "
              "side.")
@entry_options
@by_option
def resource(
    venture: str, kind: str, what: str, amount: float | None, hours: float | None,
    months: float | None, instrument: str | None, accept: str, hub: str | None,
    on: dt.date | None, by: str | None, url: str,
) -> None:
    """Record what the hub gave a venture: money, hours, months of space."""
    figures = {key: value for key, value in
               (("amount", amount), ("hours", hours), ("months", months)) if value is not None}
    if not figures:
        raise click.UsageError("Say how much: --amount, --hours or --months.")
    register = open_named_register(url)
    from hubflow.register.recording.money import resource as record
    from hubflow.register.standing.register_hubs import chosen_hub

    with register.writing() as journal:
        chosen = chosen_hub(journal, hub, venture)
        accepted = check_texts(journal, chosen, venture, {"--what": what}, accept)
        record(journal, chosen, venture, kind=kind, what=what, figures=figures,
               instrument=instrument, on=day(on), by=by or user(), accepted=accepted)
    click.echo(f"{venture}: recorded.")
