"""``hubflow inputs``: what a method reads, and what a dossier still lacks."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import Day, Language, as_json, plugin_option


@click.command(name="inputs")
@plugin_option
@click.argument("paths", nargs=-1, metavar="[DOSSIER|FOLDER]...",
                type=click.Path(path_type=Path))
@panel_option
@click.option("--as-of", "as_of", type=Day(), help="Look at everything as on this day.")
@click.option("--lang", "language", type=Language(), metavar="xx",
              help="The language of the texts, such as en. "
              "Without it the hub's own.")
@as_json
def command(
    plugin: str | None,
    paths: tuple[Path, ...],
    panel: tuple[Path, ...],
    as_of: dt.date | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Tell what a method reads, and what a dossier still lacks.

    Without a dossier: everything that each phase reads or has judged, with the key where the
    answer goes. With one: what is missing, most valuable first, in the phases that it reached and
    then in later ones, and the requirements that do not hold.
    """
    from hubflow.cli.to_json import as_data
    from hubflow.documents.inputs import answers_of, lacks_lines, lacks_of, reads_lines, reads_of
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.model.methodology import text_in
    from hubflow.plugins.manager import load_hub

    if panel and not paths:
        raise click.UsageError("--panel needs a dossier.")
    hub = load_hub(plugin)
    compiled = compiled_method(hub)
    about = compiled.methodology.hub
    spoken = language or about.language
    data: dict[str, object] = {"hub": about.id, "edition": about.edition, "language": spoken}
    if paths:
        from hubflow.cli.command_inputs import read_any
        from hubflow.engine.pipeline.run import run

        result = run(hub, read_any(hub, paths), panel=panel, as_of=as_of,
                     language=spoken)
        lacks = lacks_of(compiled, result)
        data |= {"as_of": result.as_of, "ventures": [as_data(venture) for venture in lacks]}
        lines = lacks_lines(lacks, spoken)
    else:
        phases, answers = reads_of(compiled, spoken), answers_of(compiled, spoken)
        data |= {"phases": [as_data(phase) for phase in phases],
                 "proposal": [as_data(answer) for answer in answers]}
        lines = reads_lines(phases, answers, text_in(about.name, spoken, about.id), spoken)
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        _show(lines)


def _show(lines: Iterable[tuple[int, str]]) -> None:
    from hubflow.documents.safe_markdown import one_line

    width = min(shutil.get_terminal_size().columns if sys.stdout.isatty() else 80, 100)
    for depth, text in lines:
        indent = "  " * depth
        click.echo(textwrap.fill(one_line(text), width, initial_indent=indent,
                                 subsequent_indent=f"{indent}  " if depth else "",
                                 break_long_words=False, break_on_hyphens=False))
