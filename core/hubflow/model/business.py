"""Records from a funding proposal to a business on its markets: incubate, trade, scale."""

from collections.abc import Mapping
from typing import Annotated

import attrs

from hubflow.model.identity import Place
from hubflow.model.late_record import frozen_at_use
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.values import (
    Count,
    Currency,
    Day,
    GivenDay,
    Hours,
    Money,
    Months,
    Number,
    OrgId,
    People,
    Share,
    Text,
    YesNo,
    label,
    optional,
    required,
)

StageName = Annotated[str, label(*STAGES)]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Leader:
    """The leader of the venture."""

    name: Text | None = optional("The leader's name.")
    role: Text | None = optional("Their role.")
    lived_experience: Text | None = optional("Their own experience of the problem, in their words.")
    consented: YesNo | None = optional("Did they agree that it is told here?")
    full_time_share: Share | None = optional("The share of full time that they give it.")


PartyRole = Annotated[
    str,
    label(
        "implementing organisation",
        "social investor",
        "public body",
        "outcome payer",
        "intermediary",
    ),
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Party:
    """An organisation that takes part."""

    role: PartyRole = required("Its part.")
    name: Text = required("Its name.")
    identifier: OrgId | None = optional("Its org-id identifier.", examples=("GB-COH-07645321",))


BudgetKind = Annotated[str, label("staff", "activities", "equipment", "premises", "other")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BudgetLine:
    """One line of the budget."""

    item: Text = required("What it is for.")
    amount: Money = required("How much.")
    year: Count | None = optional("The year it falls in.")
    kind: BudgetKind | None = optional("What kind of cost; staff is marked as such.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CoFunder:
    """Someone who pays a part, and the letter that confirms it."""

    name: Text = required("Who.")
    identifier: OrgId | None = optional("Their org-id identifier.")
    amount: Money | None = optional("How much.")
    letter: YesNo | None = optional("Is there a signed commitment letter?")
    date: GivenDay | None = optional("The letter's date.")
    conditions: Text | None = optional("What it depends on.")
    expires: GivenDay | None = optional("When it lapses.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedOutcome:
    """A result that the funding is to achieve."""

    indicator: Text = required("What is to change.")
    target: Number | None = optional("The value aimed for.")
    unit: Text | None = optional("Its unit.")
    by: Day | None = optional("By when.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class UnitCost:
    """The cost of one unit."""

    item: Text = required("What.")
    amount: Money = required("How much.")
    unit: Text | None = optional("Per what.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class Tranche:
    """A part of an award."""

    amount: Money = required("How much.")
    date: Day | None = optional("When it is due.")
    condition: Text | None = optional("What it depends on.")
    paid: Day | None = optional("When it was paid.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class AwardReport:
    """A report that a funder is owed for an award."""

    date: Day = required("When it is due.")
    what: Text | None = optional("What it is to tell.")
    sent: Day | None = optional("When it was sent.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Award:
    """Money that a funder has awarded."""

    id: Text | None = optional("The funder's own reference for it, which never changes.",
                           examples=("360G-xyztrust-123",))
    title: Text | None = optional("Its title, where it has one.")
    funder: Text = required("Who awarded it.")
    funder_identifier: OrgId | None = optional("The funder's org-id identifier.")
    recipient: Text | None = optional("The party that received it, by its name; without it the one "
                                  "party that implements.")
    published_recipient: Text | None = optional(
        "The recipient's name as the funder published it, where it differs from the party's.")
    amount: Money = required("How much.")
    amount_requested: Money | None = optional("How much was applied for.")
    currency: Currency | None = optional("Its currency, where it is not the dossier's.")
    date: Day | None = optional("When.")
    purpose: Text | None = optional("What for.")
    programme: Text | None = optional("The funder's programme.")
    open_call: YesNo | None = optional("Could anybody apply for it?")
    start: Day | None = optional("When what it pays for is to begin.")
    end: Day | None = optional("When that is to end.")
    months: Months | None = optional("How many months that is to last.")
    places: tuple[Place, ...] = optional("Where it is spent, if not in the dossier's place.",
                                     default=())
    stage: StageName | None = optional(
        "The stage it pays for; an award that pays for `trade` or no "
        "stated stage counts at the end of incubation."
    )
    tranches: tuple[Tranche, ...] = optional("How it is paid.", default=())
    reports: tuple[AwardReport, ...] = optional("What the funder is to be told, and by when.",
                                                default=())


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Incubate:
    """Stage 4: a leader is found and a proposal for funding written."""

    leader: Leader | None = optional("Who leads it.")
    parties: tuple[Party, ...] = optional("The organisations that take part.", default=())
    proposal: Mapping[str, Text] = attrs.field(
        factory=dict, metadata={"about": "The proposal's answers, by the hub's section keys."}
    )
    budget: tuple[BudgetLine, ...] = optional("The budget.", default=())
    net_funding_need: Money | None = optional("Cost less the income that the project earns itself.")
    cofunders: tuple[CoFunder, ...] = optional("Who pays a part.", default=())
    expected_outcomes: tuple[ExpectedOutcome, ...] = optional("What it is to bring.", default=())
    unit_costs: tuple[UnitCost, ...] = optional("What a unit costs.", default=())
    public_aid_3y: Money | None = optional("Public aid received in the last three years.")
    project_months: Months | None = optional("How long the funded project runs.")
    awards: tuple[Award, ...] = optional("What has been awarded.", default=())
    attachments: tuple[Text, ...] = optional(
        "The names of files that came with the application, as its sender named them.",
        default=(), examples=(["accounts-2024.pdf", "letter-of-commitment.pdf"],))


LegalForm = Annotated[
    str,
    label(
        "community interest company",
        "company limited by guarantee",
        "company limited by shares",
        "charity",
        "charitable incorporated organisation",
        "cooperative",
        "association",
        "foundation",
        "ipss",
        "mutual",
        "sole trader",
        "not yet formed",
        "other",
    ),
]
PeriodBasis = Annotated[str, label("month", "quarter", "annual accounts", "other")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Period:
    """A period of the ledger: a month, a quarter or a year of accounts, whole months only."""

    start: Day = required("Its first day (the first of a month).")
    end: Day = required("Its last day (the last of a month).")
    basis: PeriodBasis | None = optional("What it is taken from.")
    sales: Money | None = optional("Income from sales.")
    contracts: Money | None = optional("Income from contracts.")
    outcome_payments: Money | None = optional("Income from payments for outcomes.")
    grants: Money | None = optional("Income from grants.")
    costs: Money | None = optional("Costs.")
    service_users: People | None = optional("Service users served.")
    jobs: Number | None = optional("Jobs at the end, full-time equivalents.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class Pause:
    """A period without trading; it stops the clock."""

    start: Day = required("Its first day.")
    end: Day | None = optional("Its last day; none while it lasts.")
    reason: Text | None = optional("Why.")


ResourceKind = Annotated[str, label("grant", "mentoring", "space", "training", "other")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HubResource:
    """A resource that the hub gave while the business test-traded."""

    kind: ResourceKind = required("What kind.")
    what: Text | None = optional("What it was.")
    date: Day | None = optional("When.")
    amount: Money | None = optional("Money given.")
    hours: Hours | None = optional("Hours given.")
    months: Months | None = optional("Months of use given.")
    instrument: Text | None = optional("The id of the hub's instrument by which it was given.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class Capability:
    """A capability of a partner, before and after, on one scale."""

    partner: Text = required("Who.")
    what: Text | None = optional("Able to do what.")
    before: Number | None = optional("Before.")
    after: Number | None = optional("After.")
    scale: Text | None = optional("The scale used.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Trade:
    """Stage 5: an early-stage business test-trades for two years with the hub's resources."""

    legal_form: LegalForm | None = optional("The form of the business.")
    start: GivenDay | None = optional("The day the formed business began to trade.")
    ledger: tuple[Period, ...] = optional("Its records, period by period.", default=())
    baseline_income: Money | None = optional("Earned income in the year before the support.")
    opening_cash: Money | None = optional(
        "Cash in hand and at the bank on the day it began to trade."
    )
    pauses: tuple[Pause, ...] = optional("When trading rested.", default=())
    resources: tuple[HubResource, ...] = optional("What the hub gave.", default=())
    capability: tuple[Capability, ...] = optional("What partners became able to do.", default=())


MarketKind = Annotated[str, label("local", "national", "international")]
Demand = Annotated[str, label("none", "said", "intent", "paid")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Market:
    """A market that the business serves or plans to serve."""

    kind: MarketKind = required("Local, national or international.")
    place: Text | None = optional("Where.")
    size: People | None = optional("How many people or buyers it holds.")
    demand: Demand | None = optional("The best evidence of demand: said, intent in writing, paid.")
    evidence: Text | None = optional("What the evidence is.")
    buyers: tuple[Text, ...] = optional("Who buys.", default=())
    price: Money | None = optional("The price of a unit.")
    entered: GivenDay | None = optional("When the business began to sell there.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Scale:
    """Stage 6: local, then perhaps national markets."""

    markets: tuple[Market, ...] = optional("The markets.", default=())
