"""A methodology as data: what a hub does, requires, judges and decides, stage by stage."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

import attrs

from hubflow.model.assessors import AssessorGroup, Panel
from hubflow.model.call import CallRules, CallStep
from hubflow.model.identity import Place
from hubflow.model.score.score_rules import (
    CriteriaGroup,
    Decimals,
    NamedValue,
    ScoreRules,
    TieBreak,
)
from hubflow.model.values import (
    Country,
    Currency,
    FolderName,
    GrantPrefix,
    Identifier,
    Kind,
    Language,
    OrgId,
    Text,
    Texts,
    label,
    optional,
    required,
)

API = 1
"""The version of the methodology format that this hubflow reads."""

Stage = Literal["identify", "understand", "test", "incubate", "trade", "scale"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""The six stages that every venture goes through, in order."""

MethodSourceStatus = Annotated[str, label("published", "interview", "assumption")]
Subject = Annotated[str, label("challenge", "venture")]
NotAdvance = Annotated[str, label("revise", "stop")]
FactTypeWord = Annotated[
    str, label("number", "money", "yes_no", "label", "labels", "text", "date")]
Cut = Annotated[str, label("stop", "skip", "best_set", "equal")]
Unfilled = Annotated[str, label("lapse", "general")]
LeastCount = Annotated[float, Kind("number", whole=True, low=1, unit="people", gap=False)]

ReserveCount = Annotated[float, Kind("number", whole=True, low=1, gap=False)]

TradingMonth = Annotated[float, Kind("number", whole=True, low=1, unit="months", gap=False)]

RECHECK_DAYS = 90
"""The number of days for which a look at a dated rule holds if a hub does not say otherwise.

An assumption: calls of public programmes are commonly open for one to three months.
"""

LEAST_COUNT = 5
"""The least count of people served that may be shown where a hub does not say otherwise.

An assumption: "cells below five" is a rule of thumb of long standing in British health
statistics. There are stricter ones; NHS Digital replaced 1 to 5 in hospital statistics until 2018,
and has replaced 1 to 7 since.
"""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Hub:
    """The hub to which a methodology belongs."""

    id: FolderName = required("The hub's id, as in `[hubs.<id>]` of a dossier.")
    edition: Text = required("The edition of the methodology.", examples=("2024",))
    name: Texts = required("The hub's name.")
    place: Place = required("The place it works in.")
    language: Language = required("The language it publishes in (ISO 639-1).")
    currency: Currency = required("The currency of its amounts (ISO 4217).")
    summary: Texts | None = optional("What the methodology is and where it comes from.")
    recheck_days: int = optional(
        "The number of days for which a look at a call or a parameter (`checked`) holds.",
        default=RECHECK_DAYS)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MethodSource:
    """The source of a rule, figure or criterion."""

    id: Identifier = required("A short name to refer to it by.")
    title: Text = required("What it is.")
    url: Text | None = optional("Where it can be read.")
    status: MethodSourceStatus = required("What kind it is; an assumption is what was chosen here.")
    note: Text | None = optional("What a reader should know about it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Parameter:
    """A number (or table of numbers by date) that rules refer to as `parameters.<id>`."""

    id: Identifier = required("Its name in expressions.")
    values: tuple[tuple[dt.date, float], ...] = required("Values, each from its day on.")
    ends: dt.date | None = optional("The last day on which a value is in force.")
    checked: dt.date | None = optional(
        "The day on which somebody last looked whether it is still as stated.")
    unit: Text | None = optional("Its unit.")
    says: Texts | None = optional("What it is, in a plain sentence.")
    source: Identifier = required("The id of its source.")
    note: Text | None = optional("What a reader should know about it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LocalFact:
    """A fact that this hub alone asks for; `local.<id>` in expressions."""

    id: Identifier = required("Its key under `[hubs.<hub>]` in a dossier.")
    type: FactTypeWord = required(
        "What kind of value it is. `money` is an amount that dossiers state in their own currency "
        "and that rules read in the hub's. `labels` is a list of ticked labels, each read as the "
        "yes/no fact `local.<id>.<label>`; these are written without accents."
    )
    unit: Text | None = optional(
        "Its unit. A number whose unit is the hub's currency is read as `money`.")
    labels: tuple[Text, ...] = optional("The words of a label, or those that can be ticked.",
                                    default=())
    low: float | None = optional("The least legal number.")
    high: float | None = optional("The greatest legal number.")
    description: Texts = required("What it is, as a question or a sentence.")

    @property
    def kind(self) -> Kind:
        """The kind of its value; for ticked labels, of each label."""
        if self.type == "money":
            return Kind("number", low=self.low or 0, high=self.high, unit="money")
        type: Any = "label" if self.type == "labels" else self.type
        return Kind(type, low=self.low, high=self.high, labels=self.labels, unit=self.unit or "")

    def question(self, language: str, currency: str) -> str:
        """Return its question with its unit; ``currency`` is that of an amount of money."""
        unit = currency if self.type == "money" else self.unit
        asks = text_in(self.description, language, self.id)
        return f"{asks} ({unit})" if unit else asks


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assumed:
    """A value used where a dossier has none; counted as an assumption."""

    fact: Text = required("The fact that it fills where it is missing.")
    value: Any = required("The value.")
    source: Identifier = required("The id of its source.")
    says: Texts | None = optional("Why, in a plain sentence.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Privacy:
    """The limits on what dossiers show of the people served."""

    least_count: LeastCount = optional(
        "Counts of people served from 1 up to below this are not shown.", default=LEAST_COUNT
    )
    source: Identifier | None = optional("The id of the source of this rule.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Publisher:
    """The publisher of awards as 360Giving, with values that dossiers may omit.

    No rule reads it.
    """

    prefix: GrantPrefix = required("The publisher's prefix, which 360Giving gives out.",
                                 examples=("360G-xyztrust",))
    name: Text = required("The publisher's name, as awards name it where it is the funder.")
    identifier: OrgId | None = optional("The publisher's org-id identifier.")
    website: Text | None = optional("The publisher's address on the web.")
    licence: Text | None = optional(
        "The address of the licence under which the data are published."
    )
    identifiers: Mapping[str, OrgId] = attrs.field(factory=dict, metadata={
        "about": "Other organisations, by the name that dossiers have, with their org-id "
        "identifiers."})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Requirement:
    """Something that must hold. ``holds`` is an expression; ``judged``: the panel says yes or no.
    """

    id: Identifier = required("Its name.")
    holds: Text | None = optional("An SQL condition over facts and parameters.")
    judged: bool = optional("True where the panel says whether it holds.", default=False)
    says: Texts = required("The rule in a plain sentence.")
    otherwise: Texts | None = optional("What to do when it does not hold.")
    otherwise_decision: NotAdvance = optional("What the gate then recommends.", default="revise")
    concept: Text | None = optional("What it is about, in the shared vocabulary.")
    source: Identifier = required("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ScaleConversion:
    """How a judgement on another scale becomes one on a criterion's own scale.

    ``points`` are pairs of a score there and a score here. Between the numbers of two pairs lies a
    straight line; of labels each has a pair.
    """

    scale: tuple[Any, ...] = required("The other scale: `[low, high]`, or labels.")
    points: tuple[tuple[Any, Any], ...] = required(
        "Pairs of a score on the other scale and the score on this one.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Criterion:
    """Something that is scored: computed (``measure``) or judged by a panel (``judged``).

    ``scale`` is two numbers, low and high, or ordered labels from worst to best. Pairs of
    ``points`` turn a measure into points on the scale, linearly between them and flat beyond; one
    number of ``points`` is what the criterion is worth.
    """

    id: Identifier = required("Its name.")
    title: Texts = required("Its title.")
    says: Texts | None = optional("What is looked at, in a plain sentence.")
    concept: Text = required("What it is about, in the shared vocabulary, or `local:…`.")
    measure: Text | None = optional("An SQL expression over facts and parameters.")
    points: float | tuple[tuple[float, float], ...] = optional(
        "How many points it is worth, in place of a weight. A list of pairs turns the measure into "
        "points on the scale: straight lines between them, flat beyond.",
        default=(),
    )
    rises_and_falls: bool = optional(
        "True where the points are meant to go up and down: the best lies in between.",
        default=False,
    )
    lower_is_better: bool = optional(
        "True where a lower measure is better: the scale is counted from its high end.",
        default=False
    )
    judged: bool = optional("True where a panel scores it.", default=False)
    scale: tuple[Any, ...] = required("`[low, high]`, or labels from worst to best.")
    rubric: Mapping[str, Texts] = attrs.field(
        factory=dict, metadata={"about": "What a level means: `{ \"1\" = \"…\", \"5\" = \"…\" }`."}
    )
    weight: float | None = optional(
        "Its weight among the phase's criteria with numbers, or among those of its group; 1 if "
        "unsaid. Labels are counted, not weighed."
    )
    group: Identifier | None = optional("The id of the group that it is part of.")
    round: Decimals | None = optional(
        "To how many decimals its value on the scale is rounded, half up, before it counts."
    )
    conversions: tuple[ScaleConversion, ...] = optional(
        "How judgements on other scales, such as an earlier edition's, are converted. Without it "
        "they are refused.", default=()
    )
    justified: bool = optional(
        "True: a judgement without a written note does not count.", default=False
    )
    applies: Text | None = optional(
        "A condition; where it does not hold the criterion is left out."
    )
    minimum: Any = optional(
        "A floor: the least number or label without which nobody advances."
    )
    source: Identifier = required("The id of its source.")

    @property
    def ordinal(self) -> bool:
        """Whether the scale is ordered labels."""
        return bool(self.scale) and isinstance(self.scale[0], str)

    @property
    def adds(self) -> bool:
        """Whether its value is added to the score, as an adjustment's is, and not weighed."""
        return False

    @property
    def weighed(self) -> bool:
        """Whether it has a weight in the score: labels are counted, adjustments added."""
        return not self.ordinal and not self.adds

    @property
    def curve(self) -> tuple[tuple[float, float], ...]:
        """The pairs that turn its measure into points on the scale; empty without them."""
        return self.points if isinstance(self.points, tuple) else ()

    @property
    def worth(self) -> float | None:
        """How many points it is worth; None where it says no number of points."""
        return None if isinstance(self.points, tuple) else self.points

    @property
    def score_weight(self) -> float | None:
        """The points or the weight among the criteria and groups beside it, 1 by default.

        None for labels, which are counted, and for adjustments, which are added.
        """
        if not self.weighed:
            return None
        said = self.weight if self.worth is None else self.worth
        return 1.0 if said is None else said

    def meaning_of(self, level: Any) -> Texts | None:
        """Return what the rubric says of a level of the scale, if it says anything."""
        return next((texts for key, texts in self.rubric.items()
                     if key == level or (not self.ordinal and float(key) == level)), None)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AddedCriterion(Criterion):
    """An adjustment in the form of a criterion: its scale goes from its floor to its cap."""

    @property
    def adds(self) -> bool:
        """True: it has no weight, and its value is added to the score."""
        return True


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Adjustment:
    """Something added to a phase's score, or taken from it: a bonus, a penalty.

    It is computed (``add``) or ``judged``, and never less than ``floor`` or more than ``cap``.
    """

    id: Identifier = required("Its name.")
    title: Texts = required("Its title.")
    says: Texts = required("What it is for, in a plain sentence.")
    add: Text | None = optional(
        "An SQL expression: what is added to the score, in points where it is in points. A number "
        "below 0 is taken away."
    )
    judged: bool = optional("True where a panel says how much is added.", default=False)
    floor: float = optional("The least that it adds: below 0 for a penalty.", default=0.0)
    cap: float = optional("The most that it adds.", default=0.0)
    applies: Text | None = optional("A condition; where it does not hold nothing is added.")
    justified: bool = optional(
        "True: a judgement without a written note does not count.", default=False
    )
    concept: Text | None = optional("What it is about, in the shared vocabulary.")
    source: Identifier = required("The id of its source.")

    @property
    def criterion(self) -> AddedCriterion:
        """The adjustment in the form of a criterion, as it is computed and judged."""
        return AddedCriterion(
            id=self.id, title=self.title, says=self.says, measure=self.add, judged=self.judged,
            scale=tuple(int(end) if end.is_integer() else end for end in (self.floor, self.cap)),
            applies=self.applies, justified=self.justified,
            concept=self.concept or f"local:{self.id}", source=self.source)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AdvanceRule:
    """One way to advance; everything it names must hold."""

    score: float | None = optional("The least score (0 to 100).")
    points: float | None = optional("The least score in the phase's points.")
    places: int | Mapping[str, int] | None = optional(
        "How many of the call advance, best first; with `per` how many of each group, or a number "
        "for each: `places.north = 3`."
    )
    per: Text | None = optional(
        "A fact: ventures compete within its values, and each value has places or a budget of its "
        "own."
    )
    unfilled: Unfilled | None = optional(
        "What becomes of places that a group leaves unfilled. With `general` they go to the best "
        "of the others; they lapse if unsaid."
    )
    across: Text | None = optional(
        "A fact over whose values the places of one list are spread, as the keys with `_each` say."
    )
    least_each: int | Mapping[str, int] | None = optional(
        "The best of each group have so many places first; a number, or one for each group."
    )
    most_each: int | Mapping[str, int] | None = optional(
        "No group has more places; a number, or one for each group."
    )
    share_each: float | None = optional(
        "No group has more than this share of the places (0 to 1), rounded down."
    )
    budget: str | Mapping[str, Text] | None = optional(
        "How much the call has: `call.budget`, a parameter or a number; with `per` how much each "
        "group has, or an amount for each: `budget.north`."
    )
    cost: Text | None = optional(
        "What one venture takes of it, in order of rank. The two go together."
    )
    cut: Cut | None = optional(
        "Where the money ends: it stops at the first venture that it does not cover (`stop`), "
        "skips that one and tries the next (`skip`), pays for the set with the greatest total "
        "score (`best_set`), or is divided equally (`equal`). With it, results tell what was asked "
        "for, granted and left."
    )
    least_share: float | None = optional(
        "The first venture that the money does not cover gets what is left, if that is at least "
        "this share of its cost; with `equal` nobody gets a smaller share."
    )
    one_of: Text | None = optional(
        "A fact: of the ventures with the same value only one is funded, such as of those on one "
        "site; of those with the value `none` all can be."
    )
    together: Text | None = optional(
        "A fact: ventures with the same value are funded together or not at all; those with the "
        "value `none` each by itself."
    )
    at_least: Mapping[str, int] = attrs.field(
        factory=dict,
        metadata={"about": "So many criteria at a label or above: `at_least.good = 2`."},
    )
    criteria: Mapping[str, Any] = attrs.field(
        factory=dict,
        metadata={"about": "The least level of single criteria, or of groups: "
                  "`criteria.impact = 3`."},
    )
    when: Text | None = optional("An SQL condition over facts and parameters.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StopRule:
    """One way to be stopped; everything it names must hold. Ranks never stop a venture."""

    score_below: float | None = optional("The score lies below this.")
    points_below: float | None = optional("The score lies below this, in the phase's points.")
    below: Mapping[str, int] = attrs.field(
        factory=dict,
        metadata={"about": "So many criteria lie below a label: `below.fair = 2`."},
    )
    when: Text | None = optional("An SQL condition over facts and parameters.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Gate:
    """The recommendation of a phase. Requirements and floors come first, then stop and advance."""

    advance: tuple[AdvanceRule, ...] = optional(
        "Any of these; one without keys always holds.", default=(AdvanceRule(),)
    )
    stop: tuple[StopRule, ...] = optional("Any of these, decided first.", default=())
    otherwise: NotAdvance = optional("What is recommended if nothing else holds.", default="revise")
    rank_by: tuple[Text, ...] = optional(
        "What breaks ties in rank, in order: `score`, or ids of criteria, groups and `ties`; last "
        "of all `draw`, a lot. `draw` alone draws among all. Without it a tie across the last "
        "place is `undecided`.", default=()
    )
    draw_from: Text | None = optional(
        "Where the seed of a draw comes from, named before the list is closed: a public beacon's "
        "next value, or a number whose digest is published beforehand."
    )
    ties: tuple[TieBreak, ...] = optional(
        "Facts and dates that break ties and have no weight.", default=()
    )
    reserve: ReserveCount | None = optional(
        "How many are on a reserve list, in order of rank, behind those with a place or money. "
        "They move up when somebody withdraws, declines or is excluded."
    )
    says: Texts | None = optional("The rule in a plain sentence.")
    source: Identifier | None = optional("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Phase:
    """A part of a stage with a local name, activities, rules and a gate of its own."""

    id: Identifier = required("Its name.")
    stage: Stage = required("The stage of the common way that it belongs to.")
    subject: Subject = optional("Is the challenge looked at, or the venture?", default="venture")
    name: Texts = required("The hub's name for it.")
    says: Texts | None = optional("What happens in it.")
    activities: tuple[Texts, ...] = optional("What the hub does in it.", default=())
    months: float | None = optional("How long it lasts.")
    values: tuple[NamedValue, ...] = optional(
        "Named parts of measures, conditions and amounts, each read as `values.<id>`.", default=()
    )
    requirements: tuple[Requirement, ...] = optional("What must hold.", default=())
    groups: tuple[CriteriaGroup, ...] = optional(
        "Groups of criteria, each with a subtotal.", default=())
    criteria: tuple[Criterion, ...] = optional("What is scored.", default=())
    adjustments: tuple[Adjustment, ...] = optional(
        "What is added to the score, or taken from it.", default=()
    )
    score: ScoreRules = optional("What is published of the score as a whole.",
                                 default=ScoreRules())
    gate: Gate = optional(
        "What is recommended; without one, all advance whose requirements hold.", default=Gate()
    )
    source: Identifier | None = optional("The id of the source of the phase.")

    @property
    def scored(self) -> tuple[Criterion | CriteriaGroup, ...]:
        """The criteria and then the groups of criteria."""
        scored: list[Criterion | CriteriaGroup] = [*self.criteria, *self.groups]
        return tuple(scored)

    @property
    def rules(self) -> Mapping[str, Criterion | Requirement]:
        """The criteria, the adjustments in their form, and the requirements, by their ids."""
        rules: list[Criterion | Requirement] = [*self.criteria, *(
            each.criterion for each in self.adjustments), *self.requirements]
        return {rule.id: rule for rule in rules}

    @property
    def judged(self) -> tuple[Criterion | Requirement, ...]:
        """The criteria that a panel scores, and the requirements that it says yes or no to."""
        return tuple(rule for rule in self.rules.values() if rule.judged)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CheckpointRule:
    """Something to look for at a checkpoint; it decides nothing."""

    id: Identifier = required("Its name.")
    holds: Text = required("An SQL condition over facts and parameters.")
    says: Texts = required("The rule in a plain sentence.")
    otherwise: Texts | None = optional("What to talk about when it does not hold.")
    source: Identifier = required("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Checkpoint:
    """A look at a business after so many months of test trading, pauses left out."""

    month: TradingMonth = required("After how many months of trading.")
    name: Texts | None = optional("The hub's name for it.")
    says: Texts | None = optional("What happens at it.")
    rules: tuple[CheckpointRule, ...] = optional("What the hub looks for.", default=())
    source: Identifier = required("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Open:
    """The days between which an instrument accepts applications."""

    start: dt.date | None = optional("From this day.", key="from")
    end: dt.date | None = optional("To this day.", key="to")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class InstrumentCall:
    """One dated call for applications of an instrument, for one region or for some places.

    A call without `region` and `places` is for everybody. A call without `from` is known to be open
    from the day on which it was `checked`; one without `to` for the hub's `recheck_days` after it.
    """

    id: Text = required("Its number or name, as published.")
    region: Text | None = optional("The region it is for, as `region` of a place names it.")
    places: tuple[Text, ...] = optional(
        "The places it is for, by name, official code or country code.", default=())
    start: dt.date | None = optional("Its first day.", key="from")
    end: dt.date | None = optional("Its last day.", key="to")
    budget: float | None = optional("The money of the whole call.")
    checked: dt.date | None = optional(
        "The day on which somebody last looked whether it is still as stated.")
    source: Identifier | None = optional("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Instrument:
    """Money or help that a hub or a programme offers in one stage."""

    id: Identifier = required("Its name.")
    stage: Stage = required("The stage it serves.")
    name: Texts = required("Its name.")
    says: Texts | None = optional("What it offers, in plain sentences.")
    programme: Text | None = optional("The programme and period it belongs to.")
    eligible: Text | None = optional("An SQL condition over facts and parameters.")
    amount: Text | None = optional("An SQL expression: the amount one could ask for.")
    ceiling: float | None = optional("The most it gives.")
    applicant: Text | None = optional("Who applies.")
    open: Open | None = optional("When it can be applied for; unsaid: not known.")
    calls: tuple[InstrumentCall, ...] = optional(
        "Its dated calls, in place of `open`: the instrument is open only where a call covers the "
        "day and the place.", default=())
    source: Identifier = required("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Section:
    """One section of the proposal."""

    id: Identifier = required("Its name.")
    heading: Texts = required("Its heading.")
    asks: Texts | None = optional("What the reader wants to know.")
    max_words: int | None = optional("Its word limit.")
    answer: Text = required(
        "The dossier's text that answers it: `incubate.proposal.<any key>`, or `summary`, "
        "`solution.description`, `solution.complements`, `identify.priority_group`, `test.plan`.",
        examples=("incubate.proposal.solution",),
    )
    required: bool = optional("False where it may be left empty.", default=True)
    applies: Text | None = optional("A condition; where it does not hold the section is left out.")
    source: Identifier | None = optional("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FinanceLine:
    """One line of the finance plan; `part_of` nests it under another line."""

    id: Identifier = required("Its name.")
    name: Texts = required("Its name.")
    amount: Text = required("An SQL expression over facts and parameters.")
    part_of: Identifier | None = optional(
        "The line that it is a part of; the parts must add up to it."
    )
    source: Identifier | None = optional("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Proposal:
    """The hub's proposal format."""

    title: Texts | None = optional("The name of the document.")
    total: Text | None = optional(
        "An SQL expression: what the lines of the finance plan must add up to."
    )
    sections: tuple[Section, ...] = optional("Its sections, in order.", default=())
    finance: tuple[FinanceLine, ...] = optional("Its finance plan.", default=())
    source: Identifier | None = optional("The id of the source of the format.")
    note: Texts | None = optional("A note to print above the document.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlaceIndicator:
    """A figure on the hub's place, by an id that hubs share."""

    id: Identifier = required(
        "An id that hubs share; `hubflow facts --section place` lists them."
    )
    value: float = required("The figure.")
    year: int | None = optional("The year it is of.")
    area: Text = required("The area it is of.")
    national: bool = optional(
        "True where a national figure stands in for the place's own.", default=False
    )
    source: Identifier = required("The id of its source.")
    note: Text | None = optional("What a reader should know about it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedFailure:
    """A check of `hubflow check` that the hub fails knowingly."""

    check: Text = required("The check's id, such as `HF501`.", examples=("HF501",))
    where: Text | None = optional(
        "The part that it is about, as the finding names it in brackets, such as "
        "`sources.old-guide`; all of them if unsaid."
    )
    reason: Text = required("Why the hub lives with it, for those who read the report.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Methodology:
    """Everything that a hub's plugin states as data."""

    api: int = required("The version of this format: 1.")
    hub: Hub = required("Whose methodology it is.")
    sources: tuple[MethodSource, ...] = optional("Where rules come from.", default=())
    parameters: tuple[Parameter, ...] = optional("Numbers that rules refer to.", default=())
    facts: tuple[LocalFact, ...] = optional("Facts that this hub alone asks for.", default=())
    assumed: tuple[Assumed, ...] = optional("Values used where a dossier has none.", default=())
    panel: Panel = optional("How judgements are combined.", default=Panel())
    privacy: Privacy = optional(
        "What dossiers may not show of the people served.", default=Privacy()
    )
    call: CallRules | None = optional("The steps of a call; the common ones if unsaid.")
    publisher: Publisher | None = optional("Who publishes awards as 360Giving.")
    uses: tuple[Stage, ...] = optional(
        "The stages that the hub takes part in, in their order; all six if unsaid. Its part of the "
        "way ends with the last of them.", default=()
    )
    phases: tuple[Phase, ...] = required("The phases, in the order of the six stages.")
    checkpoints: tuple[Checkpoint, ...] = optional("Looks at a business while it test-trades.",
                                               default=())
    instruments: tuple[Instrument, ...] = optional("What hub and programmes offer.", default=())
    proposal: Proposal = optional("The proposal format.", default=Proposal())
    indicators: tuple[PlaceIndicator, ...] = optional("Figures on the place.", default=())
    expected_failures: tuple[ExpectedFailure, ...] = optional(
        "Checks that are known to fail, each with a reason.", default=()
    )

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that the hub takes part in, in their order."""
        return tuple(stage for stage in STAGES if not self.uses or stage in self.uses)

    def phase(self, id: str) -> Phase | None:
        """Return the phase with this id, or None."""
        return next((phase for phase in self.phases if phase.id == id), None)

    def source(self, id: str) -> MethodSource | None:
        """Return the source with this id, or None."""
        return next((source for source in self.sources if source.id == id), None)

    @property
    def money_facts(self) -> tuple[LocalFact, ...]:
        """Return the local facts that are amounts, read in the hub's currency."""
        return tuple(fact for fact in self.facts if fact.type == "money"
                     or (fact.type == "number" and fact.unit == self.hub.currency))

    def source_title(self, id: str | None) -> str:
        """Return the title of a source; the id itself for unknown ones, like the core's own."""
        source = self.source(id) if id else None
        return source.title if source else (id or "")

    def is_assumption(self, id: str | None) -> bool:
        """Return whether a source is a choice made here, and no record."""
        source = self.source(id) if id else None
        return source is not None and source.status == "assumption"


def text_in(texts: Texts | None, language: str, fallback: str = "") -> str:
    """Return the text in ``language``, else in English, else in any language, else ``fallback``."""
    if not texts:
        return fallback
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


__all__ = [
    "API", "LEAST_COUNT", "STAGES", "Adjustment", "AdvanceRule", "AssessorGroup", "Assumed",
    "CallRules", "CallStep",
    "Checkpoint", "CheckpointRule", "Country", "CriteriaGroup", "Criterion", "ExpectedFailure",
    "FinanceLine", "Gate", "Hub", "Instrument", "InstrumentCall", "LocalFact", "MethodSource",
    "Methodology", "NamedValue", "Open", "Panel", "Parameter", "Phase", "PlaceIndicator",
    "Privacy", "Proposal", "Publisher", "Requirement", "ScaleConversion", "ScoreRules", "Section",
    "Stage", "StopRule", "TieBreak", "text_in",
]
