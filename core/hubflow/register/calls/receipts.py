"""Record when an application was received, and whether that was in time for its call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hubflow.model.call import IN_RACE, Call
from hubflow.model.input_problems import BadInput, Problem
from hubflow.register.calls.call_entries import recorded_call
from hubflow.register.recording.editions import hub_language
from hubflow.register.standing.edition_phases import hub_names
from hubflow.register.standing.standing_table import known_standing, refresh
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import ENGLISH, languages
from hubflow.text.deadlines import deadline_in_message
from hubflow.text.numbers import moment_in_words
from hubflow.text.spoken import say, say_in, spoken_language


def record_received(
    journal: Journal, hub: str, ventures: Iterable[str], received: dt.date, *, on: dt.date, by: str
) -> list[str]:
    """Record the receipt of applications that are in the register; return what is said of each.

    The hub itself is the body that says so, whoever of its people records it.

    The deadline of a venture's call is judged by ``received``: a moment, or a day other than that
    of the deadline. Raises :class:`BadInput` for a venture that is in no call, for the deadline's
    day without a time, and for a day after ``on``.
    """
    receipts: list[_Receipt] = []
    problems: list[Problem] = []
    for venture in ventures:
        standing = known_standing(journal, hub, venture)
        named = standing.call
        if not named:
            problems.append(Problem(venture, 0, "--received",
                                    say("register-problems.it_is_in_no_call"),
                                    say("register-problems.name_its_call_with_call_or")))
            continue
        call = recorded_call(journal, hub, named)
        wrong = _wrong(received, call.closes, on)
        if wrong is not None:
            problems.append(Problem(venture, 0, "--received", *wrong))
            continue
        receipts.append(_Receipt(venture, standing.name, call, received))
    if problems:
        raise BadInput(problems)
    return _record(journal, hub, receipts, on=on, by=by)


def record_stated_late(
    journal: Journal, hub: str, ventures: Iterable[str], *, on: dt.date, by: str
) -> list[str]:
    """Record the receipt of applications that came late by what their call's file says of them.

    So they are told of it, as those are whose receipt the office records. Return what is said of
    each.
    """
    receipts: list[_Receipt] = []
    for venture in ventures:
        standing = known_standing(journal, hub, venture)
        call = recorded_call(journal, hub, standing.call) if standing.call else None
        for said in call.members if call is not None else ():
            if (call is not None and said.id == venture and said.standing is None
                    and said.received is not None and said.received.date() <= on
                    and call.is_late(said.received)):
                receipts.append(_Receipt(venture, standing.name, call, said.received,
                                         said.reason or ""))
                break
    return _record(journal, hub, receipts, on=on, by=by)


@attrs.frozen
class _Receipt:
    """When a venture's application to a call came in, and the reason that its file gives."""

    venture: str
    name: str
    call: Call
    received: dt.date
    reason: str = ""

    @property
    def late(self) -> bool:
        return _is_late(self.received, self.call)


def _record(
    journal: Journal, hub: str, receipts: Sequence[_Receipt], *, on: dt.date, by: str
) -> list[str]:
    """Record receipts; return what is said of each."""
    language = hub_language(journal, hub)
    body = hub_names(journal, [hub], language)[hub]
    journal.append([Draft(
        kind="member", hub=hub, subject=one.venture, on=on,
        body={"standing": "late" if one.late else IN_RACE, "call": one.call.id,
              "received": one.received.isoformat()},
        personal={"by": by, "body": body, "reasons": one.reason or _reason(
            language, one.received, one.call, one.late)}) for one in receipts])
    refresh(journal, hub, [one.venture for one in receipts])
    return [_told(one.name, one.received, one.call, one.late) for one in receipts]


def _told(venture: str, received: dt.date, call: Call, late: bool) -> str:
    """Return what is said of a receipt."""
    if call.closes is None:
        return say("register.received_told", venture=venture, received=_text(received))
    return say(f"register.received_{'late' if late else 'in_time'}", venture=venture,
               received=_text(received), closes=_deadline(call))


def _reason(
    language: str, received: dt.date, call: Call, late: bool
) -> str:
    """Return the reason that is recorded of a receipt, in the hub's language as its others are."""
    language = language if language in languages() else ENGLISH
    said = "" if call.closes is None else "_late" if late else "_in_time"
    return say_in(language, f"register.reason_received{said}", received=_text(received, language),
                  closes=_deadline(call, language))


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
            yield say("register.came_after_deadline", venture=venture, name=standing.name, on=on,
                      call=call.name or call.id, closes=_deadline(call))


def _wrong(
    received: dt.date, closes: dt.datetime | None, on: dt.date
) -> tuple[str, str] | None:
    """Return what is wrong with a day or moment of receipt, and what to do; None for nothing."""
    moment = isinstance(received, dt.datetime)
    day = received.date() if isinstance(received, dt.datetime) else received
    if day > on:
        return (say("register-problems.is_after_when_it_came", received=_text(received), on=on),
                say("register-problems.on_names_that_of_the_register"))
    if not moment and closes is not None and day == closes.date():
        return (say("register-problems.the_call_closed_on_that_day", at=f"{closes:%H:%M}"),
                say("register-problems.say_the_time_too", example=f"{day}T16:30"))
    return None


def _text(when: dt.date, language: str = "") -> str:
    return moment_in_words(when, language or spoken_language())


def _deadline(call: Call, language: str = "") -> str:
    """Return a call's deadline with the time of grace; empty without a deadline."""
    return deadline_in_message(call.deadline, call.grace_minutes, language or spoken_language())
