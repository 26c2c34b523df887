"""Results of a run: one record for each venture, with all six stages in order."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self

import attrs

from hubflow.model.call import GIVES_PLACE_BACK, IN_RACE
from hubflow.model.methodology import Stage

Recommendation = Literal["advance", "revise", "stop", "undecided", "not_reached"]
Possible = Literal["advance", "revise", "stop", "not_reached"]
State = Literal[Stage, "established", "adopted", "paused", "closed"]
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

    ``group`` is the group whose list it is in, where the phase has a list for each group.
    """

    best: int
    worst: int
    of: int
    uncontested: bool = False
    group: str | None = None

    @property
    def among(self) -> str:
        """How many compete, with the group in which they do."""
        return f"{self.of} ({self.group})" if self.group else str(self.of)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MoneyResult:
    """What a venture asks of its call's money and is granted.

    ``granted``, ``before`` (what was left when its turn came) and ``left`` (in the end) are the
    least and the greatest that is possible, None where that is unknown. ``group`` is the group
    whose money it is, where each group has its own.
    """

    asked: float | None
    granted: tuple[float, float | None]
    budget: float | None
    left: tuple[float, float] | None
    currency: str
    before: tuple[float, float] | None = None
    group: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reason:
    """One reason for a gate's recommendation: a rule, what it asks, what was found."""

    kind: Literal["requirement", "guarantee", "floor", "gate", "rank", "money", "draw", "reserve",
                  "tie", "missing", "decision", "hook", "note"]
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
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
    ``exceptions`` are those that its panel may grant.
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

    @property
    def shown_score(self) -> Interval | None:
        """The score as the hub publishes it: in points where it is in points, else of 100."""
        return self.score if self.points is None else self.points

    @property
    def led_past(self) -> bool:
        """Whether a body led the venture past it."""
        return self.decision is not None and self.decision.decision in ("advance", "recognised")

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


@attrs.frozen(kw_only=True, eq=False, repr=False)
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
    """One venture under one hub's methodology."""

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

    def at_stage(self, stage: Stage) -> StageResult:
        """Return the outcome of a stage; not reached where the hub does not use it."""
        return next((each for each in self.stages if each.stage == stage),
                    StageResult(stage=stage, recommendation="not_reached", phases=()))

    @property
    def phases(self) -> tuple[PhaseResult, ...]:
        """All phases of all stages, in order."""
        return tuple(phase for stage in self.stages for phase in stage.phases)

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


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HubResult:
    """The hub whose methodology was run."""

    id: str
    name: str
    edition: str
    place: str
    language: str
    currency: str
    plugin: str = ""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SourceResult:
    """A source that rules in the results name by ``id``."""

    id: str
    title: str
    status: Literal["published", "interview", "assumption"]
    url: str = ""


@attrs.frozen(kw_only=True, repr=False)
class AddOnReceipt:
    """An add-on that took part in a run; ``digest`` is of its code."""

    name: str
    distribution: str
    version: str
    digest: str

    @property
    def plugin(self) -> str:
        """Its name in messages, which says who offers it."""
        return add_on_name(self.name, self.distribution, self.version)


def add_on_name(name: str, distribution: str, version: str) -> str:
    """Return what messages call an add-on.

    >>> add_on_name("strict", "strict-rules", "0.1")
    'strict (strict-rules 0.1)'
    """
    return f"{name} ({distribution} {version})"


@attrs.frozen(kw_only=True, repr=False)
class PluginChange:
    """The changes that a hub's or an add-on's hook made in a run.

    ``what`` lists keys of the method, local facts, phases or ventures, as the hook has it.
    """

    plugin: str
    hook: str
    what: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Receipt:
    """Digests (sha256) of all inputs. Equal receipts mean equal bytes.

    ``add_ons`` stand in the order in which they were called; ``left_out`` names those that are
    installed and took no part, with why.
    """

    inputs: str
    methodology: str
    hooks: str
    versions: Mapping[str, str]
    add_ons: tuple[AddOnReceipt, ...] = ()
    left_out: Mapping[str, str] = attrs.field(factory=dict)


class AffairNote(str):
    """A note on a run that tells of some of its ventures: ``ventures`` are their ids."""

    ventures: frozenset[str]

    def __new__(cls, text: str, ventures: Iterable[str] = ()) -> Self:
        """Return a text as a note on some ventures."""
        note = super().__new__(cls, text)
        note.ventures = frozenset(ventures)
        return note


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MovedUp:
    """A venture that advances because others left its call, with its rank before and after."""

    venture: str
    before: RankInterval | None
    after: RankInterval | None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FreedPlaces:
    """Places (or a budget's money) of one phase of a call that became free.

    ``left`` are the ventures that would have had them. ``places`` is their number, None for a
    budget; ``became`` how many became free, ``stay`` how many nobody in the race has for certain.
    """

    call: str
    phase: str
    name: str
    left: tuple[str, ...]
    moved_up: tuple[MovedUp, ...]
    places: int | None = None
    became: int = 0
    stay: int = 0


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OverfullPhase:
    """A phase of a call past which more ventures go than there are places, or money.

    ``decided`` are those that a body led past it, ``recommended`` those that would follow.
    ``places`` is their number, None for a budget.
    """

    call: str
    phase: str
    name: str
    decided: tuple[str, ...]
    recommended: tuple[str, ...]
    places: int | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RunResult:
    """A whole run. Equal receipts mean equal bytes."""

    hub: HubResult
    as_of: str
    receipt: Receipt
    ventures: tuple[VentureResult, ...]
    notes: tuple[str, ...] = ()
    sources: tuple[SourceResult, ...] = ()
    changes: tuple[PluginChange, ...] = ()
    freed: tuple[FreedPlaces, ...] = ()
    overfull: tuple[OverfullPhase, ...] = ()

    def notes_for(self, venture: str) -> tuple[str, ...]:
        """Return the notes that tell nothing of another venture than this one."""
        return tuple(note for note in self.notes
                     if not isinstance(note, AffairNote) or note.ventures <= {venture})

    @property
    def tells_of_assessors(self) -> bool:
        """Whether it has something on the severity of assessors, as a `JudgedRunResult`."""
        return False
