"""``hubflow new-dossier``: Write an empty dossier, as TOML or a workbook."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import plugin_option

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled

_NEW = "new-venture"


@click.command(name="new-dossier")
@plugin_option
@click.option("--id", "id", metavar="ID",
              help="The venture's id: small letters, digits, hyphens. Without it that of --from, "
                   "or new-venture.")
@click.option("--format", "format", type=click.Choice(["toml", "xlsx"]),
              help="TOML, or an Excel workbook; told by --out if unsaid.")
@click.option("--from", "origin", metavar="DOSSIER",
              type=click.Path(path_type=Path, dir_okay=False),
              help="Begin with what this dossier or challenge holds; for workbooks.")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the dossier into FILE, where there is none yet. Without it "
                   "the dossier is printed.")
def command(
    plugin: str | None, id: str | None, format: str | None, origin: Path | None, out: Path | None
) -> None:
    """Write a dossier to be filled in.

    It holds exactly what the hub's method reads, with its questions in the hub's language, and
    loads and runs as it is: as TOML with the questions as comments, or as an Excel workbook with a
    sheet for each stage, whose cells take only what may stand there.
    """
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.manager import load_hub

    if id is not None and not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", id):
        raise click.UsageError(f"{id!r} is not an id: small letters, digits and hyphens.")
    if format is None:
        format = "xlsx" if out is not None and out.suffix.lower() == ".xlsx" else "toml"
    if format == "xlsx":
        if out is None or out.suffix.lower() != ".xlsx":
            raise click.UsageError("A workbook needs --out with a name that ends in .xlsx.")
        made = _workbook(compiled_method(load_hub(plugin)), id, origin)
    elif out is not None and out.suffix.lower() != ".toml":
        raise click.UsageError("A dossier needs --out with a name that ends in .toml or .xlsx.")
    elif origin is not None:
        raise click.UsageError("--from is for workbooks; `hubflow convert` makes TOML of one.")
    else:
        from hubflow.reading.dossiers.load import read_inputs
        from hubflow.reading.toml.schema_directive import directive_for
        from hubflow.reading.toml.source import parse_toml
        from hubflow.workbook.questions.dossier_template import dossier_template

        text = dossier_template(compiled_method(load_hub(plugin)), id or _NEW)
        if out is not None:
            text = directive_for(out, "dossier") + text
        read = read_inputs([], [parse_toml(text, f"{id or _NEW}.toml")])
        if read.problems:
            raise BadInput(read.problems)
        made = text.encode()
    if out is None:
        sys.stdout.write(made.decode())
        return
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite

    refuse_to_overwrite({out: made})
    write_file(out, made)
    click.echo(f"Written to {out}.")


def _workbook(compiled: Compiled, id: str | None, origin: Path | None) -> bytes:
    """Return a workbook with a dossier's values, or with the hub's place alone."""
    from hubflow.cli.extras import needs

    needs("sheets", "openpyxl")
    from hubflow.plugins.importers import dossier_reader
    from hubflow.reading.dossiers.single_file import read_single_file
    from hubflow.workbook import dossier_workbook

    if origin is not None:
        content = read_single_file(origin, dossier_reader()).data
        return dossier_workbook(compiled, content if id is None else {**content, "id": id})
    hub = compiled.methodology.hub
    place = {"name": hub.place.name, "country": hub.place.country, "code": hub.place.code}
    new = id or _NEW
    return dossier_workbook(compiled, {
        "id": new, "name": new, "place": {key: value for key, value in place.items() if value},
        "language": hub.language, "currency": hub.currency})
