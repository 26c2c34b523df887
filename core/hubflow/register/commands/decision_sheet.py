"""``hubflow register decision-sheet``: Write a sheet on which a body decides on many ventures."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, spoken_language


@click.command(name="decision-sheet")
@click.option("--call", "call", required=True, metavar="ID", help="The call.")
@click.option("--phase", "phase", metavar="PHASE",
              help="The phase to decide on; needed where its ventures stand in several.")
@click.option("--out", "out", required=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="The workbook (.xlsx) to write.")
@register_options("hub")
def command(
    call: str, phase: str | None, out: Path, register: NamedRegister
) -> None:
    """Write a sheet on which a body decides on the ventures of a call's phase.

    A row for each venture in order of rank: what is recommended, and beside it the decision, its
    reasons where it departs, and what later ventures can learn from a stop. The recommendation
    stands there as the decision; the body changes what it decides otherwise. `hubflow register
    decide --sheet` records the filled sheet.
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(say("register-problems.sheet_is_a_workbook", out=out))
    needs("sheets", "openpyxl")
    from hubflow.register.together.decision_sheet import decision_workbook
    from hubflow.register.together.wanted_decisions import standings_in

    with register.reading() as journal:
        chosen = register.hub_in(journal, call=call)
        standings = standings_in(journal, chosen, call, phase)
        made = decision_workbook(journal, standings, spoken_language())
    refuse_to_overwrite({out: made}, say("register-problems.choose_or_delete"))
    write_file(out, made, private=True)
    click.echo(say("register.sheet_written", n=len(standings), phase=standings[0].phase_name,
                   out=out))
