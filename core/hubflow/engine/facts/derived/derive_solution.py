"""Derive facts from the solution."""

from __future__ import annotations

from hubflow.engine.facts.arithmetic import says
from hubflow.engine.facts.fact import count, count_some, noted

noted("solution.described", "Is the solution described?",
      "yes where solution.description is stated", "solution.description",
      lambda c: bool((c.dossier.solution.description or "").strip()))
noted("solution.complements_stated", "Is it said how it complements the usual response?",
      "yes where solution.complements is stated", "solution.complements",
      lambda c: bool((c.dossier.solution.complements or "").strip()))
count("solution.components", "parts", "How many parts the solution has.",
      "number of solution.components", "solution.components",
      lambda c: len(c.dossier.solution.components))
count_some("solution.essential_components", "parts", "How many of its parts are essential.",
           "number of solution.components whose role is essential", "solution.components.role",
           lambda c: (says(p.role, "essential") for p in c.dossier.solution.components))
count("solution.mechanism_steps", "steps", "How many steps the mechanism has.",
      "number of solution.mechanism", "solution.mechanism.whom solution.mechanism.component "
      "solution.mechanism.leads_to solution.mechanism.evidence_level",
      lambda c: len(c.dossier.solution.mechanism))
count("solution.mechanism_needs", "needs", "How many needs the steps of the mechanism have.",
      "number of needs over solution.mechanism", "solution.mechanism.needs",
      lambda c: sum(len(step.needs) for step in c.dossier.solution.mechanism))
count_some("solution.mechanism_needs_met", "needs",
           "How many of these needs the place is shown to meet.",
           "number of needs over solution.mechanism that are here, where something shows it",
           "solution.mechanism.needs.here solution.mechanism.needs.here_shown_by "
           "solution.mechanism.needs.here_source",
           lambda c: (need.present for step in c.dossier.solution.mechanism
                      for need in step.needs))
count("solution.variants_tried", "variants", "How many variants were tried.",
      "number of solution.variants", "solution.variants",
      lambda c: len(c.dossier.solution.variants))
count_some("solution.variants_dropped", "variants", "How many variants were dropped.",
           "number of solution.variants that were dropped", "solution.variants.dropped",
           lambda c: (says(v.dropped, True) for v in c.dossier.solution.variants))
