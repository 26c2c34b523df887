"""Tell what a budget without a `cut` comes to for each venture, in cents.

Such a budget is spent in order of rank. It ends before the first venture that it does not cover.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hubflow.engine.gate.competition import CERTAIN, POSSIBLE, Competition
from hubflow.engine.gate.gate_rules import GateRule
from hubflow.engine.gate.keys.ranked_clauses import Budget
from hubflow.engine.pipeline.column_names import ENDS, MONEY_RULE
from hubflow.engine.selection.envelopes import COLUMNS


def money_in_rank(
    rules: Sequence[GateRule], competition: Competition, standing: pl.DataFrame
) -> pl.DataFrame:
    """Return :data:`COLUMNS` for each row of a competition.

    ``standing`` has `<name>.certain` and `<name>.possible` for each clause that looks at ranks.
    Nobody is granted anything for whom the rest of the rule does not hold. If several rules have a
    budget, the first is told under which a venture is funded; where it is open which that is, the
    ends hold for each that it may be.
    """
    told = [_under(rule, rule.budget, competition, standing) for rule in rules if rule.budget]
    if len(told) == 1:
        return told[0].drop(MONEY_RULE)
    found = told[-1]
    for earlier in reversed(told[:-1]):
        found = _first_of(earlier, found)
    return found


def _first_of(earlier: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """Return the money of the rule under which each is funded, or of both where that is open."""
    both = earlier.hstack(later.rename(lambda name: f"later.{name}"))
    sure, later_sure = (pl.col(f"{which}money.granted.least") > 0 for which in ("", "later."))
    may, later_may = (pl.col(f"{which}money.granted.most").fill_null(1) > 0
                      for which in ("", "later."))

    def hull(name: str) -> pl.Expr:
        one, other = pl.col(name), pl.col(f"later.{name}")
        known = one.is_not_null() & other.is_not_null()
        if name.endswith((".least", ".most")):
            ends = (pl.min_horizontal if name.endswith("least") else pl.max_horizontal)(one, other)
            return pl.when(known).then(ends)
        return one if name == MONEY_RULE else pl.when(one == other).then(one)

    return both.select(
        pl.when(sure | ~later_may).then(pl.col(name))
        .when(later_sure & ~may).then(pl.col(f"later.{name}"))
        .otherwise(hull(name)).alias(name) for name in earlier.columns)


def _under(
    rule: GateRule, clause: Budget, competition: Competition, standing: pl.DataFrame
) -> pl.DataFrame:
    """Return the money of one rule."""
    table, cost = competition.table, f"_cost{clause.number}"
    least, most = (f"{cost}.{end}" if f"{cost}.{end}" in table.columns else cost for end in ENDS)
    names = {end: [f"{each.name}.{end}" for each in rule.ranked] for end in ("certain", "possible")}
    reached = standing.select(
        sure=pl.all_horizontal(names["certain"]), may=pl.all_horizontal(names["possible"]),
        paid=f"{clause.name}.certain", payable=f"{clause.name}.possible")
    rows = table.select(
        CERTAIN, POSSIBLE, "_from", _field(table, clause, "certain"),
        _field(table, clause, "possible"), asked=cost, least=least, most=most,
    ).hstack(reached).with_columns(clause.cents(table).alias("budget"))
    ahead = competition.spent_ahead(
        rows.select(pl.when("paid").then(pl.col("least").fill_null(0)).otherwise(0)).to_series(),
        rows.select(pl.when("payable").then("most").otherwise(0)).to_series())
    return _told(rows.with_columns(
        low=ahead["least"], high=ahead["most"])).with_columns(
            pl.lit(clause.number, pl.Int64).alias(MONEY_RULE))


def _field(table: pl.DataFrame, clause: Budget, end: str) -> pl.Expr:
    """Return whether what the rule asks besides ranks holds; those in a selection are its field."""
    name = f"_field{clause.number}.{end}"
    return (pl.col(name) if name in table.columns else pl.lit(True)).alias(f"field_{end}")


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns, from what each asks, what those ahead take, and who is funded."""
    budget, least, most = (pl.col(name) for name in ("budget", "least", "most"))
    rows = rows.with_columns(
        before_least=pl.when(budget.is_not_null()).then(
            pl.max_horizontal(budget - pl.col("high"), pl.lit(0))),
        before_most=pl.max_horizontal(budget - pl.col("low"), pl.lit(0)) + budget * 0,
    ).with_columns(
        granted_least=pl.when(pl.col(CERTAIN) & pl.col("field_certain") & pl.col("sure"))
        .then(least.fill_null(0)).otherwise(0),
        granted_most=pl.when(pl.col(POSSIBLE) & pl.col("field_possible") & pl.col("may"))
        .then(pl.min_horizontal(most, "before_most")).otherwise(0))
    spent = {end: pl.when(POSSIBLE).then(pl.col(f"granted_{end}")).otherwise(0)
             for end in ("least", "most")}
    all_of_most = pl.when(spent["most"].is_null().any().over("_from")).then(None).otherwise(
        spent["most"].sum().over("_from"))
    values = [
        pl.col("asked"), budget, pl.col("granted_least"), pl.col("granted_most"),
        pl.col("before_least"), pl.col("before_most"),
        pl.when(budget.is_not_null()).then(pl.max_horizontal(budget - all_of_most, pl.lit(0))),
        pl.max_horizontal(budget - spent["least"].sum().over("_from"), pl.lit(0)) + budget * 0]
    return rows.select(value.cast(pl.Int64).alias(name)
                       for value, name in zip(values, COLUMNS, strict=True))
