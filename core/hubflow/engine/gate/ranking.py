"""Work out ranks, quotas and budgets within a call as intervals: possible and certain.

Two masks travel with the table: who competes for certain, and who may. A venture's best rank counts
those who are surely ahead of it; its worst rank counts those who may be. So a tie is uncertain,
unless `rank_by` breaks it. Ranks are exact over whole calls. All that they rest on are the columns
of :func:`rank_keys`, which may be gathered from a table in parts.

:mod:`hubflow.engine.gate.fast_ranking` comes to the same by shorter ways.
"""

from __future__ import annotations

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN, POSSIBLE, Competition
from hubflow.engine.method.compiled import PhasePlan


def rank_keys(plan: PhasePlan) -> list[pl.Expr]:
    """Return what ranks in a phase rest on: call, who competes, what is compared and spent."""
    return [
        pl.col(CALL), pl.col(CERTAIN), pl.col(POSSIBLE),
        *plan.gate.order.columns(plan.statements),
        *(column for clause in plan.gate.ranked for column in clause.columns()),
        *plan.gate.group_columns(),
        *plan.gate.field_columns(plan.statements),
    ]


def standings(keys: pl.DataFrame, plan: PhasePlan) -> pl.DataFrame:
    """Return how each venture stands in its call.

    ``keys`` holds the columns of :func:`rank_keys` for whole calls. Gives `rank.best`,
    `rank.worst`, `rank.of` and `rank.tied`, null where a venture cannot compete, and for each
    clause that looks at ranks whether it holds, as `<name>.certain` and `<name>.possible`. If the
    gate puts ventures into groups, also `rank.group` and `rank.places`, null where unknown; if it
    gives out money, the columns of :data:`hubflow.engine.selection.envelopes.COLUMNS`.
    """
    if plan.gate.selection is not None:
        from hubflow.engine.selection.group_standings import group_standings

        return group_standings(keys, plan)
    competition = plan.gate.order.competition(keys)
    return standing_columns(plan, competition, competition.ranks())


def standing_columns(
    plan: PhasePlan, competition: Competition, ranks: pl.DataFrame
) -> pl.DataFrame:
    """Return the ranks and what each ranked clause makes of them, under the phase's names."""
    names = plan.names
    found = [ranks[each].alias(names.of(f"rank.{each}")) for each in ranks.columns]
    found += [each.alias(names.of(each.name)) for each in plan.gate.order.uncovered(competition)]
    for clause in plan.gate.ranked:
        certain, possible = clause.standing(competition, ranks)
        found += [certain.alias(names.of(f"{clause.name}.certain")),
                  possible.alias(names.of(f"{clause.name}.possible"))]
    if plan.gives_money:
        from hubflow.engine.selection.money_in_rank import money_in_rank

        standing = pl.DataFrame(found).rename(lambda name: name.removeprefix(names.of("")))
        found += [each.alias(names.of(each.name))
                  for each in money_in_rank(plan.gate.money_rules, competition, standing)]
    return pl.DataFrame(found)
