"""Read what a phase comes to for a venture off its row: recommendation, score and rank alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import score_points
from hubflow.engine.pipeline.column_names import ID, PhaseColumns
from hubflow.engine.results.shown_decimals import in_points, with_score_decimals
from hubflow.model.plain_record import PlainRecord
from hubflow.model.results import Interval, Possible, RankInterval, Recommendation


class PhaseOutlook(PlainRecord):
    """What a phase comes to for a venture, without the reasons; fields as in a phase's result."""

    recommendation: Recommendation
    possible: tuple[Possible, ...]
    score: Interval | None
    rank: RankInterval | None
    points: Interval | None
    total: float | None


def outlook_of(row: Mapping[str, Any], plan: PhasePlan, total: float | None) -> PhaseOutlook:
    """Return what a phase comes to, from a row of the finished table.

    ``total`` is the most points that there can be, where the score is in points.
    """
    names = PhaseColumns(plan.phase.id)
    possible = _possible(row, names)
    reached = bool(row[names.of("reached.certain")])
    recommendation: Recommendation = (
        "not_reached" if not reached else possible[0] if len(possible) == 1 else "undecided"
    )
    score = _score(row, names)
    return PhaseOutlook(
        recommendation, possible, score, _rank(row, plan, names),
        None if score is None or total is None else in_points(score, total), total)


def outlooks(finished: pl.DataFrame, plan: PhasePlan) -> dict[str, PhaseOutlook]:
    """Return what a phase comes to for the ventures of one call, by id.

    Scores have the decimals that tell them from each other and from the gate's thresholds.
    """
    own = f"{plan.phase.id}/"
    rows = finished[[name for name in finished.columns
                     if name == ID or name.startswith(own) or name in plan.reads]]
    total = score_points(plan.phase)
    found = {row[ID]: outlook_of(row, plan, total) for row in rows.iter_rows(named=True)}
    shown = with_score_decimals([(one.score, one.points) for one in found.values()], plan)
    return {id: one.replace(score=score, points=points)
            for (id, one), (score, points) in zip(found.items(), shown, strict=True)}


def _possible(row: Mapping[str, Any], names: PhaseColumns) -> tuple[Possible, ...]:
    possible: list[Possible] = []
    if row[names.of("reached.possible")]:
        words: tuple[Possible, ...] = ("advance", "revise", "stop")
        possible = [word for word in words if row[names.of(word)]]
    if not row[names.of("reached.certain")]:
        possible.append("not_reached")
    return tuple(possible)


def _score(row: Mapping[str, Any], names: PhaseColumns) -> Interval | None:
    lower, upper = row[names.of("score.lower")], row[names.of("score.upper")]
    return None if lower is None or upper is None else Interval(lower=lower, upper=upper)


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
