"""Record when an application was received, and whether that was in time for its call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from hubflow.model.call import IN_RACE, Call
from hubflow.model.input_problems import BadInput, Problem
from hubflow.register.calls.call_entries import recorded_call
from hubflow.register.standing.standing_table import known_standing, refresh
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal


def record_received(
    journal: Journal, hub: str, ventures: Iterable[str], received: dt.date, *, on: dt.date, by: str
) -> list[str]:
    """Record the receipt of applications that are in the register; return what is said of each.

    The deadline of a venture's call is judged by ``received``: a moment, or a day other than that
    of the deadline. Raises :class:`BadInput` for a venture that is in no call, for the deadline's
    day without a time, and for a day after ``on``.
    """
    drafts: list[Draft] = []
    problems: list[Problem] = []
    told: list[str] = []
    for venture in ventures:
        named = known_standing(journal, hub, venture).call
        if not named:
            problems.append(Problem(venture, 0, "--received", "it is in no call",
                                    "Name its call with --call, or leave --received out."))
            continue
        call = recorded_call(journal, hub, named)
        wrong = _wrong(received, call.closes, on)
        if wrong is not None:
            problems.append(Problem(venture, 0, "--received", *wrong))
            continue
        late = _is_late(received, call)
        reason = f"Received on {_text(received)}"
        if call.closes is not None:
            reason += f", {'after' if late else 'before'} the call closed on {_text(call.closes)}"
        told.append(f"{venture}: {reason[0].lower()}{reason[1:]}" + (
            f": {'late' if late else 'in time'}." if call.closes is not None else "."))
        drafts.append(Draft(
            kind="member", hub=hub, subject=venture, on=on,
            body={"standing": "late" if late else IN_RACE, "call": call.id,
                  "received": received.isoformat()},
            personal={"by": by, "body": by, "reasons": f"{reason}."}))
    if problems:
        raise BadInput(problems)
    journal.append(drafts)
    refresh(journal, hub, [draft.subject for draft in drafts])
    return told


def _is_late(received: dt.date, call: Call) -> bool:
    if isinstance(received, dt.datetime):
        return call.is_late(received)
    return call.closes is not None and received > call.closes.date()


def after_deadline(
    journal: Journal, hub: str, ventures: Iterable[str], *, on: dt.date
) -> Iterator[str]:
    """Yield of each application that came into the register after its call closed that it did."""
    for venture in ventures:
        standing = known_standing(journal, hub, venture)
        call = recorded_call(journal, hub, standing.call) if standing.call else None
        if call is None or call.closes is None or on <= call.closes.date():
            continue
        stated = any(each.id == venture and each.received for each in call.members)
        if not stated and standing.call_standing in ("", IN_RACE):
            yield (f"{venture}: it came into the register on {on}, after call {call.id} closed on "
                   f"{_text(call.closes)}, and is in the race. Say when it was received: `hubflow "
                   f"register member {venture} in-the-race --received DATE --by BODY --reasons "
                   "WHY`, or that it is late, with `late` in place of `in-the-race --received "
                   "DATE`.")


def _wrong(
    received: dt.date, closes: dt.datetime | None, on: dt.date
) -> tuple[str, str] | None:
    """Return what is wrong with a day or moment of receipt, and what to do; None for nothing."""
    moment = isinstance(received, dt.datetime)
    day = received.date() if isinstance(received, dt.datetime) else received
    if day > on:
        return f"{_text(received)} is after {on}, when it came into the register", (
            "Is the day right? --on names that of the register.")
    if not moment and closes is not None and day == closes.date():
        return f"the call closed on that day, at {closes:%H:%M}", (
            f"Say the time, too: --received {day}T16:30.")
    return None


def _text(moment: dt.date) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, dt.datetime) else moment.isoformat()
