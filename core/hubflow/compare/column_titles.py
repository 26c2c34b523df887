"""Name the columns of a comparison: hubs, or editions of one hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.text.short_names import short_name
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def column_names(hubs: Sequence[LoadedHub]) -> tuple[str, ...]:
    """Return a name for each hub's column: its id, with edition or plugin if ids are equal.

    Raises :class:`BadInput` with fewer than two hubs, and where two say the very same.
    """
    if len(hubs) < 2:
        raise one_problem("-p", say("compare.two_hubs_needed"), say("compare.name_two_hubs"))
    problems = [
        Problem("-p", 0, "", say("compare.identical_method", first=hubs[first].plugin,
                                 second=hub.plugin), say("compare.nothing_to_compare"))
        for index, hub in enumerate(hubs)
        for first in [[_digests(other) for other in hubs].index(_digests(hub))]
        if first < index
    ]
    if problems:
        raise BadInput(problems)
    ids = [hub.id for hub in hubs]
    editions = [f"{hub.id} {hub.methodology.methodology.hub.edition}" for hub in hubs]
    plugins = [f"{edition} ({hub.plugin})" for edition, hub in zip(editions, hubs, strict=True)]
    names = []
    for index, _ in enumerate(hubs):
        told = [choice[index] for choice in (ids, editions, plugins)
                if Counter(choice)[choice[index]] == 1]
        names.append(told[0] if told else f"{plugins[index]} #{index + 1}")
    return tuple(names)


def column_heading(name: str, title: str) -> str:
    """Return what people read above a hub's column: its name, as far as its first comma or colon,
    and the column's name, which stands in sentences and after ``-p``.

    >>> column_heading("porto", "LAB.IS, Porto's social innovation laboratory")
    'LAB.IS (porto)'
    """
    short = short_name(title)
    return name if short.casefold() == name.casefold() else f"{short} ({name})"


def _digests(hub: LoadedHub) -> tuple[str, str]:
    """Return the digests of a method's file and hooks, equal for identical methods."""
    return hub.methodology.file.digest, hub.hooks_digest
