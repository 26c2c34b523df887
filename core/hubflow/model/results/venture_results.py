"""What a run says of a venture: its stages, phases, instruments and proposal."""

import itertools
from collections.abc import Mapping
from typing import Any, Literal

import attrs

from hubflow.model.call import GIVES_PLACE_BACK, IN_RACE
from hubflow.model.identity import PASSES
from hubflow.model.late_record import frozen_at_use
from hubflow.model.methodology import Stage
from hubflow.model.results.rule_results import (
    CriterionResult,
    DrawResult,
    ExceptionResult,
    GroupResult,
    Interval,
    Missing,
    MoneyResult,
    RankInterval,
    Reason,
    RequirementResult,
    TieValue,
    ValueResult,
)

Recommendation = Literal["advance", "revise", "stop", "undecided", "not_reached"]
Possible = Literal["advance", "revise", "stop", "not_reached"]
RECOMMENDED: tuple[Possible, ...] = ("advance", "revise", "stop")
"""What a phase that a venture has reached recommends of it, or may recommend: any of them."""

State = Literal[Stage, "established", "adopted", "paused", "closed"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DecisionResult:
    """A decision that a named body recorded."""

    decision: str
    date: str
    by: str
    reasons: str = ""
    departs: bool = False
    evidence: tuple[str, ...] = ()
    moved: bool = True


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PhaseResult:
    """The recommendation of one phase's gate, and everything behind it.

    ``score`` is of 100. ``points`` is the same score out of ``total``, where it is in points.
    ``reserve`` is the best and the worst place that it may have on a reserve list, if it is on one.
    ``exceptions`` are those that its panel may grant. ``ties`` is what it counts for in the gate's
    ties, ``draw`` the lot that was drawn.
    """

    phase: str
    name: str
    subject: Literal["challenge", "venture"]
    recommendation: Recommendation
    possible: tuple[Possible, ...]
    decision: DecisionResult | None
    reasons: tuple[Reason, ...]
    score: Interval | None
    levels: Mapping[str, tuple[str, str]]
    rank: RankInterval | None
    requirements: tuple[RequirementResult, ...]
    criteria: tuple[CriterionResult, ...]
    missing: tuple[Missing, ...]
    gate: str = ""
    gate_facts: Mapping[str, Any] = attrs.field(factory=dict)
    from_plugin: str = ""
    money: MoneyResult | None = None
    reserve: tuple[int, int] | None = None
    groups: tuple[GroupResult, ...] = ()
    values: tuple[ValueResult, ...] = ()
    points: Interval | None = None
    total: float | None = None
    exceptions: tuple[ExceptionResult, ...] = ()
    ties: tuple[TieValue, ...] = ()
    draw: DrawResult | None = None

    @property
    def shown_score(self) -> Interval | None:
        """The score as the hub publishes it: in points where it is in points, else of 100."""
        return self.score if self.points is None else self.points

    @property
    def led_past(self) -> bool:
        """Whether a body led the venture past it."""
        return self.decision is not None and self.decision.decision in PASSES

    @property
    def goes_on(self) -> bool:
        """Whether the venture goes on from it: by a decision, else by the recommendation."""
        if self.decision is None:
            return self.recommendation == "advance"
        return self.led_past and self.decision.moved


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StageResult:
    """The outcome of a stage: that of its last phase reached."""

    stage: Stage
    recommendation: Recommendation
    phases: tuple[PhaseResult, ...]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class InstrumentResult:
    """An instrument, whether it fits this venture, and how much it could give.

    ``opens`` and ``closes`` are the first and last day (ISO 8601) of the window or call that
    decides ``open``; ``call`` is that call's id. ``amount_between`` are the ends of an amount that
    follows from a score which is open. ``exceptions`` are those that its rules
    read.
    """

    id: str
    name: str
    stage: str
    fits: Literal["yes", "no", "unknown"]
    open: Literal["open", "closed", "not yet open", "unknown"]
    opens: str | None = None
    closes: str | None = None
    call: str | None = None
    amount: float | None = None
    amount_between: tuple[float, float] | None = None
    currency: str = ""
    ceiling: float | None = None
    programme: str = ""
    applicant: str = ""
    text: str = ""
    missing: tuple[str, ...] = ()
    source: str | None = None
    exceptions: tuple[ExceptionResult, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SectionResult:
    """One section of the proposal, as answered."""

    id: str
    heading: str
    asks: str
    text: str
    words: int
    max_words: int | None
    required: bool
    complete: bool


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FinanceResult:
    """One line of the finance plan; None where the amount cannot be known yet.

    ``amount_between`` are its ends, where it follows from a score which is open.
    """

    id: str
    name: str
    amount: float | None
    amount_between: tuple[float, float] | None = None
    part_of: str | None = None
    missing: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ProposalResult:
    """The proposal in the hub's format. A draft until ``complete``.

    ``total_between`` are the ends of a total that follows from a score which is open.
    """

    title: str
    language: str
    currency: str
    complete: bool
    sections: tuple[SectionResult, ...]
    finance: tuple[FinanceResult, ...]
    total: float | None
    total_between: tuple[float, float] | None = None
    problems: tuple[str, ...] = ()
    note: str = ""

    @property
    def has_format(self) -> bool:
        """Whether there is anything in it beside its title."""
        return bool(self.sections or self.finance or self.note or self.total is not None
                    or self.total_between)


@frozen_at_use(kw_only=True, eq=False, repr=False)
class MemberResult:
    """How a venture stands in its call: in the race, or why not, since when, and the reason.

    `adopted` is one whom a public body took over; `since` is empty where no day is known.
    """

    standing: str
    since: str = ""
    reason: str = ""

    @property
    def in_race(self) -> bool:
        """Whether it competes."""
        return self.standing == IN_RACE


@attrs.frozen(kw_only=True, eq=False, repr=False)
class VentureResult:
    """One venture under one hub's methodology.

    ``call_name``, ``challenge_name`` and, of the hub's own facts, ``fact_names`` are what people
    read in place of the ids.
    """

    id: str
    name: str
    call: str | None
    challenge: str | None
    kind: Literal["venture", "challenge"]
    state: State
    currency: str | None
    stages: tuple[StageResult, ...]
    instruments: tuple[InstrumentResult, ...]
    assumption_share: float
    unsourced_share: float
    assumptions: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()
    gaps: Mapping[str, str] = attrs.field(factory=dict)
    proposal: ProposalResult | None = None
    member: MemberResult | None = None
    call_name: str = ""
    challenge_name: str = ""
    fact_names: Mapping[str, str] = attrs.field(factory=dict)

    def at_stage(self, stage: Stage) -> StageResult:
        """Return the outcome of a stage; not reached where the hub does not use it."""
        return next((each for each in self.stages if each.stage == stage),
                    StageResult(stage=stage, recommendation="not_reached", phases=()))

    @property
    def phases(self) -> tuple[PhaseResult, ...]:
        """All phases of all stages, in order."""
        return tuple(phase for stage in self.stages for phase in stage.phases)

    def phase(self, id: str) -> PhaseResult | None:
        """Return the outcome of the phase with this id, or None."""
        return next((phase for phase in self.phases if phase.phase == id), None)

    def reached(self, id: str) -> PhaseResult | None:
        """Return the outcome of a phase that it has reached for certain or maybe, or None."""
        phase = self.phase(id)
        return None if phase is None or phase.possible == ("not_reached",) else phase

    def counts_in(self, phase: PhaseResult) -> bool:
        """Return whether it counts among the competitors of a phase: in the race, or led past it.

        Who withdraws, declines or is excluded gives back the place in the phase passed last.
        """
        return self.member is None or self.member.in_race or (
            phase.led_past and not self._gives_back(phase))

    def has_place(self, phase: PhaseResult) -> bool:
        """Return whether it goes on from a phase, and has not left with its place."""
        return phase.goes_on and self.counts_in(phase)

    def _gives_back(self, phase: PhaseResult) -> bool:
        """Return whether it has left with the place that it had in a phase."""
        passed = list(itertools.takewhile(lambda each: each.led_past, self.phases))
        return (self.member is not None and self.member.standing in GIVES_PLACE_BACK
                and bool(passed) and passed[-1].phase == phase.phase)

    @property
    def own_phases(self) -> tuple[PhaseResult, ...]:
        """The phases in its path: for a challenge by itself only those that look at challenges."""
        return tuple(phase for phase in self.phases
                     if self.kind == "venture" or phase.subject == "challenge")
