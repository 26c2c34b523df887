"""Results on the people who judged: how strict each was, and what hangs on it.

They stand apart from the other results, so that a run which nobody judged need not load them.
"""

from typing import Literal

import attrs

from hubflow.model.results import Interval, Recommendation, RunResult

WhyNot = Literal["", "one_assessor", "not_connected", "too_few"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AssessorSeverity:
    """How much more one assessor gave than the panel, of 100; below 0 for a strict one.

    ``lower`` and ``upper`` are the ends of its interval; ``ventures`` is how many were judged.
    """

    assessor: str
    ventures: int
    effect: float
    lower: float
    upper: float


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LevelledVenture:
    """One venture's result beside that with the severity of its assessors taken out.

    ``shift`` is what levelling adds to the panel's scores, of 100. ``other_draws`` is the share of
    other draws of assessors under which the recommendation is another. ``hangs`` says whether the
    recommendation hangs on who judged.
    """

    venture: str
    assessors: tuple[str, ...]
    shift: float
    score: Interval | None
    levelled: Interval | None
    recommendation: Recommendation
    levelled_recommendation: Recommendation
    other_draws: float
    hangs: bool

    @property
    def depends(self) -> bool:
        """Whether score or recommendation depend on who judged at all, however little."""
        return self.hangs or bool(self.shift or self.other_draws)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PhaseSeverity:
    """What can be told of the assessors of one phase, in one call (empty for ventures of none).

    ``why_not`` is empty where it can be told, ``groups`` then one group of assessors; where they
    are not connected, those who can be compared with each other. ``in_part`` counts the judgements
    left out because they score a part of the criteria. ``spread`` is the standard deviation of what
    neither venture nor assessor explains, with ``degrees`` degrees of freedom.
    """

    phase: str
    name: str
    call: str
    why_not: WhyNot = ""
    groups: tuple[tuple[str, ...], ...] = ()
    in_part: int = 0
    confidence: float = 0.95
    spread: float = 0.0
    degrees: int = 0
    draws: int = 0
    assessors: tuple[AssessorSeverity, ...] = ()
    ventures: tuple[LevelledVenture, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class JudgedRunResult(RunResult):
    """A whole run in which several people judged."""

    severity: tuple[PhaseSeverity, ...] = ()

    @property
    def tells_of_assessors(self) -> bool:
        """Whether it has something on the severity of assessors."""
        return bool(self.severity)


def severity_of(result: RunResult) -> tuple[PhaseSeverity, ...]:
    """Return what a result tells of assessors; nothing where too few judged."""
    return result.severity if isinstance(result, JudgedRunResult) else ()
