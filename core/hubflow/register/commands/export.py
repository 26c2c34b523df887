"""``hubflow register export``: Write an archive: one venture with proof, or all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import named_hub
from hubflow.cli.shared_options import plugin_option
from hubflow.register.office.register_options import (
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.register.archives.archive import Row
    from hubflow.register.storage.journal import Journal


@click.command(name="export")
@click.option("--venture", type=NonBlankText(), help="Everything of this venture, for an "
              "auditor. Without it the whole register.")
@click.option("--person", metavar="NAME", type=NonBlankText(),
              help="Every entry that names this person, for them.")
@click.option("--files", "folders", multiple=True, metavar="FOLDER",
              type=click.Path(path_type=Path, exists=True), help="With --venture: where documents "
              "lie that were filed; those of the venture and its call are put into it. May be "
              "given several times.")
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path),
              help="The archive to write, such as club.zip; with --person a .json file.")
@plugin_option
@register_options("hub", "all-hubs")
def command(
    venture: str | None, person: str | None, folders: tuple[Path, ...], out: Path,
    plugin: str | None, register: NamedRegister,
) -> None:
    """Write an archive of one venture with its proof, or of the whole register.

    Of a venture it holds dossiers, judgements, decisions with receipts and the letters on them,
    what runs recommended, test trading, the methods used, and the chain that proves them. Of other
    ventures it shows ids and standings where its own entries name them, and says which.
    """
    if venture and person:
        raise click.UsageError(say("register-problems.either_venture_or_person"))
    if folders and not venture:
        raise click.UsageError(say("register.files_go_with_venture"))
    ending = ".json" if person else ".zip"
    if out.suffix.lower() != ending:
        raise click.BadParameter(say("register-problems.does_not_end_in_as_this", out=out,
                                     ending=ending),
                                 param_hint="'--out'")
    from hubflow.cli.file_writing import write_file
    from hubflow.register.archives.archive import (
        archived_rows,
        others_in,
        register_archive,
        venture_archive,
        zip_of,
    )
    from hubflow.register.office.venture_files import venture_files

    plugin_hub = named_hub(plugin) if venture else None
    others: tuple[str, ...] = ()
    longer: Sequence[str] = ()
    documents: Sequence[str] = ()
    with register.reading() as journal:
        if person:
            content, longer = _person(journal, person, register.hubs_in(journal))
        elif venture:
            chosen = register.hub_in(journal, venture)
            files = venture_archive(journal, chosen, venture)
            others = others_in(archived_rows(files), venture)
            filed, documents = _filed(archived_rows(files), folders)
            content = zip_of({**files, **filed,
                              **venture_files(journal, chosen, venture, plugin_hub)})
        else:
            content = zip_of(register_archive(journal))
    write_file(out, content, private=True)
    click.echo(say("register.written", path=out))
    for line in documents:
        click.echo(line)
    for name in longer:
        click.echo(say("register.longer_name_left", name=name))
    if others:
        click.echo(say("register.others_named", others=", ".join(others)))


def _filed(
    rows: Sequence[Row], folders: Sequence[Path]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of documents that were filed, and what is said of them."""
    from hubflow.register.archives.archive import filed_files
    from hubflow.register.archives.filing import files_in

    found, missing = filed_files(rows, files_in(folders) if folders else [])
    number = len(found) + len(missing)
    if not number:
        return found, []
    lines = [say("register.filed_in_archive", n=len(found), number=number)]
    if missing:
        lines.append(say("register.digests_alone", names=", ".join(sorted(missing))))
    return found, lines


def _person(journal: Journal, person: str, hubs: Sequence[str]) -> tuple[bytes, Sequence[str]]:
    """Return the entries that name a person, and the longer names that were left out."""
    from hubflow.cli.to_json import json_text
    from hubflow.model.input_problems import one_problem
    from hubflow.register.people.person import person_of
    from hubflow.register.people.personal_data import longer_names, mentions

    named = person_of(journal, person, "whole name")
    longer = longer_names(journal, named, hubs)
    found = [
        {"entry": m.entry.seq, "on": m.entry.on.isoformat(), "recorded": m.entry.at,
         "kind": m.entry.kind, "hub": m.entry.hub, "venture": m.entry.subject,
         "said": dict(m.entry.body) if m.entry.kind == "judgement" else {},
         "texts": [{"where": key, "text": text} for key, text in m.texts]}
        for m in mentions(journal, named, hubs)
    ]
    if not found:
        raise one_problem(person, say("register-problems.no_entry_names_this_person"), (
            say("register-problems.there_is_ask_for_a_longer", longer=", ".join(longer))
            if longer else say("register-problems.is_it_written_as_there_hubflow")))
    data = {"person": person, "entries": found}
    return json_text(data).encode(), list(longer)
