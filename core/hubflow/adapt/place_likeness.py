"""Compare two places by their figures: where they are alike, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import attrs

from hubflow.model.methodology import Methodology, text_in
from hubflow.text.vocabulary import IndicatorKind, indicators

Reading = Literal["ask", "size", "years", "alike", "differs"]

NEAR = 0.25
"""Figures are alike where they are no further apart than this share of the larger one."""

YEARS = 5
"""Figures whose years lie further apart than this are not compared."""

_SIZES = {"people", "rank"}
"""Units whose figures tell how large a place or a list is, not how it fares."""


@attrs.frozen
class PlaceFigure:
    """A hub's figure on an area; ``national`` if it stands in for the place."""

    area: str
    value: float
    year: int | None
    national: bool
    source: str
    assumption: bool
    note: str
    source_note: str


@attrs.frozen
class Likeness:
    """One indicator in both places.

    ``reading``: ``ask`` where definitions differ, so that nothing is concluded and ``asks`` is
    the question; ``size`` and ``years`` where figures cannot be compared; else what comes out.
    """

    id: str
    name: str
    unit: str
    there: tuple[PlaceFigure, ...]
    here: tuple[PlaceFigure, ...]
    reading: Reading
    asks: str


@attrs.frozen
class PlaceComparison:
    """The figures of two hubs: side by side, and those that only one hub has.

    ``left_out`` are the names of figures that are about other people than the group.
    """

    shared: tuple[Likeness, ...]
    only_there: tuple[str, ...]
    only_here: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def compare_places(
    origin: Methodology, target: Methodology, language: str,
    relevant: Callable[[IndicatorKind], bool] = lambda _: True,
) -> PlaceComparison:
    """Return the figures that both hubs have under the same id, and the names of the others.

    Of figures that are not ``relevant`` only the names are told.
    """
    known = indicators()
    kinds = {id: kind for id, kind in known.items() if relevant(kind)}
    there = {i.id for i in origin.indicators if i.id in kinds}
    here = {i.id for i in target.indicators if i.id in kinds}
    every = {i.id for i in (*origin.indicators, *target.indicators)}
    return PlaceComparison(
        left_out=tuple(text_in(kind.name, language) for id, kind in known.items()
                       if id in every and id not in kinds),
        shared=tuple(_likeness(kind, origin, target, language)
                     for id, kind in kinds.items() if id in there & here),
        only_there=tuple(text_in(kinds[id].name, language) for id in kinds if id in there - here),
        only_here=tuple(text_in(kinds[id].name, language) for id in kinds if id in here - there),
    )


def figures(methodology: Methodology, id: str, language: str = "") -> tuple[PlaceFigure, ...]:
    """Return a hub's figures of one kind, by area, with notes in a language, else in the hub's."""
    language = language or methodology.hub.language
    found = []
    for indicator in methodology.indicators:
        if indicator.id == id:
            source = methodology.source(indicator.source)
            found.append(PlaceFigure(
                indicator.area, indicator.value, indicator.year, indicator.national,
                methodology.source_title(indicator.source),
                methodology.is_assumption(indicator.source),
                text_in(indicator.note, language),
                text_in(source.note, language) if source else "",
            ))
    return tuple(found)


def _likeness(
    kind: IndicatorKind, origin: Methodology, target: Methodology, language: str
) -> Likeness:
    there, here = (figures(method, kind.id, language) for method in (origin, target))
    return Likeness(kind.id, text_in(kind.name, language), kind.unit, there, here,
                    _reading(kind, there, here), text_in(kind.asks, language))


def _reading(
    kind: IndicatorKind, there: Sequence[PlaceFigure], here: Sequence[PlaceFigure]
) -> Reading:
    if kind.asks:
        return "ask"
    if kind.unit in _SIZES:
        return "size"
    years = [figure.year for figure in (*there, *here)]
    known = [year for year in years if year is not None]
    if len(known) < len(years) or max(known) - min(known) > YEARS:
        return "years"
    low, high = _range(there), _range(here)
    gap = max(low[0] - high[1], high[0] - low[1], 0.0)
    larger = max(abs(value) for value in (*low, *high))
    return "alike" if gap <= NEAR * larger else "differs"


def _range(found: Sequence[PlaceFigure]) -> tuple[float, float]:
    values = [figure.value for figure in found]
    return min(values), max(values)
