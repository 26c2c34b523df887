"""Measure how far a recommendation depends on the weights, and on single levels.

Stochastic multicriteria acceptability analysis (Lahdelma and Salminen 2001; Tervonen and Lahdelma
2007): weights are drawn evenly from all admissible ones, and the hub's own gates are run under each
draw. Where evidence is missing everything is told twice: with all that is missing at the bottom of
its scale, and at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.robustness.acceptability import (
    central_weights,
    pairwise_winning,
    rank_acceptability,
)
from hubflow.compare.robustness.drawn_weights import (
    ENDS,
    Floats,
    Values,
    WeightDraw,
    all_ranked,
    blocks,
    draw_weights,
    repeated,
    score_column,
    scored_by,
)
from hubflow.compare.robustness.level_changes import LevelChange, level_changes
from hubflow.compare.robustness.panel_draws import PanelDraw, varied_groups
from hubflow.compare.robustness.score_classes import classed, decided_alone
from hubflow.compare.robustness.selection import SelectionShare, selected
from hubflow.compare.robustness.weighted_scores import ScoreBlock
from hubflow.compare.robustness.weightings import least_weight_change
from hubflow.compare.variants import End, as_judged, recommendations, table_from_run
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.phases_in_order import run_phase
from hubflow.engine.severity.severity_records import PhaseSeverity, severity_of
from hubflow.model.methodology import text_in
from hubflow.model.results.venture_results import RECOMMENDED

_DRAWN = "_drawn"


@attrs.frozen(kw_only=True)
class WeightChange:
    """The smallest change of weights that takes the score to ``threshold``.

    ``distance`` is the total variation: the share of the whole weight that has to move.
    """

    threshold: float
    distance: float
    weights: Mapping[str, float]


@attrs.frozen(kw_only=True)
class WeightingShares:
    """The position of a venture in its call under all weightings.

    ``ranks`` are the shares of weightings that give rank 1, 2, …; ``beats`` by venture the share
    under which this one is ahead, a tie being half of it; ``first_under`` the mean of the weights
    that make it first, by criterion, empty where none do.
    """

    ranks: tuple[float, ...] = ()
    beats: Mapping[str, float] = attrs.field(factory=dict)
    first_under: Mapping[str, float] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class MissingExtreme:
    """A phase with missing evidence at one ``end`` of its scale; None if nothing is missing.

    ``stands`` is the share of weightings under which the recommendation is the same as under the
    hub's own; ``standing`` is empty where nobody is ranked, or alone.
    """

    end: End | None
    score: float | None
    recommendation: str
    stands: float
    change: WeightChange | None
    standing: WeightingShares


@attrs.frozen(kw_only=True)
class PhaseStability:
    """How far one venture's recommendation in one phase depends on the weights."""

    venture: str
    phase: str
    name: str
    ends: tuple[MissingExtreme, ...]


@attrs.frozen(kw_only=True)
class Robustness:
    """The robustness of one hub's recommendations; empty if a hub neither weighs nor labels.

    ``bands`` are the bands within which weights were drawn because a phase states them, by phase.
    ``left_out`` names the phases whose score is more than a weighted mean of criteria with what is
    added to it: made of groups that are rounded, or in which something may not apply.
    ``groups`` are the titles of the groups of assessors whose weights were drawn, ``group_band``
    the band that the panel states for them. ``severity`` is what can be told of those who judged.
    """

    hub: str
    drawing: WeightDraw
    bands: Mapping[str, float]
    phases: tuple[PhaseStability, ...]
    selection: str
    funded: tuple[SelectionShare, ...]
    levels: tuple[LevelChange, ...]
    severity: tuple[PhaseSeverity, ...]
    left_out: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    group_band: float | None = None


def robustness(run: KeptRun, drawing: WeightDraw) -> Robustness:
    """Return the robustness of everything that a hub recommends in a run."""
    weighted = weighted_phases(run)
    selection, funded = selected(run, weighted, drawing)
    groups = next(filter(None, (varied_groups(run.prepared, plan) for plan in weighted)), ())
    return Robustness(
        hub=run.name, drawing=drawing,
        bands={} if drawing.band is not None else {
            plan.phase.id: plan.phase.score.band for plan in weighted
            if plan.phase.score.band is not None},
        phases=tuple(s for plan in weighted for s in _stability(run, plan, drawing)),
        selection=selection, funded=funded,
        levels=tuple(change for venture in run.result.ventures
                     for change in level_changes(run, venture.id)),
        left_out=tuple(text_in(plan.phase.name, run.prepared.language, plan.phase.id)
                       for plan in run.prepared.compiled.phases
                       if len(plan.weighted) > 1 and not plan.is_mean_with_additions),
        severity=severity_of(run.result),
        groups=tuple(text_in(each.title, run.prepared.language, each.id) for each in groups),
        group_band=run.prepared.compiled.methodology.panel.band
        if groups and drawing.band is None else None,
    )


def weighted_phases(run: KeptRun) -> list[PhasePlan]:
    """Return the phases of a run that have weights to vary."""
    return [plan for plan in run.prepared.compiled.phases if _weighs(run, plan)]


def _weighs(run: KeptRun, plan: PhasePlan) -> bool:
    """Return whether a phase has weights to vary that the core's own score uses.

    A score that is more than a weighted mean of its criteria with what is added is left out. The
    levels and subtotals that gates and floors look at stay those of the hub's own weights.
    """
    scored_by_hook = run.prepared.hub.implements("hubflow_score_phase")
    varied = len(plan.weighted) > 1 or bool(varied_groups(run.prepared, plan))
    return varied and plan.is_mean_with_additions and not scored_by_hook


def _stability(run: KeptRun, plan: PhasePlan, drawing: WeightDraw) -> Iterator[PhaseStability]:
    names = PhaseColumns(plan.phase.id)
    reached = run.table[names.of("reached.possible")].to_list()
    if not any(reached):
        return
    weightings = draw_weights(plan, drawing)
    panel = PanelDraw.of(run, plan, drawing)
    by_end = {end: _at_end(run, plan, end, weightings, panel) for end in ENDS}
    for row, case in enumerate(run.prepared.cases):
        if not reached[row]:
            continue
        lower, upper = (by_end[end][row] for end in ENDS)
        alike = attrs.evolve(lower, end=None) == attrs.evolve(upper, end=None)
        yield PhaseStability(
            venture=case.id, phase=plan.phase.id,
            name=text_in(plan.phase.name, run.prepared.language, plan.phase.id),
            ends=(attrs.evolve(lower, end=None),) if alike else (lower, upper),
        )


def _at_end(
    run: KeptRun, plan: PhasePlan, end: End, weightings: Floats, panel: PanelDraw
) -> list[MissingExtreme]:
    names = PhaseColumns(plan.phase.id)
    table, judged = table_from_run(run, plan, end), as_judged(plan)
    hooks = run.prepared.hooks
    values = Values.of(run_phase(table, judged, hooks.score, hooks.recommend), plan, end)
    weights = np.array([[plan.weight(c) for c in plan.weighted]], dtype=np.float64)
    own = values.scores(weights)
    base = _under(table, judged, run, own)
    varied = panel.values(values, end)
    drawn = panel.weights(weightings)
    scores = varied.under(drawn)
    said = recommendations(base, names, range(base.height))
    if decided_alone(table, plan, hooks):
        standing, counted = classed(scores.of(slice(0, len(weightings))), plan.gate.thresholds)
        done = _under(table, judged, run, standing)
        stands = (_same(done, names, base, len(standing)) * counted).sum(axis=0)
    else:
        stands = _drawn_one_by_one(table, judged, run, base, scores)
    standings = _standings(run, plan, base, varied, drawn, weightings)
    return [
        MissingExtreme(
            end=end, score=None if np.isnan(own[0, row]) else float(own[0, row]),
            recommendation=said[row],
            stands=round(float(stands[row]) / len(weightings), 9),
            change=_least_change(plan, values, row, weights[0]),
            standing=standings.get(row, WeightingShares()),
        )
        for row in range(base.height)
    ]


def _drawn_one_by_one(
    table: pl.DataFrame, plan: PhasePlan, run: KeptRun, base: pl.DataFrame, scores: ScoreBlock
) -> npt.NDArray[np.int64]:
    """Return under how many draws each row has the recommendation that it has in ``base``."""
    stands = np.zeros(base.height, dtype=np.int64)
    for block in blocks(base.height, scores.draws):
        some = scores.of(block)
        done = _under(table, plan, run, some)
        stands += _same(done, PhaseColumns(plan.phase.id), base, len(some)).sum(axis=0)
    return stands


def _under(table: pl.DataFrame, plan: PhasePlan, run: KeptRun, scores: Floats) -> pl.DataFrame:
    """Run the phase once for each row of scores, each as calls of their own."""
    many = repeated(table, len(scores)).with_columns(score_column(_DRAWN, scores))
    return run_phase(many, plan, scored_by(lambda _: _DRAWN), run.prepared.hooks.recommend)


def _same(
    done: pl.DataFrame, names: PhaseColumns, base: pl.DataFrame, times: int
) -> npt.NDArray[np.bool_]:
    """Return for each repetition which rows have the recommendation that they have in ``base``."""
    same = np.ones(done.height, dtype=bool)
    for word in RECOMMENDED:
        own = np.tile(base[names.of(word)].to_numpy(), times)
        same &= done[names.of(word)].to_numpy() == own
    return same.reshape(times, base.height)


def _standings(
    run: KeptRun, plan: PhasePlan, base: pl.DataFrame, values: Values, drawn: Floats,
    weightings: Floats,
) -> Mapping[int, WeightingShares]:
    """Return the weighting shares of the rows that compete, call by call.

    ``drawn`` are the weightings of the ``values``, ``weightings`` those of the criteria alone.
    """
    names = PhaseColumns(plan.phase.id)
    if names.of("rank.best") not in base.columns:
        return {}
    competing = base.select(CALL, pl.col(names.of("rank.best")).is_not_null().alias("in"),
                            ).with_row_index("at").filter("in")
    criteria = [c.criterion.id for c in plan.weighted]
    found: dict[int, WeightingShares] = {}
    for part in competing.partition_by(CALL):
        rows = part["at"].to_list()
        if len(rows) < 2:
            continue
        scores = all_ranked(values.among(rows).under(drawn))
        ranks = np.round(rank_acceptability(scores), 9).tolist()
        wins = np.round(pairwise_winning(scores), 9).tolist()
        central = np.round(central_weights(scores, weightings), 9).tolist()
        ids = [run.prepared.cases[row].id for row in rows]
        for i, row in enumerate(rows):
            found[row] = WeightingShares(
                ranks=tuple(ranks[i]),
                beats={id: won for id, won in zip(ids, wins[i], strict=True) if id != ids[i]},
                first_under={} if np.isnan(central[i]).any() else dict(
                    zip(criteria, central[i], strict=True)),
            )
    return found


def _least_change(
    plan: PhasePlan, values: Values, row: int, weights: Floats
) -> WeightChange | None:
    """Return the smallest change of weights over all thresholds of the gate.

    Over the criteria that surely apply; None where it is not known of one, and where the score is
    more than their mean.
    """
    if values.perhaps[row].any() or not plan.is_plain_mean:
        return None
    inside = ~np.isnan(values.points[row])
    own = weights[inside]
    if not own.any():
        return None
    found = []
    for threshold in plan.gate.thresholds:
        change = least_weight_change(values.points[row][inside], own, threshold)
        if change is not None:
            found.append((change.distance, threshold, change.weights))
    if not found:
        return None
    distance, threshold, changed = min(found, key=lambda item: item[:2])
    ids = [c.criterion.id for c, yes in zip(plan.weighted, inside, strict=True) if yes]
    return WeightChange(threshold=threshold, distance=round(float(distance), 9),
                        weights={id: round(float(w), 9)
                                 for id, w in zip(ids, changed, strict=True)})
