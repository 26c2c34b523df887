"""A portfolio taken through the phases, in parts where it is too large to be held at once.

Ranks and windows look at whole calls. For them the parts are gone through first, and only what
they rest on is kept: sort keys, costs, the facts that a window reads. Every other result of a row
depends on the row alone, so the parts together say the same as the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.compiled import Compiled, PhasePlan
from hubflow.engine.expressions import Expression
from hubflow.engine.hooks import HubHooks
from hubflow.engine.portfolio.ledger import Ledger
from hubflow.engine.portfolio.portfolio import PART, Portfolio, Progress
from hubflow.engine.portfolio.tabulate import Tabulation
from hubflow.engine.ranking import standings
from hubflow.engine.sql import CALL
from hubflow.engine.way import (
    WAY,
    Keep,
    competing_keys,
    phase_part,
    run_phase,
    run_phases,
    starting,
)

KeepOf = Callable[[pl.DataFrame], Keep]
"""Which columns of each phase are wanted of a part; what is missing in it may have a say."""

Part = tuple[pl.DataFrame, pl.DataFrame]
"""Rows as they were given (id, name, call, …), and their table after all phases."""


@attrs.frozen(eq=False, repr=False)
class Taking:
    """All that is needed to take a portfolio through the phases of a method."""

    portfolio: Portfolio
    tabulation: Tabulation
    compiled: Compiled
    hooks: HubHooks
    keep: KeepOf
    ranked: bool
    ledger: Ledger
    progress: Progress
    size: int | None = None

    @property
    def passes(self) -> int:
        """How often the files are gone through."""
        return 1 if self.whole else 1 + bool(_windowed(self.compiled)) + sum(
            plan.ranked for plan in self.compiled.phases)

    @property
    def whole(self) -> bool:
        """Whether all rows are held at once: few enough, or a hook asks for the whole table."""
        return self.hooks.read_tables or (self.size is None and self.portfolio.small)

    def results(self) -> Iterator[Part]:
        """The rows part by part, in order, each with its table after all phases.

        Raises :class:`hubflow.model.problems.BadInput`, at the end, where any value is not legal;
        from the first such part on nothing more is given.
        """
        yield from self._at_once() if self.whole else self._in_parts()

    def _at_once(self) -> Iterator[Part]:
        parts = [part for part, _ in self._read(first=True)]
        self._settled(sum(part.height for part in parts))
        part = pl.concat(parts, rechunk=True) if len(parts) > 1 else parts[0]
        table = self.tabulation.table(part, 0)
        yield part, run_phases(
            table, self.compiled, self.hooks.score, self.hooks.recommend,
            all_facts=self.hooks.read_tables, keep=self.keep(table), ranked=self.ranked)

    def _read(self, *, first: bool) -> Iterator[tuple[pl.DataFrame, int]]:
        return self.portfolio.parts(self.tabulation.needed, self.size or PART,
                                    self.ledger if first else None, self.progress)

    def _settled(self, rows: int) -> None:
        """All rows were read: say what is wrong, if anything is."""
        repeated = self.ledger.repeated()
        if repeated.len():
            self.portfolio.find_repeated(repeated, self.ledger)
        if self.tabulation.panel is not None:
            self.ledger.unknown(self.tabulation.panel["venture"])
        if self.ledger.bad:
            raise self.ledger.raised(rows)

    def _in_parts(self) -> Iterator[Part]:
        compiled, windows = without_windows(self.compiled)
        first = True
        beside = pl.DataFrame()
        if windows:
            beside = self._windows(windows)
            first = False
        found: dict[str, pl.DataFrame] = {}
        way = pl.DataFrame()
        start = 0
        for index, plan in enumerate(compiled.phases):
            if plan.ranked:
                keys, way = self._keys(compiled.phases[start:index + 1], way, found, beside,
                                       first=first)
                found[plan.phase.id] = standings(keys, plan, ranked=self.ranked)
                start, first = index, False
        rows = 0
        for part, offset in self._read(first=first):
            rows += part.height
            if not self.ledger.bad:
                table = self._table(part, offset, beside)
                keep = self.keep(table)
                yield part, self._through(table, compiled.phases, found, offset, keep)
        if first:
            self._settled(rows)

    def _table(self, part: pl.DataFrame, offset: int, beside: pl.DataFrame) -> pl.DataFrame:
        table = self.tabulation.table(part, offset)
        if not beside.width:
            return table
        return table.hstack(beside.slice(offset, part.height).get_columns())

    def _windows(self, windows: Mapping[str, Expression]) -> pl.DataFrame:
        """What looks at whole calls, worked out over all rows."""
        reads = sorted({name for each in windows.values() for name in each.reads})
        columns = []
        for part, offset in self._read(first=True):
            if not self.ledger.bad:
                columns.append(self.tabulation.table(part, offset).select(CALL, *reads))
        self._settled(sum(each.height for each in columns))
        return pl.concat(columns).select(
            each.value.alias(name) for name, each in windows.items())

    def _keys(
        self, plans: Sequence[PhasePlan], way: pl.DataFrame, found: Mapping[str, pl.DataFrame],
        beside: pl.DataFrame, *, first: bool,
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What the ranks of the last of ``plans`` rest on, and the way as it leads there.

        ``way`` is that before the first of them; empty at the start.
        """
        keys, ways = [], []
        rows = 0
        for part, offset in self._read(first=first):
            rows += part.height
            if self.ledger.bad:
                continue
            table = self._table(part, offset, beside)
            here = way.slice(offset, part.height) if way.width else starting(part.height)
            for plan in plans[:-1]:
                done = self._phase(table, plan, here, found, offset, lambda _: ())
                here = done[list(WAY)]
            last = plans[-1]
            ways.append(here)
            keys.append(competing_keys(phase_part(table, last).hstack(here), last,
                                       self.hooks.score))
        if first:
            self._settled(rows)
        return pl.concat(keys), pl.concat(ways)

    def _through(
        self, table: pl.DataFrame, plans: Sequence[PhasePlan],
        found: Mapping[str, pl.DataFrame], offset: int, keep: Keep,
    ) -> pl.DataFrame:
        way = starting(table.height)
        results = [table]
        for plan in plans:
            done = self._phase(table, plan, way, found, offset, keep)
            way = done[list(WAY)]
            known = {*table.columns, *WAY}
            results.append(done[[name for name in done.columns if name not in known]])
        return pl.concat(results, how="horizontal")

    def _phase(
        self, table: pl.DataFrame, plan: PhasePlan, way: pl.DataFrame,
        found: Mapping[str, pl.DataFrame], offset: int, keep: Keep,
    ) -> pl.DataFrame:
        standing = found.get(plan.phase.id)
        return run_phase(
            phase_part(table, plan).hstack(way), plan, self.hooks.score, self.hooks.recommend,
            keep=keep, ranked=self.ranked,
            standing=None if standing is None else standing.slice(offset, table.height))


def _windowed(compiled: Compiled) -> dict[str, Expression]:
    return without_windows(compiled)[1]


def without_windows(compiled: Compiled) -> tuple[Compiled, dict[str, Expression]]:
    """The method with a column in the place of whatever looks at whole calls, and what these are.

    The columns' names begin like those that every phase is given.
    """
    windows: dict[str, Expression] = {}

    def column(expression: Expression | None) -> Expression | None:
        if expression is None or not expression.windowed:
            return expression
        name = f"_window{len(windows)}"
        windows[name] = expression
        value = pl.col(name)
        return attrs.evolve(expression, value=value, raw=value, windowed=False)

    phases = tuple(
        attrs.evolve(
            plan,
            criteria=tuple(attrs.evolve(c, measure=column(c.measure)) for c in plan.criteria),
            advance=tuple(attrs.evolve(w, budget=column(w.budget), cost=column(w.cost))
                          for w in plan.advance),
        )
        for plan in compiled.phases
    )
    return attrs.evolve(compiled, phases=phases), windows

