"""Write the notes on a call beside its results: whether it is final, whose it is, who left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

import attrs
import polars as pl

from hubflow.engine.call.call_progress import CallProgress, progress_of
from hubflow.engine.call.freed_places import freed_places
from hubflow.engine.call.money_notes import money_notes
from hubflow.engine.call.overfull_phases import overfull_phases
from hubflow.engine.call.reserve_list import with_reserve_lists
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.call import Call
from hubflow.model.methodology import Methodology
from hubflow.model.results import AffairNote, FreedPlaces, OverfullPhase, RankInterval, RunResult
from hubflow.text.catalogue import words
from hubflow.text.deadlines import deadline_in_words
from hubflow.text.numbers import ranks


def state_notes(progress: CallProgress, language: str, *, named: bool = False) -> Iterator[str]:
    """Yield a note for a call that is not final: it is still open, or not at its last step.

    ``named``: say which call is meant.
    """
    name = progress.call_name or progress.call
    mark = f"{name}: " if named else ""
    if progress.open_until is not None:
        yield words(language, "call")["open_until"].format(
            call=name,
            when=deadline_in_words(progress.open_until, progress.grace_minutes, language))
    step = progress.here(language)
    if step:
        yield mark + words(language, "letter")["not_final"].format(step=step)


def hub_notes(call: Call, methodology: Methodology, language: str) -> Iterator[str]:
    """Yield a note for a call of another hub, or under another edition of the hub's method."""
    told, about = words(language, "call"), methodology.hub
    name = call.name or call.id
    if call.hub not in (None, about.id):
        yield told["other_hub"].format(call=name, theirs=call.hub, own=about.id)
    elif call.edition not in (None, about.edition):
        yield told["other_edition"].format(call=name, theirs=call.edition, own=about.edition)


def file_notes(
    calls: Collection[Call], methodology: Methodology, as_of: dt.date | None, language: str
) -> tuple[str, ...]:
    """Return the notes on the calls of a run that were read from files."""
    found: list[str] = []
    for call in calls:
        day = as_of or call.date or dt.date.today()
        found += hub_notes(call, methodology, language)
        if call.hub in (None, methodology.hub.id):
            found += state_notes(progress_of(call, methodology).on(day), language,
                                 named=len(calls) > 1)
    return tuple(found)


def with_race(
    result: RunResult, prepared: Prepared, finished: pl.DataFrame, chosen: Collection[str] | None
) -> RunResult:
    """Return a result with its calls' places (free or too few), and notes on its calls.

    ``result`` holds all ventures, of which ``chosen`` are shown.
    """
    result = with_reserve_lists(result, prepared, finished)
    found = attrs.evolve(result, freed=tuple(freed_places(prepared, finished)),
                         overfull=tuple(overfull_phases(prepared, finished)))
    notes = [*_shown_alone(found, chosen),
             *(AffairNote(freed_sentence(found, freed, result.hub.language),
                          (*freed.left, *(one.venture for one in freed.moved_up)))
               for freed in found.freed),
             *(AffairNote(overfull_sentence(found, phase, result.hub.language),
                          (*phase.decided, *phase.recommended)) for phase in found.overfull),
             *money_notes(found)]
    return attrs.evolve(found, notes=(*found.notes, *notes))


def freed_sentence(result: RunResult, freed: FreedPlaces, language: str) -> str:
    """Return the sentences on places that became free in a result, and on who moves up."""
    texts = words(language, "call")
    standings = {one.id: one.member.standing for one in result.ventures if one.member}
    names, call = _names(result, freed.call)
    left = ", ".join(
        texts["left"].format(id=names.get(id, id), standing=texts[standings.get(id, "closed")])
        for id in freed.left)
    about = {"call": call, "phase": freed.name, "left": left, "became": freed.became,
             "stay": freed.stay, "places": freed.places}
    said = [texts["freed" if freed.places is not None else "freed_money"].format(**about)]
    said += [texts["moves_up"].format(who=names.get(one.venture, one.venture),
                                     before=rank_text(one.before, language),
                                     after=rank_text(one.after, language))
             for one in freed.moved_up] or [texts["nobody_moves_up"]]
    said += [texts["stay_free"].format(**about)] if freed.stay else []
    return " ".join(said)


def overfull_sentence(result: RunResult, phase: OverfullPhase, language: str) -> str:
    """Return the sentences on a phase of a result with more advances than places."""
    texts = words(language, "call")
    names, call = _names(result, phase.call)
    said = [texts["overfull" if phase.places is not None else "overfull_money"].format(
        call=call, phase=phase.name, places=phase.places,
        count=len(phase.decided) + len(phase.recommended))]
    said += [texts[key].format(who=", ".join(names.get(id, id) for id in who)) for key, who in (
        ("overfull_decided", phase.decided), ("overfull_recommended", phase.recommended)) if who]
    return " ".join(said)


def _names(result: RunResult, call: str) -> tuple[Mapping[str, str], str]:
    """Return what people call the ventures of a result, by id, and what they call a call."""
    return ({one.id: one.name for one in result.ventures},
            next((one.call_name for one in result.ventures if one.call == call), "") or call)


def rank_text(rank: RankInterval | None, language: str) -> str:
    """Return a rank among its competitors, such as `2 of 3`; a dash for none."""
    if rank is None:
        return "–"
    return words(language, "call")["rank_of"].format(rank=ranks(rank), of=rank.among)


def _shown_alone(result: RunResult, chosen: Collection[str] | None) -> Iterator[str]:
    texts = words(result.hub.language, "call")
    for call in dict.fromkeys(one.call for one in result.ventures if one.call):
        members = [one for one in result.ventures if one.call == call]
        shown = [one for one in members if chosen is None or one.id in chosen]
        if shown and len(shown) < len(members):
            count = sum(one.member is None or one.member.in_race for one in members)
            yield AffairNote(
                texts["shown_alone"].format(
                    shown=", ".join(one.name for one in shown), call=_names(result, call)[1],
                    count=count), [one.id for one in shown])
