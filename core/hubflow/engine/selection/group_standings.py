"""Work out how ventures stand where places or money are given out by group, or with a cut."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hubflow.engine.gate.competition import Competition
from hubflow.engine.gate.gate_rules import GateRule
from hubflow.engine.gate.keys.clause import RankedClause
from hubflow.engine.gate.keys.group_clauses import Spread
from hubflow.engine.gate.keys.ranked_clauses import Budget, Places
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.selection.envelopes import COLUMNS
from hubflow.engine.selection.groups import (
    GROUP,
    OTHER,
    ROW,
    by_venture,
    group_rows,
    own_calls,
    per_group,
)


def group_standings(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Return what :func:`hubflow.engine.gate.ranking.standings` says of a gate that selects."""
    rule = plan.gate.selection
    assert rule is not None
    grouping = rule.grouping
    if grouping is None:
        rows = keys.with_columns(pl.lit(OTHER).alias(GROUP)).with_row_index(ROW)
    else:
        rows = group_rows(keys, grouping.labels, _named(rule))
    found = (_spread if isinstance(grouping, Spread) else _lists)(keys, rows, rule, plan)
    return found.select(
        pl.col(name).alias(plan.names.of(name if "." in name else f"rank.{name}"))
        for name in found.columns if name != ROW)


def _named(rule: GateRule) -> list[str]:
    """Return the groups that a rule gives a number of their own."""
    numbers = [value for clause in rule.clauses for value in clause.written.values()
               if isinstance(value, Mapping) and isinstance(
                   clause, Places | Budget | Spread)]
    return list(dict.fromkeys(group for each in numbers for group in each))


def _lists(
    _keys: pl.DataFrame, rows: pl.DataFrame, rule: GateRule, plan: PhasePlan
) -> pl.DataFrame:
    """Return standings where each group has a list of its own; without groups there is one."""
    competition = plan.gate.order.competition(own_calls(rows))
    places = next((clause.places for clause in rule.ranked if isinstance(clause, Places)), None)
    ranks = pl.concat([competition.ranks(), rows.select(ROW, GROUP, per_group(places)
                                                        .alias("places"))], how="horizontal")
    ranks = ranks.hstack(plan.gate.order.uncovered(competition))
    for clause in rule.ranked:
        seats = rule.seats(clause)
        ranks = ranks.hstack(
            _standing(clause, competition, ranks) if seats is None else
            _named_columns(clause, *seats.standing(plan.gate.order.competition(rows).table)))
    return by_venture(_with_money(rule, competition, ranks))


def _spread(
    keys: pl.DataFrame, rows: pl.DataFrame, rule: GateRule, plan: PhasePlan
) -> pl.DataFrame:
    """Return standings where one list of places, or one sum of money, is spread over groups."""
    competition = plan.gate.order.competition(keys)
    found = competition.ranks().hstack(plan.gate.order.uncovered(competition))
    for clause in rule.ranked:
        seats = rule.seats(clause)
        if isinstance(clause, Budget) and clause.envelope is not None:
            found = found.hstack(_spread_money(clause, competition.table, rows, rule))
            continue
        if seats is None:
            found = found.hstack(_standing(clause, competition, found))
            continue
        certain, possible = seats.standing(plan.gate.order.competition(rows).table)
        both = rows.select(ROW, certain.alias("certain"), possible.alias("possible")).group_by(
            ROW).agg(pl.col("certain").all(), pl.col("possible").any()).sort(ROW)
        found = found.with_columns(places=pl.lit(seats.total, pl.Int64)).hstack(
            _named_columns(clause, both["certain"], both["possible"]))
    places = [] if "places" in found.columns else [pl.lit(None, pl.Int64).alias("places")]
    return _with_money(rule, competition, found).with_columns(
        keys[GROUP].alias("group"), *places)


def _with_money(rule: GateRule, competition: Competition, standing: pl.DataFrame) -> pl.DataFrame:
    """Return standings with what a budget without a `cut` comes to, if the rule has one."""
    if rule.budget is None or rule.envelope is not None:
        return standing
    from hubflow.engine.selection.money_in_rank import money_in_rank

    return standing.hstack(money_in_rank([rule], competition, standing))


def _spread_money(
    clause: Budget, table: pl.DataFrame, rows: pl.DataFrame, rule: GateRule
) -> list[pl.Series]:
    from hubflow.engine.selection.spread_money import SEARCHED, spread_columns

    grouping = rule.grouping
    assert isinstance(grouping, Spread)
    money = spread_columns(table, rows, clause.cents(table), f"_cost{clause.number}",
                           grouping.parts_of, skips=clause.cut == "skip")
    return [*_money_columns(clause, money), money[SEARCHED]]


def _standing(
    clause: RankedClause, competition: Competition, ranks: pl.DataFrame
) -> list[pl.Series]:
    """Return the columns of a clause: whether it holds, and of money all that is told of it."""
    if not isinstance(clause, Budget) or clause.envelope is None:
        return _named_columns(clause, *clause.standing(competition, ranks))
    table = competition.table
    return _money_columns(clause, clause.envelope.given_out(table, clause.cents(table)))


def _money_columns(clause: Budget, money: pl.DataFrame) -> list[pl.Series]:
    return [*_named_columns(clause, money["certain"], money["possible"]),
            *(money[name] for name in COLUMNS)]


def _named_columns(
    clause: RankedClause, certain: pl.Series, possible: pl.Series
) -> list[pl.Series]:
    return [certain.alias(f"{clause.name}.certain"), possible.alias(f"{clause.name}.possible")]
