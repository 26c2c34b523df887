"""The table that a run works on: a row a dossier, with its facts, judgements and decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.facts import FactRow
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.column_names import (
    CALL_BUDGET,
    PROPOSAL_COMPLETE,
    PhaseColumns,
    local_column,
    parameter_column,
    readable_columns,
    ticked_column,
)
from hubflow.engine.pipeline.judging import CombinedJudgement, Key
from hubflow.engine.pipeline.phases_in_order import VENTURE
from hubflow.model.identity import Decision
from hubflow.model.methodology import Methodology, Parameter
from hubflow.model.values import Gap
from hubflow.reading.dossiers.load import InputEntry

DTYPES: Mapping[str, type[pl.DataType]] = {
    "number": pl.Float64, "yes_no": pl.Boolean, "label": pl.String,
    "text": pl.String, "date": pl.Date,
}


@attrs.frozen(eq=False, repr=False)
class VentureCase:
    """One entry with everything that a run reads of it."""

    entry: InputEntry
    facts: FactRow
    local: Mapping[str, Any]
    decisions: Mapping[str, Decision]
    as_of: dt.date
    assumed: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The venture's id."""
        return self.entry.dossier.id


def value_on(parameter: Parameter, day: dt.date) -> float | None:
    """The value of a parameter that is in force on a day; None where none is yet."""
    current = [number for start, number in sorted(parameter.values) if start <= day]
    return float(current[-1]) if current else None


def base_values(case: VentureCase, methodology: Methodology) -> dict[str, Any]:
    """Facts, local facts, parameters and the call's budget of one case, by column name."""
    values = dict(case.facts.values)
    for fact in methodology.facts:
        given = case.local.get(fact.id)
        if fact.type == "labels":
            ticked = None if given is None or isinstance(given, Gap) else set(given)
            for label in fact.labels:
                values[ticked_column(fact, label)] = None if ticked is None else label in ticked
        else:
            value = None if isinstance(given, Gap) else given
            is_number = fact.type == "number" and value is not None
            values[local_column(fact)] = float(value) if is_number else value  # type: ignore[arg-type]
    for parameter in methodology.parameters:
        values[parameter_column(parameter.id)] = value_on(parameter, case.as_of)
    call = case.entry.call
    values[CALL_BUDGET] = None if call is None else call.budget
    values[PROPOSAL_COMPLETE] = None
    return values


def fill_assumed(values: dict[str, Any], methodology: Methodology) -> frozenset[str]:
    """Fill what is missing and may be assumed, in place; gives the names that were filled."""
    filled = set()
    for assumed in methodology.assumed:
        if values.get(assumed.fact) is None:
            value = assumed.value
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            values[assumed.fact] = float(value) if is_number else value
            filled.add(assumed.fact)
    return frozenset(filled)


def build_table(
    cases: Sequence[VentureCase],
    values: Sequence[Mapping[str, Any]],
    judged: Mapping[Key, CombinedJudgement],
    compiled: Compiled,
    *,
    all_facts: bool,
) -> pl.DataFrame:
    """The table of all cases; ``all_facts`` where a hub's hook may read any of them."""
    columns = readable_columns(compiled.methodology)
    names = columns if all_facts else [name for name in columns if name in compiled.reads]
    data: dict[str, pl.Series] = {
        CALL: pl.Series(_call_numbers(cases), dtype=pl.Int64),
        VENTURE: pl.Series([case.entry.kind == "venture" for case in cases], dtype=pl.Boolean),
        "_id": pl.Series([case.id for case in cases], dtype=pl.String),
    }
    for name in names:
        data[name] = pl.Series([row[name] for row in values], dtype=DTYPES[columns[name].dtype])
    for plan in compiled.phases:
        phase = PhaseColumns(plan.phase.id)
        data[phase.of("decision")] = pl.Series(
            [_word(case.decisions.get(plan.phase.id)) for case in cases], dtype=pl.String
        )
        judged_ids = [c.criterion.id for c in plan.criteria if c.measure is None]
        judged_ids += [r.requirement.id for r in plan.requirements if r.holds is None]
        for id in judged_ids:
            found = [judged.get((case.id, plan.phase.id, id)) for case in cases]
            lower, upper = phase.judged(id)
            data[lower] = pl.Series([j.lower if j else None for j in found], dtype=pl.Float64)
            data[upper] = pl.Series([j.upper if j else None for j in found], dtype=pl.Float64)
    return pl.DataFrame(data)


def _word(decision: Decision | None) -> str | None:
    return None if decision is None else decision.decision


def _call_numbers(cases: Sequence[VentureCase]) -> list[int]:
    """A number a call; a dossier without one is a call of one, and challenges are, each."""
    numbers: dict[str, int] = {}
    result = []
    for index, case in enumerate(cases):
        call = case.entry.call
        key = f"call {call.id}" if call and case.entry.kind == "venture" else f"alone {index}"
        result.append(numbers.setdefault(key, len(numbers)))
    return result
