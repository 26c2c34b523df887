"""``hubflow letters``: Write letters on decisions that were released."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import (
    OutFolder,
    as_of_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.rates import Rate


@click.command(name="letters", cls=CaseCommand)
@plugin_option
@case_options("CALL|DOSSIER")
@click.option("--out", "out", required=True, metavar="DIR",
              type=OutFolder(), help="The folder to write into.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT", help="The letters' format: "
              "md, html, docx, pdf. Without it docx. May be given several times.")
@click.option("--overwrite", "overwrite", is_flag=True, help="Write letters again that are there "
              "and say something else. What was edited in them is lost.")
@panel_option
@as_of_option("The day on which letters are written: what is released later is not told yet. "
              "Without it today.")
@rate_option
@language_option("The language of the letters, such as en. Without it the hub's own.")
def command(
    plugin: str | None, cases: CaseArguments, out: Path, formats: tuple[str, ...],
    overwrite: bool, panel: tuple[Path, ...], as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...], language: str | None,
) -> None:
    """Write a letter to each venture: the decision, the reasons, what was missing, what is next.

    Only on decisions that a body took and the hub released: in a dossier `released` in
    `[[decisions]]` is the day from which the venture may be told, in a register an entry of
    `hubflow register release`. Nothing is ever written of a mere recommendation. A venture that has
    left its call is not told that it goes on.

    Each letter tells how the record stood on the day of the decision; of a register it tells the
    run that the body decided on, made again from its receipt. -p HUB then lends its templates.
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.cli.terminal_text import counted
    from hubflow.documents.publishing.failed_documents import FailedDocuments
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.jury.decision_to_tell import NOT_DECIDED, NOT_RELEASED
    from hubflow.jury.letter_files import letters_from

    cases.check(sheets=bool(panel))
    formats = formats or ("docx",)
    needs("documents", *libraries_for(formats))
    today = as_of or dt.date.today()
    with cases.source(named_hub(plugin), as_of=today) as source:
        letters = letters_from(source, today, panel=panel, rates=dict(rates), language=language)
    files: dict[str, bytes] = {}
    failed = FailedDocuments()
    for id, one in letters.written.items():
        with failed.of(id):
            files |= {f"{id}/{name}": content for name, content in one.formats(formats).items()}
    failed.raise_if_all_failed()
    if not overwrite:
        # letters are edited by hand before they go out
        refuse_to_overwrite({out / name: content for name, content in files.items()},
                            "Choose another folder with --out, or lose what was edited with "
                            "--overwrite.")
    if files:
        write_whole(out, files, private=True)
        click.echo(f"{counted(failed.made, 'letter')} written to {out}.")
    else:
        click.echo("No letter was written.")
    for id, why in letters.untold.items():
        if cases.register is None or cases.names or cases.call or (
                why not in (NOT_DECIDED, NOT_RELEASED)):
            click.echo(f"No letter to {id}: {why}.")
    failed.raise_at_the_end()
