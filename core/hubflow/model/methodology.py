"""A methodology as data: what a hub does, requires, judges and decides, stage by stage."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import attrs

from hubflow.model.call_steps import CallRules, CallStep
from hubflow.model.identity import Place
from hubflow.model.values import (
    Country,
    Currency,
    GrantPrefix,
    Identifier,
    Kind,
    Language,
    OrgId,
    Text,
    Texts,
    label,
    needed,
    told,
)

API = 1
"""The version of the methodology format that this hubflow reads."""

Stage = Literal["identify", "understand", "test", "incubate", "trade", "scale"]
STAGES: tuple[Stage, ...] = ("identify", "understand", "test", "incubate", "trade", "scale")

MethodSourceStatus = Annotated[str, label("published", "interview", "assumption")]
Subject = Annotated[str, label("challenge", "venture")]
NotAdvance = Annotated[str, label("revise", "stop")]
FactTypeWord = Annotated[str, label("number", "yes_no", "label", "labels", "text", "date")]
Combine = Annotated[str, label("mean", "median")]
LeastCount = Annotated[float, Kind("number", whole=True, low=1, unit="people", gap=False)]

TradingMonth = Annotated[float, Kind("number", whole=True, low=1, unit="months", gap=False)]

LEAST_COUNT = 5
"""The least count of people served that may be shown where a hub does not say otherwise.

An assumption: "cells below five" is a rule of thumb of long standing in British health
statistics. There are stricter ones; NHS Digital replaced 1 to 5 in hospital statistics until 2018,
and has replaced 1 to 7 since.
"""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Hub:
    """Whose methodology it is."""

    id: Identifier = needed("The hub's id, as in `[hubs.<id>]` of a dossier.")
    edition: Text = needed("The edition of the methodology.", examples=("2024",))
    name: Texts = needed("The hub's name.")
    place: Place = needed("The place it works in.")
    language: Language = needed("The language it publishes in (ISO 639-1).")
    currency: Currency = needed("The currency of its amounts (ISO 4217).")
    summary: Texts | None = told("What the methodology is and where it comes from.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MethodSource:
    """Where a rule, figure or criterion comes from."""

    id: Identifier = needed("A short name to refer to it by.")
    title: Text = needed("What it is.")
    url: Text | None = told("Where it can be read.")
    status: MethodSourceStatus = needed("What kind it is; an assumption is what was chosen here.")
    note: Text | None = told("What a reader should know about it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Parameter:
    """A number (or table of numbers by date) that rules refer to as `parameters.<id>`."""

    id: Identifier = needed("Its name in expressions.")
    values: tuple[tuple[dt.date, float], ...] = needed("Values, each from its day on.")
    unit: Text | None = told("Its unit.")
    says: Texts | None = told("What it is, in a plain sentence.")
    source: Identifier = needed("The id of its source.")
    note: Text | None = told("What a reader should know about it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LocalFact:
    """A fact that this hub alone asks for; `local.<id>` in expressions."""

    id: Identifier = needed("Its key under `[hubs.<hub>]` in a dossier.")
    type: FactTypeWord = needed(
        "What kind of value it is. `labels` is a list of ticked labels, each read as the yes/no "
        "fact `local.<id>.<label>`; these are written without accents."
    )
    unit: Text | None = told("Its unit.")
    labels: tuple[Text, ...] = told("The words of a label, or those that can be ticked.",
                                    default=())
    low: float | None = told("The least legal number.")
    high: float | None = told("The greatest legal number.")
    description: Texts = needed("What it is, as a question or a sentence.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assumed:
    """A value used where a dossier has none; counted as an assumption."""

    fact: Text = needed("The fact that it fills where it is missing.")
    value: Any = needed("The value.")
    source: Identifier = needed("The id of its source.")
    says: Texts | None = told("Why, in a plain sentence.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Panel:
    """How judgements are combined."""

    minimum_assessors: int = told(
        "With fewer judgements that count, the criterion is missing.", default=1
    )
    combine: Combine = told(
        "How assessors' scores are combined. Labels always take the median; an even split leaves "
        "both possible.", default="mean"
    )
    source: Identifier | None = told("The id of the source of this rule.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Privacy:
    """What dossiers may not show of the people served."""

    least_count: LeastCount = told(
        "Counts of people served from 1 up to below this are not shown.", default=LEAST_COUNT
    )
    source: Identifier | None = told("The id of the source of this rule.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Publisher:
    """Who publishes awards as 360Giving, and what a dossier need not say for that.

    No rule reads it.
    """

    prefix: GrantPrefix = needed("The publisher's prefix, which 360Giving gives out.",
                                 examples=("360G-xyztrust",))
    name: Text = needed("The publisher's name, as awards name it where it is the funder.")
    identifier: OrgId | None = told("The publisher's org-id identifier.")
    website: Text | None = told("The publisher's address on the web.")
    licence: Text | None = told("The address of the licence under which the data are published.")
    identifiers: Mapping[str, OrgId] = attrs.field(factory=dict, metadata={
        "about": "Other organisations, by the name that dossiers have, with their org-id "
        "identifiers."})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Requirement:
    """Something that must hold. ``holds`` is an expression; ``judged``: the panel says yes or no.
    """

    id: Identifier = needed("Its name.")
    holds: Text | None = told("An SQL condition over facts and parameters.")
    judged: bool = told("True where the panel says whether it holds.", default=False)
    says: Texts = needed("The rule in a plain sentence.")
    otherwise: Texts | None = told("What to do when it does not hold.")
    otherwise_decision: NotAdvance = told("What the gate then recommends.", default="revise")
    concept: Text | None = told("What it is about, in the shared vocabulary.")
    source: Identifier = needed("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Criterion:
    """Something that is scored: computed (``measure``) or judged by a panel (``judged``).

    ``scale`` is two numbers, low and high, or ordered labels from worst to best. ``points`` turns
    a measure into points on the scale, linearly between the given pairs and flat beyond them.
    """

    id: Identifier = needed("Its name.")
    title: Texts = needed("Its title.")
    says: Texts | None = told("What is looked at, in a plain sentence.")
    concept: Text = needed("What it is about, in the shared vocabulary, or `local:…`.")
    measure: Text | None = told("An SQL expression over facts and parameters.")
    points: tuple[tuple[float, float], ...] = told(
        "Turns the measure into points: pairs, straight lines between them, flat beyond.",
        default=(),
    )
    rises_and_falls: bool = told(
        "True where the points are meant to go up and down: the best lies in between.",
        default=False,
    )
    judged: bool = told("True where a panel scores it.", default=False)
    scale: tuple[Any, ...] = needed("`[low, high]`, or labels from worst to best.")
    rubric: Mapping[str, Texts] = attrs.field(
        factory=dict, metadata={"about": "What a level means: `{ \"1\" = \"…\", \"5\" = \"…\" }`."}
    )
    weight: float | None = told(
        "Its weight among the phase's criteria with numbers; 1 if unsaid. Labels are counted, not "
        "weighed."
    )
    justified: bool = told(
        "True: a judgement without a written note does not count.", default=False
    )
    applies: Text | None = told("A condition; where it does not hold the criterion is left out.")
    minimum: Any = told(
        "A floor: the least number or label without which nobody advances."
    )
    source: Identifier = needed("The id of its source.")

    @property
    def ordinal(self) -> bool:
        """True where the scale is ordered labels."""
        return bool(self.scale) and isinstance(self.scale[0], str)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AdvanceRule:
    """One way to advance; everything it names must hold."""

    score: float | None = told("The least score (0 to 100).")
    places: int | None = told("How many of the call advance, best first.")
    budget: Text | None = told(
        "How much the call has: `call.budget`, a parameter or a number."
    )
    cost: Text | None = told("What one venture takes of it, in order of rank.")
    at_least: Mapping[str, int] = attrs.field(
        factory=dict,
        metadata={"about": "So many criteria at a label or above: `at_least.good = 2`."},
    )
    criteria: Mapping[str, Any] = attrs.field(
        factory=dict,
        metadata={"about": "The least level of single criteria: `criteria.impact = 3`."},
    )
    when: Text | None = told("An SQL condition over facts and parameters.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StopRule:
    """One way to be stopped; everything it names must hold. Never by rank."""

    score_below: float | None = told("The score lies below this.")
    below: Mapping[str, int] = attrs.field(
        factory=dict,
        metadata={"about": "So many criteria lie below a label: `below.fair = 2`."},
    )
    when: Text | None = told("An SQL condition over facts and parameters.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Gate:
    """What a phase recommends. Requirements and floors come first, then stop, then advance."""

    advance: tuple[AdvanceRule, ...] = told(
        "Any of these; one without keys always holds.", default=(AdvanceRule(),)
    )
    stop: tuple[StopRule, ...] = told("Any of these, decided first.", default=())
    otherwise: NotAdvance = told("What is recommended if nothing else holds.", default="revise")
    rank_by: tuple[Text, ...] = told(
        "What breaks ties in rank, in order: `score`, or ids of criteria. Without it a tie across "
        "the last place is `undecided`.", default=()
    )
    says: Texts | None = told("The rule in a plain sentence.")
    source: Identifier | None = told("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Phase:
    """A part of a stage with a local name, activities, rules and a gate of its own."""

    id: Identifier = needed("Its name.")
    stage: Stage = needed("The stage of the common way that it belongs to.")
    subject: Subject = told("Is the challenge looked at, or the venture?", default="venture")
    name: Texts = needed("The hub's name for it.")
    says: Texts | None = told("What happens in it.")
    activities: tuple[Texts, ...] = told("What the hub does in it.", default=())
    months: float | None = told("How long it lasts.")
    requirements: tuple[Requirement, ...] = told("What must hold.", default=())
    criteria: tuple[Criterion, ...] = told("What is scored.", default=())
    gate: Gate = told(
        "What is recommended; without one, all advance whose requirements hold.", default=Gate()
    )
    source: Identifier | None = told("The id of the source of the phase.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CheckpointRule:
    """What the hub looks for at a checkpoint: no requirement, nothing is decided by it."""

    id: Identifier = needed("Its name.")
    holds: Text = needed("An SQL condition over facts and parameters.")
    says: Texts = needed("The rule in a plain sentence.")
    otherwise: Texts | None = told("What to talk about when it does not hold.")
    source: Identifier = needed("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Checkpoint:
    """A look at a business after so many months of test trading, pauses left out."""

    month: TradingMonth = needed("After how many months of trading.")
    name: Texts | None = told("The hub's name for it.")
    says: Texts | None = told("What happens at it.")
    rules: tuple[CheckpointRule, ...] = told("What the hub looks for.", default=())
    source: Identifier = needed("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Open:
    """When an instrument can be applied for."""

    start: dt.date | None = told("From this day.", key="from")
    end: dt.date | None = told("To this day.", key="to")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Instrument:
    """Money or help that a hub or a programme offers, for a stage of the way."""

    id: Identifier = needed("Its name.")
    stage: Stage = needed("The stage it serves.")
    name: Texts = needed("Its name.")
    says: Texts | None = told("What it offers, in plain sentences.")
    programme: Text | None = told("The programme and period it belongs to.")
    eligible: Text | None = told("An SQL condition over facts and parameters.")
    amount: Text | None = told("An SQL expression: the amount one could ask for.")
    ceiling: float | None = told("The most it gives.")
    applicant: Text | None = told("Who applies.")
    open: Open | None = told("When it can be applied for; unsaid: not known.")
    source: Identifier = needed("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Section:
    """One section of the proposal."""

    id: Identifier = needed("Its name.")
    heading: Texts = needed("Its heading.")
    asks: Texts | None = told("What the reader wants to know.")
    max_words: int | None = told("Its word limit.")
    answer: Text = needed(
        "The dossier's text that answers it: `incubate.proposal.<any key>`, or `summary`, "
        "`solution.description`, `solution.complements`, `identify.priority_group`, `test.plan`.",
        examples=("incubate.proposal.solution",),
    )
    required: bool = told("False where it may be left empty.", default=True)
    applies: Text | None = told("A condition; where it does not hold the section is left out.")
    source: Identifier | None = told("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FinanceLine:
    """One line of the finance plan; `part_of` nests it under another line."""

    id: Identifier = needed("Its name.")
    name: Texts = needed("Its name.")
    amount: Text = needed("An SQL expression over facts and parameters.")
    part_of: Identifier | None = told(
        "The line that it is a part of; the parts must add up to it."
    )
    source: Identifier | None = told("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Proposal:
    """The hub's proposal format."""

    title: Texts | None = told("The name of the document.")
    total: Text | None = told(
        "An SQL expression: what the lines of the finance plan must add up to."
    )
    sections: tuple[Section, ...] = told("Its sections, in order.", default=())
    finance: tuple[FinanceLine, ...] = told("Its finance plan.", default=())
    source: Identifier | None = told("The id of the source of the format.")
    note: Texts | None = told("A note to print above the document.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlaceIndicator:
    """A figure on the hub's place, by an id that hubs share."""

    id: Identifier = needed(
        "An id that hubs share; `hubflow facts --section place` lists them."
    )
    value: float = needed("The figure.")
    year: int | None = told("The year it is of.")
    area: Text = needed("The area it is of.")
    national: bool = told(
        "True where a national figure stands in for the place's own.", default=False
    )
    source: Identifier = needed("The id of its source.")
    note: Text | None = told("What a reader should know about it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedFailure:
    """A check of `hubflow check` that the hub knows to fail, and lives with."""

    check: Text = needed("The check's id, such as `HF501`.", examples=("HF501",))
    where: Text | None = told(
        "The part that it is about, as the finding names it in brackets, such as "
        "`sources.old-guide`; all of them if unsaid."
    )
    reason: Text = needed("Why the hub lives with it, for those who read the report.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Methodology:
    """Everything a hub's plugin says as data."""

    api: int = needed("The version of this format: 1.")
    hub: Hub = needed("Whose methodology it is.")
    sources: tuple[MethodSource, ...] = told("Where rules come from.", default=())
    parameters: tuple[Parameter, ...] = told("Numbers that rules refer to.", default=())
    facts: tuple[LocalFact, ...] = told("Facts that this hub alone asks for.", default=())
    assumed: tuple[Assumed, ...] = told("Values used where a dossier has none.", default=())
    panel: Panel = told("How judgements are combined.", default=Panel())
    privacy: Privacy = told("What dossiers may not show of the people served.", default=Privacy())
    call: CallRules | None = told("The steps of a call; the common ones if unsaid.")
    publisher: Publisher | None = told("Who publishes awards as 360Giving.")
    phases: tuple[Phase, ...] = needed("The phases, in the order of the six stages.")
    checkpoints: tuple[Checkpoint, ...] = told("Looks at a business while it test-trades.",
                                               default=())
    instruments: tuple[Instrument, ...] = told("What hub and programmes offer.", default=())
    proposal: Proposal = told("The proposal format.", default=Proposal())
    indicators: tuple[PlaceIndicator, ...] = told("Figures on the place.", default=())
    expected_failures: tuple[ExpectedFailure, ...] = told(
        "Checks that are known to fail, each with a reason.", default=()
    )

    def source(self, id: str) -> MethodSource | None:
        """The source with this id, or None."""
        return next((source for source in self.sources if source.id == id), None)

    def source_title(self, id: str | None) -> str:
        """The title of a source; the id itself where there is none, such as the core's own."""
        source = self.source(id) if id else None
        return source.title if source else (id or "")

    def is_assumption(self, id: str | None) -> bool:
        """Whether a source is a choice made here, and no record."""
        source = self.source(id) if id else None
        return source is not None and source.status == "assumption"


def text_in(texts: Texts | None, language: str, fallback: str = "") -> str:
    """The text in ``language``, else in English, else in any language, else ``fallback``."""
    if not texts:
        return fallback
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


__all__ = [
    "API", "LEAST_COUNT", "STAGES", "AdvanceRule", "Assumed", "CallRules", "CallStep",
    "Checkpoint", "CheckpointRule", "Country", "Criterion", "ExpectedFailure", "FinanceLine",
    "Gate", "Hub", "Instrument", "LocalFact", "MethodSource", "Methodology", "Open", "Panel",
    "Parameter", "Phase", "PlaceIndicator", "Privacy", "Proposal", "Publisher", "Requirement",
    "Section", "Stage", "StopRule", "text_in",
]
