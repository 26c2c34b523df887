"""What a run says of single rules: scores, levels, reasons, what is missing."""

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from hubflow.model.late_record import frozen_at_use

Status = Literal["holds", "fails", "unknown"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Interval:
    """The least and greatest value that the missing evidence leaves possible.

    ``decimals`` is how many a reader needs, so that a shown value compares with the gate's scores
    and with the others of the call as the value itself does.
    """

    lower: float
    upper: float
    decimals: int = 1


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RankInterval:
    """Best and worst rank among ``of`` ventures that may compete in the phase.

    ``group`` is the group whose list it is in, where the phase has a list for each group, and
    ``group_name`` what people call it.
    """

    best: int
    worst: int
    of: int
    uncontested: bool = False
    group: str | None = None
    group_name: str | None = None

    @property
    def among(self) -> str:
        """How many compete, with the name of the group in which they do."""
        return f"{self.of} ({self.group_name or self.group})" if self.group else str(self.of)


@frozen_at_use(kw_only=True, eq=False, repr=False)
class MoneyResult:
    """What a venture asks of its call's money and is granted.

    ``granted``, ``before`` (what was left when its turn came) and ``left`` (in the end) are the
    least and the greatest that is possible, None where that is unknown. ``group`` is the group
    whose money it is, where each group has its own, and ``group_name`` what people call it.
    """

    asked: float | None
    granted: tuple[float, float | None]
    budget: float | None
    left: tuple[float, float] | None
    currency: str
    before: tuple[float, float] | None = None
    group: str | None = None
    group_name: str | None = None


@frozen_at_use(kw_only=True, eq=False, repr=False)
class TieValue:
    """What a venture counts for in a tie of its gate; None where that is not known.

    The value is a number, a label, yes or no, or a day (ISO 8601). Of a tie that looks at who is
    ranked higher it is what is compared, and ``uncovered`` says whether nobody of those has it.
    """

    id: str
    text: str
    value: float | str | bool | None
    uncovered: bool | None = None


@frozen_at_use(kw_only=True, eq=False, repr=False)
class DrawResult:
    """A lot that was drawn in a phase: its seed, and the source named for it beforehand."""

    seed: str
    source: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reason:
    """One reason for a gate's recommendation: a rule, what it asks, what was found."""

    kind: Literal["requirement", "guarantee", "floor", "threshold", "gate", "rank", "money", "draw",
                  "reserve", "tie", "missing", "decision", "hook", "note"]
    id: str
    text: str
    what_to_do: str = ""
    source: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessment:
    """One assessor's judgement as it was used; ``from_dossier``: no jury's sheet holds it.

    ``given`` is the score with its scale where the method converted it; the scale alone where it is
    another than the method's.
    """

    assessor: str
    score: float | str | bool | None
    note: str = ""
    counted: bool = True
    why_not: str = ""
    from_dossier: bool = False
    given: str = ""
    group: str = ""


@frozen_at_use(kw_only=True, eq=False, repr=False)
class AssessorGroupResult:
    """The score of one group of assessors on a criterion or judged requirement.

    ``lower`` and ``upper`` are positions on its scale, None where fewer than ``least`` of the
    group's judgements count.
    """

    id: str
    title: str
    weight_share: float
    lower: float | None
    upper: float | None
    counted: int
    least: int


@frozen_at_use(kw_only=True, eq=False, repr=False)
class ExceptionResult:
    """An exception that the panel of a phase may grant; ``granted`` is None where it is split."""

    id: str
    phase: str
    text: str
    granted: bool | None
    assessments: tuple[Assessment, ...] = ()
    assessor_groups: tuple[AssessorGroupResult, ...] = ()
    source: str | None = None
    assumption: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RequirementResult:
    """Whether one requirement holds, on which facts, and what to do if it does not.

    ``exceptions`` are those that its condition reads.
    """

    id: str
    status: Status
    text: str
    what_to_do: str = ""
    otherwise: Literal["revise", "stop"] = "revise"
    guarantee: bool = False
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    assessor_groups: tuple[AssessorGroupResult, ...] = ()
    source: str | None = None
    assumption: bool = False
    exceptions: tuple[ExceptionResult, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CriterionResult:
    """One criterion: its value as an interval on its own scale, and the origin of the value.

    For an ordinal scale ``lower`` and ``upper`` are the levels' positions, 0 the worst, and
    ``lower_label`` and ``upper_label`` their names. ``applies`` is None where unknown.
    ``decimals`` and ``weight_decimals`` (of the weight's share in per cent) are how many a reader
    needs to work out the score. An adjustment ``adds`` its value to the score and has no weight.
    """

    id: str
    title: str
    concept: str
    scale: tuple[Any, ...]
    weight: float | None
    weight_share: float | None
    lower: float | None
    upper: float | None
    lower_label: str | None = None
    upper_label: str | None = None
    applies: bool | None = True
    minimum: Any = None
    minimum_status: Status | None = None
    measure: float | None = None
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    why_missing: str = ""
    assessments: tuple[Assessment, ...] = ()
    assessor_groups: tuple[AssessorGroupResult, ...] = ()
    spread: Interval | None = None
    source: str | None = None
    assumption: bool = False
    unsourced: tuple[str, ...] = ()
    decimals: int = 1
    weight_decimals: int = 0
    group: str | None = None
    adds: bool = False


@frozen_at_use(kw_only=True, eq=False, repr=False)
class ValueResult:
    """What a named part of a phase's expressions came to; None where that is not known.

    ``between`` are the ends of a number that is open.
    """

    id: str
    text: str
    expression: str
    value: Any
    between: Interval | None = None
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    source: str | None = None
    assumption: bool = False


@frozen_at_use(kw_only=True, eq=False, repr=False)
class GroupResult:
    """The subtotal of a group of criteria as an interval, out of ``total``: its points, or 100.

    ``group`` is the group that it is part of. ``applies`` is None where unknown.
    """

    id: str
    title: str
    group: str | None
    total: float
    weight: float
    weight_share: float
    lower: float | None
    upper: float | None
    applies: bool | None = True
    minimum: float | None = None
    minimum_status: Status | None = None
    source: str | None = None
    decimals: int = 1

    @property
    def interval(self) -> Interval | None:
        """The subtotal; None where no criterion of the group can apply."""
        if self.lower is None or self.upper is None:
            return None
        return Interval(lower=self.lower, upper=self.upper, decimals=self.decimals)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Missing:
    """Missing evidence, with how much hangs on it.

    ``worth`` is the number of score points (0 to 100) that hang on it, or 100 where a
    requirement, floor, level or gate condition does. ``kind`` tells a fact from a judgement.
    """

    id: str
    kind: Literal["fact", "judgement"]
    text: str
    worth: float
    why: str = ""
    needed_by: tuple[str, ...] = ()
