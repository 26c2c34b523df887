"""The laws on single rules: expressions always have a value, points rise or fall throughout."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import rules_on
from hubflow.engine.pipeline.column_names import DTYPES
from hubflow.kit.laws.witness import Witnesses
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import Criterion
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say

ROWS = 400



def valueless_expressions(compiled: Compiled) -> Iterator[Problem]:
    """Yield expressions that can be missing although everything they read is known (HF310)."""
    everything = list(_expressions(compiled))
    witnesses = Witnesses(compiled, f"{compiled.methodology.hub.id}/values",
                          [expression for _, expression in everything])
    for path, expression in everything:
        facts = witnesses.facts(expression.reads, ROWS)
        table = pl.DataFrame({
            CALL: pl.Series([0] * ROWS, dtype=pl.Int64),
            **{name: pl.Series(values, dtype=DTYPES[compiled.columns[name].dtype])
               for name, values in facts.items()},
        })
        missing = table.select(
            pl.repeat(True, ROWS, eager=False).alias("_") & expression.value.is_null()
        ).to_series()
        if missing.any():
            row = missing.arg_max() or 0
            known = ", ".join(f"{name} = {_shown(values[row])}" for name, values in facts.items())
            yield compiled.loaded.problem(path, say("kit.no_value_although", known=known),
                                          say("kit.look_for_division"))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return say("kit.yes") if value else say("kit.no")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _expressions(compiled: Compiled) -> Iterator[tuple[KeyPath, Expression]]:
    """Yield every expression of the hub's own, with its key path in the methodology."""
    for rule in compiled.rules:
        if rule.kind != "guarantee":
            yield from (((*rule.at, *path), each) for path, each in rule.expressions.items())


def undeclared_turns(compiled: Compiled) -> Iterator[Problem]:
    """Yield points that change direction undeclared, or declare it and do not (HF311)."""
    for rule in rules_on(compiled.rules, Criterion):
        steps = {(right > left) - (right < left)
                 for (_, left), (_, right) in pairwise(rule.part.curve)} - {0}
        if len(steps) > 1 and not rule.part.rises_and_falls:
            yield compiled.loaded.problem((*rule.at, "points"), say("kit.points_both_ways"),
                                          say("kit.put_in_order"))
        elif rule.part.rises_and_falls and len(steps) < 2:
            yield compiled.loaded.problem((*rule.at, "rises_and_falls"), say("kit.points_one_way"),
                                          say("kit.leave_rises_out"))
