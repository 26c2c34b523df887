"""Find the hub's instruments that fit a venture and are open, and their amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import polars as pl

from hubflow.engine.method.compiled import Compiled, InstrumentPlan
from hubflow.engine.results.openings import Opening, opening_on
from hubflow.model.identity import Place
from hubflow.model.methodology import text_in
from hubflow.model.results import InstrumentResult


def instrument_columns(compiled: Compiled) -> list[pl.Expr]:
    """Return the columns that instruments need: eligibility, and amounts."""
    columns = []
    for plan in compiled.instruments:
        id = plan.instrument.id
        if plan.eligible:
            columns.append(plan.eligible.value.alias(f"instrument/{id}.eligible"))
        if plan.amount:
            columns.append(plan.amount.value.alias(f"instrument/{id}.amount"))
    return columns


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
    amount = row[f"instrument/{instrument.id}.amount"] if plan.amount else None
    if amount is not None:
        ceiling = instrument.ceiling
        amount = min(amount, ceiling) if ceiling is not None else amount
        amount = round(amount * 100) / 100 + 0.0
    reads = [*(plan.eligible.reads if plan.eligible else ()),
             *(plan.amount.reads if plan.amount else ())]
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
        amount=amount if fits != "no" else None,
        currency=compiled.methodology.hub.currency,
        ceiling=instrument.ceiling,
        programme=instrument.programme or "",
        applicant=instrument.applicant or "",
        text=text_in(instrument.says, language),
        missing=tuple(dict.fromkeys(name for name in reads if row.get(name) is None)),
        source=instrument.source,
    )
