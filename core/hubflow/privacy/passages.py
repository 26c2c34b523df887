"""Yield the texts of a file that a person may have written, each with its place."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.plugins.importers import imported_sheet
from hubflow.privacy.dossier_places import general, numbers_known
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.lines import comment_groups
from hubflow.reading.toml.raw_tables import number, tables_within
from hubflow.reading.toml.source import TomlFile
from hubflow.reading.values.cell_table import cell_rows
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.normal_text import folded

_DEEPEST = 32
"""No record nests deeper than this."""

_FOLDED = 40
"""So many lines a text may take more than it has, where its lines are folded or it begins anew."""

_WIDE = 80
"""A longer text without a break may be folded."""

_LONG = 1_000_000
"""Seven digits: no shorter number is official, or is called."""

COMMENT = ("comment",)
"""The key under which comments are told."""


@attrs.frozen
class Passage:
    """One text at a key path; its first line (from 1), or 0 where it is to be looked up.

    ``is_key`` where the text is the key itself.
    """

    path: KeyPath
    text: str
    line: int = 0
    is_key: bool = False


def passages_of(file: TomlFile) -> Iterator[Passage]:
    """Yield every key, text and long number of a file, and its comments, consecutive lines as one.

    A number stands behind its key, which may say what it is; one that a dossier gives a meaning is
    left out. Comments belong to the whole file: a part of one has none.
    """
    for at, table in tables_within(file.data):
        for key in table:
            yield Passage((*at, key), _as_words(key), is_key=True)
    for path, value in values_of(file.data):
        if isinstance(value, str):
            yield Passage(path, value)
        elif _is_long(value) and general(path) not in numbers_known():
            keys = [part for part in path if isinstance(part, str)]
            yield Passage(path, f"{_as_words(keys[-1])}: {value:.0f}")
    for block in comment_groups(file.text) if not file.within else ():
        yield Passage(COMMENT, "\n".join(comment.text for comment in block), block[0].line)


def _as_words(key: str) -> str:
    return key if "@" in key else key.replace("_", " ")


def _is_long(value: Any) -> bool:
    """Whether a number has as many digits as a telephone number."""
    plain = number(value)
    return plain is not None and plain.is_integer() and abs(plain) >= _LONG


def parts_of(file: TomlFile) -> list[TomlFile]:
    """Yield the units to check: a file, or a case without its dossiers and each of its dossiers."""
    inline = file.data.get("dossier")
    if isinstance(inline, dict):
        parts = [file.part("dossier")]
    elif isinstance(inline, list) and inline and all(isinstance(one, dict) for one in inline):
        parts = [file.part("dossier", position) for position in range(len(inline))]
    else:
        return [file]
    rest = {key: value for key, value in file.data.items() if key != "dossier"}
    return [TomlFile(file.path, file.name, file.digest, file.text, rest, file.within), *parts]


def values_of(data: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield every value of TOML data that is neither table nor list, with its key path."""
    if isinstance(data, dict) and len(at) < _DEEPEST:
        for key, value in data.items():
            yield from values_of(value, (*at, key))
    elif isinstance(data, list) and len(at) < _DEEPEST:
        for position, value in enumerate(data):
            yield from values_of(value, (*at, position))
    else:
        yield at, data


def sheet_passages(path: Path) -> Iterator[Passage]:
    """Yield every cell of a sheet, CSV or Excel, under its heading; raises :class:`BadInput`.

    Headings themselves come first, as keys. Of a scoring sheet the notes are what was written.
    """
    notes = imported_sheet(path).notes()
    if notes is not None:
        yield from (Passage(("note",), text, row) for row, text in notes)
        return
    (top, names), *rest = cell_rows(path) or [(0, {})]
    headings = {column: text_of(raw) for column, raw in names.items()}
    for heading in headings.values():
        yield Passage((folded(heading),), _as_words(heading), top, is_key=True)
    for line, cells in rest:
        for column, raw in cells.items():
            if not blank(raw):
                key = folded(headings.get(column, str(column)))
                yield Passage((key,), text_of(raw), line)


class PassageLines:
    """The lines of a file on which the parts of one passage stand.

    Lines are worked out once for a passage, however many signs are in it.
    """

    def __init__(self, passage: Passage, file: TomlFile, lines: Sequence[str]) -> None:
        self._text = passage.text
        self._first = passage.line or file.line(passage.path)
        self._breaks = [place.start() for place in re.finditer("\n", passage.text)]
        span = len(self._breaks) + _FOLDED if self._breaks or len(passage.text) > _WIDE else 1
        self._lines = lines[self._first - 1:self._first - 1 + span] if self._first else ()
        if not self._breaks and self._lines and passage.text in self._lines[0]:
            self._lines = ()

    def line_of(self, start: int, end: int) -> int:
        """Return the line of a part of the passage, or the passage's own line."""
        wanted = self._text[start:end].split("\n")[0].strip()
        if not self._lines or not wanted:
            return self._first
        likely = bisect.bisect_left(self._breaks, start)
        for place in range(likely, min(likely + _FOLDED, len(self._lines))):
            if wanted in self._lines[place]:
                return self._first + place
        return self._first
