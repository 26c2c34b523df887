"""``hubflow register file``: File documents as they went out: letters, lists, minutes."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.office.register_options import ENTRY, NamedRegister, register_options
from hubflow.register.storage.entries import DOCUMENTS
from hubflow.text.spoken import say

_PATH = click.Path(path_type=Path, exists=True)


@click.command(name="file")
@click.option("--call", "call", metavar="ID", help="The call that they are about.")
@click.option("--venture", "venture", metavar="VENTURE",
              help="The venture that they are about; without it the name of each letter says whose "
                   "it is.")
@click.option("--letters", "letter", multiple=True, type=_PATH, metavar="FILE|FOLDER",
              help="Letters as they were sent.")
@click.option("--list", "list", multiple=True, type=_PATH, metavar="FILE|FOLDER",
              help="Lists as they were published.")
@click.option("--minutes", "minutes", multiple=True, type=_PATH, metavar="FILE|FOLDER",
              help="Minutes as they were signed.")
@click.option("--other", "other", multiple=True, type=_PATH, metavar="FILE|FOLDER",
              help="Other documents.")
@register_options(*ENTRY, "by")
def command(
    call: str | None, venture: str | None, register: NamedRegister, **paths: tuple[Path, ...]
) -> None:
    """File documents as they went out: the register keeps their digests, the files stay yours.

    Each option may be given several times; a folder stands for the files in it. Letters are named
    as `hubflow letters` names them, and are of the last decision released by then; a venture whose
    letter is filed gets no second one on it. `hubflow register export --files FOLDER` puts the
    files into an auditor's archive, where `verify` holds them to what was filed.
    """
    from hubflow.register.archives.filing import file_documents, files_in
    from hubflow.register.office.accepted_signs import accepted_texts

    found = [(type, path) for type in DOCUMENTS for path in files_in(paths[type])]
    if not found:
        raise click.UsageError(say("register-problems.name_what_is_filed"))
    if bool(call) == bool(venture) and (call or any(type != "letter" for type, _ in found)):
        raise click.UsageError(say("register-problems.either_call_or_venture"))
    with register.writing() as journal:
        hub = register.hub_in(journal, venture, call=call)
        accepted = accepted_texts(
            register, journal, hub, venture or call or "",
            {f"--{type}": "\n".join(path.stem for each, path in found if each == type)
             for type in DOCUMENTS if type != "letter"})
        done = file_documents(journal, hub, found, call=call, venture=venture, on=register.day,
                              by=register.recorder, accepted=accepted, named=paths["letter"])
    if done.left_out:
        click.echo(say("register.no_letters", names=", ".join(one.name for one in done.left_out)))
    click.echo(say("register.documents_filed", n=len(done.filed))
               if done.filed or not done.known else say("register.all_filed_before"))
    if done.filed and done.known:
        click.echo(say("register.more_filed_before", n=len(done.known)))
