"""Tell whether an instrument accepts applications on a day in a place, by its dated calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from hubflow.model.identity import Place
from hubflow.model.methodology import Hub, Instrument, InstrumentCall, Open
from hubflow.reading.values.normal_text import folded
from hubflow.text.numbers import day as day_in_words

State = Literal["open", "closed", "not yet open", "unknown"]

_WORDS = {"closed": "closed_instrument", "unknown": "open_unknown"}


@attrs.frozen(kw_only=True)
class Opening:
    """Whether an instrument is open, with the days of the call that decides it."""

    state: State
    start: dt.date | None = None
    end: dt.date | None = None
    call: str | None = None

    def in_words(self, words: Mapping[str, str], language: str) -> str:
        """Return the state and its days, such as "closed since 30 August 2024"."""
        if self.state == "closed" and self.end:
            return words["closed_since"].format(day=day_in_words(self.end, language))
        state = words[_WORDS.get(self.state, self.state)]
        days = self.days(words, language)
        return f"{state} ({days})" if days else state

    def days(self, words: Mapping[str, str], language: str) -> str:
        """Return the first and the last day, such as "from 3 November 2025 to 27 February 2026"."""
        return " ".join(words[key].format(day=day_in_words(day, language))
                        for key, day in (("c_from", self.start), ("c_up_to", self.end)) if day)


def opening_on(
    instrument: Instrument, day: dt.date, hub: Hub, place: Place | None = None
) -> Opening:
    """Return whether an instrument accepts applications from ``place`` on a day.

    ``place`` is the venture's, or the hub's own if a method is described. Only calls that cover
    the place count. Of several calls an open one decides, else the next that opens, else the one
    that closed last. Where no call is known to cover the place, or a call without a last day was
    last checked too long ago, the state is "unknown".
    """
    if not instrument.calls:
        return _window(instrument.open, day)
    found = list(_calls(instrument, day, hub, place))
    for state in ("open", "unknown"):
        decides = [each for each in found if each.state == state]
        if decides:
            return decides[0]
    later = [each for each in found if each.state == "not yet open"]
    if later:
        return min(later, key=lambda each: each.start or dt.date.max)
    return max(found, key=lambda each: each.end or dt.date.min, default=Opening(state="unknown"))


def _calls(
    instrument: Instrument, day: dt.date, hub: Hub, place: Place | None
) -> Iterator[Opening]:
    """Yield the state of each call, other than those that do not cover the place."""
    for call in instrument.calls:
        covers = covers_place(call, place, hub.place)
        if covers is False:
            continue
        state = _window(Open(start=call.start, end=call.end), day).state
        if state == "open" and not (covers and _is_known_open(call, day, hub)):
            state = "unknown"
        if covers or state == "unknown":
            yield Opening(state=state, start=call.start, end=call.end, call=call.id)


def covers_place(call: InstrumentCall, place: Place | None, home: Place) -> bool | None:
    """Return whether a call is for a place; None if its region or the place is not known.

    A place that is the hub's own lies in the region of ``home``.
    """
    if not call.region and not call.places:
        return True
    if place is None:
        return None
    names = {folded(name) for name in (place.name, place.code, place.country) if name}
    if names & {folded(name) for name in call.places}:
        return True
    if not call.region:
        return False
    region = place.region
    if region is None and folded(place.name) == folded(home.name) and (
            place.country in (None, home.country)):
        region = home.region
    if folded(call.region) in names:
        return True
    return None if region is None else folded(region) == folded(call.region)


def _is_known_open(call: InstrumentCall, day: dt.date, hub: Hub) -> bool:
    """Return whether a call that has not ended is known to be open on a day.

    Where its first or last day is not stated, ``checked`` stands in: from that day on, and for the
    hub's ``recheck_days``.
    """
    if call.start is None and (call.checked is None or day < call.checked):
        return False
    if call.end is None:
        return call.checked is not None and (day - call.checked).days <= hub.recheck_days
    return True


def _window(window: Open | None, day: dt.date) -> Opening:
    if window is None:
        return Opening(state="unknown")
    state: State = "open"
    if window.start and day < window.start:
        state = "not yet open"
    elif window.end and day > window.end:
        state = "closed"
    return Opening(state=state, start=window.start, end=window.end)
