"""A report on test trading: one record a venture, from a hub and dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from hubflow.engine.facts import registry
from hubflow.engine.facts.arithmetic import cents, day, exact, total_cents
from hubflow.engine.facts.cash import BURN_MONTHS, monthly_flows, read_cash
from hubflow.engine.facts.fact import Context
from hubflow.engine.facts.trading_ledger import (
    EARNED_KINDS,
    Ledger,
    days_of,
    months_in,
    read_ledger,
)
from hubflow.engine.method.carried_scores import read_scores
from hubflow.engine.method.guarantees import TRADING_MONTHS
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.pipeline.run import currency_notes, other_currencies, run_table
from hubflow.engine.results.instruments import instrument_results, with_instruments
from hubflow.engine.results.shown_decimals import decimals_of_fact, named_numbers
from hubflow.model.business import HubResource
from hubflow.model.methodology import text_in
from hubflow.model.results import InstrumentResult
from hubflow.model.values import Gap
from hubflow.text.catalogue import words
from hubflow.trading.base_rate import base_rate
from hubflow.trading.checkpoints import checkpoint_results, figures_of
from hubflow.trading.survival import Simulation, Survival, survival
from hubflow.trading.trading_records import (
    InstrumentPayment,
    TradingFigures,
    TradingReport,
    VentureTrading,
    Year,
)

SHOWN = {
    "earned": "trade.earned_income", "grants": "trade.grant_income", "costs": "trade.costs",
    "share": "trade.earned_share", "cash": "trade.cash", "cash_low": "trade.cash_low",
    "burn": "trade.burn", "runway": "trade.runway",
}
"""The fact behind each figure."""


def trading_report(
    prepared: Prepared, simulation: Simulation, *, chosen: Collection[str] | None = None,
    notes: Sequence[str] = (),
) -> TradingReport:
    """Return a record for the test trading of every venture; challenges have none.

    ``chosen`` are the ids of the ventures that are wanted, all without it; ``notes`` is said
    beside them.
    """
    compiled, about = prepared.compiled, prepared.methodology.hub
    table = with_instruments(_read_table(prepared), compiled)
    ventures = [
        _venture(prepared, case, row, simulation)
        for case, row in zip(prepared.cases, table.iter_rows(named=True), strict=True)
        if case.entry.kind == "venture" and (chosen is None or case.id in chosen)
    ]
    return TradingReport(
        hub=about.id, name=text_in(about.name, prepared.language, about.id),
        edition=about.edition, language=prepared.language, currency=about.currency,
        ventures=tuple(ventures),
        notes=(*currency_notes(other_currencies(prepared.cases, about.currency), about.currency,
                               prepared.rates, prepared.language), *notes),
    )


def _read_table(prepared: Prepared) -> pl.DataFrame:
    """Return the prepared table, with the phases where trading reads what one of them came to."""
    compiled = prepared.compiled
    rules = [*(rule for plan in compiled.instruments for rule in (plan.eligible, plan.amount)),
             *(rule.holds for plan in compiled.checkpoints for rule in plan.rules)]
    return run_table(prepared) if read_scores(rules) else prepared.table


def _venture(
    prepared: Prepared, case: VentureCase, row: Mapping[str, Any], simulation: Simulation
) -> VentureTrading:
    dossier = case.entry.dossier
    ledger = read_ledger(dossier.trade, case.as_of)
    rates = {currency: rate.value for currency, rate in prepared.rates.items()}
    context = Context(dossier, case.as_of, prepared.methodology.hub.currency, rates, ledger)
    values = {**row, **case.facts.values}
    start = day(dossier.trade.start)
    named = named_numbers(prepared.compiled)
    figures = figures_of(values, named)
    return VentureTrading(
        id=case.id, name=dossier.name, as_of=case.as_of.isoformat(), formed=ledger.formed,
        start=None if start is None else start.isoformat(),
        elapsed=None if ledger.formed is None else len(ledger.clock), paused=len(ledger.paused),
        unrecorded=_unrecorded(ledger), recorded_to=_recorded_to(ledger),
        spread=any(len(months_in(period)) > 1 for period in ledger.periods),
        figures=figures, missing=_missing(figures, case, ledger, prepared.language),
        baseline=values["trade.earned_income_baseline"], years=_years(values, named),
        checkpoints=checkpoint_results(prepared, case, row, ledger),
        instruments=_paid(prepared, case, row, context),
        unassigned=_unassigned(prepared, context),
        survival=_survival(prepared, case, ledger, simulation),
    )


def _unrecorded(ledger: Ledger) -> tuple[str, ...]:
    """Return the months that count and are not on record, as 2025-07."""
    covered = {month for period in ledger.periods for month in months_in(period)}
    return tuple(days_of(month)[0].isoformat()[:7] for month in ledger.clock
                 if month not in covered)


def _recorded_to(ledger: Ledger) -> str | None:
    return ledger.periods[-1].end.isoformat() if ledger.periods and ledger.clock else None


def _missing(
    figures: TradingFigures, case: VentureCase, ledger: Ledger, language: str
) -> dict[str, str]:
    """Return why each missing figure is not known, or what its facts are lacking for it."""
    trade = case.entry.dossier.trade
    if not ledger.formed:
        unsaid = [key for key in ("legal_form", "start") if not _is_said(getattr(trade, key))]
        return {"formed": ", ".join(f"trade.{key}" for key in unsaid)} if unsaid else {}
    found = {}
    for name, fact in SHOWN.items():
        if getattr(figures, name) is not None or (name == "runway" and figures.burn == 0):
            continue
        keys = registry()[fact].reads
        lacks = case.facts.why_missing.get(fact) or ", ".join(
            key for key in keys if _is_lacking(key, ledger))
        if fact not in case.facts.why_missing and (
                "trade.opening_cash" in keys and cents(trade.opening_cash) is None):
            lacks = "trade.opening_cash"
        months = len(monthly_flows(ledger) or ())
        if not lacks and name in ("burn", "runway") and months < BURN_MONTHS:
            lacks = words(language, "trading")["months_of_ledger"].format(
                n=BURN_MONTHS, have=months)
        found[name] = lacks or ", ".join(_unrecorded(ledger)) or ", ".join(keys)
    return found


def _is_said(value: object) -> bool:
    return value is not None and not isinstance(value, Gap)


def _is_lacking(key: str, ledger: Ledger) -> bool:
    """Return whether a record does not state a key; of earned income one kind is enough."""
    field = key.rpartition(".")[2]
    if not key.startswith("trade.ledger."):
        return False
    kinds = EARNED_KINDS if field in EARNED_KINDS else (field,)
    return not ledger.periods or any(
        not any(_is_said(getattr(period, kind)) for kind in kinds) for period in ledger.periods)


def _years(values: Mapping[str, Any], named: Collection[float]) -> tuple[Year, ...]:
    baseline = values["trade.earned_income_baseline"]
    made = []
    for which in (1, 2):
        earned = values[f"trade.earned_income_year_{which}"]
        growth = None
        if earned is not None and baseline is not None:
            growth = exact(earned - baseline)
        rate = growth / baseline if growth is not None and baseline else None
        made.append(Year(number=which, earned=earned, growth=growth, rate=rate,
                         rate_decimals=decimals_of_fact(rate, "share", named)))
    return tuple(made)


def _paid(
    prepared: Prepared, case: VentureCase, row: Mapping[str, Any], context: Context
) -> tuple[InstrumentPayment, ...]:
    """Return the hub's instruments for this stage that may fit or that have paid."""
    found = instrument_results(prepared.compiled, row, case.as_of, prepared.language,
                               case.entry.dossier.place)
    plans = prepared.compiled.instruments
    made = []
    for result, plan in zip(found, plans, strict=True):
        grants = [each for each in _grants(context) if each.instrument == result.id]
        if result.stage != "trade" or (result.fits == "no" and not grants):
            continue
        paid = context.money(total_cents(grant.amount for grant in grants))
        made.append(_by_rule(result, plan.instrument.amount or "", paid))
    return tuple(made)


def _by_rule(result: InstrumentResult, rule: str, paid: float | None) -> InstrumentPayment:
    # where it does not fit, its rule gives nothing
    due = 0.0 if result.fits == "no" else result.amount if result.fits == "yes" else None
    left = over = None
    if due is not None and paid is not None:
        left, over = exact(max(0.0, due - paid)), exact(max(0.0, paid - due))
    return InstrumentPayment(instrument=result, rule=rule, paid=paid, left=left, over=over)


def _grants(context: Context) -> Sequence[HubResource]:
    """Return the money that the hub had given by the day; undated amounts count."""
    return [each for each in context.dossier.trade.resources
            if each.kind == "grant" and (each.date is None or each.date <= context.as_of)]


def _unassigned(prepared: Prepared, context: Context) -> float | None:
    known = {instrument.id for instrument in prepared.methodology.instruments}
    others = [each.amount for each in _grants(context) if each.instrument not in known]
    return context.money(total_cents(others))


def _survival(
    prepared: Prepared, case: VentureCase, ledger: Ledger, simulation: Simulation
) -> Survival:
    cash = read_cash(case.entry.dossier.trade, ledger)
    recorded = len(cash.flows) if cash is not None else len(ledger.clock)
    if not ledger.formed or recorded >= TRADING_MONTHS or len(ledger.clock) >= TRADING_MONTHS:
        return Survival(from_month=min(recorded, TRADING_MONTHS), to_month=TRADING_MONTHS,
                        simulation=simulation,
                        why_not="over" if ledger.formed else "not_formed")
    place = case.entry.dossier.place
    base = base_rate(prepared.methodology, place.name if place is not None else "", recorded,
                     TRADING_MONTHS)
    return survival(case.id, cash, base, recorded, TRADING_MONTHS, simulation,
                    recorded=bool(ledger.periods))
