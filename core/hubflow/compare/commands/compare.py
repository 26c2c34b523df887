"""``hubflow compare``: Compare methods, alone or over the same dossiers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options
from hubflow.cli.shared_options import (
    OutFolder,
    as_json,
    as_of_option,
    code_options,
    language_option,
    rate_option,
)
from hubflow.model.rates import Rate
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.compare.comparison_run import Comparison
    from hubflow.compare.methods import MethodsComparison
    from hubflow.plugins.manager import LoadedHub


@click.command(name="compare", cls=CaseCommand)
@click.option("-p", "--plugin", "plugins", multiple=True, metavar="HUB",
              help="A hub to compare: name at least two. An installed one, or a folder.")
@code_options
@case_options("DOSSIER|FOLDER")
@click.option("--by", "by", metavar="LEVEL", default="concept", show_default=True,
              help="Line methods up by concept, by family, or by a framework: dac, imp, iris, sdg, "
                   "toms, esf, bpi, pis.")
@click.option("--all", "details", is_flag=True,
              help="Show everything, and not the answer and its table alone.")
@click.option("--carry-judgements", "carried", is_flag=True,
              help="Where a hub has no judgement of its own, use another hub's on the same "
                   "concept, rescaled. What rests on one is called indicative.")
@click.option("--panel", "panels", multiple=True, metavar="[HUB=]FILE",
              help="A jury sheet, for one hub or for all. May be given several times.")
@click.option("--band", type=click.FloatRange(0, 1), metavar="SHARE",
              help="Draw weights within this share of the hub's own, such as 0.2. Without it from "
                   "all possible ones.")
@click.option("--draws", type=click.IntRange(10, 1_000_000), default=10_000, show_default=True,
              help="How many weightings are drawn.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
              help="The seed of all that is drawn: the same seed gives the same figures.")
@as_of_option()
@rate_option
@click.option("--out", "out", metavar="DIR", type=OutFolder(),
              help="Write methods.md, and with dossiers comparison.md, and comparison.json.")
@language_option("The language of the texts. Without it the hubs' own if they share one, else en.")
@as_json
def command(
    plugins: tuple[str, ...],
    cases: CaseArguments,
    by: str,
    details: bool,
    carried: bool,
    panels: tuple[str, ...],
    band: float | None,
    draws: int,
    seed: int,
    as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...],
    out: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Compare methods, alone or over the same dossiers.

    Without dossiers: what each hub does, asks, weighs and decides, stage by stage, and how
    comparable the methods are. With dossiers: what each hub says of the same ventures, what makes
    the difference, the least that would have to change, and how far it hangs on the weights; for
    a call also how far the hubs agree. Ventures of a register are compared with those of their
    calls.
    """
    from hubflow.cli.extras import needs

    needs("compare", "numpy", "scipy")
    _check_level(by)
    from hubflow.compare.crashed_hubs import CrashedHubs
    from hubflow.compare.methods import compare_methods

    cases.check(required=False, sheets=bool(panels))
    crashed = CrashedHubs(least=2)
    hubs = crashed.load(plugins)

    def comparison(hubs: Sequence[LoadedHub]) -> MethodsComparison | Comparison:
        if not cases.given:
            return compare_methods(hubs, language, by)
        return _over_dossiers(hubs, cases, panels, band=band, draws=draws, seed=seed, as_of=as_of,
                              rates=rates, language=language, carried=carried, by=by)

    _give(crashed.without(hubs, comparison), out, as_json=as_json, details=details)
    crashed.finish()


def _check_level(level: str) -> None:
    """Raise a usage error if there is no level of this name."""
    from hubflow.text.frameworks import levels

    if level not in levels():
        raise click.UsageError(say("compare.no_level", level=level, levels=", ".join(levels())))


def _over_dossiers(
    hubs: Sequence[LoadedHub], cases: CaseArguments, panels: Sequence[str], *,
    band: float | None, draws: int, seed: int, as_of: dt.date | None,
    rates: Sequence[tuple[str, Rate]], language: str | None, carried: bool, by: str,
) -> Comparison:
    from hubflow.cli.progress import progress
    from hubflow.compare.comparison_run import compare
    from hubflow.compare.robustness.drawn_weights import WeightDraw

    with progress() as tell, cases.source(None, as_of=as_of) as source:
        return compare(
            hubs, source.under,
            WeightDraw(draws=draws, seed=seed, band=band),
            panels=_panels(panels, {hub.id for hub in hubs}), rates=dict(rates),
            language=language, carry_judgements=carried, by=by, tell=tell,
        )


def _panels(given: Sequence[str], hubs: set[str]) -> dict[str, list[Path]]:
    """Return the jury sheets by hub; those for all hubs stand under an empty name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for text in given:
        hub, equals, file = text.partition("=")
        named = bool(equals) and hub in hubs
        found[hub if named else ""].append(Path(file if named else text))
    return found


def _give(
    made: MethodsComparison | Comparison, out: Path | None, *, as_json: bool, details: bool
) -> None:
    from hubflow.cli.document_page import show_markdown
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.to_json import as_data, json_text
    from hubflow.compare.alike.method_map import map_file
    from hubflow.compare.answers.method_answer import methods_answer
    from hubflow.compare.comparison_page import comparison_markdown
    from hubflow.compare.comparison_run import Comparison
    from hubflow.compare.methods_page import methods_markdown

    methods = made.methods if isinstance(made, Comparison) else made
    text = json_text(made if isinstance(made, Comparison)
                     else {**as_data(made), "answer": methods_answer(made)})
    if out is not None:
        files = {"methods.md": methods_markdown(methods), "comparison.json": text,
                 **map_file(methods)}
        if isinstance(made, Comparison):
            files["comparison.md"] = comparison_markdown(made)
        write_whole(out, {name: content.encode() for name, content in files.items()})
    if as_json:
        click.echo(text, nl=False)
    elif isinstance(made, Comparison):
        show_markdown(comparison_markdown(made, details=details))
    else:
        show_markdown(methods_markdown(made, details=details))
    if out is not None:
        click.echo(say("office.written", out=out), err=True)
