"""``hubflow letters``: Write letters on decisions that were released."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import (
    Day,
    OutFolder,
    as_of_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.rates import Rate
from hubflow.text.spoken import say


@click.command(name="letters", cls=CaseCommand)
@plugin_option
@case_options("CALL|DOSSIER")
@click.option("--sheet", "sheet", metavar="FILE",
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="With --register: the ventures decided on in a sheet of `hubflow register "
              "decision-sheet`.")
@click.option("--except", "excepted", multiple=True, metavar="VENTURE",
              help="Write none to this venture. May be given several times.")
@click.option("--again", "again", is_flag=True, help="With --register: write letters, too, that "
              "were filed as sent with `hubflow register file`.")
@click.option("--out", "out", required=True, metavar="DIR",
              type=OutFolder(), help="The folder to write into.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT", help="The letters' format: "
              "md, html, docx, pdf. Without it docx. May be given several times.")
@click.option("--list", "merge_list", metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False), help="Write a list for a "
              "mail merge, too: a CSV file with a row for each letter.")
@click.option("--complaints-until", "until", type=Day(), help="The last day for complaints. "
              "Without it that of the call's step, if its method says how many days there are.")
@click.option("--overwrite", "overwrite", is_flag=True, help="Write letters again that are there "
              "and say something else. What was edited in them is lost.")
@panel_option
@as_of_option("The day on which letters are written: what is released later is not told yet. "
              "Without it today.")
@rate_option
@language_option("The language of the letters, such as en. Without it the hub's own.")
def command(
    plugin: str | None, cases: CaseArguments, sheet: Path | None, excepted: tuple[str, ...],
    again: bool, out: Path, formats: tuple[str, ...],
    merge_list: Path | None, until: dt.date | None, overwrite: bool,
    panel: tuple[Path, ...], as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...], language: str | None,
) -> None:
    """Write a letter to each venture: the decision, the reasons, what was missing, what is next.

    Only on decisions that a body took and the hub released: in a dossier `released` in
    `[[decisions]]` is the day from which the venture may be told, in a register an entry of
    `hubflow register release`. Nothing is ever written of a mere recommendation. Whom a body put
    out of the race, by `hubflow register member` late, inadmissible or excluded, is told that.

    Each letter tells how the record stood on the day of the decision; of a register it tells the
    run that the body decided on, made again from its receipt. -p HUB then lends its templates.
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file, write_whole
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.cli.terminal_text import with_id
    from hubflow.documents.publishing.failed_documents import FailedDocuments
    from hubflow.documents.publishing.publish import libraries_for
    from hubflow.jury.letter_files import letters_from, merge_rows
    from hubflow.reading.values.csv_output import csv_bytes

    if sheet is not None:
        cases = _of_sheet(cases, sheet)
    cases.check(sheets=bool(panel))
    formats = formats or ("docx",)
    needs("documents", *libraries_for(formats))
    today = as_of or dt.date.today()
    with cases.source(named_hub(plugin), as_of=today) as source:
        letters = letters_from(source, today, panel=panel, rates=dict(rates), language=language,
                               excepted=excepted, again=again, until=until)
    files: dict[str, bytes] = {}
    failed = FailedDocuments()
    there: list[str] = []
    for id, one in letters.written.items():
        with failed.of(id):
            made = one.formats(formats)
            # letters are edited by hand before they go out
            new = {name: content for name, content in made.items()
                   if overwrite or not (out / name).exists()}
            there += [_as_it_is(out / name, content) for name, content in made.items()
                      if name not in new]
            files |= new
    failed.raise_if_all_failed()
    if merge_list is not None:
        made_list = csv_bytes(merge_rows(letters.written, language), for_spreadsheets=True)
        refuse_to_overwrite({} if overwrite else {merge_list: made_list},
                            say("commands.choose_another_list"))
        write_file(merge_list, made_list, private=True)
    if files:
        write_whole(out, files, private=True)
        number = len({Path(name).stem for name in files})
        click.echo(say("office.letters_written", n=number, out=out))
    else:
        click.echo(say("office.no_letter_was_written"))
    for line in there:
        click.echo(line)
    for id, why in letters.untold.items():
        if cases.register is None or cases.names or cases.call or (
                why not in (say("office.nobody_decided"), say("office.not_released"))):
            click.echo(say("office.no_letter_to", name=with_id(letters.names.get(id, id), id),
                           why=why))
    failed.raise_at_the_end()


def _of_sheet(cases: CaseArguments, sheet: Path) -> CaseArguments:
    """Return the ventures of a register that a sheet names."""
    from hubflow.cli.sheet_ventures import ventures_in_sheet

    if cases.register is None or cases.names or cases.call:
        raise click.UsageError(say("commands.sheet_goes_with_register"))
    return CaseArguments(tuple(ventures_in_sheet(sheet)), cases.register, cases.hub, None,
                         cases.edition)


def _as_it_is(path: Path, content: bytes) -> str:
    """Return the sentence that a letter was there before, and whether it would say the same."""
    same = path.read_bytes() == content
    return say(f"office.letter_{'the_same' if same else 'edited'}", path=path)
