"""Find counts of people served that are too small to show, and rows that describe one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import Any

from hubflow.privacy.dossier_places import counts_of_people, general
from hubflow.privacy.passages import values_of
from hubflow.privacy.sign_words import lists
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import number, tables_within
from hubflow.text.numbers import number as in_words
from hubflow.text.spoken import say, spoken_language

PEOPLE = frozenset({"people", "persons", "person", "pessoas", "pessoa"})
"""Units in which people are counted."""
_MEASURED = ("value", "before", "after", "comparison_after")
_ROWS = 3
"""So many entries of one list that count one person each look like a list of persons."""

Seen = tuple[KeyPath, str, str, bool]
"""Where, which sign, what, and whether it is sure."""


def count_signs(data: Mapping[str, Any], least: float, local: Set[str]) -> Iterator[Seen]:
    """Yield small counts in a file's data; ``local`` are keys of a hub's own counts of people."""
    singles: Counter[KeyPath] = Counter()
    for path, value in _counts(data, local):
        if 0 < value < least:
            yield path, "HF713", say(
                "signs.count_below", value=in_words(value, spoken_language()),
                least=in_words(least, spoken_language())), True
        lists = [place for place, part in enumerate(path) if isinstance(part, int)]
        if value == 1 and lists:
            singles[path[:lists[-1]]] += 1
    for path, count in singles.items():
        if count >= _ROWS:
            yield path, "HF714", say("signs.single_entries", n=count), False


def _counts(data: Mapping[str, Any], local: Set[str]) -> Iterator[tuple[KeyPath, float]]:
    keys = counts_of_people() | local
    for path, value in values_of(data):
        count = number(value)
        if count is not None and general(path) in keys:
            yield path, count
    for path, table in tables_within(data):
        if isinstance(table.get("unit"), str) and table["unit"].strip().casefold() in PEOPLE:
            for key in _MEASURED:
                count = number(table.get(key))
                if count is not None:
                    yield (*path, key), count


def row_signs(data: Mapping[str, Any]) -> Iterator[Seen]:
    """Yield lists of persons, and keys under which only a person's data can stand."""
    for path, table in tables_within(data):
        for key, value in table.items():
            low = key.casefold().replace("-", "_")
            if low in lists().row_keys and isinstance(value, list) and any(
                isinstance(entry, dict | str) for entry in value
            ):
                yield (*path, key), "HF714", say("signs.list_of_persons"), False
            sign = lists().personal_keys.get(low)
            own = path[:2] == ("incubate", "parties") or path[:1] == ("sources",)
            if sign and not own and not isinstance(value, bool) and value not in ("", None):
                yield (*path, key), sign, say(f"signs.key_{sign}"), True


def consent_signs(data: Mapping[str, Any]) -> Iterator[Seen]:
    """Yield a leader's own experience where the file records no consent to tell it."""
    incubate = data.get("incubate")
    leader = incubate.get("leader") if isinstance(incubate, dict) else None
    if isinstance(leader, dict) and leader.get("lived_experience") and (
        leader.get("consented") is not True
    ):
        yield (("incubate", "leader", "lived_experience"), "HF715",
               say("signs.not_consented"), True)
