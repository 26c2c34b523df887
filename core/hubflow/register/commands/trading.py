"""``hubflow register trading``: the report on test trading, from what the register holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Language, RateOption, as_json, plugin_option
from hubflow.model.rates import Rate
from hubflow.register.commands.register_options import (
    act_options,
    chosen_hub,
    day,
    hub_option,
    opened,
    register_option,
)
from hubflow.trading.commands.trading import draw_options

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.register.standing.standing import Standing
    from hubflow.register.storage.journal import Journal
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_records import TradingReport


@click.command(name="trading")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@plugin_option
@draw_options
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so.")
@click.option("--out", "out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
              help="Write trading.json, and trading.md for each venture.")
@click.option("--lang", "language", type=Language(), metavar="xx",
              help="The language of the texts. Without it the hub's own.")
@hub_option
@act_options
@register_option
@as_json
def command(
    ventures: tuple[str, ...], plugin: str | None, draws: int, seed: int,
    rates: tuple[tuple[str, Rate], ...], out: Path | None, language: str | None,
    hub: str | None, on: dt.date | None, url: str, as_json: bool,
) -> None:
    """Show test trading in depth, of ventures in the register.

    Those named, or all that are in test trading: months on record, cash and runway, growth, the
    checkpoints of the edition that each is under, what its rules pay and what was paid, and how
    likely it is that the business trades on to month 24. It decides and records nothing.
    """
    from hubflow.cli.extras import needs

    needs("trading", "numpy", "scipy")
    register = opened(url)
    from hubflow.cli.document_page import show_markdown
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.to_json import as_data
    from hubflow.plugins.manager import load_hub
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_page import trading_markdown, venture_markdown

    given = load_hub(plugin) if plugin else None
    with register.reading() as journal:
        chosen = chosen_hub(journal, hub or (given.id if given else None),
                            ventures[0] if ventures else None)
        reports = list(_reports(journal, _looked_at(journal, chosen, ventures), day(on),
                                dict(rates), language, Simulation(paths=draws, seed=seed), given))
    text = json.dumps([as_data(report) for report in reports], ensure_ascii=False, indent=2,
                      allow_nan=False) + "\n"
    if out is not None:
        write_whole(out, {"trading.json": text.encode(), **{
            f"{venture.id}/trading.md": venture_markdown(report, venture).encode()
            for report in reports for venture in report.ventures}})
    if as_json:
        click.echo(text, nl=False)
        return
    for report in reports:
        show_markdown(trading_markdown(report))
    if not reports:
        click.echo("No venture is in test trading.")
    if out is not None:
        click.echo(f"Written to {out}.", err=True)


def _looked_at(journal: Journal, hub: str, ventures: Sequence[str]) -> list[Standing]:
    """The ventures named, or those of the hub that are in test trading."""
    import sqlalchemy as sa

    from hubflow.model.input_problems import BadInput, Problem
    from hubflow.register.standing.standings import known
    from hubflow.register.storage.database_tables import standings

    ids: Sequence[str] = ventures or journal.connection.execute(
        sa.select(standings.c.venture).where(
            standings.c.hub == hub, standings.c.kind == "venture", standings.c.stage == "trade",
            standings.c.state.in_(["trade", "paused"])).order_by(standings.c.venture)
    ).scalars().all()
    found: list[Standing] = []
    problems: list[Problem] = []
    for venture in dict.fromkeys(ids):
        try:
            found.append(known(journal, hub, venture))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return found


def _reports(
    journal: Journal, looked_at: Sequence[Standing], as_of: dt.date, rates: dict[str, Rate],
    language: str | None, simulation: Simulation, given: LoadedHub | None,
) -> Iterator[TradingReport]:
    """One report for each edition that the ventures are under."""
    from hubflow.register.recording.editions import hub_of, kept_edition
    from hubflow.register.standing.running import prepared_for
    from hubflow.trading.trading_report import trading_report

    for edition in dict.fromkeys(standing.edition for standing in looked_at):
        under = [standing for standing in looked_at if standing.edition == edition]
        kept = hub_of(kept_edition(journal, under[0].hub, edition), given)
        yield trading_report(
            prepared_for(journal, kept, [standing.venture for standing in under], as_of, rates,
                         language=language), simulation)
