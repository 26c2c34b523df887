"""Read when answers came in, and hold it against the deadline of the folder's call."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.intake.intake_map import LoadedMap
from hubflow.intake.intake_targets import Headings
from hubflow.model.call import Call, in_zone, zone_named
from hubflow.model.files import CALL_FILE
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.values import Kind
from hubflow.reading.dossiers.calls import call_of
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.records.structuring import problems_of
from hubflow.reading.toml.source import TomlFile, read_toml
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.cell_values import blank, conventions_of
from hubflow.reading.values.conventions import Conventions, chosen
from hubflow.reading.values.date_reading import day_readings
from hubflow.text.spoken import say

_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
    r"\s*(?:(Z|UTC|GMT)?([+-]\d{1,2})?(?::?(\d{2}))?)?\s*$", re.ASCII)


_YEARS = range(1900, 3000)
"""Years in which an answer can have come in."""


@attrs.frozen
class Arrival:
    """When the answer of a venture came in."""

    id: str
    row: int
    moment: dt.datetime


def call_beside(folder: Path) -> Call | None:
    """Return the call of a folder's ``call.toml``; raises :class:`BadInput` for a broken one."""
    path = folder / CALL_FILE
    if not path.exists():
        return None
    return call_of_file(read_toml(path))


def call_of_file(file: TomlFile) -> Call | None:
    """Return the call that a ``call.toml`` says; raises :class:`BadInput` for a broken one."""
    call, flaws = call_of(file.data)
    if flaws:
        raise BadInput(problems_of(file, flaws))
    return call


def arrivals(
    export: CellTable, file: LoadedMap, ids: Mapping[int, str], call: Call | None, language: str
) -> tuple[Arrival, ...]:
    """Return when each answer came in, by the map's column ``received``.

    ``ids`` are the ventures' by row. Times without a zone are in the map's, else the call's.
    Raises :class:`BadInput` with every cell that is no such time.
    """
    headings = Headings(export)
    column = next((columns[0] for name in file.map.received
                   if (columns := headings.called(name))), 0)
    if not column:
        return ()
    zone = zone_named(file.map.time_zone or "") or (
        call.deadline.tzinfo if call is not None and call.deadline is not None else None)
    shown_here = conventions_of((cells.get(column) for _, cells in export.rows), language)
    found: list[Arrival] = []
    problems: list[Problem] = []
    for row, cells in export.rows:
        raw = cells.get(column)
        if row not in ids or blank(raw):
            continue
        try:
            moment = moment_of(raw, shown_here)
        except RefusedError as refused:
            problems.append(Problem(export.name, row, export.headings[column], refused.what,
                                    refused.to_do))
            continue
        if moment.tzinfo is None and zone is not None:
            moment = moment.replace(tzinfo=zone)
        found.append(Arrival(ids[row], row, moment))
    if problems:
        raise BadInput(problems)
    return tuple(found)


def moment_of(raw: Any, conventions: Conventions) -> dt.datetime:
    """Return the day and time that a cell says; raises :class:`RefusedError` where it says none.

    >>> from hubflow.reading.values.conventions import PLAIN
    >>> moment_of("2024/04/25 3:10:05 PM GMT+1", PLAIN).isoformat()
    '2024-04-25T15:10:05+01:00'
    """
    if isinstance(raw, dt.datetime):
        return raw
    found = _CLOCK.search(str(raw))
    if found is None:
        raise RefusedError(say("office.must_be_a_day_with_a", raw=shown(str(raw))),
                           say("office.write_both_such_as"))
    day = chosen(
        Kind("date"), str(raw), day_readings(str(raw)), conventions, "kind_date", "a_day")
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    try:
        moment = dt.datetime.combine(day, dt.time(hour, minute, second), _zone(found))
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise RefusedError(say("office.must_be_a_day_with_a", raw=shown(str(raw))),
                           say("office.write_both_such_as"))
    return moment


def _zone(clock: re.Match[str]) -> dt.timezone | None:
    """Return the time zone that a time names; raises :class:`ValueError` for an impossible one."""
    if not (clock[5] or clock[6]):
        return None
    hours = int(clock[6] or 0)
    minutes = int(clock[7] or 0) * (-1 if str(clock[6]).startswith("-") else 1)
    return dt.timezone(dt.timedelta(hours=hours, minutes=minutes))


def late(call: Call, found: Sequence[Arrival]) -> Iterator[Arrival]:
    """Yield the answers that came in after the deadline and the time of grace."""
    for arrival in found:
        if call.is_late(arrival.moment):
            yield arrival


def members_text(call: Call, found: Sequence[Arrival]) -> str:
    """Return the lines for ``call.toml`` that say when each venture's application was received.

    Ventures of which the call says something already are left as they are.
    """
    known = {member.id for member in call.members}
    lines: list[str] = []
    for arrival in found:
        if arrival.id in known or call.closes is None:
            continue
        moment = in_zone(arrival.moment, call.closes.tzinfo)
        lines += ["", "[[members]]", f'id = "{arrival.id}"',
                  f"received = {moment.isoformat(timespec='seconds')}"]
    return "\n".join(lines) + "\n" if lines else ""
