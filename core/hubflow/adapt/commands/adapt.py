"""``hubflow adapt``: Take a venture to another place: a draft dossier and a memo."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options
from hubflow.cli.shared_options import (
    OutFolder,
    as_json,
    as_of_option,
    code_options,
    language_option,
    note_hub,
    note_language,
)
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.adapt.adaptation import Adaptation
    from hubflow.engine.pipeline.case_source import CaseSet
    from hubflow.model.input_problems import Problem
    from hubflow.plugins.document import Document
    from hubflow.plugins.manager import LoadedHub
    from hubflow.reading.dossiers.load import Inputs

T = TypeVar("T")


@click.command(name="adapt", cls=CaseCommand)
@case_options("DOSSIER")
@click.option("--from", "origins", metavar="HUB", multiple=True,
              help="The hub that the dossier was made for. May be given several times, for several "
                   "dossiers. Without it the dossier's own place, if that has no hub.")
@click.option("--to", "target", metavar="HUB", required=True, is_eager=True,
              callback=note_hub,
              help="The hub of the new place, whose language is spoken.")
@click.option("--answers", metavar="FILE", type=click.Path(path_type=Path, exists=True),
              help="The new place's own dossier, such as a draft filled in since: what it says of "
                   "the mechanism's needs is held against the original. Nothing else of it is "
                   "read.")
@code_options
@click.option("--out", "out", metavar="DIR", type=OutFolder(),
              help="Write into DIR: the draft dossier, the memo, and its one-page sheet.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT",
              help="The format of memo and sheet: md (if unsaid), html, docx, pdf; needs --out. "
                   "May be given several times.")
@click.option("--sheet", is_flag=True, help="Print the sheet instead of the memo.")
@as_of_option()
@language_option("The language of the memo, such as en. Without it that of the new hub, which the"
                 " draft's comments are always in.")
@as_json
def command(
    cases: CaseArguments,
    origins: tuple[str, ...],
    target: str,
    answers: Path | None,
    out: Path | None,
    formats: tuple[str, ...],
    sheet: bool,
    as_of: dt.date | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Take a venture to another place.

    Gives a draft dossier, which loads and runs as it is under the new hub's method, and a memo:
    whether the place has what the solution's effect needs, step by step, as far as that is known;
    what to find out before anything is copied, what the solution relied on, where the places
    differ, what travels and what does not. The sheet says the first of it on one page. Without
    --out the memo is printed.

    Several dossiers state one mechanism that was tried in several places: the memo says which
    needs were there where it worked and where it did not.
    """
    from hubflow.cli.extras import needs

    cases.check(one=cases.register is not None)
    if formats and out is None:
        raise click.UsageError(say("commands.needs_out", option="--format"))
    needs("compare", "tomli_w")
    from hubflow.adapt.adaptation import adapt
    from hubflow.adapt.memo_sheet import memo_documents
    from hubflow.cli.document_page import show_markdown

    first, second, found = _read(cases, origins, target, as_of)
    spoken = language or second.methodology.methodology.hub.language
    made = adapt(first, second, found.alone().inputs, as_of=as_of, language=language,
                 notes=found.notes(spoken), answers=_answers(answers))
    pages = {page.name: page for page in memo_documents(made)}
    if out is not None:
        names = _written(out, made, second, list(pages.values()), formats or ("md",))
    if as_json:
        sys.stdout.write(_json(made, pages["memo"].markdown, pages["sheet"].markdown))
    elif out is None:
        show_markdown(pages["sheet" if sheet else "memo"].markdown)
    else:
        click.echo(say("adapt.written_files", out=out, files=", ".join(names[:-1]),
                       last=names[-1]))


def _written(
    out: Path, made: Adaptation, hub: LoadedHub, pages: Sequence[Document],
    formats: tuple[str, ...],
) -> list[str]:
    """Write the draft, and the pages in each format; return the names of the files."""
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_whole
    from hubflow.documents.publishing.publish import in_formats, libraries_for
    from hubflow.reading.toml.schema_directive import directive_for

    needs("documents", *libraries_for(formats))
    draft = f"{made.id}.toml"
    text = directive_for(out / draft, "dossier") + made.draft
    _refuse_overwriting(out / draft, text)
    files = {draft: text.encode()}
    for page in pages:
        files |= {f"{page.name}.{format}": content
                  for format, content in in_formats(hub, page, formats)}
    write_whole(out, files)
    return list(files)


def _answers(path: Path | None) -> Inputs | None:
    from hubflow.plugins.importers import load_inputs

    return None if path is None else load_inputs([path])


def _read(
    cases: CaseArguments, origins: Sequence[str], target: str, as_of: dt.date | None
) -> tuple[list[LoadedHub], LoadedHub, CaseSet]:
    """Read all hubs and the dossiers; raise all their problems together."""
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.manager import load_hub

    problems: list[Problem] = []
    loaded = [_or_noted(lambda id=id: load_hub(id), problems)  # type: ignore[misc]
              for id in (*dict.fromkeys(origins), target)]
    hubs = [hub for hub in loaded if hub is not None]
    note_language(None if loaded[-1] is None else
                  loaded[-1].methodology.methodology.hub.language)
    with cases.source(loaded[0], as_of=as_of) as source:
        if len(hubs) < len(loaded):
            _or_noted(source.entries, problems)
            raise BadInput(problems)
        return hubs[:-1], hubs[-1], source.under(hubs[0])


def _or_noted(make: Callable[[], T], problems: list[Problem]) -> T | None:
    from hubflow.model.input_problems import BadInput

    try:
        return make()
    except BadInput as bad:
        problems.extend(bad.problems)
        return None


def _refuse_overwriting(path: Path, text: str) -> None:
    """Raise :class:`BadInput` if a file with other content exists at the draft's path."""
    from hubflow.model.input_problems import one_problem

    if path.is_file() and path.read_bytes() != text.encode():
        raise one_problem(str(path), say("adapt.refused_exists"),
                          say("adapt.refused_choose_another_folder"))


def _json(made: Adaptation, memo: str, sheet: str) -> str:
    from hubflow.cli.to_json import json_text

    data = {
        "id": made.id, "from": made.origin.id, "to": made.target.id, "place": made.place,
        "as_of": made.day.isoformat(), "language": made.language, "draft": made.draft,
        "memo": memo, "sheet": sheet, "currency": made.currency,
        "notes": made.notes, "costs": made.costs, "questions": made.questions,
        "parts": made.parts, "places": made.places,
        "effect": {"best": made.effect.best, "worst": made.effect.worst,
                   "steps": made.effect.steps, "first": made.effect.first, "gates": made.gates,
                   "tried": made.tried},
    }
    return json_text(data)
