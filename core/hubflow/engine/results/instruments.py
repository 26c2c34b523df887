"""Find the hub's instruments that fit a venture and are open, and their amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import polars as pl

from hubflow.engine.method.compiled import Compiled, InstrumentPlan
from hubflow.engine.method.open_amounts import (
    amount_ends,
    with_open_amounts,
    with_open_conditions,
)
from hubflow.engine.results.openings import Opening, opening_on
from hubflow.model.identity import Place
from hubflow.model.methodology import text_in
from hubflow.model.results import InstrumentResult


def with_instruments(table: pl.DataFrame, compiled: Compiled) -> pl.DataFrame:
    """Return the table with the columns that instruments need: eligibility, and amounts."""
    plans = compiled.instruments
    return with_open_amounts(
        with_open_conditions(table, ((f"instrument/{plan.instrument.id}.eligible", plan.eligible)
                                     for plan in plans)),
        ((_amount(plan), plan.amount) for plan in plans))


def _amount(plan: InstrumentPlan) -> str:
    return f"instrument/{plan.instrument.id}.amount"


def instrument_results(
    compiled: Compiled, row: Mapping[str, Any], as_of: dt.date, language: str,
    place: Place | None,
) -> tuple[InstrumentResult, ...]:
    """Return every instrument of the hub for one venture, in the methodology's order.

    ``place`` is the venture's; an instrument's calls may be for some places only.
    """
    return tuple(_result(plan, compiled, row, language,
                         opening_on(plan.instrument, as_of, compiled.methodology.hub, place))
                 for plan in compiled.instruments)


def _result(
    plan: InstrumentPlan, compiled: Compiled, row: Mapping[str, Any], language: str,
    opening: Opening,
) -> InstrumentResult:
    instrument = plan.instrument
    # where no rule is published nobody can say that it fits
    eligible = row[f"instrument/{instrument.id}.eligible"] if plan.eligible else None
    ends = amount_ends(row, _amount(plan)) if plan.amount and eligible is not False else None
    lower, upper = (None, None) if ends is None else (
        _payable(end, instrument.ceiling) for end in ends)
    # what a rule reads is missed only where the rule does not come to the same without it
    reads = [*(plan.eligible.reads if plan.eligible and eligible is None else ()),
             *(plan.amount.reads if plan.amount and (lower is None or lower != upper) else ())]
    fits: Literal["yes", "no", "unknown"] = (
        "unknown" if eligible is None else "yes" if eligible else "no"
    )
    return InstrumentResult(
        id=instrument.id,
        name=text_in(instrument.name, language, instrument.id),
        stage=instrument.stage,
        fits=fits,
        open=opening.state,
        opens=opening.start.isoformat() if opening.start else None,
        closes=opening.end.isoformat() if opening.end else None,
        call=opening.call,
        amount=lower if lower == upper else None,
        amount_between=None if lower is None or upper is None or lower == upper else (
            lower, upper),
        currency=compiled.methodology.hub.currency,
        ceiling=instrument.ceiling,
        programme=instrument.programme or "",
        applicant=instrument.applicant or "",
        text=text_in(instrument.says, language),
        missing=tuple(dict.fromkeys(name for name in reads if row.get(name) is None)),
        source=instrument.source,
    )


def _payable(amount: float, ceiling: float | None) -> float:
    """Return an amount up to the ceiling, to the cent."""
    return round((amount if ceiling is None else min(amount, ceiling)) * 100) / 100 + 0.0
