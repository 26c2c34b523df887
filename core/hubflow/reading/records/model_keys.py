"""Find a dotted key of a dossier in the model, and what it may hold."""

from __future__ import annotations

import datetime as dt
import functools
import types
import typing
from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.model.dossier import Dossier
from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import Kind
from hubflow.reading.records.converter import kind_of, toml_key

PROPOSAL = ("incubate", "proposal")


_PLAIN = {str: Kind("text", gap=False), bool: Kind("yes_no", gap=False),
          dt.date: Kind("date", gap=False)}


@frozen_at_use(eq=False)
class KeyContent:
    """The content of a key: a value or a record, or a list (``many``) of either.

    ``kind`` is None for a record, and for what may be anything.
    """

    hint: Any
    many: bool
    about: str = ""

    @property
    def kind(self) -> Kind | None:
        """The kind of a legal value."""
        return _PLAIN.get(self.hint) or kind_of(self.hint)

    @property
    def record(self) -> bool:
        """Whether the content has keys of its own."""
        return bool(attrs.has(self.hint))


@functools.cache
def keys_within(cls: Any) -> Mapping[str, KeyContent]:
    """Return the keys of a record of the model, in order."""
    attrs.resolve_types(cls)
    return {toml_key(field): KeyContent(*_unwrapped(field.type), field.metadata.get("about", ""))
            for field in attrs.fields(cls)}


@functools.cache
def content_at(path: tuple[str, ...]) -> KeyContent | None:
    """Return the content of a dossier's key, without positions in lists; None for no such key.

    >>> content_at(("test", "pilots", "came")).kind.type, content_at(("test", "pilots")).many
    ('number', True)
    """
    if path[:-1] == PROPOSAL:
        # An answer, whose names are the hub's own.
        return KeyContent(str, many=False)
    cls: Any = Dossier
    found: KeyContent | None = None
    for part in path:
        found = keys_within(cls).get(part) if cls is not None else None
        if found is None:
            return None
        cls = found.hint if found.record else None
    return found


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    if kind_of(hint) is not None:
        return hint, False
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _unwrapped(next(part for part in parts if part is not type(None)))
    if origin is tuple:
        return parts[0], True
    return hint, False
