"""``hubflow facts``: what methodologies can read."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from pathlib import Path

import attrs
import click

from hubflow.cli.options import as_json, plugin_option
from hubflow.model.methodology import STAGES

SECTIONS = ("identify", "place", "understand", "solution", *STAGES[2:])


@click.command(name="facts")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--section", type=click.Choice(SECTIONS), help="Only the facts of one section.")
@click.option("--template", type=click.Choice(["csv", "parquet"]), help="Give an empty table of "
              "ventures with a column a fact, to be filled in.")
@plugin_option
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="With --template: the file to write, in place of the terminal.")
@as_json
def command(
    words: tuple[str, ...], section: str | None, template: str | None, plugin: str | None,
    out: Path | None, as_json: bool,
) -> None:
    """List the facts that methodologies can use, all of them or those with a WORD.

    A given fact that a dossier does not state is missing; a record that is not there is none: 0
    or no.

    With --template it gives the headings of a table for `hubflow run`; with -p only those that
    the hub's method reads.
    """
    from hubflow.engine.facts import registry

    if template is not None:
        _template(template, plugin, out)
        return
    if plugin is not None or out is not None:
        raise click.UsageError("-p and --out go with --template.")

    facts = [
        fact for fact in registry().values()
        if (section is None or fact.name.startswith(f"{section}."))
        and all(word.lower() in f"{fact.name} {fact.about}".lower() for word in words)
    ]
    if as_json:
        click.echo(json.dumps([attrs.asdict(fact) for fact in facts], ensure_ascii=False,
                              indent=2))
        return
    width = min(shutil.get_terminal_size().columns if sys.stdout.isatty() else 80, 100)
    for fact in facts:
        kind = ", ".join(part for part in (fact.type.replace("_", "/"), fact.unit, fact.kind)
                         if part)
        click.echo(f"{fact.name}  ({kind})")
        text = fact.about + (f" Worked out: {fact.derived}." if fact.derived else "")
        if fact.labels:
            text += f" One of: {', '.join(fact.labels)}."
        click.echo(textwrap.fill(text, width, initial_indent="    ", subsequent_indent="    "))
    if not facts:
        click.echo("No fact with these words.")


def _template(format: str, plugin: str | None, out: Path | None) -> None:
    """An empty table: who, then every fact, or those that a hub's method reads."""
    from hubflow.engine.portfolio.columns import template
    from hubflow.plugins.manager import load_hub

    if out is None and format == "parquet":
        raise click.UsageError("A Parquet file is not for the terminal: say --out FILE.")
    table = template(None if plugin is None else load_hub(plugin))
    if out is not None:
        from hubflow.engine.portfolio.sink import write_parts

        path = out if out.suffix == f".{format}" else out.with_name(f"{out.name}.{format}")
        write_parts(path, iter([table]))
        click.echo(f"Written to {path}.")
    else:
        sys.stdout.write(table.write_csv())
