"""Read a phase's recommendation, score and rank for a venture from its row, without reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import score_points
from hubflow.engine.pipeline.column_names import ID, PhaseColumns
from hubflow.engine.results.shown_decimals import (
    PhaseDecimals,
    in_points,
    score_decimals,
    scores_in,
)
from hubflow.model.plain_record import PlainRecord
from hubflow.model.results import Interval, Possible, RankInterval, Recommendation
from hubflow.model.results.venture_results import RECOMMENDED


class PhaseOutlook(PlainRecord):
    """What a phase comes to for a venture, without the reasons; fields as in a phase's result."""

    recommendation: Recommendation
    possible: tuple[Possible, ...]
    score: Interval | None
    rank: RankInterval | None
    points: Interval | None
    total: float | None


def outlook_of(row: Mapping[str, Any], plan: PhasePlan, decimals: PhaseDecimals) -> PhaseOutlook:
    """Return what a phase comes to, from a row of the finished table; scores with ``decimals``."""
    names = plan.names
    recommendation, possible = recommendation_of(row, names)
    score, total = _score(row, names, decimals.score), score_points(plan.phase)
    return PhaseOutlook(
        recommendation, possible, score, _rank(row, plan, names),
        None if score is None or total is None else in_points(score, total, decimals.points),
        total)


def outlooks(finished: pl.DataFrame, plan: PhasePlan) -> dict[str, PhaseOutlook]:
    """Return what a phase comes to for the ventures of one call, by id.

    Scores have the decimals that tell them from each other and from the gate's thresholds.
    """
    own = f"{plan.phase.id}/"
    rows = finished[[name for name in finished.columns
                     if name == ID or name.startswith(own) or name in plan.reads]]
    decimals = PhaseDecimals(*score_decimals(scores_in(rows.to_dict(as_series=False), plan), plan))
    return {row[ID]: outlook_of(row, plan, decimals) for row in rows.iter_rows(named=True)}


def recommendation_of(
    row: Mapping[str, Any], names: PhaseColumns
) -> tuple[Recommendation, tuple[Possible, ...]]:
    """Return what a phase recommends by a row of the finished table, and what is possible there."""
    possible = _possible(row, names)
    if not row[names.of("reached.certain")]:
        return "not_reached", possible
    return (possible[0] if len(possible) == 1 else "undecided"), possible


def _possible(row: Mapping[str, Any], names: PhaseColumns) -> tuple[Possible, ...]:
    possible: list[Possible] = []
    if row[names.of("reached.possible")]:
        possible = [word for word in RECOMMENDED if row[names.of(word)]]
    if not row[names.of("reached.certain")]:
        possible.append("not_reached")
    return tuple(possible)


def _score(row: Mapping[str, Any], names: PhaseColumns, decimals: int) -> Interval | None:
    lower, upper = row[names.of("score.lower")], row[names.of("score.upper")]
    if lower is None or upper is None:
        return None
    return Interval(lower=lower, upper=upper, decimals=decimals)


def _rank(row: Mapping[str, Any], plan: PhasePlan, names: PhaseColumns) -> RankInterval | None:
    if not plan.ranked:
        return None
    best = row[names.of("rank.best")]
    if best is None:
        return None
    of = row[names.of("rank.of")]
    places = plan.places_of(row, of)
    own_lists = plan.gate.own_lists
    return RankInterval(
        best=best, worst=row[names.of("rank.worst")], of=of,
        uncontested=places is not None and of <= places[0] and not plan.gate.spread,
        group=row[names.of("rank.group")] if own_lists else None)
