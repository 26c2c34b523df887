"""Record what a call is called and until when it is open: a new version of the call's entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.values import FileCode
from hubflow.reading.dossiers.calls import call_of
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.legal import RefusedError, legal
from hubflow.reading.toml.source import recorded_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.register.calls.call_entries import newest_call_entry
from hubflow.register.calls.receipts import after_deadline
from hubflow.register.recording.editions import editions
from hubflow.register.recording.steps import check_call
from hubflow.register.standing.standing_table import ids_of, known_standing
from hubflow.register.storage.entries import (
    Draft,
    JournalEntry,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

OPTIONS: Mapping[str, str] = {
    "name": "--name", "date": "--date", "deadline": "--closes", "time_zone": "--zone",
    "grace_minutes": "--grace"}
"""The keys of a ``call.toml`` that are set, each with the option that says it."""


def begin_call(
    journal: Journal, hub: str, call: str, *, on: dt.date, by: str, edition: str | None = None
) -> None:
    """Begin a call of which the register has nothing, under an edition, else the hub's newest.

    Raises :class:`BadInput` for what is no id, for an id that the hub uses, in whatever case,
    and for a hub without an edition in the register.
    """
    try:
        legal(get_args(FileCode)[1], call)
    except RefusedError as refused:
        raise one_problem(call, refused.what, refused.to_do, key="--begin") from None
    used = {each.casefold(): each for each in (
        *(entry.subject for entry in journal.read(hub=hub, kinds=["call"])),
        *ids_of(journal, hub))}
    if call.casefold() in used:
        raise one_problem(
            call, say("register-problems.is_in_the_register_already", id=used[call.casefold()]),
            say("register-problems.begin_with_another_id"), key="--begin")
    newest = edition or next(reversed(editions(journal, hub)), None)
    if newest is None:
        raise one_problem(call, say("register-problems.no_edition_to_begin_with", hub=hub),
                          say("register-problems.begin_the_hub"))
    journal.append([Draft(
        kind="call", hub=hub, subject=call, on=on, personal={"by": by},
        body={"name": None, "date": None, "budget": None, "edition": newest})])


def record_details(
    journal: Journal, hub: str, call: str, details: Mapping[str, Any], *, on: dt.date, by: str,
    accepted: str = "",
) -> list[str]:
    """Record keys of a ``call.toml``, those of :data:`OPTIONS`, beside what the register has.

    Return what is said of ventures that came in after the deadline. The whole is checked as a
    file is: raises :class:`BadInput` with every flaw by its option, and for an unknown call or a
    day in the future.
    """
    if on > dt.date.today():
        raise one_problem(call, say("register-problems.is_in_the_future", on=on),
                          say("register-problems.record_what_has_happened"))
    newest = _newest(journal, hub, call)
    before = _data(newest)
    data = {**before, **details}
    made, flaws = call_of(data)
    if made is None or flaws:
        raise BadInput(_problems(call, flaws))
    if data != before:
        personal = {key: value for key, value in newest.personal.items()
                    if key not in ("by", "accepted")}
        journal.append([Draft(
            kind="call", hub=hub, subject=call, on=on,
            body={**newest.body, "name": made.name,
                  "date": made.date.isoformat() if made.date else None},
            personal=with_accepted({**personal, "by": by, "text": toml_text(data)}, accepted))])
    return [line for venture in ids_of(journal, hub, call=call)
            for line in after_deadline(journal, hub, [venture],
                                       on=known_standing(journal, hub, venture).begun)]


def details_of(journal: Journal, hub: str, call: str) -> dict[str, Any]:
    """Return what the register has of a call, as a ``call.toml`` says it."""
    return _data(_newest(journal, hub, call))


def _newest(journal: Journal, hub: str, call: str) -> JournalEntry:
    check_call(journal, hub, call)
    found = newest_call_entry(journal, hub, call)
    assert found is not None
    return found


def _data(entry: JournalEntry) -> dict[str, Any]:
    """Return what an entry says of its call, as a ``call.toml`` has it."""
    text = entry.personal.get("text")
    if text:
        return recorded_toml(str(text))
    date = entry.body["date"]
    said = {"id": entry.subject, "hub": entry.hub, "name": entry.body["name"],
            "date": dt.date.fromisoformat(date) if date else None, "budget": entry.body["budget"]}
    return {key: value for key, value in said.items() if value is not None}


def _problems(call: str, flaws: tuple[RecordFlaw, ...]) -> Iterator[Problem]:
    for flaw in flaws:
        key = str(flaw.path[0]) if flaw.path else ""
        to_do = say("register-problems.name_the_zone") if key == "deadline" and (
            flaw.what == say("reading-problems.in_which_time_zone_is_not")) else flaw.to_do
        yield Problem(call, 0, OPTIONS.get(key, key), flaw.what, to_do)
