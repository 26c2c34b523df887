"""Say beside a result what a reader must know of its call: not final, another hub's, who left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import polars as pl

from hubflow.engine.call.call_progress import CallProgress, progress_of
from hubflow.engine.call.freed_places import freed_places
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.call import Call
from hubflow.model.methodology import Methodology
from hubflow.model.results import RunResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import day as day_in_words


def state_notes(
    call: Call, progress: CallProgress, day: dt.date, language: str, *, named: bool = False
) -> Iterator[str]:
    """Yield that a call is not final on a day: it is still open, or not at its last step.

    ``named``: say which call is meant.
    """
    mark = f"{call.id}: " if named else ""
    if call.closes is not None and day < call.closes.date():
        yield mark + words(language, "call")["open_until"].format(
            call=call.id, when=moment_in_words(call.closes, language))
    step = progress.on(day).here(language)
    if step:
        yield mark + words(language, "letter")["not_final"].format(step=step)


def hub_notes(call: Call, methodology: Methodology, language: str) -> Iterator[str]:
    """Yield that a call is not one of the hub's, or is under another edition of its method."""
    told, about = words(language, "call"), methodology.hub
    if call.hub not in (None, about.id):
        yield told["other_hub"].format(call=call.id, theirs=call.hub, own=about.id)
    elif call.edition not in (None, about.edition):
        yield told["other_edition"].format(call=call.id, theirs=call.edition, own=about.edition)


def file_notes(
    calls: Collection[Call], methodology: Methodology, as_of: dt.date | None, language: str
) -> tuple[str, ...]:
    """Return what is to be said of the calls of a run that were read from files."""
    found: list[str] = []
    for call in calls:
        day = as_of or call.date or dt.date.today()
        found += hub_notes(call, methodology, language)
        if call.hub in (None, methodology.hub.id):
            found += state_notes(call, progress_of(call, methodology), day, language,
                                 named=len(calls) > 1)
    return tuple(found)


def race_notes(
    prepared: Prepared, finished: pl.DataFrame, result: RunResult, chosen: Collection[str] | None
) -> tuple[str, ...]:
    """Return which calls are shown in part, and which places became free.

    ``result`` holds all ventures, of which ``chosen`` are shown.
    """
    return (*_shown_alone(result, chosen), *_freed(prepared, finished, result))


def _shown_alone(result: RunResult, chosen: Collection[str] | None) -> Iterator[str]:
    told = words(result.hub.language, "call")
    for call in dict.fromkeys(one.call for one in result.ventures if one.call):
        members = [one for one in result.ventures if one.call == call]
        shown = [one.id for one in members if chosen is None or one.id in chosen]
        if shown and len(shown) < len(members):
            count = sum(one.member is None or one.member.in_race for one in members)
            yield told["shown_alone"].format(shown=", ".join(shown), call=call, count=count)


def _freed(prepared: Prepared, finished: pl.DataFrame, result: RunResult) -> Iterator[str]:
    standings = {one.id: one.member.standing for one in result.ventures if one.member}
    for freed in freed_places(prepared, finished):
        yield freed.sentence(standings, result.hub.language)


def moment_in_words(moment: dt.datetime, language: str) -> str:
    """Return a moment with its day in words and its time zone."""
    return (f"{day_in_words(moment.date(), language)}, {moment:%H:%M} "
            f"({getattr(moment.tzinfo, 'key', None) or moment.tzname()})")
