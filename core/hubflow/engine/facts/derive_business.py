"""Facts derived from incubation and from the markets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hubflow.engine.facts.fact import (
    Context,
    Value,
    add,
    count,
    day,
    derived,
    flag,
    noted,
    number,
    share,
    total,
    total_of_some,
)
from hubflow.model.business import Award, CoFunder, Market


def _money(context: Context, amount: float | None) -> float | None:
    """An amount of the dossier in the hub's currency, in whole cents."""
    if amount is None or context.rate is None:
        return None
    return round(amount * context.rate * 100) / 100


def _leader_named(context: Context) -> bool:
    leader = context.dossier.incubate.leader
    return leader is not None and bool((leader.name or "").strip())


def _lived_experience(context: Context) -> bool:
    leader = context.dossier.incubate.leader
    return leader is not None and bool(leader.lived_experience) and leader.consented is True


noted("incubate.leader_named", "Is a leader named?", "yes where incubate.leader has a name",
       "incubate.leader", _leader_named)
noted("incubate.lived_experience_told", "Is the leader's own experience told, with consent?",
       "yes where lived_experience is there and consented is true", "incubate.leader",
       _lived_experience)
count("incubate.parties", "organisations", "How many organisations take part.",
       "number of incubate.parties", "incubate.parties",
       lambda c: len(c.dossier.incubate.parties))
count("incubate.social_investors", "organisations", "How many social investors take part.",
       "number of incubate.parties that are social investors", "incubate.parties",
       lambda c: sum(p.role == "social investor" for p in c.dossier.incubate.parties))


def _add_party(name: str, role: str) -> None:
    noted(f"incubate.{name}", f"Does this party take part: {role}?",
           f"yes where incubate.parties lists one whose role is {role}", "incubate.parties",
           lambda c: any(p.role == role for p in c.dossier.incubate.parties))


for _role in ("implementing organisation", "public body", "outcome payer", "intermediary"):
    _add_party(_role.replace(" ", "_"), _role)


def _budget(context: Context) -> float | None:
    return _money(context, total_of_some(b.amount for b in context.dossier.incubate.budget))


def _staff(context: Context) -> float | None:
    lines = context.dossier.incubate.budget
    if not lines or any(line.kind is None for line in lines):
        return None
    return _money(context, total(line.amount for line in lines if line.kind == "staff"))


add("incubate.budget_total", "money", "given", "The budget in all.",
    "sum of amount over incubate.budget", "incubate.budget", _budget)
add("incubate.budget_staff", "money", "given", "The budget for staff.",
    "sum of amount over incubate.budget whose kind is staff", "incubate.budget", _staff)
add("incubate.staff_share", "share", "given", "The share of the budget that is for staff.",
    "incubate.budget_staff / incubate.budget_total", "incubate.budget",
    lambda c: share(_staff(c), _budget(c)))


def _valid(cofunder: CoFunder, as_of: dt.date) -> bool | None:
    """Whether a signed letter stands on the day; None where that is not known."""
    letter = flag(cofunder.letter)
    if letter is not True:
        return letter
    if cofunder.expires is None:
        return True
    expires = day(cofunder.expires)
    return None if expires is None else expires >= as_of


def _committed(context: Context) -> float | None:
    cofunders = context.dossier.incubate.cofunders
    valid = [_valid(cofunder, context.as_of) for cofunder in cofunders]
    if None in valid:
        return None
    return _money(context, total(c.amount for c, v in zip(cofunders, valid, strict=True) if v))


add("incubate.cofunding", "money", "record", "What co-funders are to pay.",
    "sum of amount over incubate.cofunders", "incubate.cofunders",
    lambda c: _money(c, total(f.amount for f in c.dossier.incubate.cofunders)))
add("incubate.cofunding_committed", "money", "record",
    "What co-funders have committed in letters that stand.",
    "sum of amount over incubate.cofunders with a letter that has not expired",
    "incubate.cofunders", _committed)
add("incubate.cofunding_share", "share", "given",
    "The share of the net funding need that is committed.",
    "incubate.cofunding_committed / incubate.net_funding_need", "incubate.cofunders",
    lambda c: share(_committed(c),
                    _money(c, number(c.dossier.incubate.net_funding_need))))
count("incubate.commitment_letters", "letters", "How many commitment letters stand.",
       "number of incubate.cofunders with a letter that has not expired", "incubate.cofunders",
       lambda c: sum(_valid(f, c.as_of) is True for f in c.dossier.incubate.cofunders))
count("incubate.expected_outcomes", "outcomes", "How many expected outcomes are stated.",
       "number of incubate.expected_outcomes", "incubate.expected_outcomes",
       lambda c: len(c.dossier.incubate.expected_outcomes))
count("incubate.unit_costs", "figures", "How many unit costs are stated.",
       "number of incubate.unit_costs", "incubate.unit_costs",
       lambda c: len(c.dossier.incubate.unit_costs))
count("incubate.proposal_answers", "answers", "How many of the proposal's answers are written.",
       "number of incubate.proposal answers that are not blank", "incubate.proposal",
       lambda c: sum(bool(text.strip()) for text in c.dossier.incubate.proposal.values()))


def _awards(context: Context) -> list[Award]:
    """The awards that pay for what comes after incubation and have been made."""
    return [award for award in context.dossier.incubate.awards
            if award.stage in (None, "trade") and (award.date or dt.date.min) <= context.as_of]


_AWARDED = "incubate.awards for trade, or for no stated stage, made by the day"

noted("incubate.award_recorded", "Is an award recorded that pays for the business?",
       f"yes where there are {_AWARDED}", "incubate.awards", lambda c: bool(_awards(c)))
count("incubate.awards", "awards", "How many awards for the business are recorded.",
       f"number of {_AWARDED}", "incubate.awards", lambda c: len(_awards(c)))


@derived("incubate.awarded", "number", "money", "record", "What was awarded for the business.",
         f"sum of amount over {_AWARDED}", ("incubate.awards",))
def _awarded(context: Context) -> Value:
    awards = _awards(context)
    own = context.dossier.currency
    if any(award.currency not in (None, own) for award in awards):
        return None
    return _money(context, total(award.amount for award in awards))


def _markets(context: Context, kind: str) -> list[Market]:
    return [market for market in context.dossier.scale.markets if market.kind == kind]


def _entered(markets: Iterable[Market], as_of: dt.date) -> list[dt.date]:
    days = [day(market.entered) for market in markets]
    return sorted(d for d in days if d is not None and d <= as_of)


def _add_markets(kind: str) -> None:
    count(f"scale.{kind}_markets", "markets", f"How many {kind} markets are described.",
           f"number of scale.markets of kind {kind}", "scale.markets",
           lambda c: len(_markets(c, kind)))
    noted(f"scale.{kind}_entered", f"Does the business sell on a {kind} market?",
           f"yes where one of scale.markets of kind {kind} was entered", "scale.markets",
           lambda c: bool(_entered(_markets(c, kind), c.as_of)))


def _add_demand(kind: str) -> None:
    noted(f"scale.{kind}_paid_demand", f"Does somebody pay on a {kind} market?",
           f"yes where the demand of one of scale.markets of kind {kind} is paid",
           "scale.markets", lambda c: any(m.demand == "paid" for m in _markets(c, kind)))
    add(f"scale.{kind}_market_size", "people", "given", f"How large the {kind} markets are.",
        f"sum of size over scale.markets of kind {kind}", "scale.markets",
        lambda c: total_of_some(m.size for m in _markets(c, kind)))


for _kind in ("local", "national", "international"):
    _add_markets(_kind)
for _kind in ("local", "national"):
    _add_demand(_kind)


def _national_after_local(context: Context) -> bool:
    wide = _entered([*_markets(context, "national"), *_markets(context, "international")],
                    context.as_of)
    local = _entered(_markets(context, "local"), context.as_of)
    return not wide or (bool(local) and local[0] <= wide[0])


noted("scale.national_after_local", "Does every wider market come after a local one?",
       "no where a national or international market was entered and no local one by then",
       "scale.markets", _national_after_local)
