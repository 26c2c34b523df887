"""From a proposal for funding to a business on its markets: incubate, trade, scale."""

from collections.abc import Mapping
from typing import Annotated

import attrs

from hubflow.model.identity import Place
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
    needed,
    told,
)

StageName = Annotated[
    str, label("identify", "understand", "test", "incubate", "trade", "scale")
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Leader:
    """Who leads the venture."""

    name: Text | None = told("The leader's name.")
    role: Text | None = told("Their role.")
    lived_experience: Text | None = told("Their own experience of the problem, in their words.")
    consented: YesNo | None = told("Did they agree that it is told here?")
    full_time_share: Share | None = told("The share of full time that they give it.")


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

    role: PartyRole = needed("Its part.")
    name: Text = needed("Its name.")
    identifier: OrgId | None = told("Its org-id identifier.", examples=("GB-COH-07645321",))


BudgetKind = Annotated[str, label("staff", "activities", "equipment", "premises", "other")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BudgetLine:
    """One line of the budget."""

    item: Text = needed("What it is for.")
    amount: Money = needed("How much.")
    year: Count | None = told("The year it falls in.")
    kind: BudgetKind | None = told("What kind of cost; staff is marked as such.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CoFunder:
    """Someone who pays a part, and the letter that says so."""

    name: Text = needed("Who.")
    identifier: OrgId | None = told("Their org-id identifier.")
    amount: Money | None = told("How much.")
    letter: YesNo | None = told("Is there a signed commitment letter?")
    date: GivenDay | None = told("The letter's date.")
    conditions: Text | None = told("What it depends on.")
    expires: GivenDay | None = told("When it lapses.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedOutcome:
    """What the funding is to bring about."""

    indicator: Text = needed("What is to change.")
    target: Number | None = told("The value aimed for.")
    unit: Text | None = told("Its unit.")
    by: Day | None = told("By when.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class UnitCost:
    """What one unit costs."""

    item: Text = needed("What.")
    amount: Money = needed("How much.")
    unit: Text | None = told("Per what.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Tranche:
    """A part of an award."""

    amount: Money = needed("How much.")
    date: Day | None = told("When it is due.")
    condition: Text | None = told("What it depends on.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Award:
    """Money that a funder has awarded."""

    id: Text | None = told("The funder's own reference for it, which never changes.",
                           examples=("360G-xyztrust-123",))
    title: Text | None = told("Its title, where it has one.")
    funder: Text = needed("Who awarded it.")
    funder_identifier: OrgId | None = told("The funder's org-id identifier.")
    recipient: Text | None = told("The party that received it, by its name; without it the one "
                                  "party that implements.")
    amount: Money = needed("How much.")
    amount_requested: Money | None = told("How much was applied for.")
    currency: Currency | None = told("Its currency, where it is not the dossier's.")
    date: Day | None = told("When.")
    purpose: Text | None = told("What for.")
    programme: Text | None = told("The funder's programme.")
    open_call: YesNo | None = told("Could anybody apply for it?")
    start: Day | None = told("When what it pays for is to begin.")
    end: Day | None = told("When that is to end.")
    months: Months | None = told("How many months that is to last.")
    places: tuple[Place, ...] = told("Where it is spent, if not in the dossier's place.",
                                     default=())
    stage: StageName | None = told("The stage it pays for; an award that pays for `trade` or no "
                                   "stated stage counts at the end of incubation.")
    tranches: tuple[Tranche, ...] = told("How it is paid.", default=())


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Incubate:
    """Stage 4: a leader is found and a proposal for funding written."""

    leader: Leader | None = told("Who leads it.")
    parties: tuple[Party, ...] = told("The organisations that take part.", default=())
    proposal: Mapping[str, Text] = attrs.field(
        factory=dict, metadata={"about": "The proposal's answers, by the hub's section keys."}
    )
    budget: tuple[BudgetLine, ...] = told("The budget.", default=())
    net_funding_need: Money | None = told("Cost less the income that the project earns itself.")
    cofunders: tuple[CoFunder, ...] = told("Who pays a part.", default=())
    expected_outcomes: tuple[ExpectedOutcome, ...] = told("What it is to bring.", default=())
    unit_costs: tuple[UnitCost, ...] = told("What a unit costs.", default=())
    public_aid_3y: Money | None = told("Public aid received in the last three years.")
    project_months: Months | None = told("How long the funded project runs.")
    awards: tuple[Award, ...] = told("What has been awarded.", default=())


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
    """A stretch of the ledger: a month, a quarter or a year of accounts, whole months only."""

    start: Day = needed("Its first day (the first of a month).")
    end: Day = needed("Its last day (the last of a month).")
    basis: PeriodBasis | None = told("What it is taken from.")
    sales: Money | None = told("Income from sales.")
    contracts: Money | None = told("Income from contracts.")
    outcome_payments: Money | None = told("Income from payments for outcomes.")
    grants: Money | None = told("Income from grants.")
    costs: Money | None = told("Costs.")
    service_users: People | None = told("Service users served.")
    jobs: Number | None = told("Jobs at the end, full-time equivalents.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Pause:
    """A stretch in which trading rested; it stops the clock."""

    start: Day = needed("Its first day.")
    end: Day | None = told("Its last day; none while it lasts.")
    reason: Text | None = told("Why.")


ResourceKind = Annotated[str, label("grant", "mentoring", "space", "training", "other")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HubResource:
    """Something the hub gave while the business test-traded."""

    kind: ResourceKind = needed("What kind.")
    what: Text | None = told("What it was.")
    date: Day | None = told("When.")
    amount: Money | None = told("Money given.")
    hours: Hours | None = told("Hours given.")
    months: Months | None = told("Months of use given.")
    instrument: Text | None = told("The id of the hub's instrument by which it was given.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Capability:
    """What a partner was able to do, before and after, on one scale."""

    partner: Text = needed("Who.")
    what: Text | None = told("Able to do what.")
    before: Number | None = told("Before.")
    after: Number | None = told("After.")
    scale: Text | None = told("The scale used.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Trade:
    """Stage 5: an early-stage business test-trades for two years with the hub's resources."""

    legal_form: LegalForm | None = told("The form of the business.")
    start: GivenDay | None = told("The day the formed business began to trade.")
    ledger: tuple[Period, ...] = told("Its records, period by period.", default=())
    baseline_income: Money | None = told("Earned income in the year before the support.")
    opening_cash: Money | None = told("Cash in hand and at the bank on the day it began to trade.")
    pauses: tuple[Pause, ...] = told("When trading rested.", default=())
    resources: tuple[HubResource, ...] = told("What the hub gave.", default=())
    capability: tuple[Capability, ...] = told("What partners became able to do.", default=())


MarketKind = Annotated[str, label("local", "national", "international")]
Demand = Annotated[str, label("none", "said", "intent", "paid")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Market:
    """A market that the business serves or means to serve."""

    kind: MarketKind = needed("Local, national or international.")
    place: Text | None = told("Where.")
    size: People | None = told("How many people or buyers it holds.")
    demand: Demand | None = told("The best evidence of demand: said, intent in writing, paid.")
    evidence: Text | None = told("What the evidence is.")
    buyers: tuple[Text, ...] = told("Who buys.", default=())
    price: Money | None = told("The price of a unit.")
    entered: GivenDay | None = told("When the business began to sell there.")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Scale:
    """Stage 6: local, then perhaps national markets."""

    markets: tuple[Market, ...] = told("The markets.", default=())
