"""``hubflow report``: Write a web page to look at: a venture, a call, or hubs side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import as_of_option, code_options, language_option, rate_option
from hubflow.model.rates import Rate
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.pipeline.case_source import CaseSource
    from hubflow.plugins.manager import LoadedHub

DRAWS = 10_000
"""How many weightings a comparison draws, as `hubflow compare` does."""

PAGES = (".html", ".htm")


@click.command(name="report", cls=CaseCommand)
@click.option("-p", "--plugin", "plugins", multiple=True, metavar="HUB",
              help="The hub; several to lay them side by side. An installed one, or a folder.")
@code_options
@case_options("DOSSIER|CHALLENGE|FOLDER")
@click.option("--out", "out", required=True, metavar="FILE.html",
              type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@panel_option
@as_of_option()
@rate_option
@language_option()
def command(
    plugins: tuple[str, ...],
    cases: CaseArguments,
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
    methods and decisions side by side; without dossiers their methods alone, and how alike they
    are.
    """
    if out.suffix.lower() not in PAGES:
        raise click.UsageError(say("office.report_is_html", path=out))
    from hubflow.cli.extras import needs

    needs("report", "vl_convert", "numpy", "scipy", "markdown_it", "mdit_py_plugins")
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.progress import progress
    from hubflow.compare.crashed_hubs import CrashedHubs

    cases.check(required=len(plugins) < 2, sheets=bool(panel))
    crashed = CrashedHubs()
    hubs = crashed.load(plugins)
    if not cases.given:
        write_file(out, crashed.without(hubs, lambda left: _methods(left, language)))
        click.echo(say("office.written", out=out))
        crashed.finish()
        return
    with (progress() as tell,
          cases.source(hubs[0] if len(hubs) == 1 else None, as_of=as_of) as source):
        page = crashed.without(hubs, lambda left: _page(
            left, source, panel, dict(rates), language, tell, own=len(hubs) < 2))
    write_file(out, page)
    click.echo(say("office.written", out=out))
    crashed.finish()


def _methods(hubs: Sequence[LoadedHub], language: str | None) -> bytes:
    """Return the page of methods alone."""
    from hubflow.compare.methods import compare_methods
    from hubflow.report.report_document import methods_report

    return methods_report(compare_methods(hubs, language))


def _page(
    hubs: Sequence[LoadedHub], source: CaseSource, panel: Sequence[Path],
    rates: Mapping[str, Rate], language: str | None, tell: Callable[[str], None], *, own: bool,
) -> bytes:
    """Return the page; ``own`` says whether the source was opened for one hub."""
    from hubflow.compare.column_titles import column_names
    from hubflow.compare.comparison_run import compare
    from hubflow.compare.kept_run import run_hub
    from hubflow.compare.robustness.drawn_weights import WeightDraw
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.report.report_document import call_report, comparison_report, venture_report

    if len(hubs) < 2:
        cases = one_set(source) if own else source.under(hubs[0]).whole()
        tell(cases.hub.id)
        run = run_hub(cases.hub.id, cases, panel=panel, rates=rates, language=language)
        return (venture_report if len(run.result.ventures) == 1 else call_report)(run)
    read = {id(hub): source.under(hub).whole() for hub in hubs}
    comparison = compare(
        hubs, lambda hub: read[id(hub)], WeightDraw(draws=DRAWS, seed=1), panels={"": panel},
        rates=rates, language=language, tell=tell)
    takens = []
    for name, hub in zip(column_names(hubs), hubs, strict=True):
        tell(name)
        takens.append(run_hub(name, read[id(hub)], panel=panel, rates=rates,
                               language=comparison.language))
    return comparison_report(comparison, takens)
