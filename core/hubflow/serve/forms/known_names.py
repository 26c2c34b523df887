"""Things by what people call them: forms offer names and take names; ids stay beneath."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs
import sqlalchemy as sa

from hubflow.reading.values.normal_text import folded, unaccented
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.journal import Journal
from hubflow.serve.call_runs import calls_of

OFFERED = 500
"""Ventures that are offered to choose from; of more those are whose name one types."""


@attrs.frozen(eq=False, slots=False)
class KnownNames:
    """What people call things: a label for each id. No two labels are the same."""

    labels: Mapping[str, str]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> KnownNames:
        """Return names by id as labels; things of one name are told apart by their ids."""
        count = Counter(map(_key, names.values()))
        return cls({id: name if name and count[_key(name)] == 1 else f"{name} ({id})".strip()
                    if name and name != id else id for id, name in names.items()})

    @functools.cached_property
    def _ids(self) -> Mapping[str, str]:
        return {**{_key(label): id for id, label in self.labels.items()},
                **{id: id for id in self.labels}}

    def find(self, text: str) -> str:
        """Return the id of what a text names, by its label or its id; empty for nothing.

        Case and accents make no difference.
        """
        text = " ".join(text.split())
        return self._ids.get(text) or self._ids.get(_key(text), "")

    def find_all(self, text: str) -> tuple[list[str], list[str]]:
        """Return the ids of what a text lists by line or semicolon, and what names nothing."""
        found: list[str] = []
        unknown: list[str] = []
        for part in filter(None, map(str.strip, text.split("\n"))):
            pieces = [part] if self.find(part) else [
                piece for each in part.split(";") if (piece := each.strip())]
            for piece in pieces:
                ids = [self.find(piece)] if self.find(piece) else [
                    self.find(word) for word in piece.split()]
                if all(ids):
                    found += ids
                else:
                    unknown.append(piece)
        return list(dict.fromkeys(found)), unknown

    def shown(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """Return ids with their labels; an unknown one is its own label."""
        return [(id, self.labels.get(id, id)) for id in ids]

    def near(self, text: str, most: int = 5) -> Sequence[str]:
        """Return the labels in which a text stands, a few of them."""
        key = _key(text)
        return [label for label in self.labels.values() if key and key in _key(label)][:most]


def _key(text: str) -> str:
    """Return a text for comparison; without accents, unless nothing but them is left."""
    return folded(unaccented(text)) or folded(text)


def known_ventures(
    journal: Journal, hub: str, typed: str = "", *, kinds: Sequence[str] = ("venture",)
) -> KnownNames:
    """Return a hub's ventures by name: all, or of many those that ``typed`` may name."""
    columns = standings.c
    query = sa.select(columns.venture, columns.name).where(
        columns.hub == hub, columns.kind.in_(kinds))
    query = query.order_by(columns.venture).limit(OFFERED + 1)
    rows = journal.connection.execute(query).all()
    if len(rows) > OFFERED:
        text = re.sub(r" \([^()]*\)$", "", typed.strip()) if typed.isprintable() else ""
        rows = journal.connection.execute(query.where(sa.or_(
            columns.venture == text, columns.name.icontains(text, autoescape=True)))).all(
            ) if text else []
    return KnownNames.of({str(row.venture): str(row.name or row.venture)
                          for row in rows[:OFFERED]})


def known_challenges(journal: Journal, hub: str) -> KnownNames:
    """Return a hub's challenges by name."""
    return known_ventures(journal, hub, kinds=("challenge",))


def known_calls(journal: Journal, hub: str) -> KnownNames:
    """Return a hub's calls by name."""
    from hubflow.register.calls.call_entries import name_of_call

    return KnownNames.of({id: name_of_call(journal, hub, id) for id, _ in calls_of(journal, hub)})


def known_subjects(journal: Journal, hub: str, typed: str = "") -> KnownNames:
    """Return by name what entries of a hub are about: ventures, challenges and calls."""
    return KnownNames.of({
        **known_ventures(journal, hub, typed, kinds=("venture", "challenge")).labels,
        **known_calls(journal, hub).labels})
