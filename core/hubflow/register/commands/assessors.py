"""``hubflow register assessors``: Record who judges a call, and what each of them reads."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say


@click.command(name="assessors")
@click.argument("call")
@click.argument("file", required=False,
                type=click.Path(path_type=Path, exists=True, dir_okay=False))
@register_options("hub", "on", "by")
def command(call: str, file: Path | None, register: NamedRegister) -> None:
    """Record who judges a call and what each of them reads, or show it.

    FILE is a list of assessors, such as `hubflow assign` writes. It takes the place of the list
    that the register has; addresses are not kept. `hubflow jury-pack --register` then makes packs
    by it, and `register judge` names judgements of strangers.
    """
    from hubflow.cli.terminal_text import one_line
    from hubflow.reading.panel.assessors_file import read_assessors
    from hubflow.register.calls.call_assessors import record_assessors
    from hubflow.register.calls.call_entries import assessors_of_call, call_title
    from hubflow.register.recording.steps import check_call
    from hubflow.register.standing.standing_table import ids_of, known_standings

    with register.writing() if file is not None else register.reading() as journal:
        chosen = register.hub_in(journal, call=call)
        if file is not None:
            record_assessors(journal, chosen, call, read_assessors(file).assessors,
                             on=register.day, by=register.recorder)
        check_call(journal, chosen, call)
        found = assessors_of_call(journal, chosen, call)
        title = call_title(journal, chosen, call)
        names = {each.venture: each.name for each in known_standings(
            journal, chosen, ids_of(journal, chosen, call=call))}
    if not found:
        click.echo(say("register.no_assessors", call=title))
    for one in found:
        name = f"{one.name} [{one.id}]" if one.name and one.name != one.id else one.id
        reads, conflicts = ("; ".join(names.get(id, id) for id in ids)
                            for ids in (one.ventures, one.conflicts))
        abstains = say("register.abstains_on", ventures=conflicts) if conflicts else ""
        click.echo(one_line(f"{name}: {reads or say('register.reads_all')}{abstains}"))
