"""Read and write the marks that tell where a workbook holds which key, in any language.

A sheet of questions has a column headed ``key``; two columns left of it stand the answers. A sheet
of a list has its key in double brackets in column A, and on the same row the key of each column.
The sheet of everything else has the heading ``key = TOML``.
"""

from __future__ import annotations

import json
import re

import attrs
import tomli

from hubflow.model.values import Kind
from hubflow.reading.toml.key_paths import KeyPath

KEY = "key"
"""The heading of the column of keys."""

ANSWER = -2
"""Where the column of answers stands, seen from that of keys."""

REST = "key = TOML"
"""The heading of keys that have no place elsewhere; their values stand to the right of them."""

PREFILLED = "*"
"""Ends the key of a column that is filled in beforehand: a row with nothing else is blank."""

JURY_ANSWER = "score / level / holds"
"""The column of a jury's answers: a number is a score, yes or no whether it holds, else a level."""

TOP = 12
"""Marks stand in the first so many rows."""

LOCAL_TYPES = ("number", "yes_no", "label", "text", "date", "labels")
"""The types that may follow the key of a hub's own fact, as in ``hubs.porto.visits: number``."""

INFO = "(info)"
"""The key of a column that is there to be read by people."""

_BARE = re.compile(r"(?!.*_x[0-9A-Fa-f]{4}_)[A-Za-z0-9_-]+")
"""Keys without quotes. Excel reads _x0041_ as a letter; in quotes it can be escaped."""


@attrs.frozen
class Mark:
    """A key in a workbook, and the type of a hub's own fact."""

    path: tuple[str, ...]
    type: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of a hub's own fact, as far as its type shows without the method."""
        known = self.type in ("number", "yes_no", "date")
        return Kind(self.type if known else "text")  # type: ignore[arg-type]


def dotted(path: KeyPath) -> str:
    """Return a key as TOML writes it.

    >>> dotted(("hubs", "a.b", "visits"))
    'hubs."a.b".visits'
    """
    return ".".join(str(part) if _BARE.fullmatch(str(part)) else
                    json.dumps(str(part), ensure_ascii=False) for part in path)


def mark_of(text: str) -> Mark | None:
    """Return the mark in a cell; None where it is no key.

    >>> mark_of("hubs.porto.visits: number")
    Mark(path=('hubs', 'porto', 'visits'), type='number')
    """
    key, colon, type = text.strip().rpartition(": ")
    if not colon or type not in LOCAL_TYPES:
        key, type = text.strip(), ""
    try:
        found = tomli.loads(f"{key} = 0") if "\n" not in key else {}
    except (tomli.TOMLDecodeError, RecursionError):
        return None
    path: list[str] = []
    value: object = found
    while isinstance(value, dict) and len(value) == 1:
        ((part, value),) = value.items()
        path.append(part)
    return Mark(tuple(path), type) if path and value == 0 else None


def list_mark_of(text: str) -> Mark | None:
    """Return the list whose sheet a cell marks, as in ``[[test.pilots]]``."""
    found = re.fullmatch(r"\[\[(.+)\]\]", text.strip())
    return mark_of(found[1]) if found else None
