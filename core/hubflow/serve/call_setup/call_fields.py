"""A call's name, deadline, time zone and days as fields of a form, and as what is recorded."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.model.call import zone_named
from hubflow.model.input_problems import BadInput
from hubflow.plugins.workbench.workbench_page import PageRequest
from hubflow.reading.values.normal_text import id_of
from hubflow.register.calls.call_details import OPTIONS, begin_call, details_of, record_details
from hubflow.register.recording.editions import editions, keep_edition
from hubflow.register.standing.standing_table import ids_of
from hubflow.register.storage.journal import Journal
from hubflow.serve.call_runs import calls_of
from hubflow.serve.forms.people_signs import accepted_texts_of
from hubflow.serve.screen_parts import command_line
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

FIELDS = {"name": "name", "closes": "deadline", "zone": "time_zone", "grace": "grace_minutes",
          "date": "date"}
"""The fields of the form, each with its key of a ``call.toml``."""


class CallRefused(Exception):
    """Raised where nothing is recorded; ``problems`` are by the field of the form."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("the call is not recorded")
        self.problems = problems


def shown_fields(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields as they show what a ``call.toml`` says."""
    found = {field: data.get(key) for field, key in FIELDS.items()}
    closes = found["closes"]
    if isinstance(closes, dt.datetime):
        found["closes"] = closes.replace(tzinfo=None).isoformat(timespec="minutes")
    return {field: "" if value is None else str(value) for field, value in found.items()}


def details_in(
    form: Mapping[str, str], shown: Mapping[str, str], told: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a form changes, by key of a ``call.toml``; raises :class:`CallRefused`.

    ``shown`` are the fields before, ``told`` the screens' words.
    """
    problems: dict[str, str] = {}
    found: dict[str, Any] = {}
    for field, key in FIELDS.items():
        text = " ".join(form.get(field, "").split())
        if text == shown.get(field, ""):
            continue
        if not text:
            problems[field] = told["name_needed" if field == "name" else "call_not_emptied"]
            continue
        try:
            found[key] = _value(field, text)
        except ValueError:
            problems[field] = told[f"call_{field}_wrong"]
        if field == "zone" and zone_named(text) is None:
            problems[field] = " ".join((
                f"{say('reading-problems.is_no_time_zone', time_zone=text)}.",
                say("reading-problems.write_its_name_such_as_europe")))
    if not form.get("name", "").strip():
        problems["name"] = told["name_needed"]
    if problems:
        raise CallRefused(problems)
    return found


def _value(field: str, text: str) -> Any:
    if field == "closes":
        if len(text) < len("2026-03-31T17:00"):
            raise ValueError(text)
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    if field == "grace":
        if not (text.isascii() and text.isdecimal()):
            raise ValueError(text)
        return int(text)
    return dt.date.fromisoformat(text) if field == "date" else text


def record_call(request: PageRequest, call: str, *, begin: bool = False) -> tuple[str, list[str]]:
    """Record what a form says of a call, or a new one, as `register call` does.

    Return the call's id, and what is said of ventures that came in after the deadline. Without
    ``call`` the id is made of the name. Raises :class:`CallRefused` and ``SignsOfPeople``.
    """
    form, told = request.form or {}, words(request.language, "serve")
    today, by = dt.date.today(), request.recorder
    try:
        with request.register.writing() as journal:
            shown: Mapping[str, str] = {}
            if not begin:
                if call_mark(journal, request.hub, call) != form.get("seen"):
                    raise CallRefused({"": told["call_stale"]})
                shown = shown_fields(details_of(journal, request.hub, call))
            details = details_in(form, shown, told)
            if begin:
                _keep_edition(request, journal)
                call = call or free_id(journal, request.hub, str(details["name"]))
                begin_call(journal, request.hub, call, on=today, by=by)
            accepted = accepted_texts_of(
                journal, request.hub, call, {"name": str(details.get("name", ""))}, by=by,
                accept=form.get("accept", ""))
            return call, record_details(journal, request.hub, call, details, on=today, by=by,
                                        accepted=accepted)
    except BadInput as bad:
        raise CallRefused(_by_field(bad)) from None


def _keep_edition(request: PageRequest, journal: Journal) -> None:
    """Record the method of the hub that the workbench was started with, before its first call."""
    hub = request.register.method_of(journal, request.hub)
    if hub is not None and not editions(journal, request.hub):
        keep_edition(journal, hub, dt.date.today(), request.recorder)


def _by_field(bad: BadInput) -> dict[str, str]:
    fields = {OPTIONS[key]: field for field, key in FIELDS.items()} | {"--begin": "id", "id": "id"}
    found: dict[str, str] = {}
    for one in bad.problems:
        field = fields.get(one.key, "")
        found[field] = f"{found[field]} {one.words()}" if field in found else one.words()
    return found


def free_id(journal: Journal, hub: str, name: str) -> str:
    """Return an id for a call of a name that no call, venture or challenge of a hub has."""
    base = id_of(name)
    used = {id.casefold() for id, _ in calls_of(journal, hub)} | {
        id.casefold() for id in ids_of(journal, hub)}
    return next(id for number in range(1, 10_000)
                if (id := base if number == 1 else f"{base}-{number}") not in used)


def call_mark(journal: Journal, hub: str, call: str) -> str:
    """Return what changes as soon as somebody records another list, or another call."""
    found = [entry.seq for entry in journal.read(hub=hub, subject=call, kinds=["call"],
                                                 personal=False)]
    return str(max(found, default=0))


def usual_zone(journal: Journal, hub: str) -> str:
    """Return the time zone of a hub's newest call that has one; empty if none has."""
    newest = sorted(((int(call_mark(journal, hub, id)), id) for id, _ in calls_of(journal, hub)),
                    reverse=True)
    return next((zone for _, id in newest
                 if (zone := str(details_of(journal, hub, id).get("time_zone") or ""))), "")


@functools.cache
def zones() -> Sequence[str]:
    """Return the names of the world's time zones, such as ``Europe/Lisbon``."""
    return sorted(name for name in zoneinfo.available_timezones()
                  if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/")))


def call_command(request: PageRequest, call: str, *, begin: bool = False) -> str:
    """Return the command that records what a form says."""
    form, named = request.form or {}, request.register.plugin_hub
    hub = (["-p", named.plugin] if begin and named is not None and named.id == request.hub
           else ["--hub", request.hub])
    return command_line(
        "hubflow", "register", "call", call, *(["--begin"] if begin else []),
        *_options(form), *hub)


def _options(form: Mapping[str, str]) -> Iterator[str]:
    for field, key in FIELDS.items():
        if text := " ".join(form.get(field, "").split()):
            yield from (OPTIONS[key], text)
