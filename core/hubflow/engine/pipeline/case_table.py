"""Turn dossiers into rows of facts, which the pipeline treats like rows of a portfolio."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from hubflow.engine.call.race import RacePart, rounds
from hubflow.engine.facts import FactRow, registry
from hubflow.engine.gate.rank_order import DRAW
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.column_names import (
    AS_OF,
    CALL_BUDGET,
    CALL_RECEIVED,
    CALL_RECEIVED_MINUTE,
    DTYPES,
    PhaseColumns,
    fact_cell,
)
from hubflow.engine.pipeline.home_currency import CURRENCY
from hubflow.engine.pipeline.phases_in_order import VENTURE
from hubflow.engine.pipeline.tabulation import Tabulation, local_series
from hubflow.model.call import CallMember
from hubflow.model.identity import Decision
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.dossiers.load import InputEntry


class VentureCase(PlainRecord):
    """One entry with all data that a run reads.

    ``member`` is how it stands in its call, ``race`` its part in the race for each phase.
    ``local`` are the local facts that its dossier states, ``assumed`` the names of facts that the
    method assumes because they are missing.
    """

    entry: InputEntry
    facts: FactRow
    local: Mapping[str, Any]
    decisions: Mapping[str, Decision]
    as_of: dt.date
    member: CallMember
    race: Sequence[RacePart]
    assumed: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The venture's id."""
        return self.entry.dossier.id


_TURNED = str.maketrans("0123456789abcdef", "fedcba9876543210")
"""Turns a number in hexadecimal round, so that the least comes out greatest."""


def case_rows(cases: Sequence[VentureCase], tabulation: Tabulation) -> pl.DataFrame:
    """Return a row of facts for each case, those from hooks included."""
    compiled = tabulation.compiled
    calls = [case.entry.call for case in cases]
    data: dict[str, pl.Series] = {
        "id": pl.Series([case.id for case in cases], dtype=pl.String),
        "call": pl.Series([call and call.id for call in calls], dtype=pl.String),
        AS_OF: pl.Series([case.as_of for case in cases], dtype=pl.Date),
        VENTURE: pl.Series([case.entry.kind == "venture" for case in cases], dtype=pl.Boolean),
        CURRENCY: pl.Series([case.entry.dossier.currency for case in cases], dtype=pl.String),
        CALL_BUDGET: pl.Series([call and call.budget for call in calls], dtype=pl.Float64),
        **_receipts(cases),
    }
    facts = facts_table([case.facts for case in cases], tabulation.names)
    local = [series for fact in compiled.methodology.facts
             for series in local_series(fact, [case.local.get(fact.id) for case in cases])]
    decisions = _decisions(cases, [plan.phase.id for plan in compiled.phases]).get_columns()
    race = [series.alias(plan.names.of(name)) for at, plan in enumerate(compiled.phases)
            for name, series in (rounds([call.id if call else None for call in calls],
                                        [case.race[at] for case in cases]) or {}).items()]
    lots = [_lots(cases, plan.names, plan.phase.id) for plan in compiled.phases
            if plan.gate.order.draws]
    rows = pl.DataFrame(data).hstack([*facts.get_columns(), *local, *decisions, *race, *lots])
    return tabulation.with_local_facts(rows, (case.entry.dossier for case in cases))


def facts_table(rows: Sequence[FactRow], names: Collection[str] | None = None) -> pl.DataFrame:
    """Return the table of facts: a row for each of ``rows``, a typed column a fact.

    All facts in the registry's order, or only those ``names`` that are facts.
    """
    known = registry()
    named = set(names or ())
    wanted = known if names is None else [name for name in known if name in named]
    return pl.DataFrame(
        [[fact_cell(row.values[name]) for name in wanted] for row in rows],
        schema={name: DTYPES[known[name].type] for name in wanted}, orient="row")


def with_assumed(
    cases: Sequence[VentureCase], rows: pl.DataFrame, compiled: Compiled
) -> list[VentureCase]:
    """Return the cases, each with the facts that the method assumes because they are missing."""
    names = {each.fact for each in compiled.methodology.assumed}
    missing = {name: rows[name].is_null() for name in names if rows[name].null_count()}
    return [
        case.replace(assumed=frozenset(
            name for name, here in missing.items() if here[at]))
        for at, case in enumerate(cases)
    ] if missing else list(cases)


def _lots(cases: Sequence[VentureCase], names: PhaseColumns, phase: str) -> pl.Series:
    """Return each case's lot in a phase, of which the greatest is first; null as long as open."""
    draws = [case.entry.call.drawn_on(phase, case.as_of) if case.entry.call else None
             for case in cases]
    places = [None if draw is None else draw.place(case.id)
              for draw, case in zip(draws, cases, strict=True)]
    return lot_column(names, places)


def lot_column(names: PhaseColumns, numbers: Sequence[str | None]) -> pl.Series:
    """Return the column of numbers that were drawn, turned round: the greatest is first."""
    return pl.Series(names.of(DRAW), [number and number.translate(_TURNED) for number in numbers],
                     dtype=pl.String)


def _receipts(cases: Sequence[VentureCase]) -> dict[str, pl.Series]:
    """Return the day on which each application was received by its call, and the minute."""
    found = [case.entry.call.received(case.id) if case.entry.call else (None, None)
             for case in cases]
    return {CALL_RECEIVED: pl.Series([day for day, _ in found], dtype=pl.Date),
            CALL_RECEIVED_MINUTE: pl.Series([minute for _, minute in found], dtype=pl.Float64)}


def _decisions(cases: Sequence[VentureCase], phases: Sequence[str]) -> pl.DataFrame:
    """Return the decisions on each phase, one word or null for each case."""
    found = [map(case.decisions.get, phases) for case in cases]
    return pl.DataFrame(
        [[decision and decision.decision for decision in each] for each in found],
        schema={PhaseColumns(phase).of("decision"): pl.String for phase in phases}, orient="row")
