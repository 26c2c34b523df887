"""Work out how ventures stand where places or money are given out by group."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hubflow.engine.gate.gate_rules import GateRule
from hubflow.engine.gate.group_clauses import OwnLists, Spread
from hubflow.engine.gate.ranked_clauses import Budget, Places
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.selection.groups import GROUP, ROW, by_venture, group_rows, own_calls, per_group


def group_standings(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Return what :func:`hubflow.engine.gate.ranking.standings` says of a gate with groups."""
    rule = plan.gate.selection
    assert rule is not None
    grouping = rule.grouping
    assert grouping is not None
    rows = group_rows(keys, grouping.labels, _named(rule))
    found = (_own_lists(rows, rule, plan) if isinstance(grouping, OwnLists)
             else _spread(keys, rows, rule, plan))
    return found.select(
        pl.col(name).alias(plan.names.of(name if "." in name else f"rank.{name}"))
        for name in found.columns if name != ROW)


def _named(rule: GateRule) -> list[str]:
    """Return the groups that a rule gives a number of their own."""
    numbers = [value for clause in rule.clauses for value in clause.written.values()
               if isinstance(value, Mapping) and isinstance(
                   clause, Places | Budget | Spread)]
    return list(dict.fromkeys(group for each in numbers for group in each))


def _own_lists(rows: pl.DataFrame, rule: GateRule, plan: PhasePlan) -> pl.DataFrame:
    """Return standings where each group has a list of its own."""
    competition = plan.gate.order.competition(own_calls(rows))
    places = next((clause.places for clause in rule.ranked if isinstance(clause, Places)), None)
    ranks = pl.concat([competition.ranks(), rows.select(ROW, GROUP, per_group(places)
                                                        .alias("places"))], how="horizontal")
    for clause in rule.ranked:
        seats = rule.seats(clause)
        certain, possible = (clause.standing(competition, ranks) if seats is None else
                             seats.standing(plan.gate.order.competition(rows).table))
        ranks = ranks.with_columns(certain.alias(f"{clause.name}.certain"),
                                   possible.alias(f"{clause.name}.possible"))
    return by_venture(ranks)


def _spread(
    keys: pl.DataFrame, rows: pl.DataFrame, rule: GateRule, plan: PhasePlan
) -> pl.DataFrame:
    """Return standings where one list of places is spread over the groups."""
    competition = plan.gate.order.competition(keys)
    found = competition.ranks()
    for clause in rule.ranked:
        seats = rule.seats(clause)
        if seats is not None:
            certain, possible = seats.standing(plan.gate.order.competition(rows).table)
            by_row = pl.DataFrame({ROW: rows[ROW], "certain": certain, "possible": possible})
            both = by_row.group_by(ROW, maintain_order=True).agg(
                pl.col("certain").all(), pl.col("possible").any()).sort(ROW)
            certain, possible = both["certain"], both["possible"]
            found = found.with_columns(places=pl.lit(seats.total, pl.Int64))
        else:
            certain, possible = clause.standing(competition, found)
        found = found.with_columns(certain.alias(f"{clause.name}.certain"),
                                   possible.alias(f"{clause.name}.possible"))
    return found.with_columns(keys[GROUP].alias("group"))
