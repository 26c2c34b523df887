"""Evaluate a venture's call in the register, and tell where more advance than there are places."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from hubflow.engine.call.call_notes import overfull_sentence, rank_text
from hubflow.model.call import IN_RACE
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.results import PhaseResult, RunResult
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.standing.running import evaluate, recorded_rates
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.journal import Journal


def call_members(journal: Journal, standing: VentureStanding) -> list[str]:
    """Return the ids of the ventures that run together with a venture of a call."""
    return list(journal.connection.execute(sa.select(standings.c.venture).where(
        standings.c.hub == standing.hub, standings.c.call == standing.call,
        standings.c.edition == standing.edition).order_by(standings.c.venture)).scalars())


def call_result(
    journal: Journal, standing: VentureStanding, on: dt.date, plugin_hub: LoadedHub | None = None
) -> RunResult | None:
    """Return what the method recommends for the call of a venture.

    None without a call, or where it cannot be evaluated, because its hub's code is elsewhere.
    """
    if not standing.call or standing.kind != "venture":
        return None
    try:
        kept = hub_of(stored_edition(journal, standing.hub, standing.edition), plugin_hub)
        return evaluate(journal, kept, call_members(journal, standing), on,
                        recorded_rates(journal, standing))
    except (BadInput, PluginCrash):
        return None


def overfull_since(before: RunResult | None, after: RunResult | None) -> list[str]:
    """Return what is said of phases that more go past now, and more than there are places."""
    counts = {(phase.call, phase.phase): len(phase.decided) + len(phase.recommended)
              for phase in (before.overfull if before is not None else ())}
    return [overfull_sentence(phase, "en") for phase in (after.overfull if after else ())
            if len(phase.decided) + len(phase.recommended)
            > counts.get((phase.call, phase.phase), 0)]


def check_return(
    journal: Journal, standing: VentureStanding, before: RunResult | None, on: dt.date, *,
    over_places: bool,
) -> list[str]:
    """Return what is said of a venture that is in the race again, which was recorded.

    Who moved up in the meantime and was led on keeps the place. Raises :class:`BadInput` if more
    would now advance than there are places, unless ``over_places`` says that the body wants it.
    """
    told = overfull_since(before, call_result(journal, standing, on))
    if told and not over_places:
        raise one_problem(
            standing.venture, f"{IN_RACE} again, it would be one more than there are places. "
            + " ".join(told), "If the body lets more advance than there are places, add "
            "--over-places. A wrong decision is mended with hubflow register correct.")
    return told


def moved_up(before: RunResult | None, after: RunResult | None, leaving: str) -> list[str]:
    """Return who advances now and did not before, because a venture left the call."""
    if before is None or after is None:
        return []
    then = {(one.id, phase.phase): phase for one in before.ventures for phase in one.phases}
    return [_moved_up(one.id, then.get((one.id, phase.phase)), phase)
            for one in after.ventures if one.id != leaving
            for phase in one.phases if phase.recommendation == "advance" and phase.decision is None
            and ((was := then.get((one.id, phase.phase))) is None
                 or was.recommendation != "advance")]


def _moved_up(id: str, was: PhaseResult | None, now: PhaseResult) -> str:
    before = rank_text(was.rank if was is not None else None, "en")
    return f"{now.name}: {id} moves up (rank {before} → {rank_text(now.rank, 'en')})."
