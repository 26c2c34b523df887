"""The work on one part of a portfolio, the same on this machine and on a cluster.

A part is worked on without a look at any other. What it must know of them, such as where its rows
stand in their calls, it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs
import polars as pl

from hubflow.engine.call.reserve_list import reserve_keys, with_reserves
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import DTYPES
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.phases_in_order import (
    Keep,
    all_still_in,
    carried_on,
    compared_keys,
    competing_keys,
    phase_part,
    race_columns,
    run_phase,
    run_phases,
)
from hubflow.engine.pipeline.tabulation import Tabulation, distinct_values
from hubflow.model.rates import Rate
from hubflow.tables.input.call_seeds import seeds_of
from hubflow.tables.input.portfolio_rows import portfolio_rows
from hubflow.tables.input.table_columns import TableColumn
from hubflow.tables.input.table_files import TableFile
from hubflow.tables.input.value_checks import IllegalValues, with_types
from hubflow.tables.output.figures import PortfolioFigures, figures_of
from hubflow.tables.output.result_shapes import Shape, ShapedResults, keep_of, rows_each

NOTHING = pl.DataFrame()

LAID_OUT = 4_000_000
"""About so many rows of results are laid out at a time."""


@attrs.frozen(eq=False, repr=False)
class PartContext:
    """Results computed over all rows (ranks, windows), cut to this part's rows.

    ``beside`` are the columns that depend on whole calls, ``still_in`` the result of the phases so
    far, ``standings`` by phase what :func:`hubflow.engine.gate.ranking.standings` says. ``rounds``
    are the windows of the phase whose keys are collected, by round of the race; none where
    ``beside`` holds for all of them.
    """

    beside: pl.DataFrame = NOTHING
    still_in: pl.DataFrame = NOTHING
    standings: Mapping[str, pl.DataFrame] = attrs.field(factory=dict)
    rounds: Sequence[pl.DataFrame] = ()

    def of(self, before: int, rows: int) -> PartContext:
        """Return the context of ``rows`` rows, with ``before`` rows before them."""
        return PartContext(
            self.beside.slice(before, rows), self.still_in.slice(before, rows),
            {phase: found.slice(before, rows) for phase, found in self.standings.items()},
            [found.slice(before, rows) for found in self.rounds])


@attrs.frozen(eq=False, repr=False)
class PartOutcome:
    """The outcome of a part of ``rows`` rows.

    ``calls`` and ``currencies`` are those that it names, ``wrongs`` what is not legal in it,
    ``ids`` the hashes of its ids, blank ones apart, and ``folded_ids`` of these in small letters.
    ``seeds`` are those of its calls' draws (see :func:`seeds_of`). ``value`` is what its step gave,
    None where it was not taken.
    """

    rows: int
    calls: tuple[str, ...]
    currencies: tuple[str, ...]
    wrongs: Sequence[IllegalValues]
    ids: pl.Series
    folded_ids: pl.Series
    seeds: pl.DataFrame
    value: Any


@attrs.frozen(eq=False, repr=False)
class Work:
    """The settings for the work on every part; ``known`` are all columns that a table may have.

    ``needed`` are the columns that are read of a part once it was checked. ``shape`` is the form
    in which results are wanted, None for their figures alone; ``format`` is that of the part files
    which workers write. ``ranked`` is whether ranks are wanted where a quota's cut is enough. At
    most so many ``wrongs`` of a column are told row by row.
    """

    known: Mapping[str, TableColumn]
    needed: Sequence[str]
    tabulation: Tabulation
    compiled: Compiled
    hooks: HubHooks
    rates: Mapping[str, Rate]
    ranked: bool
    wrongs: int
    shape: Shape | None = None
    format: str = ""

    @property
    def ventures_laid_out(self) -> int:
        """How many ventures' results are laid out at a time."""
        each = 0 if self.shape is None else rows_each(self.compiled, self.shape)
        return max(1, LAID_OUT // max(1, each))

    def columns(self, file: TableFile, *, first: bool) -> list[str]:
        """Return the columns to read from a file: all of them at the ``first`` look."""
        return [name for name in file.schema if first or name in self.needed]

    def done(
        self, raw: pl.DataFrame, step: PartStep, given: PartContext | None, *, first: bool
    ) -> PartOutcome:
        """Return the outcome of a step; a part with problems or without context is only checked."""
        part, wrongs = with_types(raw, self.known, look=first)
        ids = part["id"].head(part.height if first else 0).drop_nulls()
        part = self._with_all(part)
        value = None if given is None or wrongs else step(self, part, given)
        return PartOutcome(
            part.height, self.tabulation.calls(part), distinct_values(part, "currency"),
            [wrong.first(self.wrongs) for wrong in wrongs], ids.hash(seed=7),
            ids.str.to_lowercase().hash(seed=7), seeds_of(part.head(part.height * first)), value)

    def _with_all(self, part: pl.DataFrame) -> pl.DataFrame:
        """Return the part with the columns that only other files have, all missing."""
        return part.select(
            pl.col(name) if name in part.columns
            else pl.lit(None, DTYPES[self.known[name].kind.type]).alias(name)
            for name in self.needed
        )

    def table(self, part: pl.DataFrame, given: PartContext) -> pl.DataFrame:
        """Return the engine's table of a part, with the part's own numbers of calls."""
        table = self.tabulation.table(portfolio_rows(part, self.tabulation))
        return table.hstack(given.beside.get_columns()) if given.beside.width else table

    def keep(self, table: pl.DataFrame) -> Keep:
        """Return a function that names the columns of each phase to keep."""
        return keep_of(table, self.compiled, self.shape, ranked=self.ranked)

    def phase(
        self,
        table: pl.DataFrame,
        plan: PhasePlan,
        still_in: pl.DataFrame,
        given: PartContext,
        keep: Keep,
    ) -> pl.DataFrame:
        """Return one phase of a part, with its rows' standings if the phase ranks.

        The part's context holds all that depends on the rounds of the race.
        """
        part = phase_part(table, plan).drop(race_columns(table, plan))
        return run_phase(
            part.hstack(still_in), plan, self.hooks.score, self.hooks.recommend, keep=keep,
            ranked=self.ranked, standing=given.standings.get(plan.phase.id))

    def finished(self, part: pl.DataFrame, given: PartContext) -> pl.DataFrame:
        """Return the table of a part after all phases, with the standings from its context."""
        table = self.table(part, given)
        keep = self.keep(table)
        still_in = all_still_in(table.height)
        results = [table]
        for plan in self.compiled.phases:
            done = self.phase(table, plan, still_in, given, keep)
            known = {*table.columns, *still_in.columns}
            still_in = carried_on(still_in, done, plan)
            results.append(done[[name for name in done.columns if name not in known]])
        return pl.concat(results, how="horizontal")

    def results(self, part: pl.DataFrame, table: pl.DataFrame) -> Results:
        """Return the results of a part, from its table after all phases."""
        return Results(figures_of(part, table, self.compiled, self.tabulation.call),
                       None if self.shape is None else self.shape(part, table, self.compiled))


@attrs.frozen(eq=False, repr=False)
class Results:
    """The results of a part: its figures, and its rows if they are wanted.

    Workers of a cluster give the rows as the bytes of a part file.
    """

    figures: PortfolioFigures
    rows: ShapedResults | bytes | None


class PartStep(Protocol):
    """One step of work that is done with every part."""

    def __call__(self, work: Work, part: pl.DataFrame, given: PartContext) -> Any:
        """Return the step's value for a part."""


@attrs.frozen
class KeepRows:
    """Keep the rows as they are."""

    def __call__(self, work: Work, part: pl.DataFrame, given: PartContext) -> pl.DataFrame:  # noqa: ARG002
        """Return the part itself."""
        return part


@attrs.frozen
class CallKeys:
    """Collect what a phase compares within calls, starting at the phase ``start``.

    That is what its windows rest on, or the sort keys for its ranks, by round of the race where
    windows differ from round to round.
    """

    start: int
    last: int
    windows: bool = False

    def __call__(
        self, work: Work, part: pl.DataFrame, given: PartContext
    ) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Return the keys, and who is still in before that phase."""
        table = work.table(part, given)
        still_in = given.still_in if given.still_in.width else all_still_in(part.height)
        for plan in work.compiled.phases[self.start:self.last]:
            done = work.phase(table, plan, still_in, given, lambda _: ())
            still_in = carried_on(still_in, done, plan)
        last = work.compiled.phases[self.last]
        part = phase_part(table, last).hstack(still_in)
        if self.windows:
            return [compared_keys(part, last)], still_in
        rounds = [part.with_columns(windows.get_columns()) for windows in given.rounds] or [part]
        return [competing_keys(each, last, work.hooks.score) for each in rounds], still_in


@attrs.frozen
class AllPhases:
    """Take a part through all phases, with the standings from its context."""

    def __call__(self, work: Work, part: pl.DataFrame, given: PartContext) -> Results:
        """Return the results."""
        return work.results(part, work.finished(part, given))


@attrs.frozen
class WaitingKeys:
    """Collect what the reserve lists of all phases rest on."""

    def __call__(self, work: Work, part: pl.DataFrame, given: PartContext) -> pl.DataFrame:
        """Return the keys."""
        return reserve_keys(work.finished(part, given), work.compiled)


def all_at_once(work: Work, part: pl.DataFrame) -> Iterator[Results]:
    """Yield the results of all rows together, with their ranks and windows.

    What comes out is laid out for some ventures at a time: a long table is many times as large as
    what it is made of.
    """
    table = work.table(part, PartContext())
    done = run_phases(
        table, work.compiled, work.hooks.score, work.hooks.recommend,
        all_facts=work.hooks.read_tables, keep=work.keep(table), ranked=work.ranked)
    done = with_reserves(done, work.compiled)
    some = max(1, part.height) if work.shape is None else work.ventures_laid_out
    for at in range(0, max(1, part.height), some):
        yield work.results(part.slice(at, some), done.slice(at, some))
