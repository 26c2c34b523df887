"""Name the columns of a comparison, hubs or editions of one hub, for data and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.text.short_names import short_name
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.compare.method_records import Method
    from hubflow.plugins.manager import LoadedHub


def column_names(hubs: Sequence[LoadedHub]) -> tuple[str, ...]:
    """Return the key of each hub's column: its id, with edition or plugin if ids are equal.

    Data is kept under it; people read :func:`display_names`.

    Raises :class:`BadInput` with fewer than two hubs, and where two say the very same.
    """
    if len(hubs) < 2:
        raise one_problem("-p", say("compare.two_hubs_needed"), say("compare.name_two_hubs"))
    _refuse_identical(hubs)
    ids = [hub.id for hub in hubs]
    editions = [f"{hub.id} {hub.methodology.methodology.hub.edition}" for hub in hubs]
    plugins = [f"{edition} ({hub.plugin})" for edition, hub in zip(editions, hubs, strict=True)]
    names = []
    for index, _ in enumerate(hubs):
        told = [choice[index] for choice in (ids, editions, plugins)
                if Counter(choice)[choice[index]] == 1]
        names.append(told[0] if told else f"{plugins[index]} #{index + 1}")
    return tuple(names)


def _refuse_identical(hubs: Sequence[LoadedHub]) -> None:
    problems = [
        Problem("-p", 0, "", say("compare.identical_method", first=hubs[first].plugin,
                                 second=hub.plugin), say("compare.nothing_to_compare"))
        for index, hub in enumerate(hubs)
        for first in [[_digests(other) for other in hubs].index(_digests(hub))]
        if first < index
    ]
    if problems:
        raise BadInput(problems)


def display_names(methods: Sequence[Method]) -> dict[str, str]:
    """Return what people call each of several methods, by the names of their columns.

    That is the short name of its hub. Where several have one, the place stands beside it, or the
    edition of the method, or the name is whole; else the column's name stands beside it.
    """
    short = [short_name(method.title) for method in methods]
    places = [f"{name} ({one.place})" for name, one in zip(short, methods, strict=True)]
    editions = [f"{name} {one.edition}" for name, one in zip(short, methods, strict=True)]
    whole = [method.title for method in methods]
    names = {}
    for index, method in enumerate(methods):
        told = [choice[index] for choice in (short, places, editions, whole)
                if Counter(choice)[choice[index]] == 1]
        names[method.name] = told[0] if told else f"{short[index]} ({method.name})"
    return names


def _digests(hub: LoadedHub) -> tuple[str, str]:
    """Return the digests of a method's file and hooks, equal for identical methods."""
    return hub.methodology.file.digest, hub.hooks_digest
