"""``hubflow brief``: Write one page for a board or a funder: people, jobs, money."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import as_of_option, language_option, plugin_option, rate_option
from hubflow.model.rates import Rate
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.documents.figures.brief_document import BriefRequest
    from hubflow.engine.pipeline.case_source import CaseSet
    from hubflow.plugins.document import Document, Picture
    from hubflow.plugins.manager import LoadedHub


@click.command(name="brief", cls=CaseCommand)
@plugin_option
@case_options("DOSSIER|FOLDER")
@click.option("--funder", metavar="NAME",
              help="For a funder: the ventures that it funds, and its own awards alone.")
@click.option("--picture", "picture", metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="A picture for the page, .png or .jpg. Without it there is none.")
@click.option("--caption", metavar="TEXT", default="",
              help="What is on the picture: printed below it, and read out to who cannot see it.")
@click.option("--out", "outs", multiple=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="The file to write: .pdf or .docx, one page of A4 each; .html or .md. May be "
                   "given several times. Without it the brief is shown.")
@panel_option
@as_of_option()
@rate_option
@language_option("The language of the brief, such as en. Without it the hub's own.")
def command(
    plugin: str | None, cases: CaseArguments, funder: str | None, picture: Path | None,
    caption: str, outs: tuple[Path, ...], panel: tuple[Path, ...], as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...], language: str | None,
) -> None:
    """Write a brief of one page for a board or a funder, from dossiers or a register.

    People served, jobs, money asked for, awarded, paid and outstanding, and where each venture
    stands. Figures are those on record: what nobody says is not known, and what is an assumption
    is marked. With --funder the money is that of its own awards.
    """
    from hubflow.cli.document_page import show_markdown
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_files
    from hubflow.cli.overwrite_guard import refuse_to_lose
    from hubflow.documents.figures.brief_document import BriefRequest
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.engine.pipeline.case_source import one_set

    cases.check(sheets=bool(panel))
    if caption and picture is None:
        raise click.UsageError(say("brief.caption_with_picture"))
    formats = {path: _format(path) for path in outs}
    needs("documents", *libraries_for(list(formats.values())))
    refuse_to_lose([*(cases.paths if cases.register is None else ()), *panel,
                    *([picture] if picture else [])], {f"--out {path}": path for path in outs})
    shown = _picture(picture, caption)
    with cases.source(named_hub(plugin), as_of=as_of) as source:
        found = one_set(source)
    pages = _Pages(found, panel, dict(rates), language, BriefRequest(
        funder=funder, call=_call(found), picture=shown))
    if not outs:
        show_markdown(pages.document(whole=True).markdown)
        return
    write_files({path: pages.written(format) for path, format in formats.items()})
    click.echo(say("office.written", out=", ".join(map(str, outs))))


class _Pages:
    """A brief, worked out once for all formats."""

    def __init__(
        self, cases: CaseSet, panel: tuple[Path, ...], rates: dict[str, Rate],
        language: str | None, request: BriefRequest,
    ) -> None:
        from hubflow.documents.figures.key_figures import key_figures
        from hubflow.engine.pipeline.run import run_table

        prepared = cases.prepared(panel=panel, rates=rates, language=language)
        self.hub: LoadedHub = cases.layout
        self.result = cases.result(prepared, run_table(prepared))
        self.figures = key_figures(prepared, self.result, funder=request.funder)
        self.request = request

    def document(self, *, whole: bool) -> Document:
        from hubflow.documents.figures.brief_document import brief_document

        return brief_document(self.hub, self.figures, self.result, self.request, whole=whole)

    def written(self, format: str) -> bytes:
        from hubflow.documents.publishing.publish import rendered

        return rendered(self.hub, self.document(whole=format not in ("pdf", "docx")), format)


def _call(cases: CaseSet) -> str:
    """Return the name of the ventures' call where all are of one, else nothing."""
    chosen = [entry for entry in cases.inputs.entries
              if cases.chosen is None or entry.dossier.id in cases.chosen]
    names = {(entry.call.name or entry.call.id) if entry.call else "" for entry in chosen}
    return names.pop() if len(names) == 1 else ""


def _picture(path: Path | None, caption: str) -> Picture | None:
    from hubflow.model.input_problems import one_problem
    from hubflow.plugins.document import Picture
    from hubflow.reading.method.look_checks import image_format
    from hubflow.reading.toml.source import read_bytes

    if path is None:
        return None
    if not path.is_file():
        raise one_problem(f"--picture {path}", say("brief.no_picture_file"))
    content = read_bytes(path)
    format = image_format(content)
    if not format:
        raise one_problem(f"--picture {path}", say("brief.no_image"),
                          say("brief.save_the_picture"))
    return Picture(content=content, format=format, caption=caption)


def _format(path: Path) -> str:
    """Return the format that a file's name ends with. Raise a usage error for another ending."""
    from hubflow.documents.publishing.publish import own_formats

    format = path.suffix.lower().removeprefix(".")
    if format not in own_formats():
        endings = ", ".join(f".{each}" for each in own_formats())
        raise click.UsageError(say("brief.brief_endings", path=path, endings=endings))
    return format
