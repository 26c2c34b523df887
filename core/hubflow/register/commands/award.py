"""``hubflow register award``: Record money that a funder awarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Figure
from hubflow.model.methodology import STAGES
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.award_options import ReportText, TrancheText
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)

if TYPE_CHECKING:
    from hubflow.register.recording.money import PlannedReport, PlannedTranche


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
@click.option("--requested", type=Figure(above=0), help="How much was applied for.")
@click.option("--programme", default="", help="The funder's programme that it is paid from.")
@click.option("--tranche", "tranches", multiple=True, type=TrancheText(),
              help="A part of it that is paid on a day, and what that depends on, such as "
                   "\"2026-03-01 = 10000: the first report\". Once for each part.")
@click.option("--report", "reports", multiple=True, type=ReportText(),
              help="A day by which the funder is owed a report, and what it is to tell, such as "
                   "\"2026-06-30: people served\". Once for each.")
@register_options(*ENTRY, "by")
def command(
    venture: str, funder: str, amount: float, currency: str | None, stage: str | None, purpose: str,
    id: str | None, funder_identifier: str | None, requested: float | None, programme: str,
    tranches: tuple[PlannedTranche, ...], reports: tuple[PlannedReport, ...],
    register: NamedRegister,
) -> None:
    """Record money that a funder awarded."""
    from hubflow.register.recording.money import award

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {
            "--purpose": purpose, "--programme": programme,
            "--tranche": "\n".join(part.condition for part in tranches),
            "--report": "\n".join(part.what for part in reports)}, by=funder)
        award(journal, chosen, venture, funder=funder, amount=amount, currency=currency,
              stage=stage, purpose=purpose, on=register.day, by=register.recorder, id=id,
              funder_identifier=funder_identifier, requested=requested, programme=programme,
              tranches=tranches, reports=reports, accepted=accepted)
    click.echo(f"{venture}: award of {amount:,.2f} by {funder} recorded.")
