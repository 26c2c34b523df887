"""The hub's checkpoints, each with the facts of its own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.facts import fact_row
from hubflow.engine.facts.trading_ledger import Ledger, day_of
from hubflow.engine.method.compiled import CheckpointPlan, CheckpointRulePlan
from hubflow.engine.method.guarantees import COMMON_CHECKPOINTS
from hubflow.engine.pipeline.case_table import VentureCase, case_rows
from hubflow.engine.pipeline.column_names import PROPOSAL_COMPLETE, fact_series, is_carried
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.pipeline.tabulation import Tabulation
from hubflow.engine.results.shown_decimals import decimals_of_fact, named_numbers
from hubflow.model.methodology import text_in
from hubflow.trading.trading_records import CheckpointResult, RuleResult, Status, TradingFigures


def checkpoint_results(
    prepared: Prepared, case: VentureCase, row: Mapping[str, Any], ledger: Ledger
) -> tuple[CheckpointResult, ...]:
    """Return the results of the hub's checkpoints, the earliest first.

    ``row`` is the case's row of the run's table, for what is worked out of the whole dossier.
    """
    plans = sorted(prepared.compiled.checkpoints, key=lambda plan: plan.checkpoint.month)
    if not plans:
        return tuple(_result(prepared, case, row, ledger, month, None)
                     for month in COMMON_CHECKPOINTS)
    return tuple(_result(prepared, case, row, ledger, int(plan.checkpoint.month), plan)
                 for plan in plans)


def _result(
    prepared: Prepared, case: VentureCase, row: Mapping[str, Any], ledger: Ledger, month: int,
    plan: CheckpointPlan | None,
) -> CheckpointResult:
    methodology, language = prepared.methodology, prepared.language
    day = day_of(case.entry.dossier.trade, month, case.as_of) if ledger.formed else None
    reached = day is not None and month <= len(ledger.clock)
    values: Mapping[str, Any] = {}
    if reached and day is not None:
        values = values_on(prepared, case, row, day)
    point = plan.checkpoint if plan is not None else None
    return CheckpointResult(
        month=month,
        name=text_in(point.name, language) if point is not None else "",
        text=text_in(point.says, language) if point is not None else "",
        state="reached" if reached else "not formed" if day is None else "to come",
        day=None if day is None else day.isoformat(),
        figures=figures_of(values, named_numbers(prepared.compiled)) if reached else None,
        rules=tuple(_rules(prepared, plan, values)) if reached and plan else (),
        source=methodology.source_title(point.source) if point is not None else "",
        own=plan is not None,
    )


def values_on(
    prepared: Prepared, case: VentureCase, row: Mapping[str, Any], day: dt.date
) -> dict[str, Any]:
    """Return facts and parameters as on a day; undated values of a dossier count on every day.

    So does what phases came to, which ``row`` has.
    """
    rates = {currency: rate.value for currency, rate in prepared.rates.items()}
    facts = fact_row(case.entry.dossier, day, prepared.methodology.hub.currency, rates)
    tabulation = Tabulation(prepared.compiled, prepared.hooks, None, day, rates=prepared.rates)
    rows = case_rows([case.replace(facts=facts, as_of=day)], tabulation)
    scores = {name: value for name, value in row.items() if is_carried(name)}
    return {**facts.values, **scores, **tabulation.table(rows).row(0, named=True),
            PROPOSAL_COMPLETE: row[PROPOSAL_COMPLETE]}


def figures_of(values: Mapping[str, Any], named: Collection[float]) -> TradingFigures:
    """Return the figures that a report shows, from all values of a day.

    ``named`` are the numbers that the hub's rules name.
    """
    share, runway = values["trade.earned_share"], values["trade.runway"]
    return TradingFigures(
        recorded=values["trade.months_recorded"], earned=values["trade.earned_income"],
        grants=values["trade.grant_income"], costs=values["trade.costs"],
        share=share, cash=values["trade.cash"],
        cash_low=values["trade.cash_low"], burn=values["trade.burn"],
        runway=runway, share_decimals=decimals_of_fact(share, "share", named),
        runway_decimals=max(1, decimals_of_fact(runway, "", named)),
    )


def _rules(
    prepared: Prepared, plan: CheckpointPlan, values: Mapping[str, Any]
) -> Iterator[RuleResult]:
    methodology, language = prepared.methodology, prepared.language
    held = _held(plan.rules, values, prepared.compiled.columns)
    for each, holds in zip(plan.rules, held, strict=True):
        rule = each.rule
        reads = each.holds.reads if each.holds is not None else ()
        facts = {name: value.isoformat() if isinstance(value := values[name], dt.date) else value
                 for name in reads}
        status: Status = "unknown" if holds is None else "holds" if holds else "fails"
        yield RuleResult(
            id=rule.id, status=status, text=text_in(rule.says, language, rule.id),
            talk_about=text_in(rule.otherwise, language), facts=facts,
            missing=tuple(name for name, value in facts.items() if value is None)
            if holds is None else (),
            source=methodology.source_title(rule.source),
            assumption=methodology.is_assumption(rule.source),
        )


def _held(
    rules: Sequence[CheckpointRulePlan],
    values: Mapping[str, Any],
    columns: Mapping[str, FactColumn],
) -> list[bool | None]:
    """Return whether each rule holds, by the engine's own expressions over one row."""
    expressions: list[Expression] = [each.holds for each in rules if each.holds is not None]
    names = dict.fromkeys(name for each in expressions for name in each.reads)
    table = pl.DataFrame({
        CALL: pl.Series([0], dtype=pl.Int64),
        **{name: fact_series(name, [values[name]], columns[name].dtype) for name in names},
    })
    if not expressions:
        return []
    return list(table.select(
        each.value.alias(str(index)) for index, each in enumerate(expressions)
    ).row(0))
