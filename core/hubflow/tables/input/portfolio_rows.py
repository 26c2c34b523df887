"""Turn a typed part of a portfolio into the rows of facts that dossiers also become."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from hubflow.engine.call.race import LAST_ROUND, ROUND
from hubflow.engine.facts import registry
from hubflow.engine.gate.windows import has_windows
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import AS_OF
from hubflow.engine.pipeline.home_currency import CURRENCY, in_home_currency
from hubflow.engine.pipeline.tabulation import Tabulation
from hubflow.model.methodology import Methodology
from hubflow.tables.input.row_dossiers import dossiers
from hubflow.tables.input.table_columns import DECISION


def columns_read(columns: Collection[str], tabulation: Tabulation) -> list[str]:
    """Return those of a portfolio's ``columns`` that a run reads."""
    hooks = tabulation.hooks
    wanted = {"id", "name", "call", AS_OF, CURRENCY, *tabulation.names}
    if hooks.read_tables or hooks.read_dossiers:
        wanted |= set(registry())
    return [name for name in sorted(columns)
            if name in wanted or name.startswith((DECISION, "local."))]


def portfolio_rows(part: pl.DataFrame, tabulation: Tabulation) -> pl.DataFrame:
    """Return the rows of a part: amounts in the hub's currency, decisions by phase.

    Local facts that hooks work out are among them.
    """
    compiled = tabulation.compiled
    known = registry()
    money = [known[name] for name in tabulation.names
             if name in part.columns and name in known and known[name].unit == "money"]
    rows = part.with_columns(
        *(in_home_currency(fact.name, part, compiled.methodology.hub.currency, tabulation.rates,
                           stated=not fact.derived) for fact in money),
        *_decisions(part, compiled))
    rows = rows.with_columns(_race(rows, compiled))
    return tabulation.with_local_facts(rows, dossiers(part))


def _decisions(part: pl.DataFrame, compiled: Compiled) -> Iterator[pl.Expr]:
    """Return the decision on each phase; one on a stage counts as in a dossier."""
    for plan in compiled.phases:
        names = [f"{DECISION}{place}" for place in (plan.phase.id, plan.phase.stage)]
        here = [name for name in dict.fromkeys(names) if name in part.columns]
        if here:
            yield pl.coalesce([
                pl.col(name) if name == names[0] else _of_stage(plan, name, compiled.methodology)
                for name in here
            ]).alias(plan.names.of("decision"))


def compares_decided(columns: Collection[str], compiled: Compiled) -> bool:
    """Return whether rows with decisions compete: then a part alone cannot tell who left."""
    return any(name.startswith(DECISION) for name in columns) and any(
        plan.ranked or has_windows(plan) for plan in compiled.phases)


def _race(rows: pl.DataFrame, compiled: Compiled) -> Iterator[pl.Expr]:
    """Yield the rounds of the race for each phase in which somebody was stopped.

    A table has no days: those who were decided on are told as of one day, all others after it.
    """
    for plan in compiled.phases:
        name = plan.names.of("decision")
        if not (plan.ranked or has_windows(plan)) or name not in rows.columns:
            continue
        stopped = (pl.col(name) == "stop").fill_null(value=False)
        if not rows.select(stopped.any()).item():
            continue
        decided = pl.col(name).is_in(["advance", "recognised", "stop"]).fill_null(value=False)
        yield pl.when(decided).then(0).otherwise(1).cast(pl.Int64).alias(plan.names.of(ROUND))
        yield pl.when(stopped).then(pl.lit(0, pl.Int64)).alias(plan.names.of(LAST_ROUND))


def _of_stage(plan: PhasePlan, name: str, methodology: Methodology) -> pl.Expr:
    phases = [phase.id for phase in methodology.phases if phase.stage == plan.phase.stage]
    decision = pl.col(name)
    return (decision if plan.phase.id == phases[-1]
            else pl.when(decision == "advance").then(decision))
