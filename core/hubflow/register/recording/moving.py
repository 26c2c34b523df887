"""Move a venture to another edition of the method: shown first, then recorded, revertible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa

from hubflow.model.input_problems import one_problem
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.register.recording.deciding import check_day
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.standing.outcome import changes, current_phase, outcome_of
from hubflow.register.standing.rebuild import rebuild_inputs
from hubflow.register.standing.running import evaluate
from hubflow.register.standing.standing import Standing
from hubflow.register.standing.standings import known_standing, refresh
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.entries import Draft, latest, with_accepted
from hubflow.register.storage.journal import Journal


@attrs.frozen(eq=False, repr=False)
class Move:
    """What another edition would change for a venture.

    ``changed`` is empty where it would be in another phase: then nothing can be laid side by
    side. ``judgements_lost`` counts those on criteria that the edition does not ask for.
    """

    before: Standing
    after: Standing
    recommended_before: str
    recommended_after: str
    changed: Sequence[Mapping[str, Any]]
    judgements_lost: int


def move(
    journal: Journal, hub: str, venture: str, edition: str, *, on: dt.date, by: str, body: str,
    reasons: str, plugin_hub: LoadedHub | None = None, back: bool = False, accepted: str = "",
) -> Move:
    """Move a venture to an edition of its hub in the register; return what changes by it.

    Raises :class:`BadInput` where the venture has ended, or is under this edition already.
    """
    before = known_standing(journal, hub, venture)
    check_day(before, on)
    if before.edition == edition:
        raise one_problem(venture, f'it is under edition "{edition}" already')
    if before.state in ("closed", "adopted", "established"):
        raise one_problem(venture, f"it is {before.state}: what was decided stays under "
                          f'"{before.edition}"')
    stored_edition(journal, hub, edition)
    found_before = _outcome(journal, before, on, plugin_hub)
    lost = _lost(journal, before, edition, plugin_hub)
    last = latest(before.entries, "move")
    draft = Draft(
        kind="move", hub=hub, subject=venture, on=on,
        body={"from": before.edition, "to": edition,
              "reverts": last.seq if back and last else None},
        personal=with_accepted({"by": by, "body": body, "reasons": reasons}, accepted),
    )
    journal.append([draft])
    after = refresh(journal, hub, [venture])[venture]
    found_after = _outcome(journal, after, on, plugin_hub)
    return Move(
        before, after, str(found_before.get("recommendation", "")),
        str(found_after.get("recommendation", "")),
        changes(found_before, found_after) if found_before and found_after else [], lost)


def edition_before(standing: Standing) -> str:
    """Return the edition that a venture moved from. Raise :class:`BadInput` if it never moved."""
    last = latest(standing.entries, "move")
    if last is None:
        raise one_problem(standing.venture, "it was never moved to another edition")
    return str(last.body["from"])


def _outcome(
    journal: Journal, standing: Standing, on: dt.date, plugin_hub: LoadedHub | None
) -> Mapping[str, Any]:
    """Return what an edition recommends for the venture's present phase, among its call."""
    kept = hub_of(stored_edition(journal, standing.hub, standing.edition), plugin_hub)
    together = [standing.venture]
    if standing.call:
        together += journal.connection.execute(sa.select(standings.c.venture).where(
            standings.c.hub == standing.hub, standings.c.call == standing.call,
            standings.c.edition == standing.edition,
            standings.c.venture != standing.venture)).scalars()
    result = evaluate(journal, kept, together, on, {})
    venture = next(v for v in result.ventures if v.id == standing.venture)
    phase = current_phase(venture)
    return {} if phase is None else outcome_of(venture, phase)


def _lost(journal: Journal, standing: Standing, edition: str, plugin_hub: LoadedHub | None) -> int:
    """Return how many recorded judgements are on criteria that the edition does not have."""
    kept = hub_of(stored_edition(journal, standing.hub, edition), plugin_hub)
    rules = JudgementRules.of(kept.hub.methodology.methodology)
    again = rebuild_inputs(journal, standing.hub, standing.edition, [standing.venture])
    return sum(bool(list(rules.problems(said))) for said in again.judgements)
