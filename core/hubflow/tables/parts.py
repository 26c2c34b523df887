"""Take a portfolio through the phases, in parts if it is too large to be held at once.

Ranks and windows look at whole calls. For them the parts are gone through first, and only what
they rest on is kept: sort keys, costs, the facts that a window reads. Every other result of a row
depends on the row alone, so the parts together say the same as the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import polars as pl

from hubflow.engine.call.reserve_list import has_reserves, reserve_columns
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.fast_ranking import fast_standings
from hubflow.engine.gate.windows import Windows, has_windows, window_columns, without_windows
from hubflow.engine.method.compiled import PhasePlan
from hubflow.tables.input.portfolio import Portfolio
from hubflow.tables.input.problem_log import ProblemLog
from hubflow.tables.input.table_calls import Calls
from hubflow.tables.local_engine import Engine
from hubflow.tables.part_rounds import of_own_round, values_by_round
from hubflow.tables.part_work import (
    AllPhases,
    CallKeys,
    KeepRows,
    PartContext,
    PartOutcome,
    PartStep,
    Results,
    WaitingKeys,
    Work,
    all_at_once,
)

Progress = Callable[[int], None]
"""Told how many rows more have been dealt with."""


@attrs.frozen(eq=False, repr=False)
class PortfolioEvaluation:
    """A portfolio, its engine and the work on it, ready to go through the phases of a method.

    ``size`` asks for parts of so many rows, whatever their number. ``calls`` and ``currencies``
    are those of the rows that were read.
    """

    portfolio: Portfolio
    work: Work
    engine: Engine
    problem_log: ProblemLog
    progress: Progress
    size: int | None = None
    calls: Calls = attrs.field(factory=Calls)
    currencies: set[str] = attrs.field(factory=set)

    @property
    def passes(self) -> int:
        """How often the files are read."""
        compiled = self.work.compiled
        return 1 if self.whole else 1 + sum(
            has_windows(plan) + plan.ranked for plan in compiled.phases) + has_reserves(compiled)

    @property
    def rows(self) -> int | None:
        """How many rows there are, if that is known."""
        return self.engine.rows(self.portfolio)

    @property
    def whole(self) -> bool:
        """Whether all rows are held at once: few enough, or a hook asks for the whole table."""
        return self.work.hooks.read_tables or self.engine.holds(self.portfolio, self.size)

    def results(self) -> Iterator[Results]:
        """Yield the results part by part, in the order of the rows.

        Raises :class:`hubflow.model.input_problems.BadInput`, at the end, where any value is not
        legal; from the first such part on nothing more is given.
        """
        yield from self._at_once() if self.whole else self._in_parts()

    def _at_once(self) -> Iterator[Results]:
        parts = [
            done.value for _, done in self._each(self.work, KeepRows(), PartContext(), first=True)
        ]
        part = pl.concat(parts, rechunk=True) if len(parts) > 1 else parts[0]
        yield from all_at_once(self.work, part)

    def _in_parts(self) -> Iterator[Results]:
        given = PartContext()
        first = True
        start = 0
        for index, plan in enumerate(self.work.compiled.phases):
            _, windows = without_windows(plan)
            for wanted in (*([True] if windows else []), *([False] if plan.ranked else [])):
                if start < index:  # rounds are those of the phase before
                    given = attrs.evolve(given, rounds=())
                keys, still_in = self._keys(CallKeys(start, index, wanted), given, first=first)
                beside, standings = given.beside, given.standings
                compared = self._compared(plan, windows if wanted else {})
                rounds = values_by_round(keys, plan, compared)
                found = of_own_round(rounds, keys[0], plan)
                if wanted:
                    beside = pl.concat([beside, found], how="horizontal")
                else:
                    standings = {**standings, plan.phase.id: found}
                given = PartContext(beside, still_in, standings,
                                    rounds if wanted and len(rounds) > 1 else ())
                start, first = index, False
        given = attrs.evolve(given, still_in=pl.DataFrame(), rounds=())
        if has_reserves(self.work.compiled):
            given = attrs.evolve(given, beside=pl.concat(
                [given.beside, self._reserves(given)], how="horizontal"))
        for _, done in self._each(self.work, AllPhases(), given, first=first):
            yield done.value

    def _reserves(self, given: PartContext) -> pl.DataFrame:
        """Return each row's places on reserve lists, worked out over whole calls."""
        keys = [self._with_calls(before, done, done.value) for before, done in self._each(
            self.work, WaitingKeys(), given, first=False)]
        return pl.DataFrame(reserve_columns(pl.concat(keys), self.work.compiled))

    def _compared(
        self, plan: PhasePlan, windows: Windows
    ) -> Callable[[pl.DataFrame], pl.DataFrame]:
        """Return what works out the windows of a phase from its keys, without windows its ranks."""
        def work_out(keys: pl.DataFrame) -> pl.DataFrame:
            return (window_columns(keys, windows) if windows
                    else fast_standings(keys, plan, ranked=self.work.ranked))
        return work_out

    def _keys(
        self, step: CallKeys, given: PartContext, *, first: bool
    ) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Return what a phase compares within calls, and each row's progress before it."""
        keys, still_in = [], []
        for before, done in self._each(self.work, step, given, first=first):
            own, progress = done.value
            keys.append([self._with_calls(before, done, each) for each in own])
            still_in.append(progress)
        return [pl.concat(each) for each in zip(*keys, strict=True)], pl.concat(still_in)

    def _with_calls(self, before: int, done: PartOutcome, table: pl.DataFrame) -> pl.DataFrame:
        return self.calls.renumbered(table, CALL, done.calls, before)

    def _each(
        self, work: Work, step: PartStep, given: PartContext, *, first: bool
    ) -> Iterator[tuple[int, PartOutcome]]:
        """Yield each part's outcome and the rows before it, as long as there are no problems.

        At the ``first`` look raises BadInput, at the end, with all that is wrong.
        """
        def given_to(before: int, rows: int) -> PartContext | None:
            return None if self.problem_log.bad else given.of(before, rows)

        total = 0
        for place, done in self.engine.each(self.portfolio, work, step, given_to, first=first,
                                            size=self.size):
            if first:
                self.problem_log.add(done.wrongs, self.portfolio.files[place.file], place.within)
                self.problem_log.add_ids(done.ids, done.folded_ids)
                self.problem_log.add_seeds(self.portfolio.files[place.file], place.within,
                                           done.seeds)
                self.calls.add(done.calls)
                self.currencies.update(done.currencies)
            total += done.rows
            if not self.problem_log.bad:
                yield place.before, done
            self.progress(done.rows)
        if first:
            self._settled(total)

    def _settled(self, rows: int) -> None:
        """Raise all problems of the rows, if there are any."""
        repeated = self.problem_log.repeated()
        if repeated.len():
            self.portfolio.find_repeated(repeated, self.problem_log)
        self.problem_log.report_seeds()
        panel = self.work.tabulation.panel
        if panel is not None:
            self.problem_log.add_unknown_ventures(panel["venture"])
        if self.problem_log.bad:
            raise self.problem_log.error(rows)
