"""``hubflow trading``: Test trading in depth: checkpoints, cash, growth, survival."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.shared_options import (
    OutFolder,
    as_json,
    as_of_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.rates import Rate
from hubflow.text.spoken import say

F = TypeVar("F", bound=Callable[..., Any])


def draw_options(function: F) -> F:
    """``--paths`` and ``--seed``: how the months ahead are drawn."""
    seed = click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
                        help="The seed of all that is drawn: the same seed gives the same figures.")
    paths = click.option("--paths", "draws", type=click.IntRange(100, 1_000_000), default=10_000,
                         show_default=True, help="How many ways of going on are drawn.")
    return paths(seed(function))


@click.command(name="trading", cls=CaseCommand)
@plugin_option
@case_options("DOSSIER|FOLDER")
@as_of_option()
@draw_options
@rate_option
@click.option("--out", "out", metavar="DIR", type=OutFolder(),
              help="Write trading.json, and trading.md for each venture.")
@language_option()
@as_json
def command(
    plugin: str | None,
    cases: CaseArguments,
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
    it is that the business trades on to month 24. It decides nothing. Of a register, where no
    venture is named, those that are in test trading.
    """
    cases.check()
    from hubflow.cli.extras import needs

    needs("trading", "numpy", "scipy")
    from hubflow.cli.document_page import show_markdown
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.to_json import json_text
    from hubflow.documents.publishing.failed_documents import FailedDocuments
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_page import trading_markdown, venture_markdown
    from hubflow.trading.trading_report import trading_report

    with cases.source(named_hub(plugin), as_of=as_of, stage="trade") as source:
        sets = source.case_sets()
    reports = []
    for found in sets:
        prepared = found.prepared(rates=dict(rates), language=language)
        reports.append(trading_report(prepared, Simulation(paths=draws, seed=seed),
                                      chosen=found.chosen,
                                      notes=found.notes(prepared.language)))
    # of a register a report for each edition, of files always one
    text = json_text(reports if cases.register is not None else reports[0])
    failed = FailedDocuments()
    if out is not None:
        files = {"trading.json": text.encode()}
        for report in reports:
            for venture in report.ventures:
                with failed.of(venture.id):
                    files[f"{venture.id}/trading.md"] = venture_markdown(report, venture).encode()
        failed.raise_if_all_failed()
        write_whole(out, files)
    if as_json:
        click.echo(text, nl=False)
    else:
        for report in reports:
            show_markdown(trading_markdown(report))
        if not reports:
            click.echo(say("commands.nobody_trades"))
    if out is not None:
        click.echo(say("office.written", out=out), err=True)
    failed.raise_at_the_end()
