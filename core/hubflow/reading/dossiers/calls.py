"""Read a call: the round in which a folder's dossiers compete, with the jury's sheets beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import attrs

from hubflow.model.call import Call, CallMember, Draw, Minutes, TakenStep, zone_named
from hubflow.model.files import CALL_FILE, JURY_SHEETS
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.values import Day, FileCode, Identifier, Kind, Text, optional, required
from hubflow.reading.panel.assessors_file import FoundAssessors, assessors_beside
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.source import TomlFile, read_toml
from hubflow.text.spoken import say


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallFile:
    """The content of a ``call.toml``."""

    id: FileCode = required("The call's id.", examples=("lab-is-2023",))
    hub: Identifier | None = optional("The hub that calls.")
    edition: Text | None = optional("The edition of the hub's method that holds for it.")
    name: Text | None = optional("Its name.")
    date: Day | None = optional("The day whose figures and rules hold for it.")
    deadline: dt.datetime | None = optional(
        "Until when applications are received, such as 2026-03-31T17:00:00."
    )
    time_zone: Text | None = optional(
        "The time zone of its times, where these do not say it.", examples=("Europe/Lisbon",)
    )
    grace_minutes: Minutes = optional(
        "How many minutes after the deadline an application still counts as in time.", default=0
    )
    budget: Annotated[float, Kind("number", low=0, unit="money", gap=False)] | None = optional(
        "How much there is, in the hub's currency."
    )
    members: tuple[CallMember, ...] = optional(
        "Ventures of whom more is to be said than that they are in the race.", default=()
    )
    steps: tuple[TakenStep, ...] = optional(
        "The steps that it has taken, in order; those that the hub's method has, else the common "
        "ones.", default=()
    )
    draws: tuple[Draw, ...] = optional(
        "Draws among its ventures: the closed list, and the seed once it is known.", default=()
    )
    note: Text | None = optional("What a reader should know about it.")


@attrs.frozen(eq=False, repr=False)
class FoundCall:
    """The call of a folder, its file, and the jury's sheets and list of assessors beside it."""

    call: Call
    file: TomlFile
    sheets: tuple[Path, ...]
    assessors: tuple[FoundAssessors, ...] = ()


def find_call(folder: Path) -> tuple[FoundCall | None, tuple[Problem, ...]]:
    """Return the call of a folder's ``call.toml``, None for a broken one, and its problems."""
    try:
        file = read_toml(folder / CALL_FILE)
    except BadInput as bad:
        return None, bad.problems
    call, flaws = call_of(file.data)
    if call is None or flaws:
        return None, tuple(problems_of(file, flaws))
    try:
        lists = assessors_beside([folder])
    except BadInput as bad:
        return None, bad.problems
    call = attrs.evolve(call, assessors=tuple(one for each in lists for one in each.assessors))
    sheets = sorted(sheet for pattern in JURY_SHEETS for sheet in folder.glob(pattern))
    return FoundCall(call, file, tuple(sheets), tuple(lists)), ()


def call_file(folder: Path, id: str) -> TomlFile | None:
    """Return the ``call.toml`` of a folder if it describes the call ``id``, else None."""
    path = folder / CALL_FILE
    file = read_toml(path) if path.exists() else None
    return file if file is not None and file.data.get("id") == id else None


def call_of(data: Mapping[str, Any]) -> tuple[Call | None, tuple[RecordFlaw, ...]]:
    """Return the call that the content of a ``call.toml`` describes, with every flaw of it."""
    said, flaws = attempt(data, CallFile)
    if said is None:
        return None, flaws
    deadline, zone = said.deadline, zone_named(said.time_zone or "")
    if deadline is not None and deadline.tzinfo is None and zone is not None:
        deadline = deadline.replace(tzinfo=zone)
    call = Call(said.id, said.hub, said.name, said.date, said.budget, said.edition, deadline,
                said.grace_minutes, said.members, said.steps, draws=said.draws)
    return call, tuple(_flaws(said, known=zone is not None))


def _flaws(said: CallFile, *, known: bool) -> Iterator[RecordFlaw]:
    """Yield what is wrong with a call beyond its single values."""
    if said.time_zone is not None and not known:
        yield RecordFlaw(("time_zone",),
                         say("reading-problems.is_no_time_zone", time_zone=said.time_zone),
                         say("reading-problems.write_its_name_such_as_europe"))
    elif said.deadline is not None and said.deadline.tzinfo is None and not known:
        yield RecordFlaw(("deadline",), say("reading-problems.in_which_time_zone_is_not"),
                         say("reading-problems.name_it_such_as_time_zone"))
    yield from _draw_flaws(said)
    last = None
    for number, step in enumerate(said.steps):
        if last is not None and step.date < last:
            yield RecordFlaw(("steps", number, "date"),
                             say("reading-problems.is_before_the_day_of_the", date=step.date,
                                 last=last),
                             say("reading-problems.put_the_steps_in_order"))
        last = step.date


def _draw_flaws(said: CallFile) -> Iterator[RecordFlaw]:
    """Yield what is wrong with draws: a seed that was known before the list was closed."""
    phases = [draw.phase for draw in said.draws]
    for number, draw in enumerate(said.draws):
        at = ("draws", number)
        if draw.phase in phases[:number]:
            yield RecordFlaw((*at, "phase"),
                             say("reading-problems.is_drawn_twice", phase=draw.phase),
                             say("reading-problems.leave_one_of_them"))
        for key in ("closed", "seeded"):
            moment = getattr(draw, key)
            if moment is not None and moment.tzinfo is None:
                yield RecordFlaw((*at, key), say("reading-problems.in_which_time_zone_is_not"),
                                 say("reading-problems.write_it_with_its_offset_such"))
                return
        if (draw.seed is None) != (draw.seeded is None):
            yield RecordFlaw(at, say("reading-problems.seed_and_seeded_go_together"),
                             say("reading-problems.say_the_seed_and_when_it"))
        elif draw.seeded is not None and draw.seeded <= draw.closed:
            yield RecordFlaw((*at, "seeded"), say("reading-problems.the_seed_was_known_at_before",
                                                  seeded=draw.seeded, closed=draw.closed),
                             say("reading-problems.close_the_list_and_draw_again"))
        if draw.seed is not None and draw.commitment is not None and (
                hashlib.sha256(draw.seed.encode()).hexdigest() != draw.commitment):
            yield RecordFlaw((*at, "seed"), say("reading-problems.this_is_not_the_seed_whose"),
                             say("reading-problems.the_sha_of_the_seed_must"))
