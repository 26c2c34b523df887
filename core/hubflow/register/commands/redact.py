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
from hubflow.text.spoken import say


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
    from hubflow.register.office.entry_words import field_words
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
        keys = ", ".join(dict.fromkeys(field_words(key) for key, _ in mention.texts))
        forms = ", ".join(forms_in([mention], named))
        click.echo(say("register.redact_found", seq=mention.entry.seq,
                       kind=say(f"kinds.{mention.entry.kind}"), keys=keys, forms=forms,
                       subject=mention.entry.subject or say("register.the_register")))
    for entry in stays:
        click.echo(say("register.redact_stays", seq=entry.seq, kind=say(f"kinds.{entry.kind}"),
                       subject=entry.subject))
    for name, numbers in longer.items():
        click.echo(say("register.redact_longer", name=name, entries=", ".join(map(str, numbers)),
                       what=say(f"register.redact_longer_{'part' if as_written else 'left'}",
                                name=name)))
    _show_files(folders, person, not as_written)
    click.echo(say("register.redact_not_looked_at"))
    if len(words := person.split()) > 1 and not as_written:
        click.echo(say("register.redact_alone", word=words[-1]))
    if not yes:
        click.echo(say("register.redact_shown", n=len(found)))
        return
    erase_overwritten(register.opened)
    click.echo(say("register.redacted", n=len(found)))


def _show_files(folders: Sequence[Path], person: str, every_form: bool) -> None:
    """Print the files that hold the name, and those that cannot be searched."""
    from hubflow.register.office.files_with_names import files_holding

    for folder in folders:
        for path, held in files_holding(folder, person, every_form=every_form):
            click.echo(say(f"register.file_{'holds' if held else 'closed'}", path=path))
