"""``hubflow register award``: Record money that a funder awarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Figure
from hubflow.model.method.pipeline_stages import STAGES
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
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="The same to all ventures of this call that go "
              "on.")
@click.option("--phase", "phase", metavar="PHASE", help="With --call: only to those that stand in "
              "this phase.")
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
    ventures: tuple[str, ...], call: str | None, phase: str | None, funder: str, amount: float,
    currency: str | None, stage: str | None, purpose: str,
    id: str | None, funder_identifier: str | None, requested: float | None, programme: str,
    tranches: tuple[PlannedTranche, ...], reports: tuple[PlannedReport, ...],
    register: NamedRegister,
) -> None:
    """Record money that a funder awarded: to a venture, or the same to each of several.

    All awards of a command are recorded, or none and every problem is named.
    """
    if bool(ventures) == bool(call) or (phase and not call):
        raise click.UsageError("Name ventures, or a call with --call and, if wanted, --phase.")
    if id is not None and (call or len(ventures) > 1):
        raise click.UsageError("--id goes with one venture: each award has a reference of its own.")
    from hubflow.model.input_problems import BadInput, Problem
    from hubflow.register.recording.money import award
    from hubflow.register.together.wanted_decisions import standings_in

    problems: list[Problem] = []
    with register.writing() as journal:
        chosen = register.hub_in(journal, ventures[0] if ventures else None, call=call)
        names = ventures or tuple(
            one.venture for one in standings_in(journal, chosen, call or "", phase))
        accepted = accepted_texts(register, journal, chosen, call or names[0], {
            "--purpose": purpose, "--programme": programme,
            "--tranche": "\n".join(part.condition for part in tranches),
            "--report": "\n".join(part.what for part in reports)}, by=funder)
        for venture in names:
            try:
                award(journal, chosen, venture, funder=funder, amount=amount, currency=currency,
                      stage=stage, purpose=purpose, on=register.day, by=register.recorder, id=id,
                      funder_identifier=funder_identifier, requested=requested,
                      programme=programme, tranches=tranches, reports=reports, accepted=accepted)
            except BadInput as bad:
                problems += bad.problems
        if problems:
            raise BadInput(problems)
    for venture in names:
        click.echo(f"{venture}: award of {amount:,.2f} by {funder} recorded.")
