"""``hubflow register judge``: Record what a jury said."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.office.accepted_signs import accepted_files
from hubflow.register.office.register_options import ENTRY, NamedRegister, register_options
from hubflow.text.spoken import say


@click.command(name="judge")
@click.argument("sheets", nargs=-1, required=True, metavar="SHEET...",
                type=click.Path(path_type=Path))
@click.option("--restore", is_flag=True,
              help="Judgements that were changed since count again as the sheets have them.")
@register_options(*ENTRY, "by")
def command(sheets: tuple[Path, ...], restore: bool, register: NamedRegister) -> None:
    """Record a jury's judgements.

    A sheet is CSV with the columns venture, phase, criterion, assessor, score, and if wanted
    note, conflict, date, hub; or a filled scoring sheet of `hubflow jury-pack`. A folder stands for
    the sheets in it. Of several judgements by one assessor on one criterion the latest counts; all
    are kept. What the register holds already is not recorded again, and a row that says again what
    was changed since is refused without --restore. Judgements on ventures that have left the call
    or were decided on are named, and assessors who are not in the call's list. Notes are looked
    through for people who are served, as in `add`.
    """
    from hubflow.cli.panel_option import sheet_count_lines
    from hubflow.plugins.importers import refuse_misplaced
    from hubflow.reading.panel.panel_files import panel_files
    from hubflow.register.recording.judgement_entries import judge, sheet_digests

    refuse_misplaced(panel_files(sheets), ["jury"])
    accepted = accepted_files([], panel_files(sheets), None, register.accept)
    with register.writing() as journal:
        judged = judge(journal, register.hub_in(journal), sheets, on=register.day,
                       by=register.recorder, accepted=accepted, restore=restore,
                       digests=sheet_digests(sheets))
    new = bool(judged.number or judged.abstentions or not judged.known)
    click.echo(_counted(judged.number, judged.abstentions) if new else say("register.nothing_new"))
    if new and judged.known:
        click.echo(say("register.more_before", n=judged.known))
    for line in (*judged.notes, *sheet_count_lines(judged.sheets)):
        click.echo(line)


def _counted(judgements: int, abstentions: int) -> str:
    """Return how many judgements and abstentions were recorded."""
    if judgements and abstentions:
        return say("register.judgements_and_abstentions",
                   judgements=say("register.n_judgements", n=judgements),
                   abstentions=say("register.n_abstentions", n=abstentions))
    if abstentions:
        return say("register.abstentions_recorded", n=abstentions)
    return say("register.judgements_recorded", n=judgements)
