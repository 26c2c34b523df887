"""``hubflow facts``: List the facts that methodologies can use."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import click

from hubflow.cli.shared_options import as_json, plugin_option
from hubflow.cli.terminal_text import width
from hubflow.cli.to_json import print_json
from hubflow.model.dossier import FACT_SECTIONS
from hubflow.text.spoken import say


@click.command(name="facts")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--section", type=click.Choice(FACT_SECTIONS), help="Only the facts of one section.")
@click.option("--template", type=click.Choice(["csv", "parquet"]), help="Give an empty table of "
              "ventures with a column a fact, to be filled in.")
@click.option("--concepts", is_flag=True, help="List the shared concepts in place of the facts: "
              "what a criterion can be about.")
@plugin_option
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="With --template: the file to write, in place of the terminal.")
@as_json
def command(
    words: tuple[str, ...], section: str | None, template: str | None, concepts: bool,
    plugin: str | None, out: Path | None, as_json: bool,
) -> None:
    """List the facts that methodologies can use, all of them or those with a WORD.

    A given fact that a dossier does not state is missing; a record that is not there is none: 0
    or no.

    With --template it gives the headings of a table for `hubflow run`; with -p only those that
    the hub's method reads. With --concepts it lists what criteria can be about.
    """
    from hubflow.engine.facts import registry

    if concepts:
        if section is not None or template is not None or plugin is not None or out is not None:
            raise click.UsageError(say("commands.concepts_goes_alone"))
        _concepts(words, as_json)
        return
    if template is not None:
        _template(template, plugin, out)
        return
    if plugin is not None or out is not None:
        raise click.UsageError(say("commands.go_with_template"))

    facts = [
        fact for fact in registry().values()
        if (section is None or fact.name.startswith(f"{section}."))
        and all(word.lower() in f"{fact.name} {fact.about}".lower() for word in words)
    ]
    if as_json:
        print_json(facts)
        return
    for fact in facts:
        kind = ", ".join(part for part in (fact.type.replace("_", "/"), fact.unit, fact.kind)
                         if part)
        click.echo(f"{fact.name}  ({kind})")
        text = fact.about + (f" Worked out: {fact.derived}." if fact.derived else "")
        if fact.labels:
            text += f" One of: {', '.join(fact.labels)}."
        _about(text)
    if not facts:
        click.echo(say("commands.no_fact"))


def _concepts(words: tuple[str, ...], as_json: bool) -> None:
    """Show the shared concepts, all of them or those with every word."""
    from hubflow.model.methodology import text_in
    from hubflow.text.vocabulary import concepts

    found = [{"id": id, "name": text_in(concept.name, "en"), "about": text_in(concept.about, "en"),
              "family": concept.family, "broader": concept.broader or "",
              "related": " ".join(sorted(concept.related))} for id, concept in concepts().items()]
    found = [entry for entry in found if all(
        word.lower() in f"{entry['id']} {entry['name']} {entry['about']} {entry['family']}".lower()
        for word in words)]
    if as_json:
        print_json(found)
        return
    for entry in found:
        click.echo(f"{entry['id']}  ({entry['name']})")
        _about(entry["about"])
    if not found:
        click.echo(say("commands.no_concept"))


def _about(text: str) -> None:
    click.echo(textwrap.fill(text, width(), initial_indent="    ", subsequent_indent="    "))


def _template(format: str, plugin: str | None, out: Path | None) -> None:
    """Write an empty table: identity columns, then all facts, or those that a method reads."""
    from hubflow.cli.capabilities.capability_calls import ask_capabilities
    from hubflow.plugins.manager import load_hub

    if out is None and format == "parquet":
        raise click.UsageError(say("commands.parquet_needs_out"))
    table = ask_capabilities("hubflow_facts_template", format=format,
                             hub=None if plugin is None else load_hub(plugin))
    if table is None:
        raise click.UsageError(say("commands.no_tables_here"))
    if out is not None:
        from hubflow.cli.file_writing import write_file

        path = out if out.suffix == f".{format}" else out.with_name(f"{out.name}.{format}")
        write_file(path, table)
        click.echo(say("office.written", out=path))
    else:
        sys.stdout.write(table.decode())
