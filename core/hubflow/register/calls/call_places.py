"""Evaluate a venture's call in the register, and tell where more advance than there are places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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
from hubflow.text.spoken import say, spoken_language


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
                        recorded_rates(journal, standing), severity=False)
    except (BadInput, PluginCrash):
        return None


def overfull_since(before: RunResult | None, after: RunResult | None) -> list[str]:
    """Return what is said of phases that more go past now, and more than there are places."""
    if after is None:
        return []
    counts = {(phase.call, phase.phase): len(phase.decided) + len(phase.recommended)
              for phase in (before.overfull if before is not None else ())}
    return [overfull_sentence(after, phase, spoken_language())
            for phase in after.overfull if len(phase.decided) + len(phase.recommended)
            > counts.get((phase.call, phase.phase), 0)]


def check_return(
    journal: Journal, standing: VentureStanding, before: RunResult | None, on: dt.date, *,
    over_places: bool,
) -> list[str]:
    """Return what is said of a venture that is in the race again, which was recorded: who moves
    down.

    Who moved up in the meantime and was led on keeps the place. Raises :class:`BadInput` if more
    would now advance than there are places, unless ``over_places`` says that the body wants it.
    """
    after = call_result(journal, standing, on)
    told = overfull_since(before, after)
    if told and not over_places:
        raise one_problem(
            standing.venture, say("register-problems.again_it_would_be_one_more", in_race=IN_RACE)
            + " ".join(told), say("register-problems.if_the_body_lets_more_advance"))
    if after is None and len(call_members(journal, standing)) > 1:
        return [say("register.moves_down_unknown", hub=standing.hub, call=standing.call)]
    return [*told, *moved_down(before, after, standing.venture)]


def moved_up(before: RunResult | None, after: RunResult | None, leaving: str) -> list[str]:
    """Return who advances now and did not before, because a venture left the call."""
    return [say("register.moves_up", phase=now.name, id=name, ranks=_ranks(was, now))
            for name, was, now in _gained(before, after, leaving)]


def moved_down(before: RunResult | None, after: RunResult | None, returning: str) -> list[str]:
    """Return who advanced and does not now, because a venture is in the call's race again."""
    return [say("register.moves_down", phase=was.name, id=name, ranks=_ranks(was, now))
            for name, now, was in _gained(after, before, returning)]


def _gained(
    before: RunResult | None, after: RunResult | None, without: str
) -> Iterator[tuple[str, PhaseResult | None, PhaseResult]]:
    """Yield the phases that undecided ventures advance from in one result, not in the other."""
    if before is None or after is None:
        return
    then = {(one.id, phase.phase): phase for one in before.ventures for phase in one.phases}
    for one in after.ventures:
        for phase in one.phases if one.id != without else ():
            was = then.get((one.id, phase.phase))
            if phase.recommendation == "advance" and phase.decision is None and (
                    was is None or was.recommendation != "advance"):
                yield one.name, was, phase


def _ranks(before: PhaseResult | None, after: PhaseResult | None) -> str:
    ranks = [rank_text(one.rank if one is not None else None, spoken_language())
             for one in (before, after)]
    return say("register.ranks", before=ranks[0], after=ranks[1])
