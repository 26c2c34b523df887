"""``hubflow jury-pack``: Write what a jury needs: scoring sheets, and dossiers to read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import (
    OutFolder,
    as_json,
    as_of_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.rates import Rate
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.jury.pack_files import MadePack


@click.command(name="jury-pack", cls=CaseCommand)
@plugin_option
@case_options("CALL|DOSSIER")
@click.option(
    "--assessors", "assessors", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Who judges, as TOML or as a table (.csv, .xlsx): id, name, email, ventures, conflicts. "
         "Without it the list of the call.")
@click.option(
    "--out", "out", required=True, metavar="DIR", type=OutFolder(),
    help="The folder to write into; there is nothing in it yet.")
@click.option(
    "--phase", "phase", metavar="PHASE",
    help="The phase to judge. Without it, for each venture the one at which it stands.")
@click.option(
    "--blind", "blind", is_flag=True,
    help="Take names of people and organisations out of documents and file names; a code stands "
         "for each venture.")
@click.option(
    "--hide", "more", multiple=True, metavar="NAME",
    help="With --blind: a further name to take out. May be given several times.")
@click.option(
    "--format", "formats", multiple=True, metavar="FORMAT",
    help="The documents' format: md, html, docx, pdf. Without it pdf. May be given several times.")
@click.option(
    "--accept", "accept", metavar="REASON", default="",
    help="Make the pack although an assessor has a name of a venture's own people, and why that is "
         "right. The reason is written into _accepted.csv.")
@language_option("The language of sheets and documents, such as en. Without it the hub's own.")
@as_json
@panel_option
@as_of_option("Look at everything as on this day. Without it: the call's own date, else today.")
@rate_option
def command(
    plugin: str | None, cases: CaseArguments, assessors: Path | None, out: Path, phase: str | None,
    blind: bool, more: tuple[str, ...], formats: tuple[str, ...], accept: str, language: str | None,
    as_json: bool, panel: tuple[Path, ...], as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...],
) -> None:
    """Write what a jury needs to judge.

    For each assessor a folder: a scoring sheet (.xlsx) with the rubric, whose cells take what lies
    on the scale and nothing else, and a document for each venture to read. No judgement of anybody
    stands in it. Filled sheets go straight into `--panel`, or into a register by `hubflow register
    judge`. Of ventures in a register the phase is judged at which decisions have left them.

    \b
    _key.csv        which venture is which, and who reads it: for the secretary alone
    _assessors.csv  who gets which folder
    _names.csv      with --blind: words left in the texts that may be names
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.panel_option import unused_line
    from hubflow.cli.progress import progress
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.jury.jury_ties import UnacceptedTiesError
    from hubflow.jury.pack_files import PackRequest, make_pack

    cases.check(sheets=bool(panel))
    if more and not blind:
        raise click.UsageError(say("commands.hide_goes_with_blind"))
    _check_empty(out)
    formats = formats or ("pdf",)
    needs("sheets", "openpyxl")
    needs("documents", *libraries_for(formats))
    if blind:
        needs("privacy", "faker", "phonenumbers", "stdnum")
    with cases.source(named_hub(plugin), as_of=as_of) as source:
        found = one_set(source)
    request = PackRequest(assessors=assessors, phase=phase, blind=blind, more=more,
                          formats=formats, language=language, accept=accept)
    try:
        with progress() as tell:
            made = make_pack(found, request, panel=panel, rates=dict(rates), progress=tell)
    except UnacceptedTiesError as unaccepted:
        for tie in unaccepted.ties:
            click.echo(str(tie), err=True)
        click.echo(say("office.nothing_was_written_list_the_venture"), err=True)
        raise click.exceptions.Exit(1) from None
    for file, headings in made.unused.items():
        click.echo(unused_line(file, headings), err=True)
    for tie in made.ties:
        click.echo(say("office.accepted", tie=tie, accept=accept), err=True)
    write_whole(out, made.files, private=True)
    if as_json:
        from hubflow.cli.to_json import print_json

        print_json(_data(made, blind))
    else:
        _tell(made, out)
    made.pack.failed.raise_at_the_end()


def _check_empty(out: Path) -> None:
    from hubflow.model.input_problems import one_problem

    if out.is_dir() and any(out.iterdir()):
        raise one_problem(str(out), say("office.there_is_something_in_this_folder"),
                          say("office.choose_another_with_out_sheets_that"))


def _tell(made: MadePack, out: Path) -> None:
    from hubflow.jury.pack import not_asked_lines
    from hubflow.jury.pack_files import NAMES

    pack = made.pack
    for share in pack.shares:
        click.echo(say(
            "office.share", assessor=share.assessor,
            ventures=say("office.n_ventures", n=len(share.ventures)),
            judgements=say("register.n_judgements", n=share.judgements),
            abstains=say("office.abstains_on", ventures=", ".join(
                pack.names[id] for id in share.abstains)) if share.abstains else ""))
    for line in not_asked_lines(pack.not_asked):
        click.echo(line)
    if pack.unread:
        unread = ", ".join(pack.names[id] for id in pack.unread)
        click.echo(say("office.fewer_than_groups_need", ventures=unread) if pack.grouped
                   else say("office.fewer_than_least", n=pack.least, ventures=unread))
    if made.names:
        click.echo(say("office.names_left", n=len(made.names), file=NAMES))
    click.echo(say("office.written", out=out))


def _data(made: MadePack, blind: bool) -> dict[str, Any]:
    from hubflow.jury.pack import why_not

    pack = made.pack
    return {
        "assessors": [{"assessor": share.assessor, "sheet": share.file,
                       "ventures": list(share.ventures), "judgements": share.judgements,
                       "abstains": list(share.abstains)} for share in pack.shares],
        "codes": dict(pack.codes) if blind else {},
        "not_asked": [{"venture": one.venture, "why": why_not(one)} for one in pack.not_asked],
        "too_few_readers": list(pack.unread),
        "perhaps_names": [{"venture": id, "words": name} for id, name in made.names],
    }
