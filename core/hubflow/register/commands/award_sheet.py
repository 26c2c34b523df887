"""``hubflow register award-sheet``: Write a sheet on which awards to many ventures are written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Figure
from hubflow.register.office.award_options import TrancheText
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, spoken_language

if TYPE_CHECKING:
    from hubflow.register.recording.money import TrancheRule


@click.command(name="award-sheet")
@click.option("--call", "call", required=True, metavar="ID", help="The call.")
@click.option("--phase", "phase", metavar="PHASE",
              help="The phase in which its ventures stand; needed where they stand in several.")
@click.option("--funder", default="", help="Who awards, to stand there for all.")
@click.option("--programme", default="", help="The funder's programme, to stand there for all.")
@click.option("--amount", type=Figure(above=0), help="An amount to stand there for all. Without "
              "it what the call's list granted each, where it gives out money.")
@click.option("--tranche", "tranches", multiple=True, type=TrancheText(),
              help="A tranche to stand there for all, as for `award`. May be given several times.")
@click.option("--out", "out", required=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="The workbook (.xlsx) to write.")
@register_options("hub", "on")
def command(
    call: str, phase: str | None, funder: str, programme: str, amount: float | None,
    tranches: tuple[TrancheRule, ...], out: Path, register: NamedRegister,
) -> None:
    """Write a sheet of awards to the ventures of a call that go on.

    A row for each venture: what it asked for and was granted, the funder, tranches with their days
    and conditions, and a report. What is known stands there; the rest is written in. `hubflow
    register award --sheet` records the filled sheet.
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(say("register-problems.sheet_is_a_workbook", out=out))
    needs("sheets", "openpyxl")
    from hubflow.register.calls.call_entries import name_of_call
    from hubflow.register.recording.editions import hub_currency
    from hubflow.register.standing.award_plan import awards_of
    from hubflow.register.storage.entries import effective
    from hubflow.register.together.award_sheet import award_workbook
    from hubflow.register.together.wanted_awards import (
        WantedAward,
        decided_amounts,
        planned,
    )
    from hubflow.register.together.wanted_decisions import standings_in

    with register.reading() as journal:
        hub = register.hub_in(journal, call=call)
        standings = standings_in(journal, hub, call, phase)
        decided = {} if amount is not None else decided_amounts(journal, standings, register.day)
        own = {venture: (one.amount or 0.0, one) for venture, one in decided.items()}
        like = WantedAward(venture="", funder=funder, amount=amount or 0.0, programme=programme,
                           currency=hub_currency(journal, hub) or None)
        made = award_workbook(standings, planned(like, standings, tranches, own),
                              spoken_language(), call_name=name_of_call(journal, hub, call),
                              listed=any(amount for amount, _ in own.values()),
                              recorded={one.venture: awards_of(effective(journal.read(
                                  hub=hub, subject=one.venture))) for one in standings})
    refuse_to_overwrite({out: made}, say("register-problems.choose_or_delete"))
    write_file(out, made, private=True)
    click.echo(say("register.sheet_written", n=len(standings), phase=standings[0].phase_name,
                   out=out))
