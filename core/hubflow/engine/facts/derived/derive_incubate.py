"""Derive facts from incubation: who takes part, what it costs, who pays."""

from __future__ import annotations

import datetime as dt

from hubflow.engine.facts.arithmetic import (
    Cents,
    cents,
    chosen,
    every,
    flag,
    has_come,
    how_many,
    says,
    share,
    some,
    total_cents,
)
from hubflow.engine.facts.fact import Context, Value, add, count, count_some, derived, noted
from hubflow.model.business import Award, CoFunder
from hubflow.model.values import Gap


def _leader_named(context: Context) -> bool:
    leader = context.dossier.incubate.leader
    return leader is not None and bool((leader.name or "").strip())


def _lived_experience(context: Context) -> bool | None:
    leader = context.dossier.incubate.leader
    if leader is None:
        return False
    return every([bool((leader.lived_experience or "").strip()), says(leader.consented, True)])


noted("incubate.leader_named", "Is a leader named?", "yes where incubate.leader has a name",
      "incubate.leader.name", _leader_named)
noted("incubate.lived_experience_told", "Is the leader's own experience told, with consent?",
      "yes where lived_experience is there and consented is true",
      "incubate.leader.lived_experience incubate.leader.consented", _lived_experience)
count("incubate.parties", "organisations", "How many organisations take part.",
      "number of incubate.parties", "incubate.parties",
      lambda c: len(c.dossier.incubate.parties))
count_some("incubate.social_investors", "organisations", "How many social investors take part.",
           "number of incubate.parties whose role is social investor", "incubate.parties.role",
           lambda c: (says(p.role, "social investor") for p in c.dossier.incubate.parties))


def _add_party(name: str, role: str) -> None:
    noted(f"incubate.{name}", f"Does this party take part: {role}?",
          f"yes where incubate.parties lists one whose role is {role}", "incubate.parties.role",
          lambda c: some(says(p.role, role) for p in c.dossier.incubate.parties))


for _role in ("implementing organisation", "public body", "outcome payer", "intermediary"):
    _add_party(_role.replace(" ", "_"), _role)


def _budget(context: Context) -> Cents | None:
    lines = context.dossier.incubate.budget
    return total_cents(line.amount for line in lines) if lines else None


def _staff(context: Context) -> Cents | None:
    lines = context.dossier.incubate.budget
    amounts = chosen(
        (None if line.kind is None else says(line.kind, "staff"), line.amount) for line in lines
    )
    return total_cents(amounts) if lines and amounts is not None else None


add("incubate.budget_total", "money", "given", "The budget in all.",
    "sum of amount over incubate.budget", "incubate.budget.amount",
    lambda c: c.money(_budget(c)))
add("incubate.budget_staff", "money", "given", "The budget for staff.",
    "sum of amount over incubate.budget whose kind is staff; missing where a line has no kind",
    "incubate.budget.amount incubate.budget.kind", lambda c: c.money(_staff(c)))
add("incubate.staff_share", "share", "given", "The share of the budget that is for staff.",
    "incubate.budget_staff / incubate.budget_total",
    "incubate.budget.amount incubate.budget.kind", lambda c: share(_staff(c), _budget(c)))


def _stands(cofunder: CoFunder, as_of: dt.date) -> bool | None:
    """Return whether a signed letter is valid on the day; None where that is open."""
    expires = cofunder.expires
    lasting = None if isinstance(expires, Gap) else expires is None or expires >= as_of
    return every([flag(cofunder.letter), lasting])


def _committed(context: Context) -> Cents | None:
    amounts = chosen((_stands(f, context.as_of), f.amount)
                     for f in context.dossier.incubate.cofunders)
    return None if amounts is None else total_cents(amounts)


_LETTER = "incubate.cofunders.letter incubate.cofunders.expires"

add("incubate.cofunding", "money", "record", "What co-funders are to pay.",
    "sum of amount over incubate.cofunders", "incubate.cofunders.amount",
    lambda c: c.money(total_cents(f.amount for f in c.dossier.incubate.cofunders)))
add("incubate.cofunding_committed", "money", "record",
    "What co-funders have committed in letters that stand.",
    "sum of amount over incubate.cofunders with a letter that has not expired",
    f"incubate.cofunders.amount {_LETTER}", lambda c: c.money(_committed(c)))
add("incubate.cofunding_share", "share", "given",
    "The share of the net funding need that is committed.",
    "incubate.cofunding_committed / incubate.net_funding_need",
    f"incubate.cofunders.amount {_LETTER} incubate.net_funding_need",
    lambda c: share(_committed(c), cents(c.dossier.incubate.net_funding_need)))
count_some("incubate.commitment_letters", "letters", "How many commitment letters stand.",
           "number of incubate.cofunders with a letter that has not expired", _LETTER,
           lambda c: (f.letter is not None and _stands(f, c.as_of)
                      for f in c.dossier.incubate.cofunders))
count("incubate.expected_outcomes", "outcomes", "How many expected outcomes are stated.",
      "number of incubate.expected_outcomes", "incubate.expected_outcomes",
      lambda c: len(c.dossier.incubate.expected_outcomes))
count("incubate.unit_costs", "figures", "How many unit costs are stated.",
      "number of incubate.unit_costs", "incubate.unit_costs",
      lambda c: len(c.dossier.incubate.unit_costs))
count("incubate.proposal_answers", "answers", "How many of the proposal's answers are written.",
      "number of incubate.proposal answers that are not blank", "incubate.proposal",
      lambda c: sum(bool(text.strip()) for text in c.dossier.incubate.proposal.values()))


def _counts(award: Award, as_of: dt.date) -> bool | None:
    """Return whether an award is made by the day and pays for the time after incubation."""
    made = True if award.date is None else has_come(award.date, as_of)
    return every([True if award.stage is None else says(award.stage, "trade"), made])


_AWARDED = "incubate.awards for trade, or for no stated stage, made by the day"
_AWARD = "incubate.awards.stage incubate.awards.date"

noted("incubate.award_recorded", "Is an award recorded that pays for the business?",
      f"yes where there are {_AWARDED}", _AWARD,
      lambda c: some(_counts(award, c.as_of) for award in c.dossier.incubate.awards))
add("incubate.awards", "awards", "record", "How many awards for the business are recorded.",
    f"number of {_AWARDED}", _AWARD,
    lambda c: how_many(_counts(award, c.as_of) for award in c.dossier.incubate.awards))


@derived("incubate.awarded", "number", "money", "record", "What was awarded for the business.",
         f"sum of amount over {_AWARDED}", *_AWARD.split(), "incubate.awards.amount")
def _awarded(context: Context) -> Value:
    counted = [(_counts(award, context.as_of), award) for award in context.dossier.incubate.awards]
    if any(counts is None for counts, _ in counted):
        return None
    # each is converted by itself, since awards may be in several currencies
    amounts = [context.money(cents(a.amount), a.currency) for counts, a in counted if counts]
    paid = total_cents(amounts)
    return None if paid is None else paid / 100
