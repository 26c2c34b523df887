"""A methodology as data: what a hub does, requires, judges and decides, stage by stage."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import attrs

from hubflow.model.assessors import AssessorGroup, Panel
from hubflow.model.call import CallRules, CallStep
from hubflow.model.identity import Place
from hubflow.model.late_record import frozen_at_use
from hubflow.model.method.criteria import (
    Adjustment,
    Criterion,
    ExceptionRule,
    JudgedException,
    Requirement,
    ScaleConversion,
)
from hubflow.model.method.funding import (
    FinanceLine,
    Instrument,
    InstrumentCall,
    Open,
    Proposal,
    Section,
)
from hubflow.model.method.gates import (
    AdvanceRule,
    Gate,
    StopRule,
)
from hubflow.model.method.pipeline_stages import STAGES, Stage
from hubflow.model.score.score_rules import (
    CriteriaGroup,
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
    LabelName,
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


MethodSourceStatus = Annotated[str, label("published", "interview", "assumption")]
Subject = Annotated[str, label("challenge", "venture")]
FactTypeWord = Annotated[
    str, label("number", "money", "yes_no", "label", "labels", "text", "date")]
LeastCount = Annotated[float, Kind("number", whole=True, low=1, unit="people", gap=False)]


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


@frozen_at_use(kw_only=True, eq=False, repr=False)
class HubLook:
    """The look of a hub's documents and letters: colour, typeface, logo, and who sends them."""

    accent: Text | None = optional(
        "The colour of headings and lines, as `#rrggbb`. On white it must be told apart by "
        "everybody: a contrast of at least 4.5 to 1.", examples=("#0b5563",))
    typeface: Text | None = optional(
        "The typeface of the text. Where a reader's machine lacks it, hubflow's own stands in.",
        examples=("Source Sans 3",))
    logo: Text | None = optional(
        "An image beside this file, .png or .jpg, that stands at the head of documents.",
        examples=("logo.png",))
    sender: tuple[Texts, ...] = optional(
        "The lines of the letterhead, such as the address.", default=())
    signed_by: Texts | None = optional("Who signs letters, by name or office.")


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
    look: HubLook | None = optional("How everything looks that the hub sends.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MethodSource:
    """The source of a rule, figure or criterion."""

    id: Identifier = required("A short name to refer to it by.")
    title: Text = required("What it is.")
    url: Text | None = optional("Where it can be read.")
    status: MethodSourceStatus = required("What kind it is; an assumption is what was chosen here.")
    note: Texts | None = optional("What a reader should know about it.")


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
    note: Texts | None = optional("What a reader should know about it.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
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
    label_names: Mapping[str, Texts] = attrs.field(factory=dict, metadata={
        "about": "What people call its labels in forms, documents and answers, in place of the "
                 "label: `{ neet = \"Not in education, employment or training\" }`."})
    low: float | None = optional("The least legal number.")
    high: float | None = optional("The greatest legal number.")
    description: Texts = required("What it is, as a question or a sentence.")

    @property
    def kind(self) -> Kind:
        """The kind of its value; for ticked labels, of each label."""
        if self.type == "money":
            return Kind("number", low=self.low or 0, high=self.high, unit="money")
        type: Any = "label" if self.type == "labels" else self.type
        return Kind(type, low=self.low, high=self.high, labels=self.labels, unit=self.unit or "",
                    names=tuple(LabelName(label, language, text)
                                for label, texts in self.label_names.items()
                                for language, text in texts.items()))

    def label_name(self, label: str, language: str) -> str:
        """Return what people call a label; the label where nobody says."""
        return text_in(self.label_names.get(label) or {}, language, label)

    def question(self, language: str, currency: str) -> str:
        """Return its question with its unit; ``currency`` is that of an amount of money."""
        unit = currency if self.type == "money" else self.unit
        asks = text_in(self.description, language, self.id)
        return f"{asks} ({unit})" if unit else asks


@frozen_at_use(kw_only=True, eq=False, repr=False)
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


@frozen_at_use(kw_only=True, eq=False, repr=False)
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
    exceptions: tuple[ExceptionRule, ...] = optional(
        "Exceptions that the panel may grant for a written reason, each read as "
        "`exceptions.<id>`.", default=()
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
        """The criteria and requirements by their ids, adjustments and exceptions in their forms."""
        rules: list[Criterion | Requirement] = [*self.criteria, *(
            each.criterion for each in self.adjustments), *self.requirements, *(
            each.requirement for each in self.exceptions)]
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
    note: Texts | None = optional("What a reader should know about it.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
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

    def exception(self, id: str) -> tuple[Phase, ExceptionRule] | None:
        """Return the exception with this id and the phase in which it is judged, or None."""
        return next(((phase, each) for phase in self.phases for each in phase.exceptions
                     if each.id == id), None)

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
    "Checkpoint", "CheckpointRule", "Country", "CriteriaGroup", "Criterion", "ExceptionRule",
    "ExpectedFailure", "FinanceLine", "Gate", "Hub", "HubLook", "Instrument", "InstrumentCall",
    "JudgedException", "LocalFact", "MethodSource", "Methodology", "NamedValue", "Open", "Panel",
    "Parameter", "Phase", "PlaceIndicator", "Privacy", "Proposal", "Publisher", "Requirement",
    "ScaleConversion", "ScoreRules", "Section", "Stage", "StopRule", "TieBreak", "text_in",
]
