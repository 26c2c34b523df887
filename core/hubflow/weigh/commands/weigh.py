"""``hubflow weigh``: Ask people for the weights of criteria, and write them with their source."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import as_json, as_of_option, language_option, plugin_option
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.weigh.interview import GroupWeights, Method, PersonAnswers
    from hubflow.weigh.weighed_parts import WeighedParts

METHODS = ("swing", "cards", "pairs")


@click.command(name="weigh")
@plugin_option
@click.option("--phase", "phase_id", metavar="PHASE",
              help="The phase whose criteria are weighed. Needed where several have weights.")
@click.option("--group", metavar="GROUP", help="Weigh the parts of this group of criteria.")
@click.option("--with", "method", type=click.Choice(METHODS), required=True,
              help="How people are asked: points for swings from worst to best, cards in order "
                   "with blank ones between them, or comparisons in pairs.")
@click.option("--role", metavar="ROLE",
              help="The role, not the name, of the person who answers on the terminal.")
@click.option("--sheet", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write a table for several people to fill in, .xlsx or .csv.")
@click.option("--people", metavar="N", type=click.IntRange(1, 100), default=3, show_default=True,
              help="For how many people --sheet has rows.")
@click.option("--answers", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Read the table that people filled in.")
@click.option("--write", "write", is_flag=True,
              help="Write the weights into the methodology, with the interview as their source.")
@as_of_option("The day of the interview.")
@language_option("The language of the questions. Without it the hub's.")
@as_json
def command(
    plugin: str | None, phase_id: str | None, group: str | None, method: Method,
    role: str | None, sheet: Path | None, people: int, answers: Path | None, write: bool,
    as_of: dt.date | None, language: str | None, as_json: bool,
) -> None:
    """Ask people how much each criterion of a phase matters, and work out its weight.

    One person answers on the terminal; several fill in a table (--sheet), which is read back
    (--answers). Shown are the mean weights, the lowest and highest weight that anybody gave, and
    how consistent comparisons in pairs are. Nothing is changed without --write.
    """
    from hubflow.plugins.manager import load_hub
    from hubflow.weigh.interview import group_weights
    from hubflow.weigh.weighed_parts import weighed_parts

    if sheet is not None and (answers is not None or write):
        raise click.UsageError(say("weigh.refused_sheet_alone"))
    hub = load_hub(plugin)
    tongue = language or hub.methodology.methodology.hub.language
    parts = weighed_parts(hub.methodology, phase_id, group, tongue)
    if sheet is not None:
        _write_sheet(sheet, method, parts, people, tongue)
        return
    said = (_ask(method, parts, role, tongue),) if answers is None else _read(
        answers, method, parts, hub)
    found = group_weights(method, list(parts.titles), said)
    written = _write(hub, parts, found, as_of or dt.date.today(), tongue) if write else None
    if as_json:
        click.echo(json.dumps(_as_data(parts, found, written), ensure_ascii=False, indent=2))
        return
    from hubflow.weigh.weight_page import weight_page

    for line in weight_page(parts, found, tongue):
        click.echo(line)
    click.echo(say("office.written", out=written) if written else say("weigh.nothing_changed"))


def _write_sheet(
    path: Path, method: Method, parts: WeighedParts, people: int, language: str
) -> None:
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.weigh.weight_sheet import blank_rows, sheet_bytes

    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise click.UsageError(say("weigh.refused_ending", path=path))
    if ending == ".xlsx":
        needs("sheets", "openpyxl")
    rows = blank_rows(method, parts.titles, [str(number + 1) for number in range(people)])
    made = sheet_bytes(method, rows, language, ending)
    refuse_to_overwrite({path: made})
    write_file(path, made)
    click.echo(say("weigh.sheet_written", path=path))


def _read(
    path: Path, method: Method, parts: WeighedParts, hub: LoadedHub
) -> tuple[PersonAnswers, ...]:
    from hubflow.weigh.weight_sheet import read_answers

    return read_answers(path, method, list(parts.titles),
                        hub.methodology.methodology.hub.language)


def _ask(method: Method, parts: WeighedParts, role: str | None, language: str) -> PersonAnswers:
    from hubflow.weigh.questions import ask

    if role is None:
        raise click.UsageError(say("weigh.refused_no_role"))
    return ask(method, parts, role, language)


def _write(
    hub: LoadedHub, parts: WeighedParts, found: GroupWeights, day: dt.date, language: str
) -> str:
    from hubflow.cli.extras import needs

    needs("author", "tomlkit")
    from hubflow.cli.file_writing import write_whole
    from hubflow.weigh.weight_page import interview_source
    from hubflow.weigh.written_weights import with_weights

    path = hub.methodology.file.path
    source = interview_source(hub.methodology.methodology, parts, found, day, language)
    made = with_weights(hub.methodology, parts.position, found.rounded(), source, found.band)
    write_whole(path.parent, {path.name: made}, instead=say("weigh.refused_run_a_copy"))
    return hub.methodology.file.name


def _as_data(parts: WeighedParts, found: GroupWeights, written: str | None) -> dict[str, Any]:
    return {
        "phase": parts.phase.id, "group": parts.group, "method": found.method,
        "weights": [{"id": id, "weight": weight, "least": round(found.least[id] * 100, 4),
                     "most": round(found.most[id] * 100, 4)}
                    for id, weight in found.rounded().items()],
        "people": [{"role": each.role, "consistency": each.consistency,
                    "weights": {id: round(share * 100, 4) for id, share in each.weights.items()}}
                   for each in found.people],
        "band": found.band, "written": written,
    }
