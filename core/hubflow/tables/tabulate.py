"""A typed part of a portfolio as the table that a run works on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.facts import Fact, registry
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.case_table import DTYPES, value_on
from hubflow.engine.pipeline.column_names import (
    local_column,
    parameter_column,
    readable_columns,
    ticked_column,
)
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.model.methodology import LocalFact, Parameter, Phase
from hubflow.model.rates import Rate
from hubflow.tables.input.row_dossiers import dossiers
from hubflow.tables.input.table_columns import AS_OF, DECISION

ID = "_id"


@attrs.frozen(eq=False, repr=False)
class Tabulation:
    """Makes the engine's table of a part, in which its calls are numbered as they come.

    ``columns`` are those that the files have, ``call`` one that all rows compete in, ``panel`` the
    combined judgements, a row a venture.
    """

    compiled: Compiled
    hooks: HubHooks
    columns: frozenset[str]
    as_of: dt.date | None
    today: dt.date
    rates: Mapping[str, Rate]
    call: str | None = None
    panel: pl.DataFrame | None = None

    @property
    def needed(self) -> list[str]:
        """The columns of the files that a run reads, beside those that say who and when."""
        who = {"id", "name", "call", AS_OF, "currency"}
        facts = (set(registry()) if self.hooks.read_tables or self.hooks.read_dossiers
                 else self.compiled.reads | self._guarded)
        return [name for name in sorted(self.columns)
                if name in who | facts or name.startswith((DECISION, "local."))]

    @property
    def _guarded(self) -> set[str]:
        return {name for plan in self.compiled.phases for name in plan.reads}

    def table(self, part: pl.DataFrame) -> pl.DataFrame:
        """The table of a part."""
        made = part.select(self._call(part), pl.col("id").alias(ID))
        facts = self._facts(part)
        found = part.with_columns(expression.alias(name) for name, expression in facts.items())
        made = made.hstack(found.select(list(facts)).get_columns())
        given = self._given(part)
        if given:
            made = made.with_columns(given)
        decisions = self._decisions(part)
        if decisions:
            made = made.with_columns(part.select(decisions).get_columns())
        if self.panel is not None:
            made = made.join(self.panel, left_on=ID, right_on="venture", how="left",
                             maintain_order="left")
        return made.with_columns(
            pl.lit(None, pl.Float64).alias(name) for name in self._judged
            if name not in made.columns)

    @property
    def _judged(self) -> Iterator[str]:
        """The columns of all that the panel may judge."""
        for plan in self.compiled.phases:
            ids = [c.criterion.id for c in plan.criteria if c.measure is None]
            ids += [r.requirement.id for r in plan.requirements if r.holds is None]
            for id in ids:
                yield from plan.names.judged(id)

    def calls(self, part: pl.DataFrame) -> tuple[str, ...]:
        """The calls of a part in the order of their numbers; none where one is for all."""
        return () if self.call is not None else named(part, "call")

    def _call(self, part: pl.DataFrame) -> pl.Expr:
        """A number a call, and a negative one of its own for each venture without a call."""
        if self.call is not None:
            return pl.repeat(0, pl.len(), dtype=pl.Int64).alias(CALL)
        alone = (-1 - pl.int_range(pl.len(), dtype=pl.Int64)).alias(CALL)
        calls = self.calls(part)
        if not calls:
            return alone
        if len(calls) == 1 and part["call"].null_count() == 0:
            return pl.repeat(0, pl.len(), dtype=pl.Int64).alias(CALL)
        number = pl.col("call").replace_strict(calls, list(range(len(calls))), default=None,
                                               return_dtype=pl.Int64)
        return pl.coalesce(number, alone).alias(CALL)

    def _facts(self, part: pl.DataFrame) -> dict[str, pl.Expr]:
        """Facts, parameters and what is assumed, as the method reads them."""
        columns = readable_columns(self.compiled.methodology)
        guarded = self._guarded
        wanted = [name for name in columns
                  if self.hooks.read_tables or name in self.compiled.reads or name in guarded]
        assumed = {each.fact: each.value for each in self.compiled.methodology.assumed}
        parameters = {parameter_column(p.id): p for p in self.compiled.methodology.parameters}
        known = registry()
        found = {}
        for name in wanted:
            dtype = DTYPES[columns[name].dtype]
            if name in parameters:
                value = self._parameter(parameters[name], part)
            elif name not in part.columns:
                value = pl.lit(None, dtype)
            elif name in known and known[name].unit == "money":
                value = self._money(known[name], part)
            else:
                value = pl.col(name)
            if name in assumed:
                filling = assumed[name]
                is_number = isinstance(filling, (int, float)) and not isinstance(filling, bool)
                value = value.fill_null(float(filling) if is_number else filling)
            found[name] = value.cast(dtype)
        return found

    def _parameter(self, parameter: Parameter, part: pl.DataFrame) -> pl.Expr:
        day = self.as_of
        if day is None and AS_OF not in part.columns:
            day = self.today
        if day is not None:
            return pl.lit(value_on(parameter, day), pl.Float64)
        own = pl.col(AS_OF).fill_null(self.today)
        value = pl.lit(None, pl.Float64)
        for start, number in sorted(parameter.values):
            value = pl.when(own >= start).then(float(number)).otherwise(value)
        return value

    def _money(self, fact: Fact, part: pl.DataFrame) -> pl.Expr:
        """An amount in the hub's currency, in whole cents; missing without a rate."""
        amount = pl.col(fact.name)
        stated = not fact.derived
        cents = (amount * 100).round() if stated else amount * 100
        own = cents / 100 if stated else amount
        if "currency" not in part.columns:
            return own
        home = self.compiled.methodology.hub.currency
        currency = pl.col("currency")
        value: pl.Expr = pl.lit(None, pl.Float64)
        for name, rate in self.rates.items():
            there = (cents * rate.value).round() / 100
            value = pl.when(currency == name).then(there).otherwise(value)
        return pl.when(currency.is_null() | (currency == home)).then(own).otherwise(value)

    def _decisions(self, part: pl.DataFrame) -> list[pl.Expr]:
        """What was decided on each phase; a decision on a stage holds as in a dossier."""
        found = []
        for plan in self.compiled.phases:
            names = [f"{DECISION}{place}" for place in (plan.phase.id, plan.phase.stage)]
            here = [name for name in dict.fromkeys(names) if name in part.columns]
            if not here:
                continue
            told = [pl.col(name) if name == names[0] else self._of_stage(plan.phase, name)
                    for name in here]
            found.append(pl.coalesce(told).alias(plan.names.of("decision")))
        return found

    def _of_stage(self, phase: Phase, name: str) -> pl.Expr:
        phases = [p.id for p in self.compiled.methodology.phases if p.stage == phase.stage]
        said = pl.col(name)
        return said if phase.id == phases[-1] else pl.when(said == "advance").then(said)

    def _given(self, part: pl.DataFrame) -> list[pl.Series]:
        """The hub's own facts that its plugin works out of each row, as of a dossier."""
        if not self.hooks.read_dossiers:
            return []
        rows = [self.hooks.local_facts(dossier) for dossier in dossiers(part)]
        found = []
        for fact in self.compiled.methodology.facts:
            if any(fact.id in row for row in rows):
                found += _local_series(fact, [row.get(fact.id) for row in rows], part)
        return found


def named(part: pl.DataFrame, column: str) -> tuple[str, ...]:
    """What a column of a part names, in the order in which it comes; nothing where it is absent."""
    if column not in part.columns:
        return ()
    return tuple(part[column].unique(maintain_order=True).drop_nulls())


def _local_series(
    fact: LocalFact, values: Sequence[object], part: pl.DataFrame
) -> list[pl.Series]:
    """A local fact's columns with a hook's values in the place of what the table says."""
    made: list[pl.Series] = []
    if fact.type == "labels":
        for label in fact.labels:
            name = ticked_column(fact, label)
            ticked = [None if v is None else label in v for v in values]  # type: ignore[operator]
            made.append(pl.Series(name, ticked, dtype=pl.Boolean))
    else:
        numbers = [float(v) if fact.type == "number" and v is not None else v  # type: ignore[arg-type]
                   for v in values]
        made.append(pl.Series(local_column(fact), numbers, dtype=DTYPES[fact.type]))
    return [
        pl.select(pl.coalesce(pl.lit(series), pl.lit(part[series.name]))).to_series()
        .alias(series.name) if series.name in part.columns else series
        for series in made
    ]

