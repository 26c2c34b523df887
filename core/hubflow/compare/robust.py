"""How far a recommendation hangs on the weights, and on single levels.

Stochastic multicriteria acceptability analysis (Lahdelma and Salminen 2001; Tervonen and Lahdelma
2007): weights are drawn evenly from all admissible ones, and the hub's own gates are run under each
draw. Where evidence is missing everything is told twice: with all that is missing at the bottom of
its scale, and at the top.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from hubflow.compare.acceptability import rank_acceptability, weighted_scores
from hubflow.compare.taken import Taken
from hubflow.compare.variants import End, Variants, as_found, as_judged, recommendation
from hubflow.compare.weightings import (
    banded_weightings,
    least_weight_change,
    uniform_weightings,
)
from hubflow.engine.columns import PhaseColumns
from hubflow.engine.compiled import PhasePlan
from hubflow.engine.sql import CALL
from hubflow.engine.way import WAY, run_phase, run_phases
from hubflow.model.methodology import text_in

ENDS: tuple[End, ...] = ("lower", "upper")
_ROWS = 400_000
_DRAWN = "_drawn"

Floats = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class Drawing:
    """How weights are drawn: how many, from which seed, and how far from the hub's own.

    Without ``band`` every weighting is admissible; with 0.2 each weight keeps within a fifth of
    the hub's.
    """

    draws: int
    seed: int
    band: float | None = None


@attrs.frozen(kw_only=True)
class WeightChange:
    """The smallest change of weights that takes the score to ``threshold``.

    ``distance`` is the total variation: the share of the whole weight that has to move.
    """

    threshold: float
    distance: float
    weights: Mapping[str, float]


@attrs.frozen(kw_only=True)
class AtEnd:
    """A phase with what is missing at one end of its scale; ``end`` is None if nothing is.

    ``stands`` is the share of weightings under which the recommendation is the same as under the
    hub's own; ``ranks`` the shares of weightings that give rank 1, 2, … in the call (empty where
    nobody is ranked, or alone).
    """

    end: End | None
    score: float | None
    recommendation: str
    stands: float
    change: WeightChange | None
    ranks: tuple[float, ...]


@attrs.frozen(kw_only=True)
class PhaseStability:
    """How far one venture's recommendation in one phase hangs on the weights."""

    venture: str
    phase: str
    name: str
    ends: tuple[AtEnd, ...]


@attrs.frozen(kw_only=True)
class Funded:
    """The share of weightings under which a venture passes the call's last selection."""

    venture: str
    lower: float
    upper: float


@attrs.frozen(kw_only=True)
class LevelChange:
    """One level that, changed alone, changes what the phase recommends."""

    venture: str
    phase: str
    name: str
    criterion: str
    now: str
    to: str
    recommendation: str
    becomes: str


@attrs.frozen(kw_only=True)
class Robustness:
    """How robust one hub's recommendations are; empty where a hub neither weighs nor labels."""

    hub: str
    drawing: Drawing
    phases: tuple[PhaseStability, ...]
    selection: str
    funded: tuple[Funded, ...]
    levels: tuple[LevelChange, ...]


def robustness(taken: Taken, drawing: Drawing) -> Robustness:
    """The robustness of everything that a hub recommends in a run."""
    weighted = [plan for plan in taken.prepared.compiled.phases if _weighs(taken, plan)]
    selection, funded = _funded(taken, weighted, drawing)
    return Robustness(
        hub=taken.name, drawing=drawing,
        phases=tuple(s for plan in weighted for s in _stability(taken, plan, drawing)),
        selection=selection, funded=funded,
        levels=tuple(change for venture in taken.result.ventures
                     for change in level_changes(taken, venture.id)),
    )


def _weighs(taken: Taken, plan: PhasePlan) -> bool:
    """Whether a phase has weights to vary that the core's own score uses."""
    scored_by_hook = taken.prepared.hub.implements("hubflow_score_phase")
    return len(plan.weighted) > 1 and not scored_by_hook


def draw_weights(plan: PhasePlan, drawing: Drawing) -> Floats:
    """The weightings of a phase's numeric criteria, of shape (draws, criteria).

    Phases with the same criteria are given the same draws.
    """
    ids = "\n".join(c.criterion.id for c in plan.weighted)
    seed = drawing.seed + zlib.crc32(ids.encode())
    if drawing.band is None:
        return uniform_weightings(len(plan.weighted), drawing.draws, seed)
    own = np.array([plan.weight(c) for c in plan.weighted], dtype=np.float64)
    return banded_weightings(own, drawing.band, drawing.draws, seed)


def _stability(taken: Taken, plan: PhasePlan, drawing: Drawing) -> Iterator[PhaseStability]:
    names = PhaseColumns(plan.phase.id)
    reached = taken.table[names.of("reached.possible")].to_list()
    if not any(reached):
        return
    weightings = draw_weights(plan, drawing)
    by_end = {end: _at_end(taken, plan, end, weightings) for end in ENDS}
    for row, case in enumerate(taken.prepared.cases):
        if not reached[row]:
            continue
        lower, upper = (by_end[end][row] for end in ENDS)
        alike = attrs.evolve(lower, end=None) == attrs.evolve(upper, end=None)
        yield PhaseStability(
            venture=case.id, phase=plan.phase.id,
            name=text_in(plan.phase.name, taken.prepared.language, plan.phase.id),
            ends=(attrs.evolve(lower, end=None),) if alike else (lower, upper),
        )


def _at_end(taken: Taken, plan: PhasePlan, end: End, weightings: Floats) -> list[AtEnd]:
    names = PhaseColumns(plan.phase.id)
    hooks = taken.prepared.hooks
    table, judged = as_found(taken, plan, end), as_judged(plan)
    base = run_phase(table, judged, hooks.score, hooks.recommend)
    values = normed_values(base, plan)
    scores = weighted_scores(values, weightings)
    said = [recommendation(base, names, row) for row in range(base.height)]
    stands = np.zeros(base.height)
    for block in _blocks(base.height, len(weightings)):
        done = _under(table, judged, taken, scores[block])
        stands += _same(done, names, base, len(scores[block]))
    ranks = _rank_shares(base, names, scores)
    own = [plan.weight(c) for c in plan.weighted]
    return [
        AtEnd(
            end=end, score=base[names.of(f"score.{end}")][row], recommendation=said[row],
            stands=round(float(stands[row]) / len(weightings), 9),
            change=_least_change(plan, values[row], own), ranks=ranks.get(row, ()),
        )
        for row in range(base.height)
    ]


def normed_values(table: pl.DataFrame, plan: PhasePlan) -> Floats:
    """The numeric criteria of every row on 0..100; NaN where one does not surely apply."""
    names = PhaseColumns(plan.phase.id)
    columns = []
    for criterion in plan.weighted:
        id = criterion.criterion.id
        low, high = criterion.bounds
        value = (table[names.lower(id)] - low) / (high - low) * 100
        applies = table[names.applies(id)].fill_null(False).to_numpy()
        columns.append(np.where(applies, value.to_numpy(), np.nan))
    return np.column_stack(columns)


def _blocks(rows: int, draws: int) -> Iterator[slice]:
    step = max(1, _ROWS // max(1, rows))
    yield from (slice(start, start + step) for start in range(0, draws, step))


def _under(table: pl.DataFrame, plan: PhasePlan, taken: Taken, scores: Floats) -> pl.DataFrame:
    """The phase run once for each row of scores, each as calls of their own."""
    many = _repeated(table, len(scores)).with_columns(_score_column(_DRAWN, scores))
    return run_phase(many, plan, _scored_by(lambda _: _DRAWN), taken.prepared.hooks.recommend)


def _repeated(table: pl.DataFrame, times: int) -> pl.DataFrame:
    """The table so many times over, each time with calls of its own."""
    calls = table[CALL].n_unique()
    height = table.height
    return pl.concat([table] * times).with_columns(
        pl.col(CALL).rank("dense").cast(pl.Int64)
        + pl.Series(np.repeat(np.arange(times) * (calls + 1), height))
    )


def _score_column(name: str, scores: Floats) -> pl.Series:
    return pl.Series(name, scores.ravel()).fill_nan(None)


def _scored_by(column: Any) -> Any:
    """A hook that takes a phase's score from a column."""

    def score(plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        names = PhaseColumns(plan.phase.id)
        return table.with_columns(
            pl.col(column(plan)).alias(names.of(f"score.{end}")) for end in ENDS
        )

    return score


def _same(
    done: pl.DataFrame, names: PhaseColumns, base: pl.DataFrame, times: int
) -> npt.NDArray[np.int64]:
    """In how many of the repetitions each row has the recommendation that it has in ``base``."""
    same = np.ones(done.height, dtype=bool)
    for word in ("advance", "revise", "stop"):
        own = np.tile(base[names.of(word)].to_numpy(), times)
        same &= done[names.of(word)].to_numpy() == own
    counted: npt.NDArray[np.int64] = same.reshape(times, base.height).sum(axis=0)
    return counted


def _rank_shares(
    base: pl.DataFrame, names: PhaseColumns, scores: Floats
) -> Mapping[int, tuple[float, ...]]:
    """Rank acceptabilities of the rows that compete, call by call."""
    if names.of("rank.best") not in base.columns:
        return {}
    competing = base.select(CALL, pl.col(names.of("rank.best")).is_not_null().alias("in"),
                            ).with_row_index("at").filter("in")
    found: dict[int, tuple[float, ...]] = {}
    for part in competing.partition_by(CALL):
        rows = part["at"].to_list()
        if len(rows) > 1:
            shares = rank_acceptability(np.ascontiguousarray(scores[:, rows]))
            found.update({row: tuple(np.round(shares[i], 9).tolist())
                          for i, row in enumerate(rows)})
    return found


def _least_change(
    plan: PhasePlan, values: Floats, weights: Sequence[float]
) -> WeightChange | None:
    """The smallest change of weights over all thresholds of the gate."""
    inside = ~np.isnan(values)
    if inside.sum() < 2:
        return None
    own = np.array(weights)[inside]
    thresholds = [way.rule.score for way in plan.advance if way.rule.score is not None]
    thresholds += [s.rule.score_below for s in plan.stop if s.rule.score_below is not None]
    found = []
    for threshold in thresholds:
        change = least_weight_change(values[inside], own, threshold)
        if change is not None:
            found.append((change.distance, threshold, change.weights))
    if not found:
        return None
    distance, threshold, changed = min(found, key=lambda item: item[:2])
    ids = [c.criterion.id for c, yes in zip(plan.weighted, inside, strict=True) if yes]
    return WeightChange(threshold=threshold, distance=round(float(distance), 9),
                        weights={id: round(float(w), 9)
                                 for id, w in zip(ids, changed, strict=True)})


def _funded(
    taken: Taken, weighted: Sequence[PhasePlan], drawing: Drawing
) -> tuple[str, tuple[Funded, ...]]:
    """Each venture's share of weightings under which it passes the last selection by rank.

    The whole way is run under each draw; recorded decisions of a selection are left aside.
    """
    selections = [plan for plan in weighted if any(way.ranked for way in plan.advance)]
    in_call = taken.prepared.table[CALL].n_unique() < taken.prepared.table.height
    if not selections or not in_call:
        return "", ()
    last = selections[-1]
    shares = {end: _passing(taken, weighted, selections, last, end, drawing) for end in ENDS}
    funded = tuple(
        Funded(venture=case.id, lower=min(shares["lower"][row], shares["upper"][row]),
               upper=max(shares["lower"][row], shares["upper"][row]))
        for row, case in enumerate(taken.prepared.cases)
    )
    return text_in(last.phase.name, taken.prepared.language, last.phase.id), funded


def _passing(
    taken: Taken, weighted: Sequence[PhasePlan], selections: Sequence[PhasePlan],
    last: PhasePlan, end: End, drawing: Drawing,
) -> list[float]:
    prepared = taken.prepared
    plans = [plan for plan in prepared.compiled.phases if plan.index <= last.index]
    compiled = attrs.evolve(prepared.compiled, phases=tuple(as_judged(plan) for plan in plans))
    table = prepared.table
    for plan in plans:
        table = as_found(attrs.evolve(taken, prepared=attrs.evolve(prepared, table=table)),
                         plan, end)
    table = table.drop(WAY).with_columns(
        pl.lit(None, pl.String).alias(PhaseColumns(plan.phase.id).of("decision"))
        for plan in selections
    )
    scores = {}
    for plan in weighted:
        if plan.index <= last.index:
            values = normed_values(_ends_of(taken, plan, end), plan)
            scores[plan.phase.id] = weighted_scores(values, draw_weights(plan, drawing))
    passed = np.zeros(table.height)
    names = PhaseColumns(last.phase.id)

    def drawn(plan: PhasePlan) -> str:
        return f"{plan.phase.id}/{_DRAWN}"

    def score(plan: PhasePlan, lazy: pl.LazyFrame) -> pl.LazyFrame:
        if plan.phase.id not in scores:
            return prepared.hooks.score(plan, lazy)
        found: pl.LazyFrame = _scored_by(drawn)(plan, lazy)
        return found

    for block in _blocks(table.height, drawing.draws):
        times = len(range(*block.indices(drawing.draws)))
        many = _repeated(table, times).with_columns(
            _score_column(f"{id}/{_DRAWN}", own[block]) for id, own in scores.items()
        )
        done = run_phases(many, compiled, score, prepared.hooks.recommend,
                          all_facts=prepared.hooks.read_tables)
        passed += done[names.of("passed.certain")].to_numpy().reshape(times, -1).sum(axis=0)
    return [round(float(count) / drawing.draws, 9) for count in passed]


def _ends_of(taken: Taken, plan: PhasePlan, end: End) -> pl.DataFrame:
    """The phase's criteria with what is missing at one end, as the engine names them."""
    names = PhaseColumns(plan.phase.id)
    after = taken.table
    return after.with_columns(
        after[names.lower(c.criterion.id) if end == "lower" else names.upper(c.criterion.id)]
        .alias(names.lower(c.criterion.id))
        for c in plan.weighted
    )


def level_changes(taken: Taken, venture: str) -> Iterator[LevelChange]:
    """Every single change of a level that changes what a reached phase recommends."""
    result = taken.ventures[venture]
    plans = {plan.phase.id: plan for plan in taken.prepared.compiled.phases}
    for phase in (p for stage in result.stages for p in stage.phases):
        plan = plans[phase.phase]
        ordinal = [c for c in plan.criteria if c.criterion.ordinal]
        if phase.recommendation == "not_reached" or not ordinal:
            continue
        found = {c.id: c for c in phase.criteria}
        settings = [
            (c, position) for c in ordinal for position in range(len(c.criterion.scale))
            if found[c.criterion.id].applies and found[c.criterion.id].lower is not None
            and found[c.criterion.id].lower == found[c.criterion.id].upper
            and not math.isclose(position, found[c.criterion.id].lower or 0.0)
        ]
        variants = Variants.of(taken, plan, venture)
        base, *said = variants.recommended(
            [{}, *({c.criterion.id: float(position)} for c, position in settings)])
        for (criterion, position), becomes in zip(settings, said, strict=True):
            if becomes != base:
                now = found[criterion.criterion.id]
                yield LevelChange(
                    venture=venture, phase=phase.phase, name=phase.name, criterion=now.title,
                    now=now.lower_label or "", to=str(criterion.criterion.scale[position]),
                    recommendation=base, becomes=becomes,
                )
