"""Derive facts from the answers of people served, their outcomes and their new roles."""

from __future__ import annotations

import math

from hubflow.engine.facts.arithmetic import (
    chosen,
    exact,
    flag,
    number,
    says,
    share,
    total,
    total_of_some,
)
from hubflow.engine.facts.fact import Context, Value, add, count, count_some, derived
from hubflow.model.solution import Outcome

add("test.feedback_people", "people", "given", "How many people gave feedback.",
    "sum of people over test.feedback", "test.feedback.people",
    lambda c: total_of_some(f.people for f in c.dossier.test.feedback))


@derived("test.service_user_feedback", "number", "people", "record",
         "How many service users gave feedback.",
         "sum of people over test.feedback from service users; 0 where there is none",
         "test.feedback.whom", "test.feedback.people")
def _service_user_feedback(context: Context) -> Value:
    people = chosen((says(f.whom, "service users"), f.people)
                    for f in context.dossier.test.feedback)
    return None if people is None else total(people)


@derived("test.satisfaction", "number", "share", "given",
         "The share of those asked who were satisfied.",
         "mean of satisfied over test.feedback, weighted by people",
         "test.feedback.people", "test.feedback.satisfied")
def _satisfaction(context: Context) -> Value:
    entries = [(number(f.people), number(f.satisfied)) for f in context.dossier.test.feedback]
    known = [(people, part) for people, part in entries
             if people is not None and part is not None]
    if len(known) < len(entries):
        return None
    mean = share(math.fsum(people * part for people, part in known),
                 math.fsum(people for people, _ in known))
    return None if mean is None else exact(mean)


count("test.outcomes", "outcomes", "How many outcomes are described.",
      "number of test.outcomes", "test.outcomes", lambda c: len(c.dossier.test.outcomes))
count_some("test.outcomes_measured", "outcomes", "How many outcomes were measured.",
           "number of test.outcomes whose basis is measured", "test.outcomes.basis",
           lambda c: (says(o.basis, "measured") for o in c.dossier.test.outcomes))
count_some("test.outcomes_compared", "outcomes", "How many outcomes have a comparison group.",
           "number of test.outcomes with a comparison group", "test.outcomes.comparison",
           lambda c: (says(o.comparison, True) for o in c.dossier.test.outcomes))


def _improved(outcome: Outcome) -> bool | None:
    before, after = number(outcome.before), number(outcome.after)
    if before is None or after is None or outcome.better not in ("higher", "lower"):
        return None
    return after > before if outcome.better == "higher" else after < before


@derived("test.outcomes_improved_share", "number", "share", "given",
         "The share of outcomes that became better.",
         "share of test.outcomes whose after is better than before",
         "test.outcomes.before", "test.outcomes.after", "test.outcomes.better")
def _improved_share(context: Context) -> Value:
    found = [_improved(outcome) for outcome in context.dossier.test.outcomes]
    return None if not found or None in found else found.count(True) / len(found)


add("test.roles_people", "people", "record", "How many of those served gained a role.",
    "sum of people over test.roles", "test.roles.people",
    lambda c: total(r.people for r in c.dossier.test.roles))


@derived("test.roles_paid", "number", "people", "record",
         "How many of those served gained a paid role.",
         "sum of people over paid test.roles; missing where it is not said whether one is paid",
         "test.roles.paid", "test.roles.people")
def _roles_paid(context: Context) -> Value:
    people = chosen((flag(role.paid), role.people) for role in context.dossier.test.roles)
    return None if people is None else total(people)
