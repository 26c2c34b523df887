"""Make up ventures to try rules on, from a seed, the same in every run."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.facts import registry
from hubflow.engine.method.carried_scores import carried_bounds
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.column_names import (
    CALL_BUDGET,
    DTYPES,
    PhaseColumns,
    local_column,
    parameter_column,
)
from hubflow.engine.pipeline.phases_in_order import STILL_IN, VENTURE

Values = dict[str, list[Any]]
"""Columns of values by name, all of one length."""

_NUMBERS = (0, 1, 2, 3, 5, 10, 20, 24, 50, 100, 1_000, 10_000, 50_000, 100_000, 1_000_000)
_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_DAYS = tuple(dt.date(year, 6, 1) for year in (2015, 2020, 2024, 2026))
_STEPS = 8
"""A scale of numbers is tried at so many even steps, and at the levels that rules name."""


class Witnesses:
    """Values for the facts, parameters and judgements of one method.

    ``seed`` makes them the same each time, on whatever day. Numbers are taken from those that the
    rules compare with, and from just beside them; texts are also those that they name. A parameter
    has the last of its dated values.
    """

    def __init__(self, compiled: Compiled, seed: str, rules: Iterable[Expression] = ()) -> None:
        self.compiled = compiled
        self.random = random.Random(seed)
        rules = list(rules)
        self.numbers = self._numbers(rules)
        self.texts = tuple(dict.fromkeys(
            word.text[1:-1].replace("''", "'") for rule in rules
            for word in tokens(rule.text) if word.kind == "text"))
        self.bounds = {
            local_column(fact): (fact.low, fact.high) for fact in compiled.methodology.facts
        }
        for plan in compiled.phases:
            self.bounds.update(carried_bounds(plan))
        self.parameters = {
            parameter_column(parameter.id): float(sorted(parameter.values)[-1][1])
            for parameter in compiled.methodology.parameters
        }

    def _numbers(self, rules: Iterable[Expression]) -> tuple[float, ...]:
        named = [float(word.text) for rule in rules for word in tokens(rule.text)
                 if word.kind == "number"]
        named += [value for parameter in self.compiled.methodology.parameters
                  for _, value in parameter.values]
        around = {max(0.0, value + step) for value in named for step in (-1, 0, 1)}
        return tuple(sorted({*map(float, _NUMBERS), *around}))

    def choices(self, name: str) -> list[Any]:
        """Return the legal values with which a fact or parameter is tried."""
        if name in self.parameters:
            return [self.parameters[name]]
        column = self.compiled.columns[name]
        if column.dtype == "yes_no":
            return [True, False]
        if column.labels:
            return list(column.labels)
        if column.dtype == "date":
            return list(_DAYS)
        if column.dtype == "text":
            return ["a text", "another", *self.texts]
        return self._numbers_of(name)

    def _numbers_of(self, name: str) -> list[Any]:
        fact = registry().get(name)
        if fact is not None and fact.unit == "share":
            return list(_SHARES)
        if fact is not None and fact.unit.startswith("Nesta"):
            return [1.0, 2.0, 3.0, 4.0, 5.0]
        low, high = self.bounds.get(name, (None, None))
        low = 0.0 if low is None else low
        legal = [n for n in self.numbers if low <= n and (high is None or n <= high)]
        return sorted({*legal, low, *([] if high is None else [high])})

    def facts(self, names: Iterable[str], rows: int, missing: float = 0.0) -> Values:
        """Return values of facts; ``missing`` is the share of those left open.

        A parameter is never open, as in a run on a day on which it is in force.
        """
        found: Values = {}
        for name in sorted(names):
            choices = self.choices(name)
            if name in self.parameters:
                found[name] = choices * rows
                continue
            values = self.random.choices(choices, k=rows)
            found[name] = values if not missing else [
                None if self.random.random() < missing else value for value in values]
        return found

    def grid(self, plan: CriterionPlan, phase: PhasePlan) -> list[float]:
        """Return the levels at which a criterion is tried, from worst to best."""
        low, high = plan.bounds
        if plan.criterion.ordinal:
            return [float(step) for step in range(int(high) + 1)]
        named: list[Any] = [level for rule in phase.gate.rules
                            for level in rule.levels(plan.criterion.id)]
        named.append(plan.criterion.minimum)
        steps = {low + (high - low) * step / _STEPS for step in range(_STEPS + 1)}
        return sorted(steps | {float(level) for level in named if level is not None})

    def judged(self, plan: PhasePlan, rows: int) -> dict[str, list[float | None]]:
        """Return levels of the phase's judged criteria and requirements (1 or 0), by their ids."""
        found: dict[str, list[float | None]] = {}
        for criterion in plan.criteria:
            if criterion.measure is None:
                grid = self.grid(criterion, plan)
                # the ends are where rules bite
                picks = [*grid, grid[0], grid[-1]]
                found[criterion.criterion.id] = [*self.random.choices(picks, k=rows)]
        for rule in plan.conditions:
            if rule.holds is None:
                found[rule.requirement.id] = [*self.random.choices((1.0, 1.0, 0.0), k=rows)]
        return found


def call_size(number: int, rows: int) -> int:
    """Return how many ventures compete with each other in a round of a search within calls."""
    return (1, rows, 4, 20)[number % 4]


def phase_table(
    compiled: Compiled, plan: PhasePlan, facts: Values,
    judged: Mapping[str, list[float | None]], calls: list[int],
) -> pl.DataFrame:
    """Return the table of a phase, as the engine takes it; all ventures have reached it."""
    names = PhaseColumns(plan.phase.id)
    rows = len(calls)
    data: dict[str, pl.Series] = {
        CALL: pl.Series(calls, dtype=pl.Int64),
        VENTURE: pl.repeat(True, rows, eager=True),
        "_id": pl.Series([f"venture-{row}" for row in range(rows)], dtype=pl.String),
        names.of("decision"): pl.Series([None] * rows, dtype=pl.String),
        **{column: pl.Series([True] * rows, dtype=pl.Boolean) for column in STILL_IN},
    }
    for name, values in facts.items():
        data[name] = pl.Series(values, dtype=DTYPES[compiled.columns[name].dtype])
    for id, levels in judged.items():
        for column in names.judged(id):
            data[column] = pl.Series(levels, dtype=pl.Float64)
    # money is the call's: those who compete for it have the same
    budget = [pl.col(CALL_BUDGET).max().over(CALL)] if CALL_BUDGET in data else []
    return pl.DataFrame(data).with_columns(budget)
