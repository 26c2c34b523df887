"""Derive facts from the pilots and from the safeguards for people served."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from hubflow.engine.facts.arithmetic import (
    Cents,
    day,
    every,
    flag,
    has_come,
    number,
    share,
    total_cents,
    total_of_some,
)
from hubflow.engine.facts.fact import Context, Value, add, count, derived, noted
from hubflow.model.solution import Pilot, Safeguarding

_DAYS_A_MONTH = 365.25 / 12

noted("test.plan_written", "Is there a written plan of the pilot?",
      "yes where test.plan is stated", "test.plan",
      lambda c: bool((c.dossier.test.plan or "").strip()))
noted("test.publicly_presented", "Were the results presented in public?",
      "yes where test.public_presentation has come", "test.public_presentation",
      lambda c: has_come(c.dossier.test.public_presentation, c.as_of))


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
        f"sum of {field} over test.pilots that are not elsewhere", f"test.pilots.{field}", people)
    return people


_add_people("invited", "How many people were invited to pilots.")
_came = _add_people("came", "How many people came to pilots.")
_add_people("stayed", "How many people stayed in pilots.")
_completed = _add_people("completed", "How many people completed pilots.")


def _cost(context: Context) -> Cents | None:
    pilots = _here(context)
    return total_cents(pilot.cost for pilot in pilots) if pilots else None


add("test.pilot_cost", "money", "given", "What the pilots cost.",
    "sum of cost over test.pilots that are not elsewhere", "test.pilots.cost",
    lambda c: c.money(_cost(c)))
add("test.retention", "share", "given", "The share of those who came that completed.",
    "test.people_completed / test.people_came", "test.pilots.completed test.pilots.came",
    lambda c: share(_completed(c), _came(c)))


add("test.cost_per_completion", "money", "given", "What one completion cost.",
    "test.pilot_cost / test.people_completed", "test.pilots.cost test.pilots.completed",
    lambda c: share(c.money(_cost(c)), _completed(c)))


@derived("test.pilot_months", "number", "months", "given", "How long the pilots lasted.",
         "from the first start to the last end of test.pilots, in months of 30.4375 days",
         "test.pilots.start", "test.pilots.end")
def _pilot_months(context: Context) -> Value:
    starts = [day(pilot.start) for pilot in _here(context)]
    ends = [day(pilot.end) for pilot in _here(context)]
    if not starts or None in starts or None in ends:
        return None
    days = max(d for d in ends if d) - min(d for d in starts if d)
    return round((days.days + 1) / _DAYS_A_MONTH, 3)


@derived("test.voluntary", "yes_no", "", "given", "Was taking part in all pilots voluntary?",
         "AND of voluntary over test.pilots that are not elsewhere", "test.pilots.voluntary")
def _voluntary(context: Context) -> Value:
    pilots = _here(context)
    return every(flag(pilot.voluntary) for pilot in pilots) if pilots else None


@derived("test.safeguarding_in_place", "yes_no", "", "given",
         "Are those served kept safe, in every respect that is asked?",
         "AND of policy, policy_review not past, designated_lead, people_checked at least "
         "people_in_contact, risk_assessment, authority_agreement, route_for_concerns",
         *(f"test.safeguarding.{field.name}" for field in attrs.fields(Safeguarding)))
def _safeguarding_in_place(context: Context) -> Value:
    kept = context.dossier.test.safeguarding
    if kept is None:
        return None
    review = day(kept.policy_review)
    contact, checked = number(kept.people_in_contact), number(kept.people_checked)
    return every([
        flag(kept.policy),
        None if review is None else review >= context.as_of,
        flag(kept.designated_lead),
        None if contact is None or checked is None else checked >= contact,
        flag(kept.risk_assessment),
        flag(kept.authority_agreement),
        flag(kept.route_for_concerns),
    ])
