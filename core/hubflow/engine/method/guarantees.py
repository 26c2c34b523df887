"""Define the guarantees that the core enforces after any hook; hubs may only tighten them.

1. No stage is skipped: see :mod:`hubflow.engine.pipeline.phases_in_order`, which lets nobody past
a stage. 2. Nobody works in ``test`` with children or adults at risk without safeguarding in place.
3. Nobody leaves ``incubate`` without a named leader, a complete proposal, a recorded award.
4. Nobody leaves ``trade`` before 24 months of a formed business are covered by its records.
5. A national market comes after a local one.
"""

from __future__ import annotations

import functools
import re

from hubflow.model.methodology import Methodology, Phase, Requirement
from hubflow.text.catalogue import texts

TRADING_MONTHS = 24
COMMON_CHECKPOINTS = range(6, TRADING_MONTHS + 1, 6)
"""Months of test trading that are looked at where the hub has no checkpoints of its own."""
PREFIX = "guarantee."
"""The beginning of the ids of guarantees; no hub's rule may begin so."""

SOURCE = "hubflow"
"""The source that guarantees name: the common way itself."""


TRADING = f"{PREFIX}trading"
"""The id of the guarantee that test trading lasts."""

_HOLDS = {
    "safeguarding": "NOT (identify.includes_children OR identify.includes_adults_at_risk) "
                    "OR test.safeguarding_in_place",
    "leader": "incubate.leader_named",
    "proposal": "incubate.proposal_complete",
    "award": "incubate.award_recorded",
    "trading": f"trade.formed AND trade.months_recorded >= {TRADING_MONTHS}",
    "markets": "scale.national_after_local",
}
_CONCEPTS = {
    "safeguarding": "safeguarding",
    "leader": "leadership",
    "proposal": "proposal-completeness",
    "award": "co-funding",
    "trading": "trading-record",
    "markets": "market-demand",
}

GUARDED = frozenset(word for holds in _HOLDS.values()
                    for word in re.findall(r"\b[a-z]+\.[a-z_]+", holds))
"""The facts that the guarantees rest on."""


@functools.cache
def _guarantee(name: str) -> Requirement:
    """Return the requirement for a guarantee, with its words in every language."""
    says = {language: text.format(months=TRADING_MONTHS)
            for language, text in texts("guarantees", name, "says").items()}
    return Requirement(id=PREFIX + name, holds=_HOLDS[name], says=says,
                       otherwise=texts("guarantees", name, "otherwise"),
                       concept=_CONCEPTS[name], source=SOURCE)


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
        return (_guarantee("safeguarding"),)
    if not is_last:
        return ()
    names = {"incubate": ("leader", "proposal", "award"), "trade": ("trading",),
             "scale": ("markets",)}.get(phase.stage, ())
    return tuple(map(_guarantee, names))
