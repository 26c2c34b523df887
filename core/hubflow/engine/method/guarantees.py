"""What the core guarantees after any hook. A hub may tighten these and never remove them.

1. No stage is skipped: see :mod:`hubflow.engine.pipeline.phases_in_order`, which lets nobody past
a stage. 2. Nobody works in ``test`` with children or adults at risk without safeguarding in place.
3. Nobody leaves ``incubate`` without a named leader, a complete proposal, a recorded award.
4. Nobody leaves ``trade`` before 24 months of a formed business are covered by its records.
5. A national market comes after a local one.
"""

from __future__ import annotations

import re

from hubflow.model.methodology import Methodology, Phase, Requirement

TRADING_MONTHS = 24
COMMON_CHECKPOINTS = range(6, TRADING_MONTHS + 1, 6)
"""Months of test trading that are looked at where the hub has no checkpoints of its own."""
PREFIX = "guarantee."
"""What the ids of guarantees begin with; no hub's rule may."""

SOURCE = "hubflow"
"""The source that guarantees name: the common way itself."""


def _requirement(id: str, holds: str, says: dict[str, str], otherwise: dict[str, str],
                 concept: str) -> Requirement:
    return Requirement(id=id, holds=holds, says=says, otherwise=otherwise, concept=concept,
                       source=SOURCE)


SAFEGUARDING = _requirement(
    "guarantee.safeguarding",
    "NOT (identify.includes_children OR identify.includes_adults_at_risk) "
    "OR test.safeguarding_in_place",
    {"en": "Nobody tests with children or adults at risk without safeguarding in place.",
     "pt": "Ninguém testa com crianças ou adultos em risco sem medidas de proteção em vigor."},
    {"en": "Put in place, and record: a policy with a review date, a designated lead, checks of "
           "everyone in regular contact, a risk assessment, the responsible authority's "
           "agreement, a route for concerns.",
     "pt": "Estabeleça e registe: política com data de revisão, responsável designado, verificação "
           "de todas as pessoas em contacto regular, avaliação de risco, acordo da autoridade "
           "responsável, via para comunicar preocupações."},
    "safeguarding",
)
LEADER = _requirement(
    "guarantee.leader",
    "incubate.leader_named",
    {"en": "Nobody leaves incubation without a named leader.",
     "pt": "Ninguém sai da incubação sem um líder nomeado."},
    {"en": "Find and name the person who will lead the venture.",
     "pt": "Encontre e nomeie a pessoa que vai liderar a iniciativa."},
    "leadership",
)
PROPOSAL = _requirement(
    "guarantee.proposal",
    "incubate.proposal_complete",
    {"en": "Nobody leaves incubation without a complete proposal for funding.",
     "pt": "Ninguém sai da incubação sem uma proposta de financiamento completa."},
    {"en": "Complete the proposal: every section it asks for, within its limits, and a finance "
           "plan that adds up.",
     "pt": "Complete a proposta: todas as secções pedidas, dentro dos limites, e um plano "
           "financeiro que bata certo."},
    "proposal-completeness",
)
AWARD = _requirement(
    "guarantee.award",
    "incubate.award_recorded",
    {"en": "Nobody leaves incubation without a recorded award.",
     "pt": "Ninguém sai da incubação sem um apoio atribuído e registado."},
    {"en": "Record the award: funder, amount, date.",
     "pt": "Registe o apoio: financiador, montante, data."},
    "co-funding",
)
TRADING = _requirement(
    "guarantee.trading",
    f"trade.formed AND trade.months_recorded >= {TRADING_MONTHS}",
    {"en": f"Nobody leaves test trading before {TRADING_MONTHS} months of a formed business are "
           "covered by its records.",
     "pt": f"Ninguém sai do teste de mercado antes de {TRADING_MONTHS} meses de uma empresa "
           "constituída estarem cobertos pelos seus registos."},
    {"en": "Form the business, trade on, and keep its records month by month.",
     "pt": "Constitua a empresa, continue a atividade e registe-a mês a mês."},
    "trading-record",
)
MARKETS = _requirement(
    "guarantee.markets",
    "scale.national_after_local",
    {"en": "A national market comes after a local one.",
     "pt": "Um mercado nacional vem depois de um local."},
    {"en": "Enter a local market first.", "pt": "Entre primeiro num mercado local."},
    "market-demand",
)


GUARDED = frozenset(
    word
    for rule in (SAFEGUARDING, LEADER, PROPOSAL, AWARD, TRADING, MARKETS)
    for word in re.findall(r"\b[a-z]+\.[a-z_]+", rule.holds or "")
)
"""The facts that the guarantees rest on."""


def guarantees_of(methodology: Methodology, phase: Phase) -> tuple[Requirement, ...]:
    """Return the guarantees that guard a phase.

    Most guard the last phase of their stage. Safeguarding guards the way into ``test`` and every
    phase of it.
    """
    last = [each.id for each in methodology.phases if each.stage == phase.stage][-1]
    is_last = phase.id == last
    if phase.subject == "challenge":
        return ()
    if phase.stage == "test" or (phase.stage == "understand" and is_last):
        return (SAFEGUARDING,)
    if not is_last:
        return ()
    return {
        "incubate": (LEADER, PROPOSAL, AWARD),
        "trade": (TRADING,),
        "scale": (MARKETS,),
    }.get(phase.stage, ())
