"""A call's deadline as people read it, with the minutes of grace beside it."""

from __future__ import annotations

import datetime as dt

from hubflow.text.catalogue import words
from hubflow.text.numbers import moment, moment_in_words, number


def deadline_in_words(deadline: dt.datetime | None, grace: float, language: str) -> str:
    """Return until when a call receives applications; empty without a deadline.

    ``grace`` counts minutes.

    >>> deadline_in_words(dt.datetime(2026, 3, 31, 17, tzinfo=dt.timezone.utc), 15, "en")
    '31 March 2026, 17:00 (UTC), with 15 minutes of grace'
    """
    if deadline is None:
        return ""
    return _with_grace(moment(deadline, language) + _zone(deadline), grace, language)


def deadline_in_message(deadline: dt.datetime | None, grace: float, language: str) -> str:
    """Return the same for a message, in which days are written as :func:`moment_in_words` does.

    >>> deadline_in_message(dt.datetime(2026, 3, 31, 17), 0, "en")
    '2026-03-31 17:00'
    """
    if deadline is None:
        return ""
    return _with_grace(moment_in_words(deadline, language) + _zone(deadline), grace, language)


def _zone(when: dt.datetime) -> str:
    name = getattr(when.tzinfo, "key", None) or when.tzname()
    return f" ({name})" if name else ""


def _with_grace(shown: str, minutes: float, language: str) -> str:
    if not minutes:
        return shown
    key = "grace_one" if minutes == 1 else "grace"
    return words(language, "call")[key].format(when=shown, n=number(minutes, language))
