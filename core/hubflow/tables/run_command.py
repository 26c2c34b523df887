"""Run ``hubflow run`` over tables: read a portfolio, write a table of results, print a summary."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from hubflow.cli.to_json import print_json
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.rates import Rate
from hubflow.reading.table_names import FORMATS, is_table
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

@attrs.frozen(kw_only=True)
class TableRunOptions:
    """The options of a run over tables."""

    paths: Sequence[Path]
    panel: Sequence[Path]
    as_of: dt.date | None
    rates: Mapping[str, Rate]
    language: str | None
    call: str | None
    out: Path | None
    long: bool
    parts: bool
    problems: Path | None
    as_json: bool
    engine: str


def run_tables(hub: LoadedHub, options: TableRunOptions) -> None:
    """Run a portfolio. Raise :class:`BadInput` and write nothing if anything in it is bad."""
    from hubflow.cli.panel_option import sheet_count_lines
    from hubflow.tables.engine_option import engine_of
    from hubflow.tables.run_tables import open_run

    if options.out is not None and not is_table(options.out):
        raise one_problem(str(options.out), say("tables.results_are_table"),
                          say("tables.out_ends_in", endings=", ".join(FORMATS)))
    try:
        with _progress() as advance, engine_of(options.engine) as engine:
            run = open_run(
                hub, options.paths, panel=options.panel, as_of=options.as_of, rates=options.rates,
                language=options.language, call=options.call, ranked=options.out is not None,
                every_problem=options.problems is not None, progress=advance, engine=engine)
            for line in sheet_count_lines(run.sheets):
                click.echo(line, err=True)
            advance.expect(run.evaluation.rows, run.evaluation.passes)
            summary = run.written(options.out, as_long=options.long, as_parts=options.parts)
    except BadInput as bad:
        if options.problems is not None:
            from hubflow.cli.file_writing import write_file

            write_file(options.problems, "".join(f"{each}\n" for each in bad.every).encode())
            bad.closing = " ".join(filter(None, (
                bad.closing, say("tables.problems_written", path=options.problems))))
        raise
    if options.as_json:
        print_json(summary)
        return
    from hubflow.tables.show_portfolio import show_portfolio
    from hubflow.text.catalogue import words

    show_portfolio(summary, sys.stdout)
    if options.out is not None:
        click.echo("\n" + words(summary.language, "portfolio")["written"].format(path=options.out))


class _Silent:
    """Progress that is not shown."""

    def __call__(self, rows: int) -> None:
        """Count ``rows`` more rows."""

    def expect(self, rows: int | None, passes: int) -> None:
        """Set the number of rows, and how often each is read."""


class _Bar(_Silent):
    """Progress with rows a second and the time left, on the terminal's error stream."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class ProgressRate(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text(f"{task.speed or 0:,.0f}/s")

        self.progress = Progress(
            TextColumn("rows"), BarColumn(), MofNCompleteColumn(), ProgressRate(),
            TimeRemainingColumn(),
            console=Console(stderr=True), transient=True)
        self.task = self.progress.add_task("rows", total=None)

    def __call__(self, rows: int) -> None:
        self.progress.advance(self.task, rows)

    def expect(self, rows: int | None, passes: int) -> None:
        if rows is not None:
            self.progress.update(self.task, total=rows * passes)


@contextlib.contextmanager
def _progress() -> Iterator[_Silent]:
    if not sys.stderr.isatty():
        yield _Silent()
        return
    bar = _Bar()
    with bar.progress:
        yield bar

