"""The events that the checking process sends, one line of JSON each."""

from __future__ import annotations

import json

import attrs

from hubflow.kit.checking.findings import Finding
from hubflow.plugins.check_catalogue import checks
from hubflow.reading.records.structuring import attempt


@attrs.frozen
class HookCall:
    """A hook of the plugin is about to be called; an empty name says that the call is over."""

    calling: str
    plugin: str = ""


@attrs.frozen
class FindingEvent:
    """A finding."""

    finding: Finding


@attrs.frozen
class NoteEvent:
    """A remark that is no finding."""

    note: Finding


@attrs.frozen
class CheckEvent:
    """A check ran to its end."""

    ran: str


@attrs.frozen
class NotRunEvent:
    """A check could not run."""

    not_run: str
    why: str


@attrs.frozen
class ExpectedFinding:
    """A finding that the methodology announces."""

    check: str
    where: str
    reason: str
    file: str
    line: int


@attrs.frozen
class HubEvent:
    """The hub's id and edition, and the findings that it announces."""

    hub: str
    edition: str
    plugin: str
    expected: tuple[ExpectedFinding, ...]


@attrs.frozen
class EndEvent:
    """The last event: all checks are over."""

    done: bool


Event = HookCall | FindingEvent | NoteEvent | CheckEvent | NotRunEvent | HubEvent | EndEvent

_KINDS: dict[str, type[Event]] = {
    "calling": HookCall,
    "finding": FindingEvent,
    "note": NoteEvent,
    "ran": CheckEvent,
    "not_run": NotRunEvent,
    "hub": HubEvent,
    "done": EndEvent,
}


def event_of(line: str) -> Event | None:
    """Return the event on a line; None if it is not one that the checks send."""
    try:
        data = json.loads(line)
        kind = next(kind for key, kind in _KINDS.items() if key in data)
        event, _ = attempt(data, kind)
    except Exception:
        # whatever can be wrong with a line that somebody else wrote
        return None
    return event if event and _checks_of(event) <= checks().keys() else None


def _checks_of(event: Event) -> set[str]:
    """Return the checks that an event names."""
    match event:
        case FindingEvent():
            return {event.finding.check}
        case NoteEvent():
            return {event.note.check}
        case CheckEvent():
            return {event.ran}
        case NotRunEvent():
            return {event.not_run}
    return set()
