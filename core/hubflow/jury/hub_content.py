"""Find what a hub adds to a venture's dossier: answers to its own facts, and the finance plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.column_names import is_carried
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.methodology import LocalFact
from hubflow.model.results import ProposalResult, SectionResult, VentureResult


@attrs.frozen(eq=False, repr=False)
class HubContent:
    """The answers to a hub's own facts, and the proposal's texts and finance plan in its format.

    ``finance_scored``: an amount of the plan follows from scores, so no jury may see the plan.
    """

    facts: tuple[tuple[LocalFact, Any], ...] = ()
    sections: tuple[SectionResult, ...] = ()
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
        sections=tuple(_unscored_sections(prepared, venture)),
        finance=None if scored else venture.proposal, finance_scored=scored)


def _unscored_sections(prepared: Prepared, venture: VentureResult) -> Iterator[SectionResult]:
    """Yield the sections that have a text and do not name what a phase came to."""
    scored = {section.id for section in prepared.methodology.proposal.sections
              if any("{phases." in text for text in (section.text or {}).values())}
    if venture.proposal is not None:
        yield from (section for section in venture.proposal.sections
                    if section.text and section.id not in scored)


def _reads_scores(compiled: Compiled) -> bool:
    """Return whether an amount of the finance plan follows from what a phase came to."""
    amounts = [*(plan.amount for plan in compiled.finance), compiled.total]
    return any(is_carried(name) for amount in amounts if amount for name in amount.reads)
