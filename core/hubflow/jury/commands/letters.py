"""``hubflow letters``: decision letters, of decisions that dossiers record as released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import Day, Language, RateOption, plugin_option
from hubflow.model.rates import Rate

if TYPE_CHECKING:
    from hubflow.jury.letter import Letter, ReleasedDecision
    from hubflow.model.results import HubResult
    from hubflow.plugins.manager import LoadedHub
    from hubflow.reading.dossiers.load import Inputs


def format_option(function: click.decorators.FC) -> click.decorators.FC:
    """``--format``: what letters are written in."""
    return click.option(
        "--format", "formats", multiple=True, metavar="FORMAT", help="The letters' format: md, "
        "html, docx, pdf. Without it docx. May be given several times.")(function)


def overwrite_option(function: click.decorators.FC) -> click.decorators.FC:
    """``--overwrite``: letters that lie in the folder may be lost."""
    return click.option(
        "--overwrite", "overwrite", is_flag=True, help="Write letters again that are there and say "
        "something else. What was edited in them is lost.")(function)


@click.command(name="letters")
@plugin_option
@click.argument("paths", nargs=-1, required=True, metavar="CALL|DOSSIER...",
                type=click.Path(path_type=Path))
@click.option("--out", "out", required=True, metavar="DIR",
              type=click.Path(path_type=Path, file_okay=False), help="The folder to write into.")
@format_option
@overwrite_option
@panel_option
@click.option("--as-of", "as_of", type=Day(), help="The day on which letters are written: what is "
              "released later is not told yet. Without it today.")
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so.")
@click.option("--lang", "language", type=Language(), metavar="xx",
              help="The language of the letters, such as en. "
              "Without it the hub's own.")
def command(
    plugin: str | None, paths: tuple[Path, ...], out: Path, formats: tuple[str, ...],
    overwrite: bool, panel: tuple[Path, ...], as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...], language: str | None,
) -> None:
    """Write a letter to each venture: the decision, the reasons, what was missing, what is next.

    Only of decisions that a body took and the hub released: `released` in a dossier's
    `[[decisions]]` is the day from which the venture may be told. Nothing is ever written of a
    mere recommendation. Each letter tells how the record stood on the day of the decision.

    Where a register is kept, `hubflow register release` and `hubflow register letters` do this.
    """
    from hubflow.cli.command_inputs import read_any
    from hubflow.cli.extras import needs
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.plugins.manager import load_hub

    formats = formats or ("docx",)
    needs("documents", *libraries_for(formats))
    hub = load_hub(plugin)
    inputs = read_any(hub, paths)
    today = as_of or dt.date.today()
    told, untold = released_in(inputs, hub.id, today)
    made: dict[str, tuple[Letter, HubResult]] = {}
    for day in sorted({one.date for one in told.values()}) or [today]:
        wanted = {id: one for id, one in told.items() if one.date == day}
        made |= _letters(hub, inputs, wanted, day, panel, dict(rates), language)
    write_letters({id: (hub, letter, about) for id, (letter, about) in made.items()},
                  formats, out, overwrite=overwrite)
    for id, why in untold.items():
        click.echo(f"No letter to {id}: {why}.")


def released_in(
    inputs: Inputs, hub: str, today: dt.date
) -> tuple[dict[str, ReleasedDecision], dict[str, str]]:
    """The released decision of each venture, and why others have none.

    It is the latest one that is released, unless a later one on the same phase is not.
    """
    from hubflow.jury.letter import ReleasedDecision

    told: dict[str, ReleasedDecision] = {}
    untold: dict[str, str] = {}
    for entry in inputs.entries:
        if entry.kind != "venture":
            continue
        own = sorted((one for one in entry.own.decisions if one.hub == hub and one.date <= today),
                     key=lambda one: one.date)
        out = [one for one in own if one.released is not None and one.released <= today]
        last = out[-1] if out else None
        if not own:
            untold[entry.dossier.id] = "nobody decided"
        elif last is None:
            untold[entry.dossier.id] = "the decision is not released"
        elif any(one.phase == last.phase and one not in out
                 for one in own[own.index(last) + 1:]):
            untold[entry.dossier.id] = "a later decision on the same phase is not released"
        else:
            assert last.released is not None
            told[entry.dossier.id] = ReleasedDecision(
                decision=last.decision, phase=last.phase, by=last.by, date=last.date,
                released=last.released, reasons=last.reasons or "")
    return told, untold


def _letters(
    hub: LoadedHub, inputs: Inputs, told: Mapping[str, ReleasedDecision], day: dt.date,
    panel: Sequence[Path], rates: Mapping[str, Rate], language: str | None,
) -> Mapping[str, tuple[Letter, HubResult]]:
    """The letters on the decisions of one day, told as the record stood on it."""
    from hubflow.engine.pipeline.prepare import prepare
    from hubflow.engine.pipeline.run import recommend, take
    from hubflow.jury.letter import letter_of

    prepared = prepare(hub, inputs, panel=panel, as_of=day, rates=rates, language=language)
    result = recommend(prepared, take(prepared))
    dossiers = {case.id: case.entry.dossier for case in prepared.cases}
    return {
        venture.id: (letter_of(told[venture.id], dossiers[venture.id], venture,
                               prepared.methodology, result.hub.language), result.hub)
        for venture in result.ventures if venture.id in told
    }


def write_letters(
    letters: Mapping[str, tuple[LoadedHub, Letter, HubResult]], formats: Sequence[str], out: Path,
    *, overwrite: bool,
) -> None:
    """Write each venture's letter into a folder of its own; all of them or none.

    Raises :class:`hubflow.model.input_problems.BadInput` where a letter is there that says
    something else, unless it may be overwritten.
    """
    from hubflow.cli.file_writing import write_whole
    from hubflow.documents.publishing.publish import in_formats
    from hubflow.jury.letter import NAME, letter_document
    from hubflow.register.commands.register_words import counted

    files = {
        f"{id}/{NAME}.{format}": content for id, (hub, letter, about) in letters.items()
        for format, content in in_formats(hub, letter_document(hub, letter, about), formats)}
    if not overwrite:
        _check_unedited(out, files)
    if files:
        write_whole(out, files)
        click.echo(f"{counted(len(letters), 'letter')} written to {out}.")
    else:
        click.echo("No letter was written.")


def _check_unedited(out: Path, files: Mapping[str, bytes]) -> None:
    """Letters are edited by hand before they go out: none is written over unasked."""
    from hubflow.model.input_problems import BadInput, Problem

    problems = [
        Problem(str(out / name), 0, "", "is there already, and says something else than the letter "
                "as it is made now", "Choose another folder with --out, or lose what was edited "
                "with --overwrite.")
        for name, content in files.items()
        if _other(out / name, content)
    ]
    if problems:
        raise BadInput(problems)


def _other(path: Path, content: bytes) -> bool:
    """Whether a file is there that is not known to hold just this."""
    try:
        return path.read_bytes() != content
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
