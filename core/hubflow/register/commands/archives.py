"""``hubflow register export``, ``import`` and ``backup``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import named_hub
from hubflow.cli.shared_options import plugin_option
from hubflow.register.commands.register_options import (
    NonBlankText,
    all_hubs_option,
    hub_option,
    open_named_register,
    patience,
    register_option,
)

if TYPE_CHECKING:
    from hubflow.register.storage.journal import Journal


@click.command(name="export")
@click.option("--venture", type=NonBlankText(), help="Everything of this venture, for an "
              "auditor. Without it the whole register.")
@click.option("--person", metavar="NAME", type=NonBlankText(),
              help="Every entry that names this person, for them.")
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path),
              help="The archive to write, such as club.zip; with --person a .json file.")
@plugin_option
@hub_option
@all_hubs_option
@register_option
def export(
    venture: str | None, person: str | None, out: Path, plugin: str | None, hub: str | None,
    all_hubs: bool, url: str,
) -> None:
    """Write an archive of one venture with its proof, or of the whole register.

    Of a venture it holds dossiers, judgements, decisions with receipts and the letters on them,
    what runs recommended, test trading, the methods used, and the chain that proves them without
    showing other ventures.
    """
    if venture and person:
        raise click.UsageError("Either --venture or --person.")
    ending = ".json" if person else ".zip"
    if out.suffix.lower() != ending:
        raise click.BadParameter(f"{out} does not end in {ending}, as this is written.",
                                 param_hint="'--out'")
    register = open_named_register(url)
    from hubflow.cli.file_writing import write_file
    from hubflow.register.archives.archive import register_archive, venture_archive, zip_of
    from hubflow.register.office.venture_files import venture_files
    from hubflow.register.standing.register_hubs import chosen_hub, chosen_hubs

    plugin_hub = named_hub(plugin) if venture else None
    with register.reading() as journal:
        if person:
            content = _person(journal, person, chosen_hubs(journal, hub, all_hubs=all_hubs))
        elif venture:
            chosen = chosen_hub(journal, hub, venture)
            content = zip_of({**venture_archive(journal, chosen, venture),
                              **venture_files(journal, chosen, venture, plugin_hub)})
        else:
            content = zip_of(register_archive(journal))
    write_file(out, content)
    click.echo(f"Written to {out}.")


def _person(journal: Journal, person: str, hubs: Sequence[str]) -> bytes:
    from hubflow.model.input_problems import one_problem
    from hubflow.register.standing.personal_data import mentions

    found = [
        {"entry": m.entry.seq, "on": m.entry.on.isoformat(), "recorded": m.entry.at,
         "kind": m.entry.kind, "hub": m.entry.hub, "venture": m.entry.subject,
         "said": dict(m.entry.body) if m.entry.kind == "judgement" else {},
         "texts": [{"where": key, "text": text} for key, text in m.texts]}
        for m in mentions(journal, person, hubs)
    ]
    if not found:
        raise one_problem(person, "no entry names this person", "Is it written as there? "
                          "`hubflow register search` finds words.")
    data = {"person": person, "entries": found}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


@click.command(name="import")
@click.argument("source", metavar="ARCHIVE|BACKUP|URL")
@register_option
def import_(source: str, url: str) -> None:
    """Make a register from an archive, a backup or another register.

    The register must not be there yet. Every digest stays the same, so a hub's file can move to a
    network's server, and back. It is verified before it is kept.
    """
    from hubflow.cli.extras import needs

    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
    from hubflow.cli.terminal_text import counted
    from hubflow.register.storage.copying import import_from

    count, head = import_from(source, url, patience())
    click.echo(f"{counted(count, 'entry')}, verified. Digest of the last: {head}")


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@register_option
def backup(file: Path, url: str) -> None:
    """Write a verified copy of the register, which is itself a register.

    Others may go on writing meanwhile. To restore it, put it in the place of the register, or
    `import` it; check it with `verify`.
    """
    register = open_named_register(url)
    from hubflow.cli.terminal_text import counted
    from hubflow.register.storage.copying import copy_register

    count, head = copy_register(register, f"sqlite:///{file}")
    click.echo(f"Written to {file}: {counted(count, 'entry')}, verified. Digest of the last: "
               f"{head}")
