"""A challenge (a place's problem) and a dossier (everything known about one venture)."""

from collections.abc import Mapping
from typing import Annotated, Any

import attrs

from hubflow.model.business import Incubate, Scale, Trade
from hubflow.model.identity import Identity
from hubflow.model.late_record import frozen_at_use
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.social_problem import Identify, Understand
from hubflow.model.solution import Solution, Test
from hubflow.model.values import Code, Text, label, optional, required

SECTIONS = (*STAGES[:2], "solution", *STAGES[2:])
"""The sections of a dossier in order: one for each stage, and what the venture does."""

FACT_SECTIONS = (SECTIONS[0], "place", *SECTIONS[1:])
"""The first words of the names of facts, in order: the sections, and the hub's place."""


def _hubs() -> Any:
    return attrs.field(
        factory=dict,
        metadata={
            "about": "What one hub alone needs, by hub id: `judgements`, the "
            "applicant's `answers` to what its jury judges, by criterion, its local facts. "
            "Other hubs' blocks are ignored."
        },
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Challenge(Identity):
    """A place's social problem, chosen to be worked on. Dossiers name it and inherit from it."""

    identify: Identify = optional("The group and its problem.", default=Identify())
    understand: Understand = optional("What is understood of it.", default=Understand())
    hubs: Mapping[str, Mapping[str, Any]] = _hubs()


HandedOutTo = Annotated[str, label("applicant", "office")]


@frozen_at_use(kw_only=True, eq=False, repr=False)
class HandedOut:
    """Whom a file was made for, and from which version of a register. hubflow writes it."""

    to: HandedOutTo = required("Who fills it in. In an applicant's file judgements, decisions and "
                               "the office's records are refused.")
    version: int | None = optional("The version of the dossier in a register that it was made "
                                   "from.")
    digest: Text | None = optional("The digest of that version's entry.")
    asks: tuple[Text, ...] = optional("The keys that it asks for, where those are not all. What it "
                                      "does not ask for stays as it was.", default=())


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Dossier(Identity):
    """Everything known about one venture, from idea to business. Nothing about persons served."""

    challenge: Code | None = optional("The id of the challenge that it answers.")
    call: Code | None = optional("The id of the call that it competes in.")
    identify: Identify = optional("The group and its problem.", default=Identify())
    understand: Understand = optional("What is understood of it.", default=Understand())
    solution: Solution = optional("What the venture does.", default=Solution())
    test: Test = optional("Tests and feedback.", default=Test())
    incubate: Incubate = optional("Leader, proposal, funding.", default=Incubate())
    trade: Trade = optional("Two years of test trading.", default=Trade())
    scale: Scale = optional("Markets.", default=Scale())
    handed_out: HandedOut | None = optional("The mark of a file that hubflow made to be filled in.")
    hubs: Mapping[str, Mapping[str, Any]] = _hubs()


SECTION_RECORDS: Mapping[str, type] = {
    field.name: field.type for field in attrs.fields(Dossier)
    if field.name in SECTIONS and field.type
}
"""The record that holds each section."""
