"""``hubflow report``: one web page to look at, of a venture, a call or a comparison."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.cli.options import Day, RateOption
from hubflow.model.rates import Rate


@click.command(name="report")
@click.option("-p", "--plugin", "plugins", multiple=True, metavar="HUB",
              help="The hub; several to lay them side by side. An installed one, or a folder.")
@click.argument("paths", nargs=-1, required=True, metavar="DOSSIER|CHALLENGE|FOLDER...",
                type=click.Path(path_type=Path))
@click.option("--out", "out", required=True, metavar="FILE.html",
              type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--panel", "panel", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
              help="A jury sheet. May be given several times.")
@click.option("--as-of", "as_of", type=Day(), help="Look at everything as on this day.")
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so, such "
                   "as 'GBP=1.17@ECB, 11 December 2024'.")
@click.option("--lang", "language", metavar="xx", help="The language of the texts. Without it the "
              "hub's own.")
def command(
    plugins: tuple[str, ...],
    paths: tuple[Path, ...],
    out: Path,
    panel: tuple[Path, ...],
    as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...],
    language: str | None,
) -> None:
    """Write a report to look at: one web page that opens offline and asks nobody for anything.

    Of one venture: its way through the six stages with the reasons, scores against thresholds,
    what is missing and what it is worth, the issue map, test trading, and where every number came
    from. Of a call: the funnel and the ranking with its uncertainty. With several hubs: their
    methods and decisions side by side.
    """
    from hubflow.cli.extras import needs

    needs("report", "vl_convert", "numpy", "scipy", "sklearn")
    from hubflow.cli.inputs import read_any
    from hubflow.cli.progress import progress
    from hubflow.cli.write import write_file
    from hubflow.compare.taken import take_hub
    from hubflow.plugins.manager import load_hub
    from hubflow.report.report import call_report, venture_report

    hubs = [load_hub(plugin) for plugin in plugins or (None,)]
    with progress() as tell:
        tell(hubs[0].id)
        taken = take_hub(hubs[0].id, hubs[0], read_any(hubs[0], paths), panel=panel, as_of=as_of,
                         rates=dict(rates), language=language)
        page = (venture_report if len(taken.result.ventures) == 1 else call_report)(taken)
    write_file(out, page)
    click.echo(f"Written to {out}.")
