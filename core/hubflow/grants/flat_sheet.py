"""Turn grants into a sheet with one row for each grant, and back: the standard's flattened form.

Flatten Tool, which 360Giving uses, would need the standard's schema at hand and brings a database
and an XML parser along; the rule for headings is all that is needed of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.grants.standard import Grant, part_titles, parts, titles
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.values.normal_text import folded

SINGLE = "recipientIndividual"
"""The one part that is no list."""

_POINTER = re.compile(rf"({'|'.join(parts())})/(\d{{1,3}})/(\w+)|({SINGLE})/(\w+)", re.ASCII)


def leaves(value: Any) -> Iterator[tuple[KeyPath, Any]]:
    """Yield each plain value of a grant with its path, in order, without empty ones."""
    stack: list[tuple[KeyPath, Any]] = [((), value)]
    while stack:
        at, here = stack.pop()
        inner: list[tuple[Any, Any]] = []
        if isinstance(here, Mapping):
            inner = list(here.items())
        elif isinstance(here, list):
            inner = list(enumerate(here))
        elif here is not None and here != "":
            yield at, here
        # the first on top, so that values come in the order in which they stand
        stack.extend(((*at, key), each) for key, each in reversed(inner))


def heading(path: KeyPath) -> str:
    """Return the heading of a key: its title, or the path itself if the standard has none.

    >>> heading(("recipientOrganization", 0, "name")), heading(("beneficiaryLocation", 1, "name"))
    ('Recipient Org:Name', 'Beneficiary Location:1:Name')
    """
    if len(path) == 1 and path[0] in titles():
        return titles()[str(path[0])]
    part, last = parts().get(str(path[0])), part_titles(str(path[0])).get(str(path[-1]))
    if part is None or last is None or len(path) > 3:
        return "/".join(map(str, path))
    number = path[1] if len(path) == 3 else 0
    return f"{part}:{number}:{last}" if number else f"{part}:{last}"


def path_of(text: str) -> KeyPath:
    """Return the key of a heading; the heading itself if the standard does not have it.

    >>> path_of("recipient org:name"), path_of("Beneficiary Location:1:Name")
    (('recipientOrganization', 0, 'name'), ('beneficiaryLocation', 1, 'name'))
    >>> path_of("fundingOrganization/0/id"), path_of("Our column")
    (('fundingOrganization', 0, 'id'), ('Our column',))
    """
    if pointer := _POINTER.fullmatch(text):
        part, number, key, single, own = pointer.groups()
        return (single, own) if single else (part, int(number), key)
    first, *rest = text.split(":")
    if not rest:
        return (_key(first, titles()) or text,)
    part, number = _key(first, parts()), 0
    if len(rest) > 1 and re.fullmatch(r"\s*\d{1,3}\s*", rest[0], re.ASCII):
        number, rest = int(rest[0]), rest[1:]
    key = _key(rest[-1], part_titles(part)) if part and len(rest) == 1 else None
    if part is None or key is None:
        return (text,)
    return (part, key) if part == SINGLE else (part, number, key)


def _key(title: str, known: Mapping[str, str]) -> str | None:
    return next((key for key, each in known.items() if folded(each) == folded(title)), None)


def rows(grants: Sequence[Grant]) -> tuple[list[str], list[list[Any]]]:
    """Return headings in the standard's order, and each grant's cells, None for empty ones."""
    found = [dict(leaves(grant)) for grant in grants]
    paths = sorted({path for each in found for path in each}, key=_place)
    return [heading(path) for path in paths], [[each.get(path) for path in paths]
                                               for each in found]


def _place(path: KeyPath) -> tuple[Any, ...]:
    """Return a column's position: a grant's own keys first, then its parts, entry by entry."""
    order = [*titles(), *parts()]
    keys = list(part_titles(str(path[0])))
    number = path[1] if len(path) == 3 else 0
    first, last = str(path[0]), str(path[-1])
    return (order.index(first) if first in order else len(order), number,
            keys.index(last) if last in keys else len(keys), tuple(map(str, path)))


def put(grant: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Put a value at the path of a heading; lists grow as needed."""
    *way, last = path
    here: Any = grant
    if way:
        here = here.setdefault(way[0], {} if way[0] == SINGLE else [])
    if len(way) > 1:
        number = int(way[1])
        here.extend({} for _ in range(number + 1 - len(here)))
        here = here[number]
    here[last] = value
