"""Run a phase again with the panel's scores moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.phases_in_order import (
    STILL_IN,
    all_still_in,
    phase_part,
    run_phase,
    run_phases,
)
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.severity.panel_scores import judged_numbers

Shifts = Mapping[str, float]
"""By how much each venture's scores move, of 100."""

_ROWS = 200_000
_SHIFT = "_shift"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ShiftedPhase:
    """A phase of a run, ready to be run again.

    ``table`` has a row a case, as it is before the phase.
    """

    prepared: Prepared
    plan: PhasePlan
    table: pl.DataFrame

    @classmethod
    def of(cls, prepared: Prepared, finished: pl.DataFrame, plan: PhasePlan) -> ShiftedPhase:
        """Return a phase with who got to it by the method's own rules.

        In a register decisions lead past a phase, but who competed is by the rules.
        """
        hooks = prepared.hooks
        if prepared.decided_only:
            earlier = tuple(each for each in prepared.compiled.phases if each.index < plan.index)
            finished = run_phases(
                prepared.table, prepared.compiled.replace(phases=earlier), hooks.score,
                hooks.recommend, all_facts=hooks.read_tables)
        own, given = f"{plan.phase.id}/", set(prepared.table.columns)
        before = finished[[name for name in finished.columns
                           if name in given or not name.startswith(own)]]
        still_in = all_still_in(before.height)
        if plan.index:
            names = prepared.compiled.phases[plan.index - 1].names
            still_in = finished[[names.of("passed.certain"), names.of("passed.possible")]].rename(
                {names.of(f"passed.{end}"): name
                 for end, name in zip(("certain", "possible"), STILL_IN, strict=True)})
        part = phase_part(before, plan, all_facts=hooks.read_tables)
        return cls(prepared=prepared, plan=plan, table=part.hstack(still_in))

    def under(self, shifts: Sequence[Shifts]) -> Iterator[pl.DataFrame]:
        """Yield tables after the phase: its rows under the first of the shifts, then the next."""
        step = max(1, _ROWS // self.table.height)
        for start in range(0, len(shifts), step):
            yield run_phase(self._moved(shifts[start:start + step]), self.plan,
                            self.prepared.hooks.score, self.prepared.hooks.recommend)

    def _moved(self, shifts: Sequence[Shifts]) -> pl.DataFrame:
        """Return the table once for each of the shifts, each with calls of its own."""
        ids = [case.id for case in self.prepared.cases]
        calls = self.table[CALL].n_unique()
        numbered = self.table.with_columns(pl.col(CALL).rank("dense").cast(pl.Int64))
        which = pl.int_range(pl.len()) // self.table.height
        many = pl.concat([numbered] * len(shifts)).with_columns(
            pl.col(CALL) + which * (calls + 1),
            pl.Series(_SHIFT, [each.get(id, 0.0) for each in shifts for id in ids],
                      dtype=pl.Float64))
        columns = []
        for criterion in judged_numbers(self.plan):
            low, high = criterion.bounds
            columns += [(pl.col(name) + pl.col(_SHIFT) * ((high - low) / 100)).clip(low, high)
                        for name in self.plan.names.judged(criterion.id)]
        return many.with_columns(columns).drop(_SHIFT)
