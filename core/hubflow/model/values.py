"""The kinds of value that a dossier can hold, and the words for missing values.

Every annotation below carries a :class:`Kind`. It is the one place that says what a legal value
is: the loader checks against it, the JSON Schema is made from it, and the table of facts takes
its column type and unit from it.
"""

import abc
import datetime as dt
import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeGuard

import attrs


class Gap(enum.StrEnum):
    """A word for a value that someone looked for and could not state, with a reason."""

    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    NOT_APPLICABLE = "not applicable"


if TYPE_CHECKING:
    DayOrGap = dt.date | Gap
else:
    class DayOrGap(abc.ABC):  # noqa: B024 - what it covers is registered below
        """A day, or the word for why there is none.

        Both are written as text, so a codec cannot tell them apart by a union's types alone.
        """

    DayOrGap.register(dt.date)
    DayOrGap.register(Gap)


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a value that was read is a number; yes and no are none.

    >>> is_number(3), is_number(0.5), is_number(True), is_number("3")
    (True, True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


FactType = Literal["number", "yes_no", "label", "text", "date"]


@attrs.frozen
class LabelName:
    """What people call one label of a hub's own, in a language."""

    label: str
    language: str
    text: str


@attrs.frozen(repr=False)
class Kind:
    """The legal values of a field.

    ``low`` and ``high`` are inclusive bounds; ``labels`` lists the words of a label; ``gap`` says
    whether a :class:`Gap` word may stand in its place. With a ``step`` a number is so many whole
    steps above ``low``. ``names`` are what a hub calls its own labels. A text has at most
    ``longest`` characters, if that is said; one that ``names_files`` is none of the names in
    :data:`RESERVED`.
    """

    type: FactType
    whole: bool = False
    low: float | None = None
    high: float | None = None
    labels: tuple[str, ...] = ()
    unit: str = ""
    gap: bool = True
    pattern: str = ""
    longest: int = 0
    names_files: bool = False
    step: float | None = None
    names: tuple[LabelName, ...] = ()


def label(*words: str) -> Kind:
    """Return the kind of a value that is one of ``words``."""
    return Kind("label", labels=words)


LONGEST_ID = 120
"""Characters of an id: it is part of the names of files, and a register keeps as many."""

RESERVED = (r"(?i)^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$|^results?\..*$|"
            r"\.(?:json|jsonl|ndjson|csv|tsv|parquet|md|html|docx|pdf|xlsx|toml|svg|txt|zip)$")
"""Names that are no folder's: Windows keeps them for devices, or hubflow writes such files."""

ID_FORM = "letters (capitals too) and digits, joined by hyphens, dots or underscores"
"""What the id of a venture, a challenge or a call is made of, in words."""
SMALL_ID_FORM = "small letters and digits, joined by hyphens, dots or underscores"
"""What all other ids are made of, in words."""

_ID = r"[a-z0-9]+(?:[-_.][a-z0-9]+)*"
Identifier = Annotated[str, Kind("text", pattern=_ID, gap=False, longest=LONGEST_ID)]
FolderName = Annotated[
    str, Kind("text", pattern=_ID, gap=False, longest=LONGEST_ID, names_files=True)]
"""The id of what files and folders are named after: people and hubs."""
CODE_PATTERN = r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*"
Code = Annotated[str, Kind("text", pattern=CODE_PATTERN, gap=False, longest=LONGEST_ID)]
"""What refers to the id of a venture, a challenge or a call."""
FileCode = Annotated[
    str, Kind("text", pattern=CODE_PATTERN, gap=False, longest=LONGEST_ID, names_files=True)]
"""The id of a venture, a challenge or a call, which may be an official code such as E01000001.

Two that differ in capitals alone are not accepted beside each other: they name one file.
"""
Text = Annotated[str, Kind("text", gap=False)]
YesNo = Annotated[bool | Gap, Kind("yes_no")]
Day = Annotated[dt.date, Kind("date", gap=False)]
GivenDay = Annotated[DayOrGap, Kind("date")]
Count = Annotated[float | Gap, Kind("number", whole=True, low=0)]
People = Annotated[float | Gap, Kind("number", whole=True, low=0, unit="people")]
Number = Annotated[float | Gap, Kind("number")]
Share = Annotated[float | Gap, Kind("number", low=0, high=1, unit="share")]
Money = Annotated[float | Gap, Kind("number", low=0, unit="money")]
Hours = Annotated[float | Gap, Kind("number", low=0, unit="hours")]
Months = Annotated[float | Gap, Kind("number", low=0, unit="months")]
Years = Annotated[float | Gap, Kind("number", low=0, high=130, unit="years")]
EvidenceLevel = Annotated[
    float | Gap, Kind("number", whole=True, low=1, high=5, unit="Nesta level 1-5")
]
OrgId = Annotated[
    str, Kind("text", pattern=r"(?:[A-Z]{2}(?:_[A-Z]{1,3})?-[A-Z0-9_]+|360G)-\S+", gap=False)
]
"""An organisation's identifier as org-id.guide has it: the code of a register, then its number.

``360G-`` is what 360Giving's publishers begin identifiers of their own with, for organisations that
are in no register.
"""
GrantPrefix = Annotated[str, Kind("text", pattern=r"360G-[A-Za-z0-9_]+", gap=False)]
"""The beginning of a publisher's grant identifiers, as 360Giving gives it out on request."""

Country = Annotated[str, Kind("text", pattern=r"[A-Z]{2}", gap=False)]
Currency = Annotated[str, Kind("text", pattern=r"[A-Z]{3}", gap=False)]
Language = Annotated[str, Kind("text", pattern=r"[a-z]{2}", gap=False)]


def optional(
    about: str, *, default: Any = None, examples: tuple[Any, ...] = (), key: str | None = None
) -> Any:
    """Return an optional attrs field; the sentence explains it, ``key`` is its key in TOML."""
    return attrs.field(
        default=default, metadata={"about": about, "examples": examples, "key": key}
    )


def required(about: str, *, examples: tuple[Any, ...] = ()) -> Any:
    """Return an attrs field without which a record cannot be identified."""
    return attrs.field(metadata={"about": about, "examples": examples})


Texts = Mapping[str, str]
"""One text in several languages, keyed by ISO 639-1 code."""
