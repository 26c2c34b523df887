"""``hubflow trading``: what the records of test trading show, and how the business may go on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from hubflow.cli.shared_options import Day, Language, RateOption, as_json, plugin_option
from hubflow.model.rates import Rate

F = TypeVar("F", bound=Callable[..., Any])


def draw_options(function: F) -> F:
    """``--paths`` and ``--seed``: how the months ahead are drawn."""
    seed = click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
                        help="The seed of all that is drawn: the same seed gives the same figures.")
    paths = click.option("--paths", "draws", type=click.IntRange(100, 1_000_000), default=10_000,
                         show_default=True, help="How many ways of going on are drawn.")
    return paths(seed(function))


@click.command(name="trading")
@plugin_option
@click.argument("paths", nargs=-1, required=True, metavar="DOSSIER|FOLDER...",
                type=click.Path(path_type=Path))
@click.option("--as-of", "as_of", type=Day(), help="Look at everything as on this day.")
@draw_options
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so, such "
                   "as 'GBP=1.17@ECB, 11 December 2024'.")
@click.option("--out", "out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
              help="Write trading.json, and trading.md for each venture.")
@click.option("--lang", "language", type=Language(), metavar="xx",
              help="The language of the texts, such as en. "
              "Without it the hub's own.")
@as_json
def command(
    plugin: str | None,
    paths: tuple[Path, ...],
    as_of: dt.date | None,
    draws: int,
    seed: int,
    rates: tuple[tuple[str, Rate], ...],
    out: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Show test trading in depth.

    For each venture: which months are on record, income, cash and runway, growth over the year
    before the support, the hub's checkpoints, what its rules pay and what was paid, and how likely
    it is that the business trades on to month 24. It decides nothing.
    """
    from hubflow.cli.extras import needs

    needs("trading", "numpy", "scipy")
    from hubflow.cli.command_inputs import read_any
    from hubflow.cli.document_page import show_markdown
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.to_json import as_data
    from hubflow.engine.pipeline.prepare import prepare
    from hubflow.plugins.manager import load_hub
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_page import trading_markdown, venture_markdown
    from hubflow.trading.trading_report import trading_report

    hub = load_hub(plugin)
    prepared = prepare(hub, read_any(hub, paths), as_of=as_of, rates=dict(rates),
                       language=language)
    report = trading_report(prepared, Simulation(paths=draws, seed=seed))
    text = json.dumps(as_data(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if out is not None:
        files = {f"{venture.id}/trading.md": venture_markdown(report, venture).encode()
                 for venture in report.ventures}
        write_whole(out, {"trading.json": text.encode(), **files})
    if as_json:
        click.echo(text, nl=False)
    else:
        show_markdown(trading_markdown(report))
    if out is not None:
        click.echo(f"Written to {out}.", err=True)
