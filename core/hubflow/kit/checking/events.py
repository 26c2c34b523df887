"""What the checking process tells the one that waits, a line of JSON each, and nothing else."""

from __future__ import annotations

import json

import attrs
import cattrs

from hubflow.kit.checking.findings import Finding
from hubflow.plugins.check_catalogue import checks


@attrs.frozen
class HookCall:
    """The plugin's code is about to be called; that is over where the hook is empty."""

    calling: str
    plugin: str = ""


@attrs.frozen
class FindingEvent:
    """A finding."""

    finding: Finding


@attrs.frozen
class NoteEvent:
    """Something told that is no finding."""

    note: Finding


@attrs.frozen
class CheckRan:
    """A check was carried out to its end."""

    ran: str


@attrs.frozen
class NotRun:
    """A check could not be carried out."""

    not_run: str
    why: str


@attrs.frozen
class ExpectedOne:
    """A finding that the methodology says will be there."""

    check: str
    where: str
    reason: str
    file: str
    line: int


@attrs.frozen
class About:
    """Which hub it is, and what is expected of it."""

    hub: str
    edition: str
    plugin: str
    expected: list[ExpectedOne]


@attrs.frozen
class Done:
    """All is told."""

    done: bool


Event = HookCall | FindingEvent | NoteEvent | CheckRan | NotRun | About | Done

_KINDS: dict[str, type[Event]] = {
    "calling": HookCall,
    "finding": FindingEvent,
    "note": NoteEvent,
    "ran": CheckRan,
    "not_run": NotRun,
    "hub": About,
    "done": Done,
}

_STRICT = cattrs.Converter(forbid_extra_keys=True, detailed_validation=False)
for _plain in (str, int, bool):
    _STRICT.register_structure_hook(_plain, lambda value, kind: _of(value, kind))


def _of(value: object, kind: type) -> object:
    """A plain value that is what it should be, and is not made so."""
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind.__name__}")
    return value


def event_of(line: str) -> Event | None:
    """The event that a line tells; None where it is none that the checks tell."""
    try:
        data = json.loads(line)
        kind = next(kind for key, kind in _KINDS.items() if key in data)
        event = _STRICT.structure(data, kind)
    except Exception:
        # whatever can be wrong with a line that somebody else wrote
        return None
    return event if _checks_of(event) <= checks().keys() else None


def _checks_of(event: Event) -> set[str]:
    """The checks that an event names."""
    match event:
        case FindingEvent():
            return {event.finding.check}
        case NoteEvent():
            return {event.note.check}
        case CheckRan():
            return {event.ran}
        case NotRun():
            return {event.not_run}
    return set()
