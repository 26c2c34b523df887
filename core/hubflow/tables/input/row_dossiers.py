"""Turn a row of a portfolio into a dossier, for hooks that work on one venture at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from hubflow.engine.facts import registry
from hubflow.model.dossier import Dossier
from hubflow.reading.records.structuring import attempt, salvage
from hubflow.reading.toml.key_paths import key_parts

_IDENTITY = ("id", "name", "call", "currency")


def dossiers(part: pl.DataFrame) -> Iterator[Dossier]:
    """Yield each row as a dossier with the same facts.

    Facts that are worked out of the entries of a list are columns of a table, not entries, so the
    lists of such a dossier are empty.
    """
    paths = {name: path for name, path in _paths().items() if name in part.columns}
    identity = [name for name in _IDENTITY if name in part.columns]
    for row in part.iter_rows(named=True):
        data: dict[str, Any] = {name: row[name] for name in identity if row[name] is not None}
        data.setdefault("name", data["id"])
        for name, path in paths.items():
            if row[name] is not None:
                _put(data, path, row[name])
        made, flaws = attempt(data, Dossier)
        if made is None:
            # a record that a table cannot name, such as a person's, is left out
            made = salvage(data, Dossier, flaws)
        yield made or Dossier(id=data["id"], name=data["name"])


@functools.cache
def _paths() -> Mapping[str, tuple[str, ...]]:
    """Return the facts that a dossier states directly, each with its key path."""
    return {fact.name: key_parts(fact.reads[0])
            for fact in registry().values() if not fact.derived}


def _put(data: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {})
    data[path[-1]] = value
