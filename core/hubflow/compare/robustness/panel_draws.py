"""Draw the weights of groups of assessors, and score phases under them.

What a panel with groups says of a criterion is the weighted mean of what its groups say. So a
criterion counts as one part for each group: its value is what the group says, its weight that of
the criterion times that of the group. A criterion that is measured, or rounded, has the same value
in each part. So have all criteria of a venture of which it is open whether one applies.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import attrs
import numpy as np

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.robustness.drawn_weights import Floats, Values, WeightDraw
from hubflow.compare.robustness.weightings import banded_weightings, uniform_weightings
from hubflow.compare.variants import End
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.methodology import AssessorGroup

_SAME = 1e-6
"""A combined score is rounded to nine decimals, and taken to 0 to 100."""


def varied_groups(prepared: Prepared, plan: PhasePlan) -> tuple[AssessorGroup, ...]:
    """Return the groups of assessors whose weights count in a phase's score; none if one does."""
    groups = prepared.compiled.methodology.panel.groups
    judged = any(each.criterion.judged and each.criterion.round is None for each in plan.weighted)
    return groups if judged and len(groups) > 1 else ()


def draw_group_weights(
    groups: Sequence[AssessorGroup], band: float | None, drawing: WeightDraw
) -> Floats:
    """Return weightings of groups of assessors, of shape (draws, groups), alike in all phases.

    ``band`` is that of the panel, which counts where the drawing has none of its own.
    """
    seed = drawing.seed + zlib.crc32("\n".join(group.id for group in groups).encode()) + 1
    band = band if drawing.band is None else drawing.band
    if band is None:
        return uniform_weightings(len(groups), drawing.draws, seed)
    return banded_weightings([group.weight for group in groups], band, drawing.draws, seed)


@attrs.frozen(eq=False, repr=False)
class PanelDraw:
    """Turns the values and weightings of a phase's criteria into those of criteria by group.

    ``weightings`` are those of the groups, of shape (draws, groups); None where none vary.
    """

    run: KeptRun
    plan: PhasePlan
    groups: tuple[AssessorGroup, ...]
    weightings: Floats | None

    @classmethod
    def of(cls, run: KeptRun, plan: PhasePlan, drawing: WeightDraw) -> PanelDraw:
        """Return what is drawn for the panel of a phase."""
        groups = varied_groups(run.prepared, plan)
        band = run.prepared.compiled.methodology.panel.band
        return cls(run, plan, groups,
                   draw_group_weights(groups, band, drawing) if groups else None)

    def weights(self, weightings: Floats) -> Floats:
        """Return the weightings of (criterion, group), from those of the criteria."""
        if self.weightings is None:
            return weightings
        both = weightings[:, :, None] * self.weightings[:, None, :]
        return both.reshape(len(weightings), -1)

    def values(self, values: Values, end: End) -> Values:
        """Return the values of (criterion, group), from those of the criteria."""
        if self.weightings is None:
            return values
        points = np.repeat(values.points[:, :, None], len(self.groups), axis=2)
        for at, criterion in enumerate(self.plan.weighted):
            for row in np.flatnonzero(~values.perhaps.any(axis=1)):
                said = self._said(int(row), criterion, end)
                if said is not None and abs(
                        said @ self._own() - values.points[row, at]) < _SAME:
                    points[row, at] = said
        rows = len(points)
        return attrs.evolve(values, points=points.reshape(rows, -1),
                            perhaps=np.repeat(values.perhaps, len(self.groups), axis=1))

    def _own(self) -> Floats:
        """Return the groups' own weights as shares."""
        weights = np.array([group.weight for group in self.groups])
        shares: Floats = weights / weights.sum()
        return shares

    def _said(self, row: int, criterion: CriterionPlan, end: End) -> Floats | None:
        """Return what each group says of a criterion, from 0 to 100; None where one says nothing.
        """
        if criterion.criterion.round is not None:
            return None
        case = self.run.prepared.cases[row]
        judged = self.run.prepared.judged.get((case.id, self.plan.phase.id, criterion.id))
        found = [] if judged is None else [getattr(group, end) for group in judged.groups]
        if len(found) != len(self.groups) or None in found:
            return None
        low, high = criterion.bounds
        return (np.array(found, dtype=np.float64) - low) / (high - low) * 100
