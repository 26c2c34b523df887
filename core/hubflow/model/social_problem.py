"""The problem and its understanding: the sections that a challenge and a dossier share."""

from typing import Annotated

import attrs

from hubflow.model.values import (
    Count,
    Day,
    EvidenceLevel,
    Identifier,
    Number,
    People,
    Share,
    Text,
    Years,
    YesNo,
    label,
    optional,
    required,
)

Channel = Annotated[
    str,
    label(
        "residential home",
        "foster family",
        "kinship carer",
        "own family",
        "school",
        "own tenancy",
        "supported accommodation",
        "employer",
        "health service",
        "street",
        "community organisation",
        "online",
        "other",
    ),
]
Reach = Annotated[str, label("easy", "moderate", "hard")]
Support = Annotated[str, label("none", "informed", "supportive", "partner")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SocialProblem:
    """One social problem, with its causes and effects."""

    statement: Text = required("The problem in one sentence.")
    causes: tuple[Text, ...] = optional("What brings it about.", default=())
    effects: tuple[Text, ...] = optional("What it leads to.", default=())


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Response:
    """Someone who responds to the problem today."""

    who: Text = required("Who responds.")
    how: Text | None = optional("What they do.")
    reaches: People | None = optional("How many people of the group they reach in a year.")
    gap: Text | None = optional("Whom or what they leave out.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Authority:
    """The local authority and its position."""

    name: Text = required("Its name.")
    support: Support | None = optional("How far it supports work on this problem.")
    how: Text | None = optional("What its support consists of.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Indicator:
    """A figure on the place, by an id that hubs share (`hubflow facts` lists them)."""

    id: Identifier = required("The shared id.", examples=("looked_after_per_10k",))
    value: Number = required("The figure.")
    year: Count | None = optional("The year it is of.")
    area: Text | None = optional("The area it is of, where that is not the place itself.")
    source: Identifier | None = optional("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Identify:
    """Stage 1: the priority group and its problem, with the local authority."""

    priority_group: Text | None = optional("Who they are.")
    group_size: People | None = optional("How many of them live in the place.")
    age_from: Years | None = optional("Youngest age in the group.")
    age_to: Years | None = optional("Oldest age in the group.")
    includes_children: YesNo | None = optional("Are any of them under 18?")
    includes_adults_at_risk: YesNo | None = optional(
        "Are any of them adults who need protection from harm?"
    )
    reached_through: tuple[Channel, ...] = optional("Through whom they are reached.", default=())
    hard_to_reach: Reach | None = optional("How hard it is to reach them.")
    problems: tuple[SocialProblem, ...] = optional("The social problem or problems.", default=())
    responses: tuple[Response, ...] = optional("Who responds today, and how.", default=())
    authority: Authority | None = optional("The local authority.")
    indicators: tuple[Indicator, ...] = optional("Figures on the place.", default=())
    implemented_in_place: YesNo | None = optional("Is the solution already in use in the place?")


ActivityKind = Annotated[
    str,
    label(
        "interview",
        "focus group",
        "workshop",
        "survey",
        "observation",
        "co-design",
        "visit",
        "meeting",
        "other",
    ),
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Activity:
    """Work with service users, or with those close to them."""

    kind: ActivityKind = required("What kind of activity.")
    date: Day | None = optional("When it took place, or began.")
    people: People | None = optional("How many people took part.")
    service_users: People | None = optional("How many of them are service users.")
    findings: Text | None = optional("What was found out.")
    elsewhere: Text | None = optional("The place, where it was not the dossier's own.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PriorArt:
    """How others address the problem."""

    name: Text = required("What it is called.")
    who: Text | None = optional("Who runs it.")
    where: Text | None = optional("Where.")
    what_works: Text | None = optional("What is known to work, and what is not.")
    evidence_level: EvidenceLevel | None = optional("Nesta's Standards of Evidence, 1 to 5.")
    source: Identifier | None = optional("The id of the source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NeedFigure:
    """A figure that shows the need."""

    statement: Text = required("What it says.")
    value: Number | None = optional("The figure.")
    unit: Text | None = optional("Its unit.")
    share: Share | None = optional("The share of the group it concerns, if it is one.")
    source: Identifier | None = optional("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Lesson:
    """A lesson learnt, and the change that followed."""

    learnt: Text = required("What was learnt.")
    changed: Text | None = optional("What was changed because of it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Understand:
    """Stage 2: a deeper understanding, with service users, and how others address the problem."""

    activities: tuple[Activity, ...] = optional("What was done with service users.", default=())
    prior_art: tuple[PriorArt, ...] = optional("How others address it.", default=())
    needs: tuple[NeedFigure, ...] = optional("Figures that show the need.", default=())
    lessons: tuple[Lesson, ...] = optional("What was learnt and changed.", default=())
