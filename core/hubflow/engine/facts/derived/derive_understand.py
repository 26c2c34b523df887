"""Derive facts from the research into the problem, with service users and from others."""

from __future__ import annotations

from hubflow.engine.facts.arithmetic import number, total_of_some
from hubflow.engine.facts.fact import Context, Value, add, count, derived

count("understand.activities", "activities", "Activities with service users in the place.",
      "number of understand.activities that are not elsewhere", "understand.activities",
      lambda c: sum(a.elsewhere is None for a in c.dossier.understand.activities))
count("understand.activities_elsewhere", "activities",
      "Activities with service users in another place.",
      "number of understand.activities with `elsewhere`", "understand.activities",
      lambda c: sum(a.elsewhere is not None for a in c.dossier.understand.activities))
add("understand.service_users_involved", "people", "given",
    "Service users who took part in activities in the place.",
    "sum of service_users over understand.activities that are not elsewhere",
    "understand.activities.service_users",
    lambda c: total_of_some(a.service_users for a in c.dossier.understand.activities
                            if a.elsewhere is None))
count("understand.prior_art", "examples", "How many ways of addressing it elsewhere were found.",
      "number of understand.prior_art", "understand.prior_art",
      lambda c: len(c.dossier.understand.prior_art))
count("understand.needs", "figures", "How many figures show the need.",
      "number of understand.needs", "understand.needs",
      lambda c: len(c.dossier.understand.needs))
count("understand.lessons", "lessons", "How many lessons were learnt.",
      "number of understand.lessons", "understand.lessons",
      lambda c: len(c.dossier.understand.lessons))
count("understand.changes", "changes", "How many lessons led to a change.",
      "number of understand.lessons with `changed`", "understand.lessons.changed",
      lambda c: sum(bool((lesson.changed or "").strip())
                    for lesson in c.dossier.understand.lessons))


@derived("understand.prior_art_evidence", "number", "Nesta level 1-5", "given",
         "The best evidence level among how others address it.",
         "greatest evidence_level over understand.prior_art",
         "understand.prior_art.evidence_level")
def _prior_art_evidence(context: Context) -> Value:
    levels = [number(p.evidence_level) for p in context.dossier.understand.prior_art]
    stated = [level for level in levels if level is not None]
    return max(stated) if stated and len(stated) == len(levels) else None
