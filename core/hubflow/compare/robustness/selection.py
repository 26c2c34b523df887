"""Find who would be selected from a call under other weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.robustness.drawn_weights import (
    ENDS,
    Floats,
    Values,
    WeightDraw,
    blocks,
    draw_weights,
    repeated,
    score_column,
    scored_by,
)
from hubflow.compare.robustness.panel_draws import PanelDraw
from hubflow.compare.robustness.quota_counts import times_selected
from hubflow.compare.robustness.weighted_scores import weighs
from hubflow.compare.variants import End, as_judged, found
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.phases_in_order import run_phases
from hubflow.model.methodology import text_in


@attrs.frozen(kw_only=True)
class SelectionShare:
    """The share of weightings under which a venture passes the call's last selection."""

    venture: str
    lower: float
    upper: float


def selected(
    run: KeptRun, weighted: Sequence[PhasePlan], drawing: WeightDraw
) -> tuple[str, tuple[SelectionShare, ...]]:
    """Return each venture's share of weightings under which it passes the last ranked selection.

    The whole way is run under each draw; recorded decisions of a selection are left aside.
    """
    selections = [plan for plan in weighted if plan.ranked]
    in_call = run.prepared.table[CALL].n_unique() < run.prepared.table.height
    if not selections or not in_call:
        return "", ()
    last = selections[-1]
    shares = {end: _passing(run, weighted, selections, last, end, drawing) for end in ENDS}
    funded = tuple(
        SelectionShare(venture=case.id, lower=min(shares["lower"][row], shares["upper"][row]),
               upper=max(shares["lower"][row], shares["upper"][row]))
        for row, case in enumerate(run.prepared.cases)
    )
    return text_in(last.phase.name, run.prepared.language, last.phase.id), funded


def _passing(
    run: KeptRun, weighted: Sequence[PhasePlan], selections: Sequence[PhasePlan],
    last: PhasePlan, end: End, drawing: WeightDraw,
) -> list[float]:
    way = _SelectionPath.of(run, weighted, selections, last, end, drawing)
    counts = way.by_places() if way.only_places_count else way.by_engine()
    return [round(float(count) / drawing.draws, 9) for count in counts]


@attrs.frozen(eq=False, repr=False)
class _SelectionPath:
    """The phases up to the last selection, with missing evidence at one end of its scale.

    ``table`` has what the rules of every phase came to, and no decisions on selections;
    ``scores`` are those of the phases whose weights are drawn.
    """

    run: KeptRun
    plans: Sequence[PhasePlan]
    selections: Sequence[PhasePlan]
    last: PhasePlan
    table: pl.DataFrame
    values: Mapping[str, tuple[Values, Floats]]
    draws: int

    @classmethod
    def of(
        cls, run: KeptRun, weighted: Sequence[PhasePlan], selections: Sequence[PhasePlan],
        last: PhasePlan, end: End, drawing: WeightDraw,
    ) -> _SelectionPath:
        plans = [plan for plan in run.prepared.compiled.phases if plan.index <= last.index]
        undecided = [pl.lit(None, pl.String).alias(PhaseColumns(plan.phase.id).of("decision"))
                     for plan in selections]
        table = run.prepared.table.with_columns(
            *(column for plan in plans for column in found(run, plan, end)), *undecided)
        values = {}
        for plan in (each for each in weighted if each.index <= last.index):
            panel = PanelDraw.of(run, plan, drawing)
            values[plan.phase.id] = (panel.values(Values.of(run.table, plan, end), end),
                                     panel.weights(draw_weights(plan, drawing)))
        return cls(run, [as_judged(plan) for plan in plans], selections, last, table, values,
                   drawing.draws)

    def by_engine(self) -> Floats:
        """Return in how many draws each row passes, by running all phases under each draw."""
        passed = np.zeros(self.table.height)
        scores = {id: values.under(drawn) for id, (values, drawn) in self.values.items()}
        for block in blocks(self.table.height, self.draws):
            times = len(range(*block.indices(self.draws)))
            many = repeated(self.table, times).with_columns(
                score_column(_drawn(id), own.of(block)) for id, own in scores.items()
            )
            done = self._run(many, self.plans)
            passed += _passes(done, self.last).reshape(times, -1).sum(axis=0)
        return passed

    @property
    def only_places_count(self) -> bool:
        """Whether weights decide only about the places of the last selection.

        Then it is enough to run the way once, and to count who is among the best so many.
        """
        hub = self.run.prepared.hub
        if hub.implements("hubflow_score_phase") or hub.implements("hubflow_recommend"):
            return False
        if list(self.values) != [self.last.phase.id] or len(self.selections) != 1:
            return False
        if not self.last.is_plain_mean:
            return False
        if len(self.last.gate.advance) != 1 or not self.last.gate.order.by_score:
            return False
        if self.last.gate.thresholds:
            return False
        quotas = [clause.quota for clause in self.last.gate.ranked]
        values, _ = self.values[self.last.phase.id]
        return len(quotas) == 1 and quotas[0] is not None and not values.perhaps.any()

    def by_places(self) -> Floats:
        """Return the same as :meth:`by_engine`, faster; requires :attr:`only_places_count`."""
        (quota,) = self.last.gate.ranked
        places = quota.quota or 0
        # With a place for everybody, who passes is who would pass with one of the places.
        last = self.plans[-1].replace(gate=self.last.gate.with_quota(self.table.height))
        plans = [*self.plans[:-1], last]
        values, drawn = self.values[self.last.phase.id]
        done = self._run(self.table.with_columns(
            score_column(_drawn(self.last.phase.id), values.scores(drawn[:1]))), plans)
        competes = done[PhaseColumns(self.last.phase.id).of("rank.best")].is_not_null()
        points = np.where(weighs(values.points, drawn)[:, None], values.points, np.nan)
        counts = np.zeros(self.table.height)
        in_call = self.table.select(CALL).with_row_index("at").filter(competes)
        for part in in_call.partition_by(CALL):
            rows = part["at"].to_numpy()
            counts[rows] = times_selected(points[rows], drawn, places)
        return np.where(_passes(done, self.last), counts, 0.0)

    def _run(self, table: pl.DataFrame, plans: Sequence[PhasePlan]) -> pl.DataFrame:
        hooks = self.run.prepared.hooks

        def score(plan: PhasePlan, lazy: pl.LazyFrame) -> pl.LazyFrame:
            if plan.phase.id not in self.values:
                return hooks.score(plan, lazy)
            return scored_by(lambda own: _drawn(own.phase.id))(plan, lazy)

        compiled = self.run.prepared.compiled.replace(phases=tuple(plans))
        return run_phases(table, compiled, score, hooks.recommend, all_facts=hooks.read_tables)


def _drawn(phase: str) -> str:
    return f"{phase}/drawn"


def _passes(done: pl.DataFrame, plan: PhasePlan) -> npt.NDArray[np.bool_]:
    return done[PhaseColumns(plan.phase.id).of("passed.certain")].to_numpy()
