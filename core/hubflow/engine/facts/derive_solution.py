"""Facts derived from the solution and its tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from hubflow.engine.facts.fact import (
    Context,
    Value,
    add,
    all_three_valued,
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
from hubflow.model.solution import Outcome, Pilot

_DAYS_A_MONTH = 365.25 / 12


noted("solution.described", "Is the solution described?",
       "yes where solution.description is stated", "solution.description",
       lambda c: bool((c.dossier.solution.description or "").strip()))
noted("solution.complements_stated", "Is it said how it complements the usual response?",
       "yes where solution.complements is stated", "solution.complements",
       lambda c: bool((c.dossier.solution.complements or "").strip()))
count("solution.components", "parts", "How many parts the solution has.",
       "number of solution.components", "solution.components",
       lambda c: len(c.dossier.solution.components))
count("solution.essential_components", "parts", "How many of its parts are essential.",
       "number of solution.components whose role is essential", "solution.components",
       lambda c: sum(p.role == "essential" for p in c.dossier.solution.components))
count("solution.variants_tried", "variants", "How many variants were tried.",
       "number of solution.variants", "solution.variants",
       lambda c: len(c.dossier.solution.variants))
count("solution.variants_dropped", "variants", "How many variants were dropped.",
       "number of solution.variants that were dropped", "solution.variants",
       lambda c: sum(v.dropped is True for v in c.dossier.solution.variants))

noted("test.plan_written", "Is there a written plan of the pilot?",
       "yes where test.plan is stated", "test.plan",
       lambda c: bool((c.dossier.test.plan or "").strip()))
noted("test.publicly_presented", "Were the results presented in public?",
       "yes where test.public_presentation has come", "test.public_presentation",
       lambda c: (c.dossier.test.public_presentation or dt.date.max) <= c.as_of)


def _here(context: Context) -> list[Pilot]:
    return [pilot for pilot in context.dossier.test.pilots if pilot.elsewhere is None]


count("test.pilots", "pilots", "How many pilots there were in the place.",
       "number of test.pilots that are not elsewhere", "test.pilots", lambda c: len(_here(c)))
count("test.pilots_elsewhere", "pilots", "How many pilots there were in another place.",
       "number of test.pilots with `elsewhere`", "test.pilots",
       lambda c: len(c.dossier.test.pilots) - len(_here(c)))


def _add_people(field: str, about: str) -> Callable[[Context], float | None]:
    def people(context: Context) -> float | None:
        return total_of_some(getattr(pilot, field) for pilot in _here(context))

    add(f"test.people_{field}", "people", "given", about,
        f"sum of {field} over test.pilots that are not elsewhere", "test.pilots", people)
    return people


_invited = _add_people("invited", "How many people were invited to pilots.")
_came = _add_people("came", "How many people came to pilots.")
_stayed = _add_people("stayed", "How many people stayed in pilots.")
_completed = _add_people("completed", "How many people completed pilots.")


def _pilot_cost(context: Context) -> float | None:
    cost = total_of_some(pilot.cost for pilot in _here(context))
    return None if cost is None or context.rate is None else cost * context.rate


add("test.pilot_cost", "money", "given", "What the pilots cost.",
    "sum of cost over test.pilots that are not elsewhere", "test.pilots", _pilot_cost)
add("test.retention", "share", "given", "The share of those who came that completed.",
    "test.people_completed / test.people_came", "test.pilots",
    lambda c: share(_completed(c), _came(c)))
add("test.cost_per_completion", "money", "given", "What one completion cost.",
    "test.pilot_cost / test.people_completed", "test.pilots",
    lambda c: share(_pilot_cost(c), _completed(c)))


@derived("test.pilot_months", "number", "months", "given", "How long the pilots lasted.",
         "from the first start to the last end of test.pilots", ("test.pilots",))
def _pilot_months(context: Context) -> Value:
    starts = [day(pilot.start) for pilot in _here(context)]
    ends = [day(pilot.end) for pilot in _here(context)]
    if not starts or None in starts or None in ends:
        return None
    days = max(d for d in ends if d) - min(d for d in starts if d)
    return round((days.days + 1) / _DAYS_A_MONTH, 3)


@derived("test.voluntary", "yes_no", "", "given", "Was taking part in all pilots voluntary?",
         "AND of voluntary over test.pilots that are not elsewhere", ("test.pilots",))
def _voluntary(context: Context) -> Value:
    pilots = _here(context)
    return all_three_valued(flag(pilot.voluntary) for pilot in pilots) if pilots else None


@derived("test.safeguarding_in_place", "yes_no", "", "given",
         "Are those served kept safe, in every respect that is asked?",
         "AND of policy, policy_review not past, designated_lead, people_checked at least "
         "people_in_contact, risk_assessment, authority_agreement, route_for_concerns",
         ("test.safeguarding",))
def _safeguarding_in_place(context: Context) -> Value:
    kept = context.dossier.test.safeguarding
    if kept is None:
        return None
    review = day(kept.policy_review)
    contact, checked = number(kept.people_in_contact), number(kept.people_checked)
    return all_three_valued([
        flag(kept.policy),
        None if review is None else review >= context.as_of,
        flag(kept.designated_lead),
        None if contact is None or checked is None else checked >= contact,
        flag(kept.risk_assessment),
        flag(kept.authority_agreement),
        flag(kept.route_for_concerns),
    ])


add("test.feedback_people", "people", "given", "How many people gave feedback.",
    "sum of people over test.feedback", "test.feedback",
    lambda c: total_of_some(f.people for f in c.dossier.test.feedback))
add("test.service_user_feedback", "people", "record", "How many service users gave feedback.",
    "sum of people over test.feedback from service users; 0 where there is none",
    "test.feedback",
    lambda c: total(f.people for f in c.dossier.test.feedback if f.whom == "service users"))


@derived("test.satisfaction", "number", "share", "given",
         "The share of those asked who were satisfied.",
         "mean of satisfied over test.feedback, weighted by people", ("test.feedback",))
def _satisfaction(context: Context) -> Value:
    entries = [(number(f.people), number(f.satisfied)) for f in context.dossier.test.feedback]
    if not entries or any(people is None or part is None for people, part in entries):
        return None
    return share(sum(people * part for people, part in entries
                     if people is not None and part is not None),
                 sum(people for people, _ in entries if people is not None))


count("test.outcomes", "outcomes", "How many outcomes are described.",
       "number of test.outcomes", "test.outcomes", lambda c: len(c.dossier.test.outcomes))
count("test.outcomes_measured", "outcomes", "How many outcomes were measured.",
       "number of test.outcomes whose basis is measured", "test.outcomes",
       lambda c: sum(o.basis == "measured" for o in c.dossier.test.outcomes))
count("test.outcomes_compared", "outcomes", "How many outcomes have a comparison group.",
       "number of test.outcomes with a comparison", "test.outcomes",
       lambda c: sum(o.comparison is True for o in c.dossier.test.outcomes))


def _improved(outcome: Outcome) -> bool | None:
    before, after = number(outcome.before), number(outcome.after)
    if before is None or after is None or outcome.better is None:
        return None
    return after > before if outcome.better == "higher" else after < before


@derived("test.outcomes_improved_share", "number", "share", "given",
         "The share of outcomes that became better.",
         "share of test.outcomes whose after is better than before", ("test.outcomes",))
def _improved_share(context: Context) -> Value:
    found = [_improved(outcome) for outcome in context.dossier.test.outcomes]
    return None if not found or None in found else sum(x is True for x in found) / len(found)


add("test.roles_people", "people", "record", "How many of those served gained a role.",
    "sum of people over test.roles", "test.roles",
    lambda c: total(r.people for r in c.dossier.test.roles))


@derived("test.roles_paid", "number", "people", "record",
         "How many of those served gained a paid role.",
         "sum of people over paid test.roles", ("test.roles",))
def _roles_paid(context: Context) -> Value:
    roles = context.dossier.test.roles
    if any(flag(role.paid) is None for role in roles):
        return None
    return total(role.people for role in roles if role.paid)
