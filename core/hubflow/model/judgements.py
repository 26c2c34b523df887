"""Records of a panel's judgements: one assessor's view of one criterion each."""

import datetime as dt
from typing import Any

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import Code, Identifier, Text, optional, required


@attrs.frozen(kw_only=True, repr=False)
class Judgement:
    """One assessor's judgement of one criterion (or judged requirement) of one venture.

    ``score`` is a number on the criterion's scale, one of its labels, or yes/no for a
    requirement. An assessor with a ``conflict`` abstains from the venture: none of their scores on
    it counts, and the abstention is shown. A judgement that only declares one has neither phase nor
    criterion.
    """

    venture: Code = required("The venture's id.")
    phase: Identifier = required("The phase's id.")
    criterion: Identifier = required("The id of the criterion or judged requirement.")
    assessor: Text = optional("Who judged.", default="panel")
    score: float | str | bool | None = optional("The score, level, or yes/no.")
    note: Text | None = optional("The written justification.")
    date: dt.date | None = optional("When; of several by one assessor the latest counts.")
    conflict: bool = optional("A conflict of interest was declared.", default=False)
    where: Text = optional("Where it was read, for messages.", default="")
    from_dossier: bool = optional("Whether a dossier holds it, and no sheet of a jury.",
                                  default=False)
    scale: tuple[float | str, ...] = optional(
        "The scale that it was judged on; the criterion's own without it.", default=())
    edition: Text = optional("The edition of the method that it was judged by.", default="")
    group: Text = optional("The group of the panel to which the assessor belongs.", default="")
    given: Text = optional("The score and scale as given, where the method converted it.",
                           default="")

    @property
    def declares_alone(self) -> bool:
        """Whether it declares a conflict of interest with the venture, and judges nothing."""
        return self.conflict and not self.phase and not self.criterion


@attrs.frozen(kw_only=True, repr=False)
class OwnJudgement:
    """A judgement as a dossier holds it: one of ``score``, ``level`` and ``holds``."""

    phase: Identifier = required("The phase's id.")
    criterion: Identifier = required("The id of the criterion or judged requirement.")
    score: Any = optional("The score on the criterion's scale.")
    level: Text | None = optional("The label on the criterion's scale.")
    holds: bool | None = optional("Whether a judged requirement holds.")
    assessor: Text = optional("Who judged.", default="panel")
    group: Identifier | None = optional("The group of the panel to which the assessor belongs.")
    note: Text | None = optional("The written justification.")
    date: dt.date | None = optional("When; of several by one assessor the latest counts.")
    conflict: bool = optional("A conflict of interest was declared.", default=False)


@frozen_at_use(repr=False)
class SheetCount:
    """How much of one assessor's scoring sheet is filled in.

    ``asked`` counts the cells to fill in, ``judged`` those that hold a score. ``conflicts`` are the
    ventures with a declared conflict of interest: nothing that this assessor says of them counts.
    ``unjustified`` counts scores without the note that the method asks for. ``other_hub`` is the
    hub that the sheet was made for where it is another; nothing in it is read then. ``unused`` are
    the headings of a table that mean nothing here; a table has no cells to fill in.
    """

    file: str
    assessor: str
    asked: int
    judged: int
    conflicts: tuple[str, ...]
    unjustified: int = 0
    other_hub: str = ""
    unused: tuple[str, ...] = ()

    @property
    def blank(self) -> int:
        """The number of cells that are not filled in yet."""
        return self.asked - self.judged
