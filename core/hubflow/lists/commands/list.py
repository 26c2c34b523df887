"""``hubflow list``: Write a call's preliminary, final or reserve list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import (
    Day,
    as_json,
    as_of_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.rates import Rate
from hubflow.text.spoken import say


@click.command(name="list", cls=CaseCommand)
@plugin_option
@case_options("CALL")
@click.option("--phase", "phase", metavar="PHASE",
              help="The phase to list. Without it the one judged last.")
@click.option("--kind", "kind", type=click.Choice(["preliminary", "final", "reserve"]),
              help="Which list. Without it final from the call's final list on (where no steps are "
                   "recorded, once everybody is decided on), and preliminary until then.")
@click.option("--out", "out", multiple=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="The file to write: .pdf, .docx, .html, .md, .xlsx or .csv. May be given "
                   "several times. Without it the list is shown.")
@click.option("--anonymous", "anonymous", is_flag=True,
              help="Codes in place of names, as in a blind jury's pack.")
@click.option("--published-at", "place", metavar="TEXT", default="",
              help="Where the list is published. Without it what `hubflow register step` recorded, "
                   "else there is room to write it.")
@click.option("--published-on", "published_on", type=Day(),
              help="The day on which it is published. Without it that of its step; one made anew "
                   "has room to write it.")
@click.option("--complaints-until", "until", type=Day(),
              help="The last day for complaints. Without it that recorded with the step, else as "
                   "its `complaint_days` say.")
@click.option("--sign", "signers", multiple=True, metavar="WHO",
              help="Who signs; a line for each. Without it who is recorded with the step, else its "
                   "body.")
@click.option("--anew", "anew", is_flag=True,
              help="Of a final list from a register, which stays as it was when its step was "
                   "taken: make it of what is recorded now. It says which list it corrects.")
@panel_option
@as_of_option("Look at everything as on this day. Without it: the call's own date, else today.")
@rate_option
@as_json
@language_option("The language of the list, such as en. Without it the hub's own.")
def command(
    plugin: str | None, cases: CaseArguments, phase: str | None, kind: str | None,
    out: tuple[Path, ...], anonymous: bool, place: str, published_on: dt.date | None,
    until: dt.date | None, signers: tuple[str, ...], anew: bool, panel: tuple[Path, ...],
    as_of: dt.date | None, rates: tuple[tuple[str, Rate], ...], language: str | None,
    as_json: bool,
) -> None:
    """Write the list of a phase of a call, the same content in every format.

    Rank, name, score with groups and criteria, recommendation and decision; where the phase gives
    out money, the amounts, their total so far and what is left; ties and lots; reasons for whoever
    does not go on, and who is left out of the ranking; room for publication, complaints and
    signatures.
    """
    from typing import cast

    from hubflow.cli.document_page import show_markdown
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_files
    from hubflow.cli.overwrite_guard import refuse_to_lose
    from hubflow.cli.to_json import print_json
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.lists.call_list import ListKind
    from hubflow.lists.list_document import list_document
    from hubflow.lists.list_files import ListRequest, make_list

    cases.check(sheets=bool(panel))
    formats = {path: _format(path) for path in out}
    needs("documents", *libraries_for(list(formats.values())))
    if "xlsx" in formats.values():
        needs("sheets", "openpyxl")
    refuse_to_lose([*(cases.paths if cases.register is None else ()), *panel],
                   {f"--out {path}": path for path in out})
    request = ListRequest(phase=phase, kind=cast("ListKind | None", kind), anonymous=anonymous,
                          place=place, on=published_on, until=until, signers=signers, anew=anew)
    with cases.source(named_hub(plugin), as_of=as_of) as source:
        made = make_list(source, request, panel=panel, rates=dict(rates), language=language)
    if out:
        write_files({path: made.written(format) for path, format in formats.items()})
    if as_json:
        print_json(made.data())
        return
    if not out:
        show_markdown(list_document(made.layout, made.found, made.publication).markdown)
    else:
        click.echo(say("office.written_to_4", title=made.found.title,
                       map=", ".join(map(str, out))))
    if made.since():
        click.echo(made.since(), err=True)
    for line in made.changed():
        click.echo(f"- {line}", err=True)


def _format(path: Path) -> str:
    """Return the format that a file's name ends with. Raise a usage error for another ending."""
    from hubflow.lists.list_files import list_formats

    format, known = path.suffix.lower().removeprefix("."), list_formats()
    if format not in known:
        endings = ", ".join(f".{each}" for each in known)
        raise click.UsageError(say("commands.list_ends_in_one", out=path, endings=endings))
    return format
