"""``hubflow facts``: what methodologies can read."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap

import attrs
import click

from hubflow.cli.options import as_json
from hubflow.model.methodology import STAGES

SECTIONS = ("identify", "place", "understand", "solution", *STAGES[2:])


@click.command(name="facts")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--section", type=click.Choice(SECTIONS), help="Only the facts of one section.")
@as_json
def command(words: tuple[str, ...], section: str | None, as_json: bool) -> None:
    """List the facts that methodologies can use, all of them or those with a WORD.

    A given fact that a dossier does not state is missing; a record that is not there is none: 0
    or no.
    """
    from hubflow.engine.facts import registry

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
