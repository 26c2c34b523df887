"""Make the table of a run from rows of facts: those of dossiers, or of a portfolio."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from hubflow.engine.call.race import AWAY, LAST_ROUND, ROUND
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.rank_order import DRAW
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.column_names import (
    AS_OF,
    DTYPES,
    ID,
    exception_column,
    fact_series,
    is_carried,
    local_column,
    parameter_column,
    ticked_column,
)
from hubflow.engine.pipeline.home_currency import in_home_currency
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.phases_in_order import VENTURE
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Assumed, LocalFact, Parameter
from hubflow.model.plain_record import PlainRecord
from hubflow.model.rates import Rate
from hubflow.model.values import Gap


class Tabulation(PlainRecord):
    """Makes the table of some rows of facts, and numbers their calls in order.

    A row has an `id`, and if wanted `call`, `as_of`, :data:`VENTURE`, facts in the hub's currency,
    local facts, and what was decided on each phase. ``as_of`` is the day on which all rows are
    looked at; without it each row's own day counts, or ``today``. ``call`` is one that all rows
    compete in, ``panel`` the combined judgements, a row a venture, ``rates`` what other currencies
    are worth in the hub's.
    """

    compiled: Compiled
    hooks: HubHooks
    as_of: dt.date | None
    today: dt.date
    call: str | None = None
    panel: pl.DataFrame | None = None
    rates: Mapping[str, Rate] = {}

    @property
    def names(self) -> list[str]:
        """The facts and parameters of the table: what the method reads or assumes.

        All of them where a hook may read any.
        """
        if self.hooks.read_tables:
            return [name for name in self.compiled.columns if not is_carried(name)]
        wanted = self.compiled.reads | {each.fact for each in self.compiled.methodology.assumed}
        return [name for name in self.compiled.columns if name in wanted]

    def with_local_facts(self, rows: pl.DataFrame, dossiers: Iterable[Dossier]) -> pl.DataFrame:
        """Return the rows with their local facts, amounts of money in the hub's currency.

        Hooks derive local facts from the ``dossiers``; a hook's word stands in the place of the
        row's own. Its amounts, too, are in the currency of the dossier.
        """
        if self.hooks.read_dossiers:
            rows = rows.with_columns(self._from_hooks(rows, dossiers))
        methodology = self.compiled.methodology
        money = [name for fact in methodology.money_facts
                 if (name := local_column(fact)) in rows.columns]
        return rows.with_columns(
            in_home_currency(name, rows, methodology.hub.currency, self.rates, stated=True)
            for name in money) if money else rows

    def _from_hooks(self, rows: pl.DataFrame, dossiers: Iterable[Dossier]) -> list[pl.Series]:
        """Return the columns of the local facts that hooks derive."""
        found = [self.hooks.local_facts(dossier) for dossier in dossiers]
        made = []
        for fact in self.compiled.methodology.facts:
            given = pl.Series([fact.id in each for each in found], dtype=pl.Boolean)
            if not given.any():
                continue
            for series in local_series(fact, [each.get(fact.id) for each in found]):
                own = series.name in rows.columns
                made.append(series.zip_with(given, rows[series.name]) if own else series)
        return made

    def table(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the table of rows that have all their facts."""
        if self.panel is not None:
            rows = _beside(rows, self.panel)
        names, judged = self.names, list(self._judged)
        known = rows.schema
        found = rows.lazy().with_columns(
            self._call(rows), pl.col("id").alias(ID), *self._filled(rows, names),
            *(_constant(name, None, pl.Float64) for name in judged if name not in known),
        ).collect(optimizations=pl.QueryOptFlags.none())
        given = [VENTURE, *(plan.names.of(name) for plan in self.compiled.phases
                            for name in ("decision", ROUND, LAST_ROUND, AWAY, DRAW))]
        return found[[CALL, ID, *(name for name in given if name in known), *names, *judged]]

    @property
    def _judged(self) -> Iterator[str]:
        """Yield the columns of all judgements that the panel may give."""
        for plan in self.compiled.phases:
            ids = [c.criterion.id for c in plan.criteria if c.measure is None]
            ids += [r.requirement.id for r in plan.requirements if r.holds is None]
            for id in ids:
                yield from plan.names.judged(id)

    def _granted(self, rows: pl.DataFrame) -> Iterator[tuple[str, pl.Expr]]:
        """Yield for each exception whether the panel grants it; null where it is evenly split.

        Where nobody has judged it, none is granted.
        """
        for plan in self.compiled.phases:
            for each in plan.phase.exceptions:
                lower, upper = plan.names.judged(each.id)
                value = pl.lit(False)
                if lower in rows.columns:
                    value = pl.when(pl.col(lower) > 0).then(True).when(
                        (pl.col(upper) < 1) | pl.col(upper).is_null()).then(False)
                yield exception_column(each.id), value

    def calls(self, rows: pl.DataFrame) -> tuple[str, ...]:
        """Return the calls of some rows in the order of their numbers; none for a fixed call."""
        return () if self.call is not None else distinct_values(rows, "call")

    def _call(self, rows: pl.DataFrame) -> pl.Expr:
        """Return the number of each row's call; rows without one have negative numbers each.

        A challenge on its own competes in none.
        """
        if self.call is not None:
            return pl.repeat(0, pl.len(), dtype=pl.Int64).alias(CALL)
        own_number = (-1 - pl.int_range(pl.len(), dtype=pl.Int64)).alias(CALL)
        calls = self.calls(rows)
        if not calls:
            return own_number
        ventures = VENTURE not in rows.columns or bool(rows[VENTURE].all())
        if len(calls) == 1 and ventures and rows["call"].null_count() == 0:
            return pl.repeat(0, pl.len(), dtype=pl.Int64).alias(CALL)
        number = pl.col("call").replace_strict(calls, list(range(len(calls))), default=None,
                                               return_dtype=pl.Int64)
        if not ventures:
            number = pl.when(VENTURE).then(number)
        return pl.coalesce(number, own_number).alias(CALL)

    def _filled(self, rows: pl.DataFrame, names: Sequence[str]) -> Iterator[pl.Expr]:
        """Yield columns that rows lack: parameters, assumed values, and missing facts as null."""
        assumed = {each.fact: each for each in self.compiled.methodology.assumed}
        parameters = {parameter_column(p.id): p for p in self.compiled.methodology.parameters}
        granted = dict(self._granted(rows))
        day = self._day(rows)
        known = rows.schema
        for name in names:
            dtype = DTYPES[self.compiled.columns[name].dtype]
            if name in parameters and day is not None:
                yield _constant(name, value_on(parameters[name], day), dtype)
                continue
            if name not in known and not any(name in each for each in (
                    parameters, granted, assumed)):
                yield _constant(name, None, dtype)
                continue
            if name in parameters:
                value = self._parameter(parameters[name])
            elif name in granted:
                value = granted[name]
            elif name not in known:
                value = pl.lit(None, dtype)
            elif name in assumed or known[name] != dtype:
                value = pl.col(name)
            else:
                continue
            if name in assumed:
                value = value.fill_null(_value_of(assumed[name]))
            yield value.cast(dtype).alias(name)

    def _day(self, rows: pl.DataFrame) -> dt.date | None:
        """Return the day for all rows; None where each row has its own."""
        if self.as_of is not None or AS_OF not in rows.columns:
            return self.as_of or self.today
        days = rows[AS_OF]
        if days.null_count() == days.len():
            return self.today
        first = days.min()
        one = first == days.max() and not days.null_count()
        return first if one else None  # type: ignore[return-value]

    def _parameter(self, parameter: Parameter) -> pl.Expr:
        """Return a parameter on each row's own day."""
        own = pl.col(AS_OF).fill_null(self.today)
        value = pl.lit(None, pl.Float64)
        for start, number in sorted(parameter.values):
            value = pl.when(own >= start).then(float(number)).otherwise(value)
        return value if parameter.ends is None else pl.when(own <= parameter.ends).then(value)


@functools.lru_cache(maxsize=4096)
def _constant(name: str, value: float | None, dtype: type[pl.DataType]) -> pl.Expr:
    """Return a column of one value; to make an expression anew takes as long as to run it."""
    return pl.lit(value, dtype).alias(name)


def _beside(rows: pl.DataFrame, panel: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the judgements of the ventures with their ids."""
    if panel.height == rows.height and (panel["venture"] == rows["id"]).all():
        return rows.hstack(panel.drop("venture").get_columns())
    return rows.join(panel, left_on="id", right_on="venture", how="left", maintain_order="left")


def value_on(parameter: Parameter, day: dt.date) -> float | None:
    """Return the value of a parameter in force on a day; None before its first and after it ends.
    """
    if parameter.ends is not None and day > parameter.ends:
        return None
    current = [number for start, number in sorted(parameter.values) if start <= day]
    return float(current[-1]) if current else None


def distinct_values(rows: pl.DataFrame, column: str) -> tuple[str, ...]:
    """Return the values of a column in order of appearance; none if it is absent."""
    if column not in rows.columns or rows[column].null_count() == rows.height:
        return ()
    return tuple(rows[column].unique(maintain_order=True).drop_nulls())


def local_series(fact: LocalFact, values: Sequence[object]) -> Iterator[pl.Series]:
    """Yield the columns of a local fact: one, or one for each label that can be ticked."""
    known = [None if isinstance(value, Gap) else value for value in values]
    if fact.type == "labels":
        for label in fact.labels:
            ticked = [None if value is None else label in value for value in known]  # type: ignore[operator]
            yield pl.Series(ticked_column(fact, label), ticked, dtype=pl.Boolean)
    else:
        if fact.kind.type == "number":
            known = [None if value is None else float(value) for value in known]  # type: ignore[arg-type]
        yield fact_series(local_column(fact), known, fact.kind.type)


def _value_of(assumed: Assumed) -> object:
    is_number = isinstance(assumed.value, (int, float)) and not isinstance(assumed.value, bool)
    return float(assumed.value) if is_number else assumed.value
