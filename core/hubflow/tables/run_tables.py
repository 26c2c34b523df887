"""Run one hub's methodology over a portfolio: a table of facts, one row for each venture."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.prepared_method import prepare_method, unrun_problems
from hubflow.engine.pipeline.column_names import EXCEPTIONS, PHASES, parameter_column
from hubflow.engine.pipeline.receipt import make_receipt
from hubflow.engine.pipeline.run import currency_notes, left_out_notes
from hubflow.engine.pipeline.tabulation import Tabulation
from hubflow.engine.results.engine_words import sentence
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import SheetCount
from hubflow.model.methodology import text_in
from hubflow.model.rates import Rate, Rates, as_rates
from hubflow.reading.table_names import FORMATS
from hubflow.tables.input.panel_table import PanelTable, read_panel_table
from hubflow.tables.input.portfolio import Portfolio, open_portfolio
from hubflow.tables.input.portfolio_rows import columns_read
from hubflow.tables.input.problem_log import ProblemLog
from hubflow.tables.input.table_columns import table_columns
from hubflow.tables.input.table_files import digest
from hubflow.tables.local_engine import Engine, Local
from hubflow.tables.output.figures import PortfolioFigures
from hubflow.tables.output.result_shapes import long, wide
from hubflow.tables.output.summary import PortfolioSummary
from hubflow.tables.part_work import Work
from hubflow.tables.parts import PortfolioEvaluation, Progress

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

_NAMED = 8


def _quiet(_: int) -> None:
    return None


@attrs.frozen(eq=False, repr=False)
class PortfolioRun:
    """A portfolio with checked columns, ready to be taken through a method.

    ``evaluation`` gives the results; the summary is made from what was taken. ``sheets`` tell how
    far the panel's sheets are filled in, and what of them is not used.
    """

    hub: LoadedHub
    compiled: Compiled
    evaluation: PortfolioEvaluation
    panel: Sequence[Path]
    paths: Sequence[Path]
    language: str
    as_of: dt.date
    rates: Mapping[str, Rate]
    sheets: Sequence[SheetCount] = ()

    def written(
        self, out: Path | None, *, as_long: bool = False, as_parts: bool = False,
    ) -> PortfolioSummary:
        """Take the portfolio through the phases; write the results to ``out``, if it is given.

        The ending of its name says the format: ``.parquet``, ``.csv`` or ``.ndjson``. It is a
        file, or with ``as_parts``, and always from a cluster, a folder of part files; it is written
        whole or not at all. Raises :class:`BadInput` with what is wrong in the rows.
        """
        figures = PortfolioFigures()
        work = self.evaluation.work
        if out is not None:
            work = attrs.evolve(work, shape=long if as_long else wide,
                                format=FORMATS[out.suffix.lower()])
        evaluation = attrs.evolve(self.evaluation, work=work)

        def rows() -> Iterator[Any]:
            for results in evaluation.results():
                figures.add(results.figures)
                yield results.rows

        if out is None:
            for _ in rows():
                pass
        else:
            evaluation.engine.write(out, rows(), as_parts=as_parts)
        return self._summary(figures)

    def _summary(self, figures: PortfolioFigures) -> PortfolioSummary:
        about = self.compiled.methodology.hub
        inputs = hashlib.sha256("\n".join([
            digest([file.path for file in self.evaluation.portfolio.files]), digest(self.panel),
            self.as_of.isoformat(), *(f"{c}={r.value}@{r.source}" for c, r in self.rates.items()),
        ]).encode()).hexdigest()
        calls = 1 if self._tabulation.call is not None else len(self.evaluation.calls.numbers)
        return PortfolioSummary(
            hub=about.id, name=text_in(about.name, self.language, about.id),
            edition=about.edition, language=self.language, as_of=self.as_of.isoformat(),
            ventures=figures.ventures, calls=calls,
            phases=figures.by_phase(self.compiled, self.language), stands=figures.by_state(),
            missing=figures.most_missing(self.compiled),
            money=figures.by_call(self.compiled), reserves=figures.reserves(self.compiled),
            currency=about.currency, notes=self._notes(),
            receipt=make_receipt(inputs, self.hub),
            changes=self.evaluation.work.hooks.changes_of_tables,
        )

    @property
    def _tabulation(self) -> Tabulation:
        return self.evaluation.work.tabulation

    def _notes(self) -> list[str]:
        """Return what a reader should know about the whole run, each thing once."""
        language = self.language
        notes = []
        asked = [name for plan in self.compiled.phases for name in sorted(plan.reads)
                 if not name.startswith((PHASES, EXCEPTIONS))]
        given = {parameter_column(p.id) for p in self.compiled.methodology.parameters}
        given |= {each.fact for each in self.compiled.methodology.assumed}
        absent = [name for name in dict.fromkeys(asked)
                  if name not in self.evaluation.portfolio.columns and name not in given]
        if absent and not self.evaluation.work.hooks.read_dossiers:
            more = len(absent) - _NAMED
            names = ", ".join(absent[:_NAMED])
            notes.append(sentence("columns_absent", language, names=names) if more <= 0 else
                         sentence("columns_absent_more", language, names=names, n=more))
        judged = any(plan.phase.judged for plan in self.compiled.phases)
        if judged and not self.panel:
            notes.append(sentence("no_panel", language))
        ranked = any(plan.ranked for plan in self.compiled.phases)
        columns = self.evaluation.portfolio.columns
        if ranked and self._tabulation.call is None and "call" not in columns:
            notes.append(sentence("no_calls", language))
        home = self.compiled.methodology.hub.currency
        return [*notes, *left_out_notes(self.hub, language),
                *currency_notes(self.evaluation.currencies - {home}, home, self.rates, language)]


def open_run(
    hub: LoadedHub,
    paths: Sequence[Path],
    *,
    panel: Sequence[Path] = (),
    as_of: dt.date | None = None,
    rates: Rates | None = None,
    language: str | None = None,
    call: str | None = None,
    ranked: bool = True,
    every_problem: bool = False,
    progress: Progress = _quiet,
    engine: Engine | None = None,
    size: int | None = None,
) -> PortfolioRun:
    """Return a portfolio ready to run: its method, columns and panel sheets are checked.

    ``paths`` are CSV, Parquet or NDJSON files, folders of such, or patterns; ``call`` names one
    call that all rows compete in; ``ranked`` says whether ranks are asked of the results.
    ``engine`` is where the rows are worked on, this machine without it; ``size`` works on them in
    parts of so many, whatever their number. Other arguments as in
    :func:`hubflow.engine.pipeline.run.run`.

    Raises :class:`BadInput` with all problems together.
    """
    method = prepare_method(hub)
    methodology, hooks = method.methodology, method.hooks
    given = as_rates(rates or {})
    problems: list[Problem] = [*unrun_problems(hub), *method.problems]
    portfolio: Portfolio | None = None
    judged = PanelTable(pl.DataFrame(), (), 0)
    if hub.methodology.problems:
        # files and sheets cannot be judged by rules of which some are missing
        raise BadInput(problems)
    try:
        portfolio = open_portfolio(paths, table_columns(methodology), methodology.hub.language)
    except BadInput as bad:
        problems += bad.problems
    problem_log = ProblemLog(every_problem)
    if panel:
        try:
            judged = read_panel_table(panel, methodology, problem_log.most, hub)
        except BadInput as bad:
            problems += bad.problems
    if problems or portfolio is None:
        raise BadInput([*problems, *judged.problems])
    compiled = method.compiled
    problem_log.add_worded(judged.problems, "the panel's sheets", judged.count)
    today = dt.date.today()
    tabulation = Tabulation(compiled, hooks, as_of, today, call,
                            judged.combined if judged.combined.width else None, given)
    work = Work(portfolio.known, columns_read(portfolio.columns, tabulation), tabulation,
                compiled, hooks, given, ranked, problem_log.most)
    evaluation = PortfolioEvaluation(
        portfolio, work, engine or Local(), problem_log, progress, size)
    return PortfolioRun(hub, compiled, evaluation, panel, paths,
                        language or methodology.hub.language, as_of or today, given,
                        judged.sheets)
