"""``hubflow handbook``: Print a hub's method as published rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.cli.shared_options import as_of_option, language_option, plugin_option
from hubflow.text.spoken import say


@click.command(name="handbook")
@plugin_option
@language_option("The language of the rules, such as en. Without it the hub's own.")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the rules into FILE: Markdown, a web page, Word or PDF by its ending "
                   "(.md, .html, .docx, .pdf).")
@click.option("--exact", is_flag=True,
              help="Beside the words the names and expressions by which the method is executed.")
@as_of_option("The day on which dated numbers are in force and instruments open. Without it today.")
def command(
    plugin: str | None, language: str | None, out: Path | None, exact: bool,
    as_of: dt.date | None,
) -> None:
    """Print a hub's method as published rules.

    Every stage, phase, requirement, criterion, weight and gate, the proposal form, instruments,
    numbers and sources: printed from the same methodology that is executed. What is an assumption
    is marked where it stands.
    """
    from hubflow.cli.overwrite_guard import refuse_to_lose
    from hubflow.documents.handbook import handbook_document
    from hubflow.engine.method.prepared_method import code_of, compiled_method
    from hubflow.plugins.manager import load_hub

    hub = load_hub(plugin)
    refuse_to_lose([hub.methodology.file.path], {"--out": out})
    compiled = compiled_method(hub)
    spoken = language or compiled.methodology.hub.language
    document = handbook_document(compiled, spoken, as_of or dt.date.today(), code_of(hub),
                                 exact=exact)
    if out is None:
        from hubflow.cli.document_page import show_markdown

        show_markdown(document.markdown)
        return
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.documents.publishing.publish import libraries_for, own_formats, rendered

    format = out.suffix.lower().removeprefix(".")
    if format not in own_formats():
        raise click.UsageError(say("commands.ending_says_the_format", out=out, endings=", ".join(
            f".{known}" for known in own_formats())))
    needs("documents", *libraries_for([format]))
    write_file(out, rendered(hub, document, format))
    click.echo(say("office.written", out=out))
