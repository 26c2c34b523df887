"""Run one hub's methodology over dossiers: the same code for one and for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import polars as pl

from hubflow.engine.call.call_gaps import CallGaps
from hubflow.engine.call.tie_breaks import with_tie_breaks
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.pipeline.phases_in_order import led_by_decisions, run_phases
from hubflow.engine.pipeline.prepare import Prepared, prepare
from hubflow.engine.pipeline.receipt import make_receipt
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.evidence_needs import needs_of_phases
from hubflow.engine.results.instruments import with_instruments
from hubflow.engine.results.phase_results import ResultContext
from hubflow.engine.results.shown_decimals import decimals_of_calls
from hubflow.engine.results.venture_result import venture_result
from hubflow.model.methodology import Methodology, MethodSource, text_in
from hubflow.model.rates import Rate, Rates
from hubflow.model.results import HubResult, RunResult, SourceResult
from hubflow.reading.dossiers.load import Inputs
from hubflow.text.numbers import number

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def run(
    hub: LoadedHub,
    inputs: Inputs,
    *,
    panel: Sequence[Path] = (),
    as_of: dt.date | None = None,
    rates: Rates | None = None,
    language: str | None = None,
) -> RunResult:
    """Return the recommendations of the hub's gates for every dossier.

    ``panel`` names jury sheets beside those that lie with the call; judgements in the dossiers'
    own `[hubs.<id>]` blocks are added. ``as_of`` is the day on which all is looked at: what is
    open, what has expired, which dated parameters hold. Without it each call's own date is taken,
    and today where there is none. ``rates`` are values of one unit of another currency in the
    hub's. ``language`` is that of the texts; the hub's own without it.

    Raises :class:`BadInput` with all problems of methodology, dossiers and panel together, and
    :class:`hubflow.plugins.manager.PluginCrash` where a hub's hook fails.
    """
    prepared = prepare(hub, inputs, panel=panel, as_of=as_of, rates=rates, language=language)
    result = recommend(prepared, run_table(prepared))
    prepared.hooks.finished(result)
    return result


def run_table(prepared: Prepared) -> pl.DataFrame:
    """Return the prepared table with the columns of every phase."""
    hooks = prepared.hooks
    finished = run_phases(prepared.table, prepared.compiled, hooks.score, hooks.recommend,
                       all_facts=hooks.read_tables)
    return led_by_decisions(finished, prepared.compiled) if prepared.decided_only else finished


def recommend(prepared: Prepared, finished: pl.DataFrame) -> RunResult:
    """Return the recommendations of the gates, read from the finished table.

    Observers hear of :func:`run` alone: what is only tried out for a comparison is no run.
    """
    compiled, cases, hooks = prepared.compiled, prepared.cases, prepared.hooks
    own = prepared.methodology.hub.currency
    table = with_instruments(finished, compiled)
    needs = needs_of_phases(compiled)
    rows = table.rows(named=True)
    decimals = decimals_of_calls(
        {name: [row[name] for row in rows] for name in table.columns},
        [case.entry.call.id if case.entry.call else "" for case in cases], compiled)
    gaps, ventures = CallGaps(cases, finished, needs), []
    for case, row, proposal, shown in zip(
        cases, rows, prepared.proposals, decimals, strict=True
    ):
        context = ResultContext(compiled, case, row, prepared.judged, prepared.language, needs,
                                shown, prepared.decided_only, gaps)
        ventures.append(venture_result(context, proposal, hooks))
    return RunResult(
        hub=_hub_result(prepared.hub, prepared.methodology, prepared.language),
        as_of=_day(cases, prepared.as_of).isoformat(),
        receipt=make_receipt(prepared.digest, prepared.hub),
        ventures=with_tie_breaks(sorted(ventures, key=lambda v: (v.call or "", v.id)),
                                 compiled, prepared.language),
        notes=(*currency_notes(other_currencies(cases, own), own, prepared.rates,
                               prepared.language),
               *left_out_notes(prepared.hub, prepared.language), *prepared.notes),
        sources=tuple(_source(source) for source in prepared.methodology.sources),
        changes=hooks.changes,
    )


def left_out_notes(hub: LoadedHub, language: str) -> tuple[str, ...]:
    """Return a note on each installed add-on that took no part."""
    return tuple(sentence("add_on_left_out", language, plugin=plugin, why=why)
                 for plugin, why in hub.left_out.items())


def _day(cases: Sequence[VentureCase], as_of: dt.date | None) -> dt.date:
    """Return the day of the run: the requested one, or that of its calls if they share one."""
    days = {case.as_of for case in cases}
    return as_of or (days.pop() if len(days) == 1 else dt.date.today())


def _hub_result(hub: LoadedHub, methodology: Methodology, language: str) -> HubResult:
    about = methodology.hub
    return HubResult(
        id=about.id, name=text_in(about.name, language, about.id), edition=about.edition,
        place=about.place.name, language=language, currency=about.currency, plugin=hub.plugin,
    )


def _source(source: MethodSource) -> SourceResult:
    status = cast('Literal["published", "interview", "assumption"]', source.status)
    return SourceResult(id=source.id, title=source.title, status=status, url=source.url or "")


def other_currencies(cases: Sequence[VentureCase], own: str) -> set[str]:
    """Return the currencies of dossiers that differ from the hub's ``own``."""
    stated = {case.entry.dossier.currency for case in cases}
    return {currency for currency in stated if currency is not None} - {own}


def currency_notes(
    currencies: Collection[str], own: str, rates: Mapping[str, Rate], language: str
) -> tuple[str, ...]:
    """Return notes on amounts in currencies other than the hub's ``own``."""
    return tuple(_currency_note(currency, own, rates.get(currency), language)
                 for currency in sorted(currencies))


def _currency_note(currency: str, own: str, rate: Rate | None, language: str) -> str:
    if rate is None:
        return sentence("other_currency", language, currency=currency)
    key = "rate_sourced" if rate.source else "rate_unsourced"
    return sentence(key, language, currency=currency, own=own, rate=number(rate.value, language),
                    source=rate.source)
