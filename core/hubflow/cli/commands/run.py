"""``hubflow run``: Take dossiers through a hub's stages: scorecards, reasons, the proposal."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.capabilities.capability_calls import ask_capabilities
from hubflow.cli.capabilities.run_request import RunRequest
from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options
from hubflow.cli.panel_option import panel_option, sheet_count_lines
from hubflow.cli.shared_options import (
    OutFolder,
    as_json,
    as_of_option,
    author_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.rates import Rate
from hubflow.reading.table_names import FORMATS
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.documents.publishing.failed_documents import FailedDocuments
    from hubflow.model.results import RunResult
    from hubflow.plugins.manager import LoadedHub


@click.command(name="run", cls=CaseCommand)
@plugin_option
@case_options("DOSSIER|CHALLENGE|FOLDER|TABLE", call_help="With --register: all ventures of this "
              "call. For tables: the call in which all rows compete, where there is no column "
              "`call`.")
@panel_option
@author_option
@as_of_option("Look at everything as on this day. Without it: the call's own date, else today.")
@rate_option
@click.option("--out", "out", metavar="DIR|FILE", type=OutFolder(files=FORMATS),
              help="Write result.json, and a scorecard and proposal for each venture, into a "
                   "folder; or all results as one table into a file that ends in .parquet, .csv "
                   "or .ndjson.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT", help="The documents' "
              "format: md (if unsaid), html, docx, pdf, or one that a plugin offers; needs --out. "
              "May be given several times.")
@click.option("--export", "exports", multiple=True, metavar="FORMAT",
              help="Also write the results in a format that a plugin offers; needs --out.")
@language_option()
@as_json
def command(
    plugin: str | None,
    cases: CaseArguments,
    panel: tuple[Path, ...],
    author: str | None,
    as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...],
    out: Path | None,
    formats: tuple[str, ...],
    exports: tuple[str, ...],
    language: str | None,
    as_json: bool,
    **more: Any,
) -> None:
    """Take dossiers through a hub's stages.

    For each venture, stage and phase: what the method recommends and why, the decision that a
    body recorded, score or levels, requirements that do not hold and what to do, what evidence is
    missing, and which instruments fit. A challenge goes through the phases that look at
    challenges. A folder with a call.toml is a call: its dossiers compete.

    With --register ventures are taken as they stand in a register, under the edition of the method
    that they are pinned to; nothing is recorded. Decisions alone lead them past a phase.

    Facts of many ventures may also come as a table (.csv, .parquet, .ndjson, a pattern of such
    names in quotes, or a folder of part files), a row a venture and a column a fact; see `hubflow
    facts --template`.
    """
    from hubflow.cli.overwrite_guard import refuse_to_lose
    from hubflow.plugins.manager import load_hub
    from hubflow.reading.panel.panel_files import sheets_in
    from hubflow.reading.table_names import is_table

    cases.check(sheets=bool(panel), tables=True)
    for option, given in (("--format", formats), ("--export", exports)):
        if given and (out is None or is_table(out)):
            raise click.UsageError(say("commands.needs_out", option=option))
    sheets = [file for each in panel for file in (sheets_in(each) if each.is_dir() else [each])]
    in_files = cases.register is None
    if in_files:
        refuse_to_lose([*cases.paths, *sheets], {"--out": out})
    hub = load_hub(plugin) if in_files or plugin is not None else None
    request = RunRequest(
        hub=hub, paths=cases.paths, in_files=in_files, call=cases.call, panel=panel, sheets=sheets,
        author=author, as_of=as_of, rates=dict(rates), out=out, language=language, as_json=as_json,
        more=more)
    if ask_capabilities("hubflow_run_inputs", request=request):
        return
    if in_files and cases.call is not None:
        raise click.UsageError(say("commands.call_goes_with"))
    if author is not None and not in_files:
        raise click.UsageError(say("commands.from_goes_with_files"))
    failed = _run(request, cases, formats or ("md",), exports)
    if failed is not None:
        failed.raise_at_the_end()


def _run(
    request: RunRequest, cases: CaseArguments, formats: Sequence[str], exports: Sequence[str]
) -> FailedDocuments | None:
    """Run the cases, write and show the results; return what documents failed, if any were written.
    """
    from hubflow.cli.overwrite_guard import refuse_to_lose
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.engine.pipeline.run import run_table
    from hubflow.reading.dossiers.hub_block import misspelt_hub
    from hubflow.reading.dossiers.load import as_from_applicants

    with cases.source(request.hub, as_of=request.as_of) as source:
        found = one_set(source)
    if request.author is not None:
        found = found.replace(inputs=as_from_applicants(found.inputs, own_call=True))
    refuse_to_lose([sheet for sheet, _ in found.inputs.panel], {"--out": request.out})
    prepared = found.prepared(panel=request.panel, rates=request.rates, language=request.language)
    for entry in found.inputs.entries:
        if note := misspelt_hub(entry, prepared.methodology.hub.id):
            click.echo(f"Note: {note}", err=True)
    for line in sheet_count_lines(prepared.sheets):
        click.echo(line, err=True)
    taken = run_table(prepared)
    result = found.result(prepared, taken)
    prepared.hooks.finished(result)
    written = ask_capabilities(
        "hubflow_write_results", request=request, found=found, prepared=prepared, taken=taken)
    failed = None
    if request.out is not None and not written:
        failed = _write(request.out, found.layout, result, formats, exports)
    _show(request, result)
    return failed


def _write(
    out: Path, hub: LoadedHub, result: RunResult, formats: Sequence[str], exports: Sequence[str]
) -> FailedDocuments:
    """Write the documents of all ventures; return those that failed."""
    from hubflow.reading.table_names import is_table

    if is_table(out):
        raise click.UsageError(f"--out {out}: nothing here writes tables.")
    from hubflow.cli.file_writing import documents_of, write_whole
    from hubflow.documents.publishing.failed_documents import FailedDocuments

    failed = FailedDocuments()
    write_whole(out, documents_of(hub, result, formats, exports, failed))
    return failed


def _show(request: RunRequest, result: RunResult) -> None:
    """Print the results, as JSON or for people."""
    if request.as_json:
        from hubflow.cli.to_json import result_json

        sys.stdout.write(result_json(result))
        return
    from hubflow.cli.run_page import show_run

    show_run(result, sys.stdout)
    if request.out is not None:
        click.echo("\n" + say("office.written", out=request.out))


# what capabilities add stands before the formats of documents
_AT = next(at for at, each in enumerate(command.params) if each.name == "formats")
command.params[_AT:_AT] = [
    option for options in reversed(ask_capabilities("hubflow_run_options")) for option in options]
