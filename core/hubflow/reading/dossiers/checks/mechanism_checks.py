"""Check a dossier's mechanism: ids used once, links that lead somewhere, no steps in a circle."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from hubflow.model.values import Identifier
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import number, tables
from hubflow.text.spoken import say
from hubflow.text.vocabulary import indicators

_ID_FORM = get_args(Identifier)[1].pattern

_Links = Mapping[str, tuple[tuple[KeyPath, str], ...]]
"""The steps that each step leads to, each with the key path of the link."""


def mechanism_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of a mechanism that its keys alone do not show."""
    steps = list(tables(data, "solution", "mechanism"))
    needs = [each for at, step in steps for each in tables(step, "needs", at=at)]
    yield from _used_twice(steps, "steps")
    yield from _used_twice(needs, "needs")
    parts = _texts(data, "name", "solution", "components")
    pilots = _texts(data, "name", "test", "pilots")
    outcomes = _texts(data, "indicator", "test", "outcomes")
    ids = [step["id"] for _, step in steps if isinstance(step.get("id"), str)]
    for at, step in steps:
        yield from _named((*at, "component"), step.get("component"), parts,
                          "component")
        yield from _named((*at, "pilot"), step.get("pilot"), pilots, "pilot")
        for path, link in _links(at, step):
            yield from _named(path, link, (*ids, *parts, *outcomes), "step_or_part")
    yield from _circles({step["id"]: tuple(each for each in _links(at, step) if each[1] in ids)
                         for at, step in steps if isinstance(step.get("id"), str)})
    for at, need in needs:
        yield from _figure(at, need)


def _texts(data: dict[str, Any], key: str, *path: str) -> tuple[str, ...]:
    return tuple(entry[key] for _, entry in tables(data, *path)
                 if isinstance(entry.get(key), str))


def _links(at: KeyPath, step: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    links = step.get("leads_to")
    for position, link in enumerate(links if isinstance(links, list) else ()):
        if isinstance(link, str):
            yield (*at, "leads_to", position), link


def _used_twice(entries: list[tuple[KeyPath, dict[str, Any]]], of: str) -> Iterator[RecordFlaw]:
    seen: set[str] = set()
    for at, entry in entries:
        id = entry.get("id")
        if isinstance(id, str) and id in seen:
            yield RecordFlaw((*at, "id"),
                             say("reading-problems.is_used_twice_among_the_of", id=id, of=of),
                             say("reading-problems.each_needs_an_id_of_its"))
        elif isinstance(id, str):
            seen.add(id)


def _named(at: KeyPath, name: Any, known: Collection[str], what: str) -> Iterator[RecordFlaw]:
    if isinstance(name, str) and name not in known:
        yield RecordFlaw(at, say(f"reading-problems.is_no_{what}", name=name),
                         did_you_mean(name, known))


def _circles(links: _Links) -> Iterator[RecordFlaw]:
    """Yield one flaw for each link that leads back to a step on the way to it."""
    done: set[str] = set()
    for first in links:
        way: list[str] = []
        waiting: list[tuple[str, bool, KeyPath]] = [(first, False, ())]
        while waiting:
            id, left, at = waiting.pop()
            if left:
                done.add(way.pop())
            elif id in way:
                circle = " → ".join((*way[way.index(id):], id))
                yield RecordFlaw(at, say("reading-problems.the_steps_go_in_a_circle",
                                         circle=circle),
                                 say("reading-problems.a_step_leads_to_what_comes"))
            elif id not in done:
                way.append(id)
                waiting.append((id, True, ()))
                waiting += [(link, False, path) for path, link in reversed(links[id])]


def _figure(at: KeyPath, need: dict[str, Any]) -> Iterator[RecordFlaw]:
    id = need.get("indicator")
    if isinstance(id, str) and re.fullmatch(_ID_FORM, id) and id not in indicators():
        yield RecordFlaw((*at, "indicator"),
                         say("reading-problems.is_no_figure_on_places_known", id=id),
                         did_you_mean(id, indicators())
                         or say("reading-problems.hubflow_facts_lists_them"))
    low, high = number(need.get("at_least")), number(need.get("at_most"))
    for key, bound in (("at_least", low), ("at_most", high)):
        if bound is not None and id is None:
            yield RecordFlaw((*at, key),
                             say("reading-problems.it_is_not_said_of_which", bound=bound),
                             say("reading-problems.add_indicator_with_the_id_of"))
    if low is not None and high is not None and low > high:
        yield RecordFlaw((*at, "at_most"),
                         say("reading-problems.is_less_than_the_of_at", high=high, low=low))
