"""Find what a hub adds to a venture's dossier: answers to its own facts, and the finance plan."""

from __future__ import annotations

from typing import Any

import attrs

from hubflow.engine.method.carried_scores import is_carried
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.methodology import LocalFact
from hubflow.model.results import ProposalResult, VentureResult


@attrs.frozen(eq=False, repr=False)
class HubContent:
    """The answers to a hub's own facts, and the finance plan in its format.

    ``finance_scored``: an amount of the plan follows from scores, so no jury may see the plan.
    """

    facts: tuple[tuple[LocalFact, Any], ...] = ()
    finance: ProposalResult | None = None
    finance_scored: bool = False


def hub_content(prepared: Prepared, venture: VentureResult) -> HubContent:
    """Return what the hub adds to a venture's dossier, without anything that a score led to.

    A hook's value of a fact goes before the dossier's own, as in the run.
    """
    case = next(case for case in prepared.cases if case.id == venture.id)
    values = dict(case.local)
    if prepared.hooks.read_dossiers:
        values |= prepared.hooks.local_facts(case.entry.dossier)
    scored = _reads_scores(prepared.compiled)
    return HubContent(
        facts=tuple((fact, values[fact.id]) for fact in prepared.methodology.facts
                    if fact.id in values),
        finance=None if scored else venture.proposal, finance_scored=scored)


def _reads_scores(compiled: Compiled) -> bool:
    """Return whether an amount of the finance plan follows from what a phase came to."""
    amounts = [*(plan.amount for plan in compiled.finance), compiled.total]
    return any(is_carried(name) for amount in amounts if amount for name in amount.reads)
