"""``hubflow schema``: Print the JSON Schema of what people write, or of a result."""

from __future__ import annotations

import click

from hubflow.model.files import SCHEMAS


@click.command(name="schema")
@click.argument("what", type=click.Choice(SCHEMAS))
def command(what: str) -> None:
    """Print the JSON Schema of a dossier or other file that people write, or of a run's results.

    Editors that know TOML complete and check a file with it that begins with the line
    `#:schema ./FILE`, where FILE holds the schema.
    """
    from hubflow.kit.new_hub.schema_files import schema_text

    click.echo(schema_text(what), nl=False)
