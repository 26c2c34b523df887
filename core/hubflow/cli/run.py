"""``hubflow run``: the main job."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from hubflow.cli.options import Day, RateOption, as_json, cached_option, plugin_option
from hubflow.model.rates import Rate


@click.command(name="run")
@plugin_option
@click.argument("paths", nargs=-1, required=True, metavar="DOSSIER|CHALLENGE|FOLDER...",
                type=click.Path(path_type=Path))
@click.option("--panel", "panel", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
              help="A jury sheet (CSV: venture, phase, criterion, assessor, score, note, conflict, "
                   "date, hub). May be given several times.")
@click.option("--as-of", "as_of", type=Day(), help="Look at everything as on this day. Without it: "
              "the call's own date, else today.")
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so, such "
                   "as 'GBP=1.17@ECB, 11 December 2024'.")
@click.option("--out", "out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
              help="Write result.json, and a scorecard and proposal for each venture, into DIR.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT", default=("md",),
              show_default=True, help="The documents' format: md, html, docx, pdf, or one that a "
              "plugin offers. May be given several times.")
@click.option("--export", "exports", multiple=True, metavar="FORMAT",
              help="Also write the results in a format that a plugin offers; needs --out.")
@click.option("--lang", "language", metavar="xx", help="The language of the texts, such as en. "
              "Without it the hub's own.")
@cached_option
@as_json
def command(
    plugin: str | None,
    paths: tuple[Path, ...],
    panel: tuple[Path, ...],
    as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...],
    out: Path | None,
    formats: tuple[str, ...],
    exports: tuple[str, ...],
    language: str | None,
    cached: bool,
    as_json: bool,
) -> None:
    """Take dossiers through a hub's stages.

    For each venture, stage and phase: what the method recommends and why, the decision that a
    body recorded, score or levels, requirements that do not hold and what to do, what evidence is
    missing, and which instruments fit. A challenge goes through the phases that look at
    challenges. A folder with a call.toml is a call: its dossiers compete.
    """
    from hubflow.cli.inputs import read_any
    from hubflow.engine.run import run
    from hubflow.plugins.manager import load_hub

    if exports and out is None:
        raise click.UsageError("--export needs --out: the folder to write into.")
    hub = load_hub(plugin)
    result = run(hub, read_any(hub, paths, cached=cached), panel=panel, as_of=as_of,
                 rates=dict(rates), language=language)
    if out is not None:
        from hubflow.cli.write import documents_of, write_whole

        write_whole(out, documents_of(hub, result, formats, exports))
    if as_json:
        from hubflow.cli.to_json import result_json

        sys.stdout.write(result_json(result))
    else:
        from hubflow.cli.show import show_run

        show_run(result, sys.stdout)
        if out is not None:
            click.echo(f"\nWritten to {out}.")
