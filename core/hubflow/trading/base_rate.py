"""The base rate: the share of new businesses of a place that survive, with its sources."""

from __future__ import annotations

import math

import attrs

from hubflow.model.methodology import Methodology, PlaceIndicator, text_in

YEARS = {12: "business_survival_1y_pc", 24: "business_survival_2y_pc"}
"""The shared indicators by the month that they are of."""


@attrs.frozen(kw_only=True)
class BaseFigure:
    """A published share of new businesses that are alive after a number of months."""

    months: int
    share: float
    area: str
    year: int | None
    national: bool
    source: str
    assumption: bool
    note: str


@attrs.frozen(kw_only=True)
class BaseRate:
    """The share of businesses alive in ``from_month`` that are alive in ``to_month``."""

    from_month: int
    to_month: int
    share: float
    figures: tuple[BaseFigure, ...]


def base_rate(methodology: Methodology, place: str, from_month: int, to_month: int
              ) -> BaseRate | None:
    """Return the base rate of the hub's place, or None if the hub has no figure for two years.

    Between the published figures the hazard of closing is taken to be the same in each month (the
    piecewise exponential model of survival; M. Friedman, Annals of Statistics 10, 1982, 101-113),
    so the share alive falls geometrically. Where a figure is given for several areas, that of
    ``place`` is taken, else the first.
    """
    found = {month: figure for month, id in YEARS.items()
             if (figure := _figure(methodology, id, month, place)) is not None}
    if 24 not in found:
        return None
    known = {0: 1.0, **{month: figure.share for month, figure in found.items()}}
    share = _alive(known, to_month) / _alive(known, from_month)
    return BaseRate(from_month=from_month, to_month=to_month, share=round(min(1.0, share), 9),
                    figures=tuple(found.values()))


def _alive(known: dict[int, float], month: int) -> float:
    """Return the share alive after a number of months, interpolated geometrically."""
    before = max(at for at in known if at <= month)
    after = min((at for at in known if at >= month), default=before)
    if before == after:
        return known[before]
    part = (month - before) / (after - before)
    return math.exp((1 - part) * math.log(known[before]) + part * math.log(known[after]))


def _figure(methodology: Methodology, id: str, months: int, place: str) -> BaseFigure | None:
    given = [each for each in methodology.indicators
             if each.id == id and 0 < each.value <= 100]
    if not given:
        return None
    chosen: PlaceIndicator = next((each for each in given if each.area == place), given[0])
    return BaseFigure(
        months=months, share=chosen.value / 100, area=chosen.area, year=chosen.year,
        national=chosen.national, source=methodology.source_title(chosen.source),
        assumption=methodology.is_assumption(chosen.source),
        note=text_in(chosen.note, methodology.hub.language),
    )
