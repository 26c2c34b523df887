"""The days of calls that people keep in a calendar: when they close, and the end of complaints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from hubflow.register.recording.steps import call_progress
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import words


@attrs.frozen(order=True)
class CallDay:
    """A day of a call; ``what`` is "call_closes", or "complaints" for the last day of these."""

    on: dt.date
    call: str
    what: str
    hub: str

    def title(self, language: str) -> str:
        """Return the call and what there is on the day, in words."""
        return f"{self.call}: {words(language, 'dues')[self.what]}"


def call_days(journal: Journal, hub: str, first: dt.date, last: dt.date) -> list[CallDay]:
    """Return the days of a hub's calls from one day to another, in order."""
    return sorted(day for day in _days(journal, hub, first) if first <= day.on <= last)


def _days(journal: Journal, hub: str, on: dt.date) -> Iterator[CallDay]:
    for call in sorted({entry.subject for entry in journal.read(hub=hub, kinds=["step", "call"])}):
        progress = call_progress(journal, hub, call, on)
        if progress.closes is not None:
            yield CallDay(progress.closes.date(), call, "call_closes", hub)
        if progress.complaints_until is not None:
            yield CallDay(progress.complaints_until, call, "complaints", hub)
