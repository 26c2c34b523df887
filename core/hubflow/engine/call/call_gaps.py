"""Find the evidence that the ventures of a call lack, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.results.evidence_needs import EvidenceNeed

Gaps = Mapping[int, Sequence[EvidenceNeed]]
"""What ventures lack, by their places among the cases."""


class CallGaps:
    """The evidence that the ventures of a finished run lack, found at the first question."""

    def __init__(
        self, cases: Sequence[VentureCase], finished: pl.DataFrame,
        needs: Mapping[str, Sequence[EvidenceNeed]],
    ) -> None:
        self._cases, self._table, self._needs = cases, finished, needs
        self._found: dict[tuple[str, str | None], Mapping[int, Gaps]] = {}

    def of_others(
        self, case: VentureCase, call: int, plan: PhasePlan, rule: str | None = None
    ) -> list[tuple[VentureCase, Sequence[EvidenceNeed]]]:
        """Return who else in a call competes in a phase and lacks something, with what.

        With ``rule`` it is what this rule needs.
        """
        found = self._in_phase(plan, rule).get(call, {})
        return [(other, gaps) for at, gaps in found.items()
                if (other := self._cases[at]) is not case]

    def _in_phase(self, plan: PhasePlan, rule: str | None) -> Mapping[int, Gaps]:
        key = (plan.phase.id, rule)
        if key not in self._found:
            self._found[key] = self._looked_up(plan, [
                need for need in self._needs[plan.phase.id] if rule in (None, need.rule)])
        return self._found[key]

    def _looked_up(self, plan: PhasePlan, needs: Sequence[EvidenceNeed]) -> Mapping[int, Gaps]:
        names = plan.names
        competes = (pl.col(names.of("rank.best")).is_not_null() if plan.ranked
                    else pl.col(names.of("reached.possible")))
        lacking = self._table.select(
            pl.int_range(pl.len()).alias("_at"), CALL,
            pl.concat_list([pl.lit([], pl.List(pl.UInt32)), *(
                pl.when(competes & need.missing).then(pl.lit([number], pl.List(pl.UInt32)))
                .otherwise(pl.lit([], pl.List(pl.UInt32)))
                for number, need in enumerate(needs))]).alias("_needs"),
        ).filter(pl.col("_needs").list.len() > 0)
        found: dict[int, dict[int, Sequence[EvidenceNeed]]] = {}
        for at, call, numbers in lacking.iter_rows():
            distinct = {needs[number].id: needs[number] for number in numbers}
            found.setdefault(call, {})[at] = list(distinct.values())
        return found
