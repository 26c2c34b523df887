"""A dossier that was not read from TOML, with the place of each of its values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import Problem
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.source import TomlFile


@attrs.frozen
class ValuePlace:
    """Where a value stands: its line or row, 0 where ``at`` says it, and words such as a cell."""

    line: int
    at: str


@attrs.frozen(eq=False, repr=False)
class PlacedFile(TomlFile):
    """Data that came of another kind of file; problems with it name the place in that file."""

    spots: Mapping[KeyPath, ValuePlace] = attrs.field(kw_only=True)

    def spot(self, key_path: KeyPath) -> ValuePlace:
        """Where a key stands, or the nearest key that encloses it."""
        path = tuple(key_path)
        for length in range(len(path), 0, -1):
            if path[:length] in self.spots:
                return self.spots[path[:length]]
        return ValuePlace(0, "")

    def line(self, key_path: KeyPath) -> int:
        """The row of a key; 0 where cells are named otherwise."""
        return self.spot(key_path).line

    def problem(self, key_path: KeyPath, what: str, to_do: str = "") -> Problem:
        """A problem with one key, told with its place."""
        spot = self.spot(key_path)
        at = ": ".join(part for part in (spot.at, shown_key(key_path)) if part)
        return Problem(self.name, spot.line, at, what, to_do)


def placed(
    data: dict[str, Any],
    path: Path,
    spots: Mapping[KeyPath, ValuePlace],
    raw: bytes = b"",
) -> PlacedFile:
    """Data with their places; ``raw`` is what they were read from, if it was for them alone."""
    digest = hashlib.sha256(raw or repr(data).encode()).hexdigest()
    return PlacedFile(path, str(path), digest, "", data, spots=spots)
