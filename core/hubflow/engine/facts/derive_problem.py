"""Facts derived from the problem and what is understood of it: identify, place, understand."""

from __future__ import annotations

import typing

from hubflow.engine.facts.fact import (
    Context,
    Value,
    add,
    count,
    derived,
    noted,
    number,
    total_of_some,
)
from hubflow.model.problem import Channel
from hubflow.model.vocabulary import indicators

_CHANNELS: tuple[str, ...] = typing.get_args(Channel)[1].labels


noted("identify.priority_group_named", "Is the priority group named?",
       "yes where identify.priority_group is stated", "identify.priority_group",
       lambda c: bool((c.dossier.identify.priority_group or "").strip()))
noted("identify.authority_named", "Is the local authority named?",
       "yes where identify.authority is there", "identify.authority",
       lambda c: c.dossier.identify.authority is not None)
count("identify.problems", "problems", "How many problems are described.",
       "number of identify.problems", "identify.problems",
       lambda c: len(c.dossier.identify.problems))
count("identify.causes", "causes", "How many causes are described.",
       "number of causes over identify.problems", "identify.problems",
       lambda c: sum(len(p.causes) for p in c.dossier.identify.problems))
count("identify.effects", "effects", "How many effects are described.",
       "number of effects over identify.problems", "identify.problems",
       lambda c: sum(len(p.effects) for p in c.dossier.identify.problems))
count("identify.responses", "responses", "How many of today's responses are described.",
       "number of identify.responses", "identify.responses",
       lambda c: len(c.dossier.identify.responses))
count("identify.channels", "channels", "Through how many channels the group is reached.",
       "number of identify.reached_through", "identify.reached_through",
       lambda c: len(set(c.dossier.identify.reached_through)))
add("identify.people_reached_today", "people", "given",
    "How many people of the group today's responses reach in a year.",
    "sum of reaches over identify.responses", "identify.responses",
    lambda c: total_of_some(r.reaches for r in c.dossier.identify.responses))


def _add_channel(channel: str) -> None:
    def reached(context: Context) -> Value:
        channels = context.dossier.identify.reached_through
        return channel in channels if channels else None

    add(f"identify.reached_through.{channel.replace(' ', '_')}", "", "given",
        f"Is the group reached through: {channel}?",
        "whether identify.reached_through lists it; missing where the list is empty",
        "identify.reached_through", reached, type="yes_no")


for _channel in _CHANNELS:
    _add_channel(_channel)


def _add_indicator(id: str, unit: str, about: str) -> None:
    def value(context: Context) -> Value:
        found = [i for i in context.dossier.identify.indicators if i.id == id]
        # of several years the latest counts
        found.sort(key=lambda i: number(i.year) or 0)
        return number(found[-1].value) if found else None

    add(f"place.{id}", unit, "given", about,
        "the latest entry of identify.indicators with this id", f"identify.indicators.{id}", value)


for _indicator in indicators().values():
    _add_indicator(_indicator.id, _indicator.unit, _indicator.about["en"])

count("understand.activities", "activities", "Activities with service users in the place.",
       "number of understand.activities that are not elsewhere", "understand.activities",
       lambda c: sum(a.elsewhere is None for a in c.dossier.understand.activities))
count("understand.activities_elsewhere", "activities",
       "Activities with service users in another place.",
       "number of understand.activities with `elsewhere`", "understand.activities",
       lambda c: sum(a.elsewhere is not None for a in c.dossier.understand.activities))
add("understand.service_users_involved", "people", "given",
    "Service users who took part in activities in the place.",
    "sum of service_users over understand.activities that are not elsewhere",
    "understand.activities",
    lambda c: total_of_some(a.service_users for a in c.dossier.understand.activities
                            if a.elsewhere is None))
count("understand.prior_art", "examples", "How many ways of addressing it elsewhere were found.",
       "number of understand.prior_art", "understand.prior_art",
       lambda c: len(c.dossier.understand.prior_art))
count("understand.needs", "figures", "How many figures show the need.",
       "number of understand.needs", "understand.needs",
       lambda c: len(c.dossier.understand.needs))
count("understand.lessons", "lessons", "How many lessons were learnt.",
       "number of understand.lessons", "understand.lessons",
       lambda c: len(c.dossier.understand.lessons))
count("understand.changes", "changes", "How many lessons led to a change.",
       "number of understand.lessons with `changed`", "understand.lessons",
       lambda c: sum(bool(lesson.changed) for lesson in c.dossier.understand.lessons))


@derived("understand.prior_art_evidence", "number", "Nesta level 1-5", "given",
         "The best evidence level among how others address it.",
         "greatest evidence_level over understand.prior_art", ("understand.prior_art",))
def _prior_art_evidence(context: Context) -> Value:
    levels = [number(p.evidence_level) for p in context.dossier.understand.prior_art]
    stated = [level for level in levels if level is not None]
    return max(stated) if stated and len(stated) == len(levels) else None
