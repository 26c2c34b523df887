"""Records of a jury: its assessors, what each reads, and known conflicts of interest."""

from __future__ import annotations

import attrs

from hubflow.model.values import FolderName, Identifier, Text, optional, required


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessor:
    """One assessor."""

    id: FolderName = required("A short name: small letters, digits, hyphens. Judgements are "
                            "recorded under it.", examples=("assessor-1",))
    name: Text | None = optional("The name that stands on their sheet; the id if unsaid.")
    names: tuple[Text, ...] = optional(
        "Other ways in which sheets write the name: all are this one person.", default=()
    )
    organisation: Text | None = optional(
        "Where they work. It is compared with the organisations that a venture names."
    )
    email: Text | None = optional(
        "Where the pack is sent; it stands in the secretary's list alone."
    )
    ventures: tuple[Identifier, ...] = optional(
        "The ids of the ventures that they read; all of the call if unsaid.", default=()
    )
    conflicts: tuple[Identifier, ...] = optional(
        "The ids of ventures on which they have a conflict of interest that is known beforehand: "
        "they get no document, and abstain.", default=()
    )

    @property
    def all_names(self) -> tuple[str, ...]:
        """The id and every name."""
        return tuple(dict.fromkeys(
            name for name in (self.id, self.name, *self.names) if name))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessors:
    """A jury."""

    assessors: tuple[Assessor, ...] = required("Who judges.")
