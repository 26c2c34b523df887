"""List who states each part of a dossier: the applicant, or somebody in another role.

An applicant states facts and gives answers. A panel judges, a body decides, and the office keeps
records of money and standing. What is in no part of the table below is the applicant's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from hubflow.model.input_problems import Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.dossiers.inheriting import JUDGEMENTS
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say

Role = Literal["applicant", "panel", "body", "office"]

APPLICANT: Role = "applicant"

HANDED_OUT = "handed_out"
"""The key of the mark that a file carries which was handed out to be filled in."""

_ANY = "*"


class RolePart(PlainRecord):
    """A part of a dossier that is not the applicant's to state.

    ``path`` is its key, with ``*`` for any hub. ``recorded_with`` is the command that records it
    in a register.
    """

    name: str
    role: Role
    path: tuple[str, ...]
    recorded_with: str


PARTS = (
    RolePart("judgements", "panel", ("hubs", _ANY, JUDGEMENTS), "judge"),
    RolePart("decisions", "body", ("decisions",), "decide"),
    RolePart("awards", "office", ("incubate", "awards"), "award"),
    RolePart("ledger", "office", ("trade", "ledger"), "ledger"),
    RolePart("pauses", "office", ("trade", "pauses"), "pause"),
    RolePart("resources", "office", ("trade", "resources"), "resource"),
)
"""The parts of a dossier that another role than the applicant states."""


def part_of(path: KeyPath) -> RolePart | None:
    """Return the part that a key lies in, or is; None for what the applicant states.

    >>> part_of(("hubs", "porto", "judgements", 0, "score")).role
    'panel'
    >>> part_of(("identify", "group_size"))
    """
    return next((part for part in PARTS if len(path) >= len(part.path) and all(
        step in (_ANY, key) for step, key in zip(part.path, path, strict=False))), None)


def parts_in(data: Mapping[str, Any]) -> Iterator[tuple[RolePart, KeyPath, Any]]:
    """Yield the parts of other roles that a dossier's data hold, each with its key and content."""
    for part in PARTS:
        for path, value in _at(data, part.path, ()):
            if value not in (None, [], {}):
                yield part, path, value


def as_an_applicants(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a dossier's data with the applicant's own statements alone."""
    return _own(data, ())


def _own(data: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
    """Return a table of a dossier without other roles' parts, and without tables left empty."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if part_of((*path, key)) is not None:
            continue
        own = _own(value, (*path, key)) if isinstance(value, Mapping) else value
        if own or not value or not isinstance(value, Mapping):
            found[key] = own
    return found


def _at(data: Any, steps: tuple[str, ...], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if not steps:
        yield path, data
    elif isinstance(data, Mapping):
        for key in data if steps[0] == _ANY else [steps[0]]:
            if key in data:
                yield from _at(data[key], steps[1:], (*path, key))


def handed_out(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the mark of a file that was handed out; empty for others, or where it is damaged."""
    found = data.get(HANDED_OUT)
    return found if isinstance(found, Mapping) else {}


def is_applicants(file: TomlFile) -> bool:
    """Return whether a file carries the mark of one that was made for an applicant."""
    return handed_out(file.data).get("to") == APPLICANT


def applicant_problems(file: TomlFile) -> Iterator[Problem]:
    """Yield a problem for each statement in an applicant's file that another role makes."""
    for part, path, value in parts_in(file.data):
        entries = range(len(value)) if isinstance(value, list) else (None,)
        for number in entries:
            at = path if number is None else (*path, number)
            yield file.problem(at, say("reading-problems.are_stated_by_the_and_this",
                                       name=part.name, role=part.role),
                               say("reading-problems.take_it_out_the_office_records",
                                   recorded_with=part.recorded_with))


