"""Record dossiers, of new ventures or in new versions, and print what was recorded."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.commands.accepted_signs import accepted_files
from hubflow.register.commands.register_options import NamedRegister
from hubflow.register.office.people_served import files_of

PATHS = click.argument("paths", nargs=-1, required=True, metavar="DOSSIER|CHALLENGE|FOLDER...",
                       type=click.Path(path_type=Path))


def record_dossiers(
    plugin: str | None, paths: tuple[Path, ...], register: NamedRegister, *,
    call: str | None = None, update: bool = False,
) -> None:
    """Record the dossiers and challenges in ``paths`` under the hub that -p names."""
    from hubflow.plugins.importers import dossier_reader
    from hubflow.plugins.manager import load_hub
    from hubflow.reading.dossiers.load import read_inputs
    from hubflow.register.recording.adding import add

    hub = load_hub(plugin)
    inputs = read_inputs(paths, read_file=dossier_reader(hub))
    methodology = hub.methodology.methodology
    accepted = {} if inputs.problems else accepted_files(
        files_of(inputs), [] if update else [sheet for sheet, of in inputs.panel
                                             if of in (None, methodology.hub.id)],
        methodology, register.accept)
    with register.writing() as journal:
        added = add(journal, hub, inputs, on=register.day, by=register.recorder, call=call,
                    update=update, accepted=accepted)
    for one in added:
        if one.unchanged:
            if one.kind == "venture" or update:
                click.echo(f"{one.id}: as the register has it; nothing recorded.")
            continue
        what = "" if one.kind == "venture" else f" ({one.kind})"
        click.echo(f"{one.id}{what}: recorded, version {one.version}.")
        for venture, note in one.learning:
            click.echo(f"  Learnt before on this challenge ({venture}): {note}")
