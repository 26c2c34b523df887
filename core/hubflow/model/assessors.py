"""Records of a jury: how judgements are combined, the assessors, and what each of them reads."""

from typing import Annotated

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import (
    SMALL_ID_FORM,
    Code,
    FolderName,
    Identifier,
    Kind,
    Text,
    Texts,
    label,
    optional,
    required,
)

Combine = Annotated[str, label("mean", "median", "trimmed mean")]
JudgementOrigin = Annotated[str, label("sheets and dossiers", "sheets")]

TrimShare = Annotated[float, Kind("number", low=0.001, high=0.499, gap=False)]
"""Less than a half, so that somebody's score is left."""

WeightBand = Annotated[float, Kind("number", low=0, high=1, gap=False)]

_TRIM = ("With `trimmed mean`: the share of the scores left out at each end, such as 0.2; rounded "
         "down to whole scores.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class AssessorGroup:
    """A group of assessors, such as experts or service users, whose scores have a weight together.

    The list of assessors, or the column `group` of a sheet, says who belongs to it.
    """

    id: Identifier = required("Its name, as assessors and judgements refer to it.")
    title: Texts = required("Its title.")
    weight: float = optional("The weight of its score among those of the groups.", default=1.0)
    minimum_assessors: int = optional(
        "With fewer of its judgements that count, the criterion is missing.", default=1
    )
    combine: Combine | None = optional(
        "How its assessors' scores are combined; as the panel says if unsaid.")
    trim: TrimShare | None = optional(_TRIM)
    source: Identifier = required("The id of its source.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Panel:
    """How judgements are combined.

    With ``groups`` each group's scores are combined first; the score is their weighted mean.
    """

    minimum_assessors: int = optional(
        "With fewer judgements that count, the criterion is missing.", default=1
    )
    combine: Combine = optional(
        "How assessors' scores are combined. Labels always take the median; an even split leaves "
        "both possible.", default="mean"
    )
    trim: TrimShare | None = optional(_TRIM)
    groups: tuple[AssessorGroup, ...] = optional(
        "Groups of assessors; every assessor is then in one of them.", default=()
    )
    band: WeightBand | None = optional(
        "How far the weight of a group may be off, as a share of it: robustness draws the weights "
        "of groups within it."
    )
    origin: JudgementOrigin = optional(
        "Where judgements may come from. With `sheets` those in a dossier are refused.",
        default="sheets and dossiers", key="from"
    )
    source: Identifier | None = optional("The id of the source of this rule.")

    @property
    def group_ids(self) -> tuple[str, ...]:
        """The ids of its groups."""
        return tuple(group.id for group in self.groups)

    def combines(self, group: AssessorGroup) -> tuple[str, float | None]:
        """Return how the scores of a group are combined, and the share that is trimmed."""
        if group.combine is None:
            return self.combine, self.trim
        return group.combine, group.trim

Most = Annotated[float, Kind("number", whole=True, low=1, gap=False)]


@frozen_at_use(kw_only=True, eq=False, repr=False)
class Assessor:
    """One assessor."""

    id: FolderName = required(f"A short name: {SMALL_ID_FORM}. Judgements are "
                            "recorded under it.", examples=("assessor-1",))
    name: Text | None = optional("The name that stands on their sheet; the id if unsaid.")
    names: tuple[Text, ...] = optional(
        "Other ways in which sheets write the name: all are this one person.", default=()
    )
    organisation: Text | None = optional(
        "Where they work. It is compared with the organisations that a venture names."
    )
    group: Identifier | None = optional(
        "The id of the group of the panel to which they belong."
    )
    email: Text | None = optional(
        "Where the pack is sent; it stands in the secretary's list alone."
    )
    ventures: tuple[Code, ...] = optional(
        "The ids of the ventures that they read; all of the call if unsaid.", default=()
    )
    conflicts: tuple[Code, ...] = optional(
        "The ids of ventures on which they have a conflict of interest that is known beforehand: "
        "they get no document, and abstain.", default=()
    )
    languages: tuple[Text, ...] = optional(
        "The languages that they read, as the ventures' fact writes them; any if unsaid. "
        "`hubflow assign --language-by` asks for it.", default=()
    )
    expertise: tuple[Text, ...] = optional(
        "What they know, in the words of the ventures' fact that `hubflow assign --expertise-by` "
        "names.", default=()
    )
    most: Most | None = optional("At most how many ventures `hubflow assign` gives them.")

    @property
    def all_names(self) -> tuple[str, ...]:
        """The id and every name."""
        return tuple(dict.fromkeys(
            name for name in (self.id, self.name, *self.names) if name))


@frozen_at_use(kw_only=True, eq=False, repr=False)
class Assessors:
    """A jury."""

    assessors: tuple[Assessor, ...] = required("Who judges.")
