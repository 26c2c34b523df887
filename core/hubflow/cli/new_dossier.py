"""``hubflow new-dossier``: a dossier to be filled in."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from hubflow.cli.options import plugin_option


@click.command(name="new-dossier")
@plugin_option
@click.option("--id", "id", metavar="ID", default="new-venture", show_default=True,
              help="The venture's id: small letters, digits, hyphens.")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the dossier into FILE, where there is none yet. Without it "
                   "the dossier is printed.")
def command(plugin: str | None, id: str, out: Path | None) -> None:
    """Write a dossier to be filled in.

    It holds exactly what the hub's method reads, with its questions in the hub's language as
    comments, and loads and runs as it is.
    """
    from hubflow.documents.dossier_template import dossier_template
    from hubflow.documents.schemas import directive_for
    from hubflow.engine.method import compiled_method
    from hubflow.loading.dossiers import read_inputs
    from hubflow.loading.toml_file import parse_toml
    from hubflow.model.problems import BadInput, one_problem
    from hubflow.plugins.manager import load_hub

    if not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", id):
        raise click.UsageError(f"{id!r} is not an id: small letters, digits and hyphens.")
    made = dossier_template(compiled_method(load_hub(plugin)), id)
    if out is not None:
        made = directive_for(out, "dossier") + made
    read = read_inputs([], [parse_toml(made, f"{id}.toml")])
    if read.problems:
        raise BadInput(read.problems)
    if out is None:
        sys.stdout.write(made)
        return
    from hubflow.cli.write import write_file

    if out.exists() and out.read_bytes() != made.encode():
        raise one_problem(str(out), "is there already, and says something else",
                          "Choose another file with --out, or move it away.")
    write_file(out, made.encode())
    click.echo(f"Written to {out}.")
