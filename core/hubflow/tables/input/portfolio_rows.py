"""Turn a typed part of a portfolio into the rows of facts that dossiers also become."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from hubflow.engine.call.race import LAST_ROUND, ROUND, rounds_without_days
from hubflow.engine.facts import registry
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.case_table import lot_column
from hubflow.engine.pipeline.column_names import AS_OF
from hubflow.engine.pipeline.home_currency import CURRENCY, in_home_currency
from hubflow.engine.pipeline.tabulation import Tabulation
from hubflow.model.call import drawn_number
from hubflow.model.methodology import Methodology
from hubflow.tables.input.row_dossiers import dossiers
from hubflow.tables.input.table_columns import DECISION, SEED


def columns_read(columns: Collection[str], tabulation: Tabulation) -> list[str]:
    """Return those of a portfolio's ``columns`` that a run reads."""
    hooks = tabulation.hooks
    wanted = {"id", "name", "call", AS_OF, CURRENCY, *tabulation.names}
    if hooks.read_tables or hooks.read_dossiers:
        wanted |= set(registry())
    return [name for name in sorted(columns)
            if name in wanted or name.startswith((DECISION, SEED, "local."))]


def portfolio_rows(part: pl.DataFrame, tabulation: Tabulation) -> pl.DataFrame:
    """Return the rows of a part: amounts in the hub's currency, decisions, rounds and lots.

    Local facts that hooks work out are among them.
    """
    compiled = tabulation.compiled
    known = registry()
    money = [known[name] for name in tabulation.names
             if name in part.columns and name in known and known[name].unit == "money"]
    rows = part.with_columns(
        *(in_home_currency(fact.name, part, compiled.methodology.hub.currency, tabulation.rates,
                           stated=not fact.derived) for fact in money),
        *_decisions(part, compiled), *_lots(part, compiled))
    return tabulation.with_local_facts(rows, dossiers(part))


def _lots(part: pl.DataFrame, compiled: Compiled) -> Iterator[pl.Series]:
    """Yield what each venture drew in a phase, where the table has the seed of its call."""
    for plan in compiled.phases:
        name = f"{SEED}{plan.phase.id}"
        if name in part.columns:
            yield lot_column(plan.names, [
                None if seed is None else drawn_number(seed, id)
                for seed, id in part.select(name, "id").iter_rows()])


def _decisions(part: pl.DataFrame, compiled: Compiled) -> Iterator[pl.Expr]:
    """Yield the decision on each phase, and what it makes of the race.

    One on a stage counts as in a dossier.
    """
    for plan in compiled.phases:
        names = [f"{DECISION}{place}" for place in (plan.phase.id, plan.phase.stage)]
        here = [name for name in dict.fromkeys(names) if name in part.columns]
        if here:
            decision = pl.coalesce([
                pl.col(name) if name == names[0] else _of_stage(plan, name, compiled.methodology)
                for name in here
            ])
            yield decision.alias(plan.names.of("decision"))
            for name, column in zip((ROUND, LAST_ROUND), rounds_without_days(decision),
                                    strict=True):
                yield column.alias(plan.names.of(name))


def _of_stage(plan: PhasePlan, name: str, methodology: Methodology) -> pl.Expr:
    phases = [phase.id for phase in methodology.phases if phase.stage == plan.phase.stage]
    decision = pl.col(name)
    return (decision if plan.phase.id == phases[-1]
            else pl.when(decision == "advance").then(decision))
