"""The days of calls that people keep in a calendar: when they close, and the end of complaints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hubflow.register.recording.steps import call_progress
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import words


def call_days(
    journal: Journal, hub: str, first: dt.date, last: dt.date, language: str
) -> list[tuple[dt.date, str]]:
    """Return the days of a hub's calls from one day to another, each with its words, in order."""
    return sorted((day, what) for day, what in _days(journal, hub, first, language)
                  if first <= day <= last)


def _days(
    journal: Journal, hub: str, on: dt.date, language: str
) -> Iterator[tuple[dt.date, str]]:
    texts = words(language, "dues")
    for call in sorted({entry.subject for entry in journal.read(hub=hub, kinds=["step", "call"])}):
        progress = call_progress(journal, hub, call, on)
        if progress.closes is not None:
            yield progress.closes.date(), f"{call}: {texts['call_closes']}"
        if progress.complaints_until is not None:
            yield progress.complaints_until, f"{call}: {texts['complaints']}"
