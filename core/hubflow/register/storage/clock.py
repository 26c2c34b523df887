"""When entries were recorded: by the clock of whoever did it, in the order of the journal."""

from __future__ import annotations

import datetime as dt

from hubflow.text.spoken import say

SKEW = dt.timedelta(minutes=1)
"""The clocks of two machines that write to one register may differ by so much."""


def recorded_at(now: dt.datetime, before: str) -> str:
    """Return when an entry is recorded, as the journal writes it.

    A clock that is a little behind the one of the entry before counts as that one's. One that is
    further behind is wrong, or the other was: it is recorded as it is, and `verify` finds it.
    """
    last = moment(before)
    if last is not None and last - SKEW <= now < last:
        now = last
    return now.astimezone(dt.UTC).isoformat(timespec="microseconds")


def moment(text: str) -> dt.datetime | None:
    """Return the moment that an entry says it was recorded at; None if it is no moment."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def backwards(at: str, before: str) -> str:
    """Return what is wrong with an entry's moment after the one of the entry before, or nothing."""
    here, last = moment(at), moment(before)
    if here is None:
        return say("proof.no_moment", at=at)
    if last is None or here >= last - SKEW:
        return ""
    return say("proof.backwards", at=at, before=before)
