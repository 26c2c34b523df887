"""``hubflow register judge``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.register.commands.register_options import (
    by_option,
    day,
    entry_options,
    open_named_register,
    user,
)
from hubflow.register.office.people_served import check_people


@click.command(name="judge")
@click.argument("sheets", nargs=-1, required=True, metavar="SHEET...",
                type=click.Path(path_type=Path))
@entry_options
@by_option
def command(
    sheets: tuple[Path, ...], accept: str, hub: str | None, on: dt.date | None, by: str | None,
    url: str,
) -> None:
    """Record a jury's judgements.

    A sheet is CSV with the columns venture, phase, criterion, assessor, score, and if wanted
    note, conflict, date, hub; or a filled scoring sheet of `hubflow jury-pack`. A folder stands for
    the sheets in it. Of several judgements by one assessor on one criterion the latest counts; all
    are kept. Notes are looked through for people who are served, as in `add`.
    """
    register = open_named_register(url)
    from hubflow.cli.panel_option import sheet_count_lines
    from hubflow.cli.terminal_text import counted
    from hubflow.reading.panel.panel_files import panel_files
    from hubflow.register.recording.judgement_entries import judge
    from hubflow.register.standing.register_hubs import chosen_hub

    accepted = check_people([], panel_files(sheets), None, accept)
    with register.writing() as journal:
        judged = judge(journal, chosen_hub(journal, hub), sheets, on=day(on), by=by or user(),
                       accepted=accepted)
    click.echo(f"{counted(judged.number, 'judgement')} recorded.")
    for line in sheet_count_lines(judged.sheets):
        click.echo(line)
