"""``hubflow register award``: Record money that a funder awarded."""

from __future__ import annotations

import click

from hubflow.cli.shared_options import Figure
from hubflow.model.methodology import STAGES
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)


@click.command(name="award")
@click.argument("venture")
@click.option("--funder", required=True, type=NonBlankText(), help="Who awarded it.")
@click.option("--amount", required=True, type=Figure(above=0), help="How much.")
@click.option("--currency", metavar="CUR", help="Its currency, where it is not the dossier's.")
@click.option("--stage", type=click.Choice(STAGES), help="The stage that it pays for.")
@click.option("--purpose", default="", help="What for.")
@click.option("--id", "id", metavar="REF", help="The funder's own reference for it, which never "
              "changes.")
@click.option("--funder-id", "funder_identifier", metavar="ORG-ID", help="The funder's org-id "
              "identifier, such as GB-CHC-1090095.")
@register_options(*ENTRY, "by")
def command(
    venture: str, funder: str, amount: float, currency: str | None, stage: str | None, purpose: str,
    id: str | None, funder_identifier: str | None, register: NamedRegister,
) -> None:
    """Record money that a funder awarded."""
    from hubflow.register.recording.money import award

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--purpose": purpose},
                                  by=funder)
        award(journal, chosen, venture, funder=funder, amount=amount, currency=currency,
              stage=stage, purpose=purpose, on=register.day, by=register.recorder, id=id,
              funder_identifier=funder_identifier, accepted=accepted)
    click.echo(f"{venture}: award of {amount:,.2f} by {funder} recorded.")
