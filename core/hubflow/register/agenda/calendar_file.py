"""Write what is due as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import icalendar

from hubflow.register.agenda.call_days import CallDay
from hubflow.register.agenda.dues_words import due_identity, due_sentence
from hubflow.register.standing.wall import DueItem

_PRODUCT = "-//hubflow//register dues//"


def calendar(
    dues: Iterable[DueItem], days: Sequence[CallDay], language: str, made: dt.datetime
) -> bytes:
    """Return a calendar of all-day events: each due, and the ``days`` of calls with their words.

    ``made`` is the moment that it shows; an event keeps its identity from one file to the next, so
    that a calendar which takes the file again changes it, and does not double it.
    """
    found = icalendar.Calendar()
    found.add("prodid", _PRODUCT)
    found.add("version", "2.0")
    for item in dues:
        said = due_sentence(item.what, item.detail, language, item.named, item.report)
        title = f"{item.name or item.venture}: {said}"
        found.add_component(_event(due_identity(item), item.on, title, made))
    for day in days:
        found.add_component(_event((day.hub, day.call, day.what), day.on, day.title(language),
                                   made))
    return bytes(found.to_ical())


def is_calendar_of_dues(path: Path) -> bool:
    """Return whether a file is such a calendar, which a later one takes the place of."""
    try:
        return b"\r\nPRODID:" + _PRODUCT.encode() + b"\r\n" in path.read_bytes()
    except OSError:
        return False


def _event(
    identity: tuple[str, ...], day: dt.date, title: str, made: dt.datetime
) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{hashlib.sha256('/'.join(identity).encode()).hexdigest()[:32]}@hubflow")
    event.add("dtstamp", made)
    event.add("dtstart", day)
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    return event
