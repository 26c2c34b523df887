"""Hold a dossier that was not read from TOML, with the place of each of its values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hubflow.model.input_problems import Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.source import TomlFile


class ValuePlace(PlainRecord):
    """The place of a value: its line or row (0 if unknown), and a description such as a cell."""

    line: int
    at: str


class PlacedFile(TomlFile):
    """Data from another kind of file; problems name the place in that file."""

    spots: Mapping[KeyPath, ValuePlace] = {}

    def spot(self, key_path: KeyPath) -> ValuePlace:
        """Return the place of a key, or of the nearest key that encloses it."""
        path = tuple(key_path)
        for length in range(len(path), 0, -1):
            if path[:length] in self.spots:
                return self.spots[path[:length]]
        return ValuePlace(0, "")

    def line(self, key_path: KeyPath) -> int:
        """Return the row of a key; 0 where the place is a cell's name."""
        return self.spot(key_path).line

    def problem(self, key_path: KeyPath, what: str, to_do: str = "") -> Problem:
        """Return a problem with one key, with its place."""
        spot = self.spot(key_path)
        at = ": ".join(part for part in (spot.at, shown_key(key_path)) if part)
        return Problem(self.name, spot.line, at, what, to_do)


def make_placed_file(
    data: dict[str, Any],
    path: Path,
    spots: Mapping[KeyPath, ValuePlace],
    raw: bytes = b"",
) -> PlacedFile:
    """Return a file of data with their places; ``raw`` are the bytes of a file for them alone."""
    digest = hashlib.sha256(raw or repr(data).encode()).hexdigest()
    return PlacedFile(path, str(path), digest, "", data, spots=spots)
