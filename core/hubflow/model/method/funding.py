"""Instruments of a hub, their calls, and the format of a proposal."""

import datetime as dt

import attrs

from hubflow.model.method.pipeline_stages import Stage
from hubflow.model.values import Identifier, Text, Texts, optional, required


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
    answer: Text | None = optional(
        "The dossier's text that answers it: `incubate.proposal.<any key>`, or `summary`, "
        "`solution.description`, `solution.complements`, `identify.priority_group`, `test.plan`.",
        examples=("incubate.proposal.solution",),
    )
    text: Texts | None = optional(
        "In place of `answer`, the hub's own sentences. What a phase came to stands in braces: "
        "`{phases.<id>.score}`, `.rank` or `.groups.<group>`."
    )
    required: bool = optional("False where it may be left empty.", default=True)
    applies: Text | None = optional("A condition; where it does not hold the section is left out.")
    source: Identifier | None = optional("The id of its source.")

    @property
    def path(self) -> str:
        """Where in a dossier its text stands; empty where the hub writes it."""
        return self.answer or ""



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
    note: Texts | None = optional(
        "A note to print above the document; as `text` of a section it may name what a phase came "
        "to.")

