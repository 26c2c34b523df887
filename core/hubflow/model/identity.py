"""Who and where a challenge or a venture is, and where its facts come from."""

from typing import Annotated, Any

import attrs

from hubflow.model.values import (
    Country,
    Currency,
    Day,
    Identifier,
    Language,
    Text,
    label,
    needed,
    told,
)


@attrs.frozen(kw_only=True, repr=False)
class Place:
    """A town, district or region."""

    name: Text = needed("Its name, as the people there write it.", examples=("Porto",))
    country: Country | None = told("Two-letter country code (ISO 3166-1).", examples=("PT",))
    code: Text | None = told("Official area code, if there is one.", examples=("E08000025",))


SourceStatus = Annotated[str, label("published", "own record", "interview", "illustrative")]


@attrs.frozen(kw_only=True, repr=False)
class Source:
    """Where facts come from; ``illustrative`` marks figures made up to show the way."""

    id: Identifier = needed("A short name to refer to it by.")
    title: Text = needed("What it is, so that a reader can find it.")
    url: Text | None = told("Where it can be read.")
    status: SourceStatus = needed("What kind of source it is.")
    date: Day | None = told("When it was published or recorded.")
    covers: tuple[str, ...] = told(
        "The facts it supports: full names, or a section with `.*`.",
        default=(),
        examples=(["identify.group_size", "test.*"],),
    )
    note: Text | None = told("What a reader should know about it.")


@attrs.frozen(kw_only=True, repr=False)
class ConflictingValue:
    """What one source says."""

    source: Identifier = needed("The id of the source.")
    value: Any = needed("What it says.")


@attrs.frozen(kw_only=True, repr=False)
class Conflict:
    """Sources that disagree on one fact, kept side by side."""

    fact: Text = needed("The full name of the fact.", examples=("test.people_came",))
    used: Identifier = needed("The id of the source whose value this dossier uses.")
    values: tuple[ConflictingValue, ...] = needed("What each source says.")
    note: Text | None = told("Why this one is used.")


DecisionWord = Annotated[
    str, label("advance", "revise", "stop", "recognised", "pause", "resume", "adopt")
]


@attrs.frozen(kw_only=True, repr=False)
class Decision:
    """What a named body recorded. hubflow recommends; people decide."""

    hub: Identifier = needed("The hub whose method the decision belongs to.")
    phase: Identifier = needed("The phase (or the stage) decided on.")
    decision: DecisionWord = needed("What was decided.")
    date: Day = needed("When.")
    by: Text = needed("The body that decided.")
    reasons: Text | None = told("Why, above all where it departs from the recommendation.")
    evidence: tuple[Identifier, ...] = told("Ids of sources that it rests on.", default=())
    learning: Text | None = told("With a stop: what later ventures on the same problem should "
                                 "know. The register shows it to them.")
    released: Day | None = told(
        "The day from which the venture may be told: no letter is written before."
    )


@attrs.frozen(kw_only=True, repr=False)
class Identity:
    """What every record says of itself."""

    id: Identifier = needed("A short, unchanging name: small letters, digits, hyphens.")
    name: Text = needed("The name that people use.")
    summary: Text | None = told("Two or three sentences for a reader in a hurry.")
    place: Place | None = told("Where it happens.")
    language: Language | None = told("The language of its texts (ISO 639-1).", examples=("en",))
    currency: Currency | None = told("The currency of its amounts (ISO 4217).", examples=("EUR",))
    date: Day | None = told("The day on which this record was true.")
    sources: tuple[Source, ...] = told("Where the facts come from.", default=())
    conflicts: tuple[Conflict, ...] = told("Where sources disagree.", default=())
    decisions: tuple[Decision, ...] = told("What named bodies decided.", default=())
