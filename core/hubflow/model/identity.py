"""Records on who and where a challenge or venture is, and on the sources of its facts."""

from typing import Annotated, Any

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import (
    ID_FORM,
    Country,
    Currency,
    Day,
    FileCode,
    Identifier,
    Language,
    Text,
    label,
    optional,
    required,
)


@attrs.frozen(kw_only=True, repr=False)
class Place:
    """A town, district or region."""

    name: Text = required("Its name, as the people there write it.", examples=("Porto",))
    country: Country | None = optional("Two-letter country code (ISO 3166-1).", examples=("PT",))
    code: Text | None = optional("Official area code, if there is one.", examples=("E08000025",))
    region: Text | None = optional("The region it lies in, as funders name it.",
                                   examples=("Norte",))


SourceStatus = Annotated[str, label("published", "own record", "interview", "illustrative")]


@attrs.frozen(kw_only=True, repr=False)
class Source:
    """A source of facts; ``illustrative`` marks figures made up as an example."""

    id: Identifier = required("A short name to refer to it by.")
    title: Text = required("What it is, so that a reader can find it.")
    url: Text | None = optional("Where it can be read.")
    status: SourceStatus = required("What kind of source it is.")
    date: Day | None = optional("When it was published or recorded.")
    covers: tuple[str, ...] = optional(
        "The facts it supports: full names, or a section with `.*`.",
        default=(),
        examples=(["identify.group_size", "test.*"],),
    )
    note: Text | None = optional("What a reader should know about it.")


@frozen_at_use(kw_only=True, repr=False)
class ConflictingValue:
    """The value that one source states."""

    source: Identifier = required("The id of the source.")
    value: Any = required("What it says.")


@frozen_at_use(kw_only=True, repr=False)
class Conflict:
    """Sources that disagree on one fact, kept side by side."""

    fact: Text = required("The full name of the fact.", examples=("test.people_came",))
    used: Identifier = required("The id of the source whose value this dossier uses.")
    values: tuple[ConflictingValue, ...] = required("What each source says.")
    note: Text | None = optional("Why this one is used.")


DecisionWord = Annotated[
    str, label("advance", "revise", "stop", "recognised", "pause", "resume", "adopt")
]

PASSES = ("advance", "recognised")
"""The decisions that lead a venture past a phase."""


@attrs.frozen(kw_only=True, repr=False)
class Decision:
    """A decision that a named body recorded. hubflow recommends; people decide."""

    hub: Identifier = required("The hub whose method the decision belongs to.")
    phase: Identifier = required("The phase (or the stage) decided on.")
    decision: DecisionWord = required("What was decided.")
    date: Day = required("When.")
    by: Text = required("The body that decided.")
    reasons: Text | None = optional("Why, above all where it departs from the recommendation.")
    evidence: tuple[Identifier, ...] = optional("Ids of sources that it rests on.", default=())
    learning: Text | None = optional("With a stop: what later ventures on the same problem should "
                                 "know. The register shows it to them.")
    released: Day | None = optional(
        "The day from which the venture may be told: no letter is written before."
    )


@attrs.frozen(kw_only=True, repr=False)
class Identity:
    """The fields that every record has."""

    id: FileCode = required("A short, unchanging name, or an official code: "
                            f"{ID_FORM}.")
    name: Text = required("The name that people use.")
    summary: Text | None = optional("Two or three sentences for a reader in a hurry.")
    place: Place | None = optional("Where it happens.")
    language: Language | None = optional("The language of its texts (ISO 639-1).", examples=("en",))
    currency: Currency | None = optional(
        "The currency of its amounts (ISO 4217).", examples=("EUR",)
    )
    date: Day | None = optional("The day on which this record was true.")
    sources: tuple[Source, ...] = optional("Where the facts come from.", default=())
    conflicts: tuple[Conflict, ...] = optional("Where sources disagree.", default=())
    decisions: tuple[Decision, ...] = optional("What named bodies decided.", default=())
