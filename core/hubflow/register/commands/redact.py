"""``hubflow register redact``: Take a person's name out; the chain still verifies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from hubflow.register.office.register_options import (
    NamedRegister,
    NonBlankText,
    register_options,
)

_NOT_LOOKED_AT = (
    "Not looked at: backups and archives elsewhere, a server's own log and its backups "
    "(PostgreSQL), what was printed or sent, nicknames and misspellings.")
_ALONE = (
    "Middle names and the family name by themselves may be others': ask for each as a name of its "
    "own, such as hubflow register redact {word} --as-written.")

_LONGER = ("a longer name, left whole, since it may be somebody else's. If it is theirs: "
           'hubflow register redact "{name}" --as-written')
_PART = "of this longer name a part stays. Redact the longer one first if it is theirs."


@click.command(name="redact")
@click.argument("person", metavar="NAME")
@click.option("--reasons", required=True, type=NonBlankText(), help="Why, without the name.")
@click.option("--yes", is_flag=True, help="Do it; otherwise it is only shown. It cannot be undone.")
@click.option("--as-written", is_flag=True, help="Only the name as you write it, whatever the case "
              "and accents; no given name alone, initials, family name first, e-mail.")
@click.option("--files", "folders", multiple=True, metavar="FOLDER",
              type=click.Path(path_type=Path, exists=True), help="Also tell which files below it "
              "still hold the name: dossiers, drafts, documents, sheets, archives, backups.")
@register_options("hub", "all-hubs", "on", "by")
def command(
    person: str, reasons: str, yes: bool, as_written: bool, folders: tuple[Path, ...],
    register: NamedRegister
) -> None:
    """Remove a person's name, in every form, from every entry; the rest can still be proved.

    Look at the forms that are found before --yes: a given name alone may be somebody else's.
    Middle names and ids of assessors are taken along. A longer name of which it is a part is left
    and shown.

    Your own files are not changed: --files tells which still hold the name. Archives and backups
    that were written before are not reached: write new ones.
    """
    from hubflow.cli.terminal_text import counted
    from hubflow.register.people.person import person_of
    from hubflow.register.people.personal_data import (
        erase_overwritten,
        forms_in,
        longer_names,
        redact,
        unredactable,
    )

    with register.writing(keep=yes) as journal:
        hubs = register.hubs_in(journal)
        named = person_of(journal, person, "as written" if as_written else "every form")
        stays = unredactable(journal, named, hubs)
        longer = longer_names(journal, named, hubs)
        found = redact(journal, named, on=register.day, by=register.recorder,
                       reasons=reasons, hubs=hubs)
    for mention in found:
        keys = ", ".join(dict.fromkeys(key for key, _ in mention.texts))
        forms = ", ".join(forms_in([mention], named))
        click.echo(f"  entry {mention.entry.seq}, {mention.entry.kind} of "
                   f"{mention.entry.subject or 'the register'}: {keys} ({forms})")
    for entry in stays:
        click.echo(f"  entry {entry.seq}, {entry.kind} of {entry.subject}: stays, for the name is "
                   "part of an id or of what a rule read")
    for name, numbers in longer.items():
        where = f'  "{name}" (entry {", ".join(map(str, numbers))}): '
        click.echo(where + (_PART if as_written else _LONGER).format(name=name))
    _show_files(folders, person, not as_written)
    click.echo(_NOT_LOOKED_AT)
    if len(words := person.split()) > 1 and not as_written:
        click.echo(_ALONE.format(word=words[-1]))
    if not yes:
        click.echo(f"Found in {counted(len(found), 'entry')}. Nothing was changed; --yes does it.")
        return
    erase_overwritten(register.opened)
    click.echo(f"Taken out of {counted(len(found), 'entry')}. Write a new backup; older ones still "
               "hold it.")


def _show_files(folders: Sequence[Path], person: str, every_form: bool) -> None:
    """Print the files that hold the name, and those that cannot be searched."""
    from hubflow.register.office.files_with_names import files_holding

    for folder in folders:
        for path, held in files_holding(folder, person, every_form=every_form):
            click.echo(f"  file {path}: " + ("holds the name" if held else
                       "cannot be looked into; look yourself"))
