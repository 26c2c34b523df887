"""Derive facts from the priority group and its problem, and from the figures on its place."""

from __future__ import annotations

import typing

from hubflow.engine.facts.arithmetic import number, total_of_some
from hubflow.engine.facts.fact import Context, Value, add, count, derived, noted
from hubflow.model.social_problem import Channel
from hubflow.model.values import Gap
from hubflow.text.catalogue import ENGLISH, entries
from hubflow.text.vocabulary import indicators

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
      "number of causes over identify.problems", "identify.problems.causes",
      lambda c: sum(len(p.causes) for p in c.dossier.identify.problems))
count("identify.effects", "effects", "How many effects are described.",
      "number of effects over identify.problems", "identify.problems.effects",
      lambda c: sum(len(p.effects) for p in c.dossier.identify.problems))
count("identify.responses", "responses", "How many of today's responses are described.",
      "number of identify.responses", "identify.responses",
      lambda c: len(c.dossier.identify.responses))


@derived("identify.channels", "number", "channels", "record",
         "Through how many channels the group is reached.",
         "number of different ones in identify.reached_through", "identify.reached_through")
def _channels(context: Context) -> Value:
    channels = context.dossier.identify.reached_through
    return None if _any_open(channels) else float(len(set(channels)))


def _any_open(channels: tuple[str, ...]) -> bool:
    return any(isinstance(channel, Gap) for channel in channels)


add("identify.people_reached_today", "people", "given",
    "How many people of the group today's responses reach in a year.",
    "sum of reaches over identify.responses", "identify.responses.reaches",
    lambda c: total_of_some(r.reaches for r in c.dossier.identify.responses))


def _add_channel(channel: str) -> None:
    def reached(context: Context) -> Value:
        channels = context.dossier.identify.reached_through
        if channel in channels:
            return True
        return None if not channels or _any_open(channels) else False

    add(f"identify.reached_through.{channel.replace(' ', '_')}", "", "given",
        f"Is the group reached through: {channel}?",
        "whether identify.reached_through lists it; missing where the list is empty",
        "identify.reached_through", reached, type="yes_no")


def _add_indicator(id: str, unit: str, about: str) -> None:
    def value(context: Context) -> Value:
        entry = context.figures.get(id)
        return None if entry is None else number(entry.value)

    add(f"place.{id}", unit, "given", about,
        "the latest figure with this id in identify.indicators; one of the place itself before "
        "one of another area", f"identify.indicators.{id}", value, low=None)


for _channel in _CHANNELS:
    _add_channel(_channel)
for _indicator in indicators().values():
    _add_indicator(_indicator.id, _indicator.unit,
                   entries(ENGLISH, "indicators")[_indicator.id]["about"])
