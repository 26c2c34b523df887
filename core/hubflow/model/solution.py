"""Records of the solution, and of its test with the people for whom it is made."""

from typing import Annotated

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import (
    Day,
    EvidenceLevel,
    GivenDay,
    Identifier,
    Money,
    Months,
    Number,
    People,
    Share,
    Text,
    YesNo,
    label,
    optional,
    required,
)

ComponentRole = Annotated[str, label("essential", "adaptable")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Component:
    """A part of the solution."""

    name: Text = required("What it is called.")
    what: Text | None = optional("What happens.")
    role: ComponentRole | None = optional("Essential to the effect, or adaptable to a place?")
    dose: Text | None = optional("How much, how often, how long.")
    delivered_by: Text | None = optional("Who delivers it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Variant:
    """A way of doing it that was tried."""

    what: Text = required("What was tried.")
    dropped: YesNo | None = optional("Was it dropped?")
    why: Text | None = optional("Why.")


NeedKind = Annotated[str, label("place", "people", "providers", "law", "money", "time")]


@frozen_at_use(kw_only=True, eq=False, repr=False)
class StepNeed:
    """A condition without which a step of the mechanism does not happen."""

    id: Identifier = required("Its id, unique among all needs.", examples=("meeting-place",))
    what: Text = required("What it is.")
    kind: NeedKind | None = optional("What it is a condition of: the place, people, providers, "
                                     "law, money or time.")
    seen_by: Text | None = optional("How one would see that a place has it.")
    indicator: Identifier | None = optional(
        "The id of a figure on places that tells of it (`hubflow facts` lists them).")
    at_least: Number | None = optional("The figure from which on a place has it.")
    at_most: Number | None = optional("The figure up to which a place has it.")
    there: Text | None = optional("How the place had it where the solution was first tried.")
    source: Identifier | None = optional("The id of the source for that.")
    here: YesNo | None = optional("Does the dossier's own place have it?")
    here_shown_by: Text | None = optional("What shows it: what was seen, looked up, or who said "
                                          "so.")
    here_source: Identifier | None = optional("The id of the source for that.")
    instead: Text | None = optional("What could stand in for it where it is missing.")

    @property
    def present(self) -> bool | None:
        """Return whether the dossier's place has it; None where that is open.

        A yes counts only if something shows it, a no as it stands.
        """
        if self.here is True:
            return True if self.here_shown_by or self.here_source else None
        return False if self.here is False else None


@frozen_at_use(kw_only=True, eq=False, repr=False)
class MechanismStep:
    """A step from what is done to what changes, and what it needs."""

    id: Identifier = required("Its id.", examples=("come-back",))
    what: Text = required("What happens.")
    whom: Text | None = optional("For whom.")
    component: Text | None = optional("The part of the solution that brings it about, by name.")
    leads_to: tuple[Text, ...] = optional(
        "What it leads to: ids of steps, names of parts, indicators of outcomes.", default=())
    evidence_level: EvidenceLevel | None = optional("Nesta's Standards of Evidence, 1 to 5.")
    pilot: Text | None = optional("The pilot that showed it, by name.")
    source: Identifier | None = optional("The id of the source that says so.")
    needs: tuple[StepNeed, ...] = optional("What it needs.", default=())


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Solution:
    """The product or service of the venture."""

    description: Text | None = optional("The solution in a paragraph.")
    components: tuple[Component, ...] = optional("Its parts.", default=())
    variants: tuple[Variant, ...] = optional("What was tried and kept or dropped.", default=())
    complements: Text | None = optional("How it complements the conventional response.")
    mechanism: tuple[MechanismStep, ...] = optional(
        "How it works: the steps from what is done to what changes, with what each needs.",
        default=())


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Pilot:
    """A trial with service users. Counts only; never a list of people."""

    name: Text = required("What it is called.")
    what: Text | None = optional("What was tried.")
    start: GivenDay | None = optional("Its first day.")
    end: GivenDay | None = optional("Its last day.")
    invited: People | None = optional("How many were invited.")
    came: People | None = optional("How many came at least once.")
    stayed: People | None = optional("How many stayed beyond the beginning.")
    completed: People | None = optional("How many completed it.")
    voluntary: YesNo | None = optional("Was taking part voluntary?")
    cost: Money | None = optional("What it cost in all.")
    elsewhere: Text | None = optional("The place, where it was not the dossier's own.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Safeguarding:
    """How children and adults at risk are kept safe."""

    policy: YesNo | None = optional("Is there a written policy?")
    policy_review: GivenDay | None = optional("When the policy is next reviewed.")
    designated_lead: YesNo | None = optional("Is a designated lead in post?")
    people_in_contact: People | None = optional("How many people are in regular contact.")
    people_checked: People | None = optional("How many of them hold a valid check.")
    risk_assessment: YesNo | None = optional("Is there a risk assessment of the activity?")
    authority_agreement: YesNo | None = optional("Has the responsible authority agreed?")
    route_for_concerns: YesNo | None = optional("Is there a known route for concerns?")


FeedbackFrom = Annotated[
    str, label("service users", "families", "carers", "staff", "partners", "funders", "other")
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Feedback:
    """People's comments on the solution."""

    whom: FeedbackFrom = required("Who gave it.")
    people: People | None = optional("How many answered.")
    satisfied: Share | None = optional("The share of them who were satisfied.")
    findings: Text | None = optional("What they said, summed up; no identifiable quotation.")


Basis = Annotated[str, label("measured", "observed", "told")]
Better = Annotated[str, label("higher", "lower")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Outcome:
    """A change for the people served."""

    indicator: Text = required("What changed.")
    unit: Text | None = optional("In what unit.")
    instrument: Text | None = optional("How it was found out (a questionnaire, records).")
    better: Better | None = optional("Is higher better, or lower?")
    before: Number | None = optional("The value before.")
    after: Number | None = optional("The value after.")
    n: People | None = optional("How many people it is of.")
    follow_up_months: Months | None = optional("How long after the end it was taken.")
    comparison: YesNo | None = optional("Was there a comparison group?")
    comparison_after: Number | None = optional("The comparison group's value after.")
    basis: Basis | None = optional("Measured, observed, or told?")


RoleKind = Annotated[str, label("peer", "trainer", "staff", "board")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Role:
    """Roles that people who were served took on."""

    kind: RoleKind = required("Which role.")
    people: People | None = optional("How many people hold it.")
    paid: YesNo | None = optional("Is it paid?")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Test:
    """Stage 3: solutions tested with service users, and their feedback."""

    __test__ = False  # not a test class to pytest

    plan: Text | None = optional("The plan of the pilot.")
    pilots: tuple[Pilot, ...] = optional("The pilots.", default=())
    safeguarding: Safeguarding | None = optional("How those served are kept safe.")
    feedback: tuple[Feedback, ...] = optional("What people said.", default=())
    outcomes: tuple[Outcome, ...] = optional("What changed in those served.", default=())
    evidence_level: EvidenceLevel | None = optional("Nesta's Standards of Evidence, 1 to 5.")
    roles: tuple[Role, ...] = optional("Roles gained by those served.", default=())
    public_presentation: Day | None = optional("When the results were presented in public.")
