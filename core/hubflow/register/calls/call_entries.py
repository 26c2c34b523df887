"""Turn calls and their members into entries, and entries into calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.assessors import Assessor
from hubflow.model.call import IN_RACE, SIGNERS_APART, Call, CallMember, TakenStep
from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.dossiers.calls import call_file, call_of
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.toml.source import TomlFile, recorded_toml
from hubflow.register.storage.entries import Draft, JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

_ONCE_KEPT = ("withdrawn", "excluded")
"""Standings that freed no place after a decision in an older hubflow."""

_STANDINGS: Mapping[str, str] = {"close": "closed", "pause": "paused", "resume": IN_RACE}
"""The standing that an entry about a venture gave it in its call in an older hubflow."""


def call_draft(read: InputEntry, hub: str, edition: str, on: dt.date, by: str) -> Draft | None:
    """Return the entry of a dossier's call, if the folder that it lies in describes that call."""
    call = read.call
    file = call_file(read.file.path.parent, call.id) if call is not None else None
    return None if call is None or file is None else draft_of_call(call, file, hub, edition, on, by)


def draft_of_call(
    call: Call, file: TomlFile, hub: str, edition: str, on: dt.date, by: str
) -> Draft:
    """Return the entry of a call, which a file describes."""
    return Draft(kind="call", hub=hub, subject=call.id, on=on,
                 body={"name": call.name, "date": call.date.isoformat() if call.date else None,
                       "budget": call.budget, "edition": edition},
                 personal={"by": by, "text": file.text,
                           **({"assessors": [assessor_as_data(each) for each in call.assessors]}
                              if call.assessors else {})})


def other_seeds(journal: Journal, read: InputEntry, hub: str) -> Iterator[Problem]:
    """Yield where a dossier's call names another seed for a draw than the register has."""
    file = call_file(read.file.path.parent, read.call.id) if read.call is not None else None
    if read.call is not None and file is not None:
        yield from seeds_that_differ(journal, read.call, file, hub)


def seeds_that_differ(
    journal: Journal, call: Call, file: TomlFile, hub: str
) -> Iterator[Problem]:
    """Yield where a call names another seed for a draw than the register has.

    A list that was closed anew, later, is another draw.
    """
    recorded = recorded_call(journal, hub, call.id)
    for number, draw in enumerate(call.draws):
        before = recorded.draw(draw.phase)
        if before is None or before.seed is None or draw.closed > before.closed:
            continue
        if draw.seed != before.seed:
            at = ("draws", number, "seed")
            yield Problem(
                str(file.path), file.line(at), f"draws[{number}].seed",
                say("register-problems.another_seed", phase=draw.phase, seed=before.seed,
                    here=say("register.nothing") if draw.seed is None else f'"{draw.seed}"'),
                say("register-problems.leave_the_seed"))


def assessor_as_data(one: Assessor) -> dict[str, Any]:
    """Return an assessor as a register keeps one: without an address."""
    return {"id": one.id, "name": one.name, "names": list(one.names),
            "organisation": one.organisation, "ventures": list(one.ventures),
            "conflicts": list(one.conflicts), **({"group": one.group} if one.group else {}),
            **{key: list(said) for key, said in (("languages", one.languages),
                                                 ("expertise", one.expertise)) if said},
            **({"most": one.most} if one.most is not None else {})}


def assessors_in(entry: JournalEntry) -> tuple[Assessor, ...]:
    """Return the list of assessors in a call's entry."""
    return tuple(
        Assessor(id=said["id"], name=said["name"], names=tuple(said["names"]),
                 organisation=said["organisation"], ventures=tuple(said["ventures"]),
                 conflicts=tuple(said["conflicts"]), group=said.get("group"),
                 languages=tuple(said.get("languages", ())),
                 expertise=tuple(said.get("expertise", ())), most=said.get("most"))
        for said in entry.personal.get("assessors", ()))


def newest_call_entry(
    journal: Journal, hub: str, call: str, *, until: int | None = None
) -> JournalEntry | None:
    """Return the entry that says what a call is, or was by an entry; None if there is none."""
    return latest(effective(journal.read(
        hub=hub, subject=call, kinds=["call", "correction"], until=until)), "call")


def assessors_of_call(
    journal: Journal, hub: str, call: str, *, until: int | None = None
) -> tuple[Assessor, ...]:
    """Return the list of assessors that the register has of a call, or had by an entry."""
    if not call:
        return ()
    found = newest_call_entry(journal, hub, call, until=until)
    return assessors_in(found) if found is not None else ()


def call_of_entry(entry: JournalEntry) -> Call:
    """Return the call that an entry holds: its call.toml where it has one."""
    date = entry.body["date"]
    plain = Call(entry.subject, entry.hub, entry.body["name"],
                 dt.date.fromisoformat(date) if date else None, entry.body["budget"],
                 assessors=assessors_in(entry))
    text = entry.personal.get("text")
    if not text:
        return plain
    try:
        whole, _ = call_of(recorded_toml(str(text)))
    except BadInput:  # a name that was redacted may leave no TOML
        whole = None
    if whole is None:
        return plain
    return attrs.evolve(plain, deadline=whole.deadline, grace_minutes=whole.grace_minutes,
                        members=whole.members, steps=whole.steps, draws=whole.draws)


def publication_in(entry: JournalEntry) -> dict[str, Any]:
    """Return where a step's list was published, until when one may complain, and who signed it.

    The keys are fields of :class:`TakenStep`; those that the entry does not have are left out.
    """
    until = entry.body.get("complaints_until")
    said = {"published_at": str(entry.personal.get("published_at") or ""),
            "complaints_until": dt.date.fromisoformat(until) if until else None,
            "signers": tuple(one for each in str(entry.personal.get("signers") or "").split(
                SIGNERS_APART)
                             if (one := each.strip()))}
    return {key: value for key, value in said.items() if value}


def with_steps(call: Call, entries: Iterable[JournalEntry]) -> Call:
    """Return a call whose file keeps its steps with those that the office recorded since."""
    if not call.steps:
        return call
    said = [TakenStep(step=entry.body["step"], date=entry.on, by=str(entry.personal["body"]),
                      **publication_in(entry))
            for entry in entries if entry.kind == "step" and entry.subject == call.id]
    return attrs.evolve(call, steps=(*call.steps, *said))


def recorded_call(journal: Journal, hub: str, call: str) -> Call:
    """Return a call by its latest entry; with its id alone if it has none."""
    newest = newest_call_entry(journal, hub, call)
    return Call(call, hub) if newest is None else call_of_entry(newest)


def name_of_call(journal: Journal, hub: str, call: str | None) -> str:
    """Return what people call a call: its name, or its id where it has none."""
    return (recorded_call(journal, hub, call).name or call) if call else ""


def call_title(journal: Journal, hub: str, call: str) -> str:
    """Return the name of a call; of one without a name that it is a call, and its id."""
    return recorded_call(journal, hub, call).name or say("register.call", call=call)


def with_members(call: Call, entries: Mapping[str, Sequence[JournalEntry]]) -> Call:
    """Return a call with what a register holds of its members, beside what its file says.

    ``entries`` are those of each venture. Pauses and closures are decisions on a venture, and
    change nothing of how it stands in its call; but a resumption ends a pause in the call's file.
    """
    said = [each for venture, own in entries.items() for each in _recorded(call, venture, own)]
    receipts = {venture: day for venture, own in entries.items()
                if (day := _received(call, own)) is not None}
    return attrs.evolve(call, members=(*call.members, *said), receipts=receipts)


def _received(call: Call, entries: Sequence[JournalEntry]) -> dt.date | None:
    """Return when an application came in: as it was recorded, else when it entered the call."""
    own = [entry for entry in entries if entry.body.get("call") == call.id]
    said = [str(entry.body["received"]) for entry in own if entry.body.get("received")]
    if said:
        return (dt.datetime if "T" in said[-1] else dt.date).fromisoformat(said[-1])
    return next((entry.on for entry in own if entry.kind == "dossier"), None)


def _recorded(
    call: Call, venture: str, entries: Sequence[JournalEntry]
) -> Iterator[CallMember]:
    """Yield how a venture stood in a call, entry by entry."""
    said = False
    for entry in entries:
        if entry.kind == "member" and entry.body["call"] == call.id:
            said = True
            yield _member(venture, str(entry.body["standing"]), entry)
        elif entry.kind == "resume" and not said and (
                call.member(venture, entry.on).standing == "paused"):
            yield _member(venture, IN_RACE, entry)


def with_places_kept(call: Call) -> Call:
    """Return a call whose winners keep their places whatever becomes of them, for the replay of
    runs of an older hubflow: who withdrew or was excluded on a day left it as who is closed does.
    """
    return attrs.evolve(call, members=tuple(
        attrs.evolve(one, standing="closed") if one.date and one.standing in _ONCE_KEPT else one
        for one in call.members))


def with_members_of_old(
    call: Call, entries: Mapping[str, Sequence[JournalEntry]], on: dt.date
) -> Call:
    """Return a call with its members as an older hubflow took them, for the replay of its runs.

    The last record held, in whatever call it was made; a pause and its end were records too, and
    who had withdrawn or was excluded had never competed.
    """
    said = [*call.members, *(
        _member(venture, str(entry.body.get("standing") or _STANDINGS[entry.kind]), entry)
        for venture, own in entries.items() for entry in own
        if entry.kind == "member" or entry.kind in _STANDINGS)]
    last = {each.id: each for each in said if (
        each.date is None or each.date <= on
        or (each.standing is None and call.is_late(each.received)))}
    return attrs.evolve(call, members=tuple(
        attrs.evolve(each, date=None) if each.standing in ("withdrawn", "excluded") else each
        for each in last.values()))


def _member(venture: str, standing: str, entry: JournalEntry) -> CallMember:
    return CallMember(id=venture, standing=standing, date=entry.on,
                      reason=entry.personal.get("reasons") or None)
