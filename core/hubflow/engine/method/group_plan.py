"""Define a compiled group of criteria: a part of a score that has parts itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.score_tree import HUNDRED, group_points
from hubflow.model.methodology import CriteriaGroup, Phase
from hubflow.model.plain_record import PlainRecord


class GroupPlan(PlainRecord):
    """A group with its parts; ``total`` is what its subtotal is out of: its points, or 100."""

    group: CriteriaGroup
    total: float
    parts: tuple[ScorePlan, ...]

    @property
    def id(self) -> str:
        """The group's id."""
        return self.group.id

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and greatest subtotal."""
        return 0.0, self.total

    @property
    def minimum(self) -> float | None:
        """The least subtotal without which nobody advances."""
        return self.group.minimum

    @property
    def score_weight(self) -> float:
        """The weight among the parts beside it."""
        return self.group.score_weight

    @property
    def always_applies(self) -> bool:
        """Whether one of its criteria applies to everyone."""
        return any(part.always_applies for part in self.parts)

    @property
    def criteria(self) -> Iterator[CriterionPlan]:
        """The criteria in it, those of groups within it among them."""
        for part in self.parts:
            if isinstance(part, GroupPlan):
                yield from part.criteria
            else:
                yield part

    def position(self, level: object) -> float:
        """Return a subtotal as a number."""
        return float(level)  # type: ignore[arg-type]


ScorePlan = CriterionPlan | GroupPlan
"""A part of a score, compiled."""


def score_plans(
    phase: Phase, criteria: Sequence[CriterionPlan], group: str | None = None
) -> tuple[ScorePlan, ...]:
    """Return the parts of a group, or of the whole score; a group without criteria is left out."""
    groups = (GroupPlan(each, group_points(phase, each) or HUNDRED,
                        score_plans(phase, criteria, each.id))
              for each in phase.groups if each.group == group)
    return (*(each for each in groups if each.parts),
            *(each for each in criteria
              if each.criterion.group == group and each.criterion.weighed))


def groups_within(parts: Sequence[ScorePlan]) -> Iterator[GroupPlan]:
    """Yield the groups among the parts of a score and within them, inner groups first."""
    for part in parts:
        if isinstance(part, GroupPlan):
            yield from groups_within(part.parts)
            yield part
