"""Draw weights evenly from all admissible ones, and repeat a table once for each draw."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from hubflow.compare.robustness.weighted_scores import ScoreBlock, blocked_scores, weighs
from hubflow.compare.robustness.weightings import banded_weightings, uniform_weightings
from hubflow.compare.variants import End
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import DECIMALS
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.phases_in_order import PhaseHook
from hubflow.engine.pipeline.settled_scoring import scoring_of

ENDS: tuple[End, ...] = ("lower", "upper")
_ROWS = 400_000

Floats = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class WeightDraw:
    """How weights are drawn: how many, from which seed, and how far from the hub's own.

    Without ``band`` every weighting is admissible, or those within the band that a phase states;
    with 0.2 each weight keeps within a fifth of the hub's.
    """

    draws: int
    seed: int
    band: float | None = None


def draw_weights(plan: PhasePlan, drawing: WeightDraw) -> Floats:
    """Return weightings of a phase's numeric criteria, of shape (draws, criteria).

    Phases with the same criteria are given the same draws.
    """
    ids = "\n".join(c.criterion.id for c in plan.weighted)
    seed = drawing.seed + zlib.crc32(ids.encode())
    band = plan.phase.score.band if drawing.band is None else drawing.band
    if band is None:
        return uniform_weightings(len(plan.weighted), drawing.draws, seed)
    own = np.array([plan.weight(c) for c in plan.weighted], dtype=np.float64)
    return banded_weightings(own, band, drawing.draws, seed)


@attrs.frozen(eq=False, repr=False)
class Values:
    """The numeric criteria of a phase; missing values stand at one end of their scale.

    ``points`` is of shape (rows, criteria), on 0..100, NaN where one does not apply; ``perhaps``
    says where it is not known whether it does. ``added`` has a column for each adjustment of
    ``plan``: what it adds at this end.
    """

    points: Floats
    perhaps: npt.NDArray[np.bool_]
    end: End
    plan: PhasePlan
    added: pl.DataFrame

    @classmethod
    def of(cls, table: pl.DataFrame, plan: PhasePlan, end: End) -> Values:
        """Return the values in a table that has been through the phase."""
        names = PhaseColumns(plan.phase.id)
        points, perhaps = [], []
        for criterion in plan.weighted:
            id = criterion.criterion.id
            low, high = criterion.bounds
            column = names.lower(id) if end == "lower" else names.upper(id)
            value = (table[column] - low) / (high - low) * 100
            applies = table[names.applies(id)]
            points.append(np.where(applies.fill_null(True).to_numpy(), value.to_numpy(), np.nan))
            perhaps.append(applies.is_null().to_numpy())
        scoring = scoring_of(plan)
        added = table.select(scoring.added(each, end).alias(each.id) for each in plan.adjustments)
        return cls(np.column_stack(points), np.column_stack(perhaps), end, plan, added)

    def scores(self, weightings: Floats) -> Floats:
        """Return the score of every row under every weighting, (draws, rows); NaN without weight.

        A criterion that may apply is in or out, whichever takes the score further to the end.
        """
        return self.under(weightings).of(slice(0, len(weightings)))

    def under(self, weightings: Floats) -> ScoreBlock:
        """Return the same scores, computed for one block of draws at a time."""
        means = self._means(weightings)
        if self.plan.is_plain_mean:
            return means
        return ScoreBlock(means.draws, means.alternatives,
                          lambda draws: self._published(means.of(draws)))

    def _published(self, means: Floats) -> Floats:
        """Return scores as published: with what is added, rounded, within their limits."""
        draws = len(means)
        columns = [pl.Series("", np.tile(self.added[name].to_numpy(), draws)).alias(name)
                   for name in self.added.columns]
        table = pl.DataFrame([pl.Series("_mean", means.ravel()), *columns])
        score = scoring_of(self.plan).published_score(
            pl.col("_mean"), list(map(pl.col, self.added.columns)))
        found = table.select(pl.when(pl.col("_mean").is_nan()).then(float("nan")).otherwise(score))
        return found.to_series().to_numpy().reshape(means.shape)

    def _means(self, weightings: Floats) -> ScoreBlock:
        """Return the weighted means of the criteria, computed for one block of draws at a time."""
        surely = np.where(self.perhaps, np.nan, self.points)
        weigh = weighs(surely, weightings)
        weighted = blocked_scores(surely[weigh], weightings) if weigh.any() else None
        open_ = [int(row) for row in np.flatnonzero(self.perhaps.any(axis=1))]
        if weighted is not None and weigh.all() and not open_:
            return weighted

        def of(draws: slice) -> Floats:
            some = weightings[draws]
            found = np.full((len(some), len(surely)), np.nan)
            if weighted is not None:
                found[:, weigh] = weighted.of(draws)
            for row in open_:
                found[:, row] = self._furthest(row, found[:, row], some)
            return found

        return ScoreBlock(len(weightings), len(surely), of)

    def among(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> Values:
        """Return the values of some of the rows."""
        added = self.added[rows] if self.added.width else self.added
        return Values(self.points[rows], self.perhaps[rows], self.end, self.plan, added)

    def _furthest(self, row: int, mean: Floats, weightings: Floats) -> Floats:
        sign = 1.0 if self.end == "upper" else -1.0
        points, perhaps = self.points[row], self.perhaps[row]
        if np.isnan(mean).all():
            return np.full(len(mean), sign * np.max(sign * points[perhaps]))
        sure = ~np.isnan(points) & ~perhaps
        filled = np.nan_to_num(points)
        for _ in range(int(perhaps.sum())):
            run = sure | (perhaps & (sign * filled > sign * mean[:, None]))
            # Row by row, and so in a block of any size the same.
            mean = (weightings * run * filled).sum(axis=1) / (weightings * run).sum(axis=1)
        return np.asarray(mean.round(DECIMALS), dtype=np.float64)


def all_ranked(scores: ScoreBlock) -> ScoreBlock:
    """Return scores in which alternatives without one stand behind all others, as in the engine."""
    if scores.ticks is not None:
        return scores
    return ScoreBlock(scores.draws, scores.alternatives,
                  lambda draws: np.nan_to_num(scores.of(draws), nan=-1.0))


def blocks(rows: int, draws: int) -> Iterator[slice]:
    """Yield slices of the draws, small enough that memory stays bounded."""
    step = max(1, _ROWS // max(1, rows))
    yield from (slice(start, start + step) for start in range(0, draws, step))


def repeated(table: pl.DataFrame, times: int) -> pl.DataFrame:
    """Return the table repeated ``times`` over, each copy with calls of its own."""
    calls = table[CALL].n_unique()
    height = table.height
    return pl.concat([table] * times).with_columns(
        pl.col(CALL).rank("dense").cast(pl.Int64)
        + pl.Series(np.repeat(np.arange(times) * (calls + 1), height))
    )


def score_column(name: str, scores: Floats) -> pl.Series:
    """Return scores of shape (draws, rows) as a column of the repeated table."""
    return pl.Series(name, scores.ravel()).fill_nan(None)


def scored_by(column: Callable[[PhasePlan], str]) -> PhaseHook:
    """Return a hook that takes a phase's score from a column."""

    def score(plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        names = PhaseColumns(plan.phase.id)
        return scoring_of(plan).add_score(table).with_columns(
            pl.col(column(plan)).alias(names.of(f"score.{end}")) for end in ENDS
        )

    return score
