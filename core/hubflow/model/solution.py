"""The solution, and the test of it with the people it is for."""

from typing import Annotated

import attrs

from hubflow.model.values import (
    Day,
    EvidenceLevel,
    GivenDay,
    Money,
    Months,
    Number,
    People,
    Share,
    Text,
    YesNo,
    label,
    needed,
    told,
)

ComponentRole = Annotated[str, label("essential", "adaptable")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Component:
    """A part of the solution."""

    name: Text = needed("What it is called.")
    what: Text | None = told("What happens.")
    role: ComponentRole | None = told("Essential to the effect, or adaptable to a place?")
    dose: Text | None = told("How much, how often, how long.")
    delivered_by: Text | None = told("Who delivers it.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Variant:
    """A way of doing it that was tried."""

    what: Text = needed("What was tried.")
    dropped: YesNo | None = told("Was it dropped?")
    why: Text | None = told("Why.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Solution:
    """What the venture does."""

    description: Text | None = told("The solution in a paragraph.")
    components: tuple[Component, ...] = told("Its parts.", default=())
    variants: tuple[Variant, ...] = told("What was tried and kept or dropped.", default=())
    complements: Text | None = told("How it complements the conventional response.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Pilot:
    """A trial with service users. Counts only; never a list of people."""

    name: Text = needed("What it is called.")
    what: Text | None = told("What was tried.")
    start: GivenDay | None = told("Its first day.")
    end: GivenDay | None = told("Its last day.")
    invited: People | None = told("How many were invited.")
    came: People | None = told("How many came at least once.")
    stayed: People | None = told("How many stayed beyond the beginning.")
    completed: People | None = told("How many completed it.")
    voluntary: YesNo | None = told("Was taking part voluntary?")
    cost: Money | None = told("What it cost in all.")
    elsewhere: Text | None = told("The place, where it was not the dossier's own.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Safeguarding:
    """How children and adults at risk are kept safe."""

    policy: YesNo | None = told("Is there a written policy?")
    policy_review: GivenDay | None = told("When the policy is next reviewed.")
    designated_lead: YesNo | None = told("Is a designated lead in post?")
    people_in_contact: People | None = told("How many people are in regular contact.")
    people_checked: People | None = told("How many of them hold a valid check.")
    risk_assessment: YesNo | None = told("Is there a risk assessment of the activity?")
    authority_agreement: YesNo | None = told("Has the responsible authority agreed?")
    route_for_concerns: YesNo | None = told("Is there a known route for concerns?")


FeedbackFrom = Annotated[
    str, label("service users", "families", "carers", "staff", "partners", "funders", "other")
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Feedback:
    """What people said about it."""

    whom: FeedbackFrom = needed("Who gave it.")
    people: People | None = told("How many answered.")
    satisfied: Share | None = told("The share of them who were satisfied.")
    findings: Text | None = told("What they said, summed up; no identifiable quotation.")


Basis = Annotated[str, label("measured", "observed", "told")]
Better = Annotated[str, label("higher", "lower")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Outcome:
    """A change in those served."""

    indicator: Text = needed("What changed.")
    unit: Text | None = told("In what unit.")
    instrument: Text | None = told("How it was found out (a questionnaire, records).")
    better: Better | None = told("Is higher better, or lower?")
    before: Number | None = told("The value before.")
    after: Number | None = told("The value after.")
    n: People | None = told("How many people it is of.")
    follow_up_months: Months | None = told("How long after the end it was taken.")
    comparison: YesNo | None = told("Was there a comparison group?")
    comparison_after: Number | None = told("The comparison group's value after.")
    basis: Basis | None = told("Measured, observed, or told?")


RoleKind = Annotated[str, label("peer", "trainer", "staff", "board")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Role:
    """Roles gained by people who were served."""

    kind: RoleKind = needed("Which role.")
    people: People | None = told("How many people hold it.")
    paid: YesNo | None = told("Is it paid?")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Test:
    """Stage 3: solutions tested with service users, and their feedback."""

    __test__ = False  # not a test class to pytest

    plan: Text | None = told("The plan of the pilot.")
    pilots: tuple[Pilot, ...] = told("The pilots.", default=())
    safeguarding: Safeguarding | None = told("How those served are kept safe.")
    feedback: tuple[Feedback, ...] = told("What people said.", default=())
    outcomes: tuple[Outcome, ...] = told("What changed in those served.", default=())
    evidence_level: EvidenceLevel | None = told("Nesta's Standards of Evidence, 1 to 5.")
    roles: tuple[Role, ...] = told("Roles gained by those served.", default=())
    public_presentation: Day | None = told("When the results were presented in public.")
