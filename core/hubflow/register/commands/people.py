"""``hubflow register redact`` and ``search``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs
import click

from hubflow.cli.shared_options import as_json
from hubflow.register.commands.register_options import (
    NonBlankText,
    act_options,
    all_hubs_option,
    by_option,
    day,
    hub_option,
    open_named_register,
    register_option,
    user,
)


@click.command(name="redact")
@click.argument("person", metavar="NAME")
@click.option("--reasons", required=True, type=NonBlankText(), help="Why, without the name.")
@click.option("--yes", is_flag=True, help="Do it; otherwise it is only shown. It cannot be undone.")
@click.option("--files", "folders", multiple=True, metavar="FOLDER",
              type=click.Path(path_type=Path, exists=True), help="Also tell which files below it "
              "still hold the name: dossiers, drafts, documents, sheets, archives, backups.")
@hub_option
@all_hubs_option
@act_options
@by_option
@register_option
def redact(
    person: str, reasons: str, yes: bool, folders: tuple[Path, ...], hub: str | None,
    all_hubs: bool, on: dt.date | None, by: str | None, url: str,
) -> None:
    """Remove a person's name from every entry; the rest can still be proved.

    Your own files are not changed: --files tells which still hold the name. Archives and backups
    that were written before are not reached: write new ones.
    """
    register = open_named_register(url)
    from hubflow.cli.terminal_text import counted
    from hubflow.register.standing.personal_data import erase_overwritten, unredactable
    from hubflow.register.standing.personal_data import redact as take_out
    from hubflow.register.standing.register_hubs import chosen_hubs

    with register.writing(keep=yes) as journal:
        hubs = chosen_hubs(journal, hub, all_hubs=all_hubs)
        stays = unredactable(journal, person, hubs)
        found = take_out(journal, person, on=day(on), by=by or user(), reasons=reasons, hubs=hubs)
    for mention in found:
        keys = ", ".join(dict.fromkeys(key for key, _ in mention.texts))
        click.echo(f"  entry {mention.entry.seq}, {mention.entry.kind} of "
                   f"{mention.entry.subject or 'the register'}: {keys}")
    for entry in stays:
        click.echo(f"  entry {entry.seq}, {entry.kind} of {entry.subject}: stays, for the name is "
                   "part of an id or of what a rule read")
    _show_files(folders, person)
    if not yes:
        click.echo(f"Found in {counted(len(found), 'entry')}. Nothing was changed; --yes does it.")
        return
    erase_overwritten(register)
    click.echo(f"Taken out of {counted(len(found), 'entry')}. Write a new backup; older ones still "
               "hold it.")


def _show_files(folders: Sequence[Path], person: str) -> None:
    """Print the files that hold the name, and those that cannot be searched."""
    from hubflow.register.office.files_with_names import files_holding

    for folder in folders:
        for path, held in files_holding(folder, person):
            click.echo(f"  file {path}: " + ("holds the name" if held else
                       "cannot be looked into; look yourself"))


@click.command(name="search")
@click.argument("words", nargs=-1, required=True, type=NonBlankText())
@hub_option
@all_hubs_option
@register_option
@as_json
def search(
    words: tuple[str, ...], hub: str | None, all_hubs: bool, url: str, as_json: bool
) -> None:
    """Find words in the dossiers, reasons and notes of all ventures.

    Every word must stand in the same text; case and accents do not count.
    """
    register = open_named_register(url)
    from hubflow.register.standing.register_hubs import chosen_hubs
    from hubflow.register.standing.search import search as find
    from hubflow.register.storage.entries import LABELS

    with register.reading() as journal:
        hits = list(find(journal, chosen_hubs(journal, hub, all_hubs=all_hubs), words))
    if as_json:
        sys.stdout.write(json.dumps([attrs.asdict(hit) for hit in hits], ensure_ascii=False,
                                    indent=2) + "\n")
        return
    from hubflow.cli.terminal_text import one_line

    for hit in hits:
        click.echo(f"{hit.venture}, {LABELS[hit.kind]} (entry {hit.seq}): "
                   f"… {one_line(hit.excerpt)} …")
    click.echo(f"{len(hits)} found.")
