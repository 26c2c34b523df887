"""``hubflow intake``: Make dossiers from the answers to a form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseCommand, note_register
from hubflow.cli.shared_options import as_json, note_language, plugin_option
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.intake.intake_map import LoadedMap
    from hubflow.plugins.manager import LoadedHub


@click.command(name="intake", cls=CaseCommand)
@click.argument("export", metavar="EXPORT", type=click.Path(path_type=Path, dir_okay=False))
@plugin_option
@click.option("--map", "map_file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Which heading goes to which key: intake.toml.")
@click.option("--out", "out", metavar="DIR", type=click.Path(path_type=Path),
              help="The folder to write the dossiers into; with --draft-map the file.")
@click.option("--update", is_flag=True,
              help="Write changed answers into dossiers of the folder that nobody edited.")
@click.option("--register", "register", metavar="[URL]", callback=note_register,
              help="Hold the answers against a register: of ventures that it has only changed ones "
                   "are written, each as a new version for `register update`; new applicants are "
                   "compared with all its ventures. Without URL what HUBFLOW_REGISTER says, else "
                   "hub.db of this folder.")
@click.option("--call", "call", metavar="ID",
              help="With --register: the call of that register that was applied to. A folder "
                   "without a call.toml gets one of what the register says of it; so the late are "
                   "told, and `register add` records when each application came in.")
@click.option("--draft-map", "draft", is_flag=True,
              help="Write a first map of this export, to be checked and completed.")
@as_json
def command(
    export: Path, plugin: str | None, map_file: Path | None, out: Path | None, update: bool,
    register: str | None, call: str | None, draft: bool, as_json: bool,
) -> None:
    """Make dossiers of the answers to a form, exported as CSV or as an Excel workbook.

    A map says which heading goes to which key of a dossier. What may mean two things is an error:
    nothing is written until every cell is understood in one way. Columns that the map does not
    name are left out. It tells which cells are empty, and how a number or a day was read that may
    mean two things. A form that is exported again brings what is new and shows what changed;
    dossiers that somebody edited stay as they are.
    """
    if draft == (map_file is not None):
        raise click.UsageError(say("office.give_either_map_file_or_draft"))
    if call is not None and register is None:
        raise click.UsageError(say("commands.call_goes_with"))
    if draft:
        _draft(export, plugin, out)
        return
    if out is None or map_file is None:
        raise click.UsageError(say("commands.needs_out", option="--map"))
    from hubflow.cli.extras import needs

    needs("sheets", "tomli_w")
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.intake.intake_map import load_map
    from hubflow.intake.taking_in import take_in

    loaded = load_map(map_file)
    hub = _hub(plugin, loaded)
    if hub is not None:
        note_language(hub.methodology.methodology.hub.language)
    method = compiled_method(hub).methodology if hub else None
    taken = take_in(export, loaded, out, method, update=update, register=register,
                    call_id=call)
    if as_json:
        from hubflow.cli.to_json import print_json

        print_json(taken.as_data())
        return
    for line in taken.lines:
        click.echo(line)


def _hub(plugin: str | None, loaded: LoadedMap) -> LoadedHub | None:
    """Return the hub after -p, else the one that the map names."""
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.manager import load_hub
    from hubflow.plugins.target import PluginNotFound

    named = loaded.map.hub
    if plugin or not named:
        return load_hub(plugin) if plugin else None
    try:
        return load_hub(named)
    except PluginNotFound:
        raise BadInput([loaded.file.problem(
            ("hub",), say("office.no_hub_is_installed", named=named),
            say("office.name_one_that_hubflow_plugins_lists"))]) from None


def _draft(export: Path, plugin: str | None, out: Path | None) -> None:
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.intake.drafting.draft_map import draft_map
    from hubflow.plugins.manager import load_hub
    from hubflow.reading.values.cell_table import read_cell_table

    method = compiled_method(load_hub(plugin)) if plugin else None
    made = draft_map(read_cell_table(export, of_survey=True), method)
    if out is None:
        sys.stdout.write(made)
        return
    refuse_to_overwrite({out: made.encode()})
    write_file(out, made.encode())
    click.echo(say("office.written", out=out))
