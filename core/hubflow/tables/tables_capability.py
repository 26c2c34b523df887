"""Tables as hubflow's plugin: a portfolio is run, and results of dossiers are written as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.plugins.markers import hookimpl
from hubflow.reading.table_names import is_table
from hubflow.tables.engine_option import LOCAL, EngineOption
from hubflow.text.spoken import say

if TYPE_CHECKING:
    import polars as pl

    from hubflow.cli.capabilities.run_request import RunRequest
    from hubflow.engine.pipeline.case_source import CaseSet
    from hubflow.engine.pipeline.prepare import Prepared
    from hubflow.plugins.manager import LoadedHub


@hookimpl
def hubflow_run_options() -> list[click.Option]:
    """Return the options that go with tables of ventures or of results."""
    return [
        click.Option(["--long", "long"], is_flag=True, help="In a table of results: a row for each "
                     "requirement and criterion, in place of one for each phase."),
        click.Option(["--parts", "parts"], is_flag=True, help="Write a table of results as a "
                     "folder of part files (part-00000.parquet and so on), as --engine dask always "
                     "does."),
        click.Option(["--problems", "problems"], metavar="FILE", type=click.Path(path_type=Path),
                     help="For tables: write all that is wrong in the rows to FILE; without it the "
                          "first problems are shown."),
        click.Option(["--engine", "engine"], default=LOCAL, show_default=True, type=EngineOption(),
                     help="For tables: where the rows are worked on. `dask` starts worker "
                          "processes here, one a processor; dask://HOST:PORT asks the scheduler of "
                          "a Dask cluster."),
    ]


@hookimpl
def hubflow_run_inputs(request: RunRequest) -> bool | None:
    """Run a portfolio, if the inputs are tables of ventures."""
    more, out = request.more, request.out
    for option in ("long", "parts"):
        if more[option] and (out is None or not is_table(out)):
            raise click.UsageError(say("tables.needs_table_out", option=f"--{option}"))
    if request.in_files:
        from hubflow.cli.overwrite_guard import refuse_to_lose

        refuse_to_lose([*request.paths, *request.sheets],
                       {"--out": out, "--problems": more["problems"]})
        if request.hub is not None and _are_tables(request.hub, request):
            if request.author is not None:
                raise click.UsageError(_not_from_applicants(request))
            _run(request.hub, request, more)
            return True
    if more["problems"] is not None or more["engine"] != LOCAL:
        raise click.UsageError(say("tables.go_with_tables"))
    return None


def _not_from_applicants(request: RunRequest) -> str:
    from hubflow.tables.input.table_columns import DECISION
    from hubflow.tables.input.table_files import expand_patterns, open_table

    columns = dict.fromkeys(
        column for place in expand_patterns(request.paths)
        for column in open_table(place).schema if column.startswith(DECISION))
    return (say("tables.from_states_decisions", columns=", ".join(columns)) if columns
            else say("tables.from_with_dossiers"))


def _are_tables(hub: LoadedHub, request: RunRequest) -> bool:
    from hubflow.tables.table_inputs import only_tables

    return only_tables(hub, request.paths)


def _run(hub: LoadedHub, request: RunRequest, more: Any) -> None:
    from hubflow.tables.run_command import TableRunOptions, run_tables

    run_tables(hub, TableRunOptions(
        paths=request.paths, panel=request.panel, as_of=request.as_of, rates=request.rates,
        language=request.language, call=request.call, out=request.out,
        as_json=request.as_json, **more))


@hookimpl
def hubflow_write_results(
    request: RunRequest, found: CaseSet, prepared: Prepared, taken: pl.DataFrame
) -> bool | None:
    """Write the results as one table, or a folder of part files."""
    if request.out is None or not is_table(request.out):
        return None
    from hubflow.tables.output.from_run import results_table
    from hubflow.tables.output.table_writer import write_table

    table = results_table(prepared, taken, as_long=request.more["long"])
    write_table(request.out, iter([found.asked_for(table)]), as_parts=request.more["parts"])
    return True


@hookimpl
def hubflow_facts_template(format: str, hub: LoadedHub | None) -> bytes:
    """Return a table without rows: identity columns, then facts."""
    from hubflow.tables.input.table_columns import template
    from hubflow.tables.output.table_writer import encoded

    return encoded(template(hub), format)
