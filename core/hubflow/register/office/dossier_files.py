"""Read the dossiers that a command records, and print what was recorded of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.reading.dossiers.load import Inputs
    from hubflow.register.office.register_options import NamedRegister
    from hubflow.register.recording.adding import AddedFile

PATHS = click.argument("paths", nargs=-1, required=True, metavar="DOSSIER|CHALLENGE|FOLDER...",
                       type=click.Path(path_type=Path))


def read_dossiers(
    hub: LoadedHub, paths: Sequence[Path], author: str | None, register: NamedRegister
) -> Inputs:
    """Return the dossiers and challenges in ``paths``; --from makes them an applicant's.

    A challenge that lies beside none of them is taken from the register.
    """
    from hubflow.plugins.importers import dossier_reader
    from hubflow.reading.dossiers.load import as_from_applicants, as_marked, read_inputs
    from hubflow.register.office.updates import challenges_in

    inputs = read_inputs(paths, read_file=dossier_reader(hub))
    elsewhere = {str(named) for entry in inputs.entries if entry.challenge is None
                 and (named := entry.file.data.get("challenge"))}
    if elsewhere:
        with register.reading() as journal:
            known = challenges_in(journal, hub.id, elsewhere)
        inputs = read_inputs(paths, read_file=dossier_reader(hub), challenges=[*known.values()])
    return as_marked(inputs) if author is None else as_from_applicants(inputs)


def print_recorded(added: Iterable[AddedFile]) -> None:
    """Print what was recorded of each file, and what was learnt before on its challenge."""
    from hubflow.cli.terminal_text import with_id

    for one in added:
        if one.unchanged:
            click.echo(say("register.same_nothing_recorded", name=with_id(one.name, one.id)))
            continue
        kind = "" if one.kind == "venture" else f" ({say(f'kinds.{one.kind}')})"
        click.echo(say("register.version_recorded", name=with_id(one.name, one.id), kind=kind,
                       version=one.version))
        for venture, note in one.learning:
            click.echo(say("register.learnt_by", venture=venture, note=note))
