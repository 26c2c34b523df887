"""The panel of test trading: income earned and granted, costs, cash, service users."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.documents.result_words import ResultWords
from hubflow.engine.facts import registry
from hubflow.engine.facts.arithmetic import cents
from hubflow.engine.facts.arithmetic import number as as_number
from hubflow.engine.facts.cash import read_cash
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.facts.trading_ledger import Ledger, Month, month_of, read_ledger
from hubflow.engine.method.guarantees import TRADING_MONTHS
from hubflow.model.business import Period
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Methodology
from hubflow.report.drawing.charts import Chart, chart, quantity, values
from hubflow.report.venture_view import VentureView
from hubflow.text.numbers import money

_WIDTH = 430
_LEFT = 46
"""The least room for the numbers beside a chart, so that those of a page stand in line."""


@attrs.frozen(kw_only=True)
class LedgerPeriod:
    """A period of the ledger; amounts in the dossier's currency, None where not stated.

    It runs from ``start`` to ``end``, in months since the business began to trade.
    """

    label: str
    start: int
    end: int
    earned: float | None
    granted: float | None
    costs: float | None
    users: float | None

    @property
    def net(self) -> float | None:
        """Return the income less the costs."""
        if self.earned is None or self.granted is None or self.costs is None:
            return None
        return self.earned + self.granted - self.costs


def stretches(ledger: Ledger, began: Month) -> list[LedgerPeriod]:
    """Return the periods on record, counted from the month in which the business began."""
    return [_stretch(ledger, period, began) for period in ledger.periods]


def _stretch(ledger: Ledger, period: Period, began: Month) -> LedgerPeriod:
    earned = ledger.earned([period])
    granted, costs = cents(period.grants), cents(period.costs)
    return LedgerPeriod(
        label=f"{period.start.isoformat()[:7]} – {period.end.isoformat()[:7]}",
        start=month_of(period.start) - began, end=month_of(period.end) - began + 1,
        earned=None if earned is None else earned / 100,
        granted=None if granted is None else granted / 100,
        costs=None if costs is None else costs / 100, users=as_number(period.service_users),
    )


def trading_charts(
    dossier: Dossier, day: dt.date, methodology: Methodology, showing: ResultWords,
    told: Mapping[str, str],
) -> list[Chart]:
    """Return the charts of a venture's test trading up to a day; none if nothing is on record.

    ``told`` are the report's words.
    """
    trade = dossier.trade
    ledger = read_ledger(trade, day)
    found = stretches(ledger, month_of(trade.start)) if isinstance(trade.start, dt.date) else []
    if not found:
        return []
    currency = dossier.currency or methodology.hub.currency
    charts = [_income(found, currency, showing, told)]
    opening = cash_at_start(dossier, day)
    # the cash that a business began with holds what came before
    counted = found if opening is None else [one for one in found if one.end > 0]
    if all(one.net is not None for one in counted):
        charts.append(_cash(counted, currency, opening, showing, told))
    if any(one.users is not None for one in found):
        charts.append(_users(found, showing, told))
    return charts


FIGURES = ("trade.months_recorded", "trade.earned_income", "trade.grant_income", "trade.costs",
           "trade.earned_share", "trade.surplus", "trade.cash", "trade.cash_low", "trade.burn",
           "trade.runway", "trade.service_users", "trade.jobs")
"""The facts shown as figures."""


@attrs.frozen(kw_only=True)
class TradingFigure:
    """A figure of the business, with the card of its origin."""

    text: str
    value: str
    card: str


def trading_figures(view: VentureView) -> list[TradingFigure]:
    """Return the figures of the records, in the hub's currency; none if nothing is on record."""
    if not view.dossier.trade.ledger:
        return []
    found = []
    for name in FIGURES:
        fact, value = registry()[name], view.facts[name]
        said = _said(value, fact.unit, view)
        found.append(
            TradingFigure(
                text=about_fact(fact, view.showing.language).rstrip("."), value=said,
                card=view.fact_card(name, said),
            )
        )
    return found


def _said(value: float | None, unit: str, view: VentureView) -> str:
    if value is None:
        return view.showing.words["not_known"]
    return view.showing.figure(value, unit, view.methodology.hub.currency, view.named)


def _amount(value: float | None, currency: str, showing: ResultWords) -> str:
    if value is None:
        return showing.words["not_known"]
    return money(value, currency, showing.language)


def _months(told: Mapping[str, str], found: Sequence[LedgerPeriod]) -> dict[str, Any]:
    last = max(TRADING_MONTHS, *(one.end for one in found))
    first = min(0, *(one.start for one in found))
    return quantity("from", title=told["months_since"], scale={"domain": [first, last]},
                    axis={"values": list(range(0, last + 1, 3)), "grid": False})


def _income(
    found: Sequence[LedgerPeriod], currency: str, showing: ResultWords, told: Mapping[str, str]
) -> Chart:
    """Bars as wide as their period and as high as its income a month, so that areas compare."""
    kinds = [told["earned"], told["granted"], told["costs"]]
    bars, costs = [], []
    for one in found:
        months, low = one.end - one.start, 0.0
        for kind, value in ((kinds[0], one.earned), (kinds[1], one.granted)):
            if value is not None:
                bars.append({"from": one.start, "to": one.end, "low": low,
                             "high": low + value / months, "kind": kind})
                low += value / months
        if one.costs is not None:
            costs.append({"from": one.start, "to": one.end, "high": one.costs / months,
                          "kind": kinds[2]})
    colour = {"field": "kind", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
              "scale": {"domain": kinds, "range": ["var(--one)", "var(--two)", "var(--bad)"]}}
    x = _months(told, found)
    y = quantity("high", title=told["a_month"].format(currency=currency),
                 axis={"tickCount": 5, "minExtent": _LEFT})
    return chart(
        {"width": _WIDTH, "height": 220, "layer": [
            {"data": values(bars), "mark": {"type": "rect", "stroke": "var(--paper)"},
             "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"field": "low"},
                          "color": colour}},
            {"data": values(costs), "mark": {"type": "rule", "strokeWidth": 3},
             "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "color": colour}},
            _over(told),
        ]},
        showing.language, title=told["income_title"], says=told["income_says"],
        head=(told["period"], *kinds),
        rows=[(one.label, *(_amount(value, currency, showing)
                            for value in (one.earned, one.granted, one.costs)))
              for one in found],
    )


def cash_at_start(dossier: Dossier, day: dt.date) -> float | None:
    """Return the cash at the start, or None if it, or every later month, is not on record."""
    trade = dossier.trade
    known = read_cash(trade, read_ledger(trade, day))
    return None if known is None else as_number(trade.opening_cash)


def _cash(
    found: Sequence[LedgerPeriod], currency: str, opening: float | None, showing: ResultWords,
    told: Mapping[str, str],
) -> Chart:
    """Cash at the end of each period; what is left of the income where the start is open."""
    kind = "surplus" if opening is None else "cash"
    balance = opening or 0.0
    at = [{"from": found[0].start, "cash": balance}]
    rows = []
    for one in found:
        balance = round(balance + (one.net or 0.0), 2)
        at.append({"from": one.end, "cash": balance})
        rows.append((one.label, _amount(balance, currency, showing)))
    y = quantity("cash", title=currency, axis={"tickCount": 5, "minExtent": _LEFT})
    return chart(
        {"width": _WIDTH, "height": 220, "layer": [
            {"data": values(at), "mark": {"type": "line", "strokeWidth": 3,
                                          "color": "var(--one)", "point": {
                                              "filled": True, "size": 70, "opacity": 1,
                                              "color": "var(--one)"}},
             "encoding": {"x": _months(told, found), "y": y}},
            {"data": values([{"zero": 0}]), "mark": {"type": "rule", "color": "var(--bad)",
                                                     "strokeDash": [5, 4]},
             "encoding": {"y": quantity("zero", title=currency)}},
            _over(told),
        ]},
        showing.language, title=told[f"{kind}_title"], says=told[f"{kind}_says"],
        head=(told["period"], told[kind]), rows=rows,
    )


def _users(found: Sequence[LedgerPeriod], showing: ResultWords, told: Mapping[str, str]) -> Chart:
    data = [{"from": one.start, "to": one.end, "n": one.users, "low": 0} for one in found
            if one.users is not None]
    return chart(
        {"width": _WIDTH, "height": 220, "layer": [
            {"data": values(data), "mark": {"type": "rect", "stroke": "var(--paper)",
                                            "color": "var(--four)"},
             "encoding": {"x": _months(told, found), "x2": {"field": "to"},
                          "y": quantity("n", title=told["users"],
                                        axis={"tickCount": 4, "minExtent": _LEFT}),
                          "y2": {"field": "low"}}},
            _over(told),
        ]},
        showing.language, title=told["users_title"], says=told["users_says"],
        head=(told["period"], told["users"]),
        rows=[(one.label, showing.words["not_known"] if one.users is None
               else showing.number(one.users)) for one in found],
    )


def _over(told: Mapping[str, str]) -> dict[str, Any]:
    """A line where test trading is over."""
    return {"data": values([{"over": TRADING_MONTHS}]),
            "mark": {"type": "rule", "color": "var(--faint)", "strokeDash": [2, 3]},
            "encoding": {"x": quantity("over", title=told["months_since"])}}
