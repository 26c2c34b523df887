"""Find files on the disk that hold a person's name; redacting the register does not change them."""

from __future__ import annotations

import contextlib
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hubflow.model.input_problems import BadInput
from hubflow.reading.values.packed_file import BROKEN_PACKED, check_packed
from hubflow.register.standing.name_forms import name_pattern

_PACKED = (".zip", ".xlsx", ".docx")
_CLOSED = (".pdf",)
_SQLITE = b"SQLite format 3\0"
_LARGEST = 200_000_000
"""Bytes; larger files are told as those that cannot be looked into."""


def files_holding(
    folder: Path, person: str, *, every_form: bool = True
) -> Iterator[tuple[Path, bool]]:
    """Yield each file that holds the name, with True; with False each that cannot be searched.

    Hidden folders are passed over. Spreadsheets, Word files, archives and other registers are
    looked into; texts of PDF files are packed, so that they cannot be.
    """
    # between the words there may be a space, a break of the line or a tag of a document
    name = name_pattern(person, r"(?:\s|<[^>]*>)+", every_form=every_form)
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
        below = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(".") for part in below):
            continue
        try:
            if path.suffix.lower() in _CLOSED or path.stat().st_size > _LARGEST:
                yield path, False
            elif any(name.search(text) for text in _texts(path)):
                yield path, True
        except (BadInput, *BROKEN_PACKED, sqlite3.Error):
            # damaged, too large, or closed with a password
            yield path, False


def _texts(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE)) == _SQLITE
    if is_database:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as register:
            yield from (str(row[0]) for row in register.execute("SELECT personal FROM entries"))
    elif path.suffix.lower() in _PACKED:
        with zipfile.ZipFile(path) as archive:
            check_packed(archive, str(path))
            for part in archive.namelist():
                yield archive.read(part).decode(errors="replace")
    else:
        yield path.read_bytes().decode(errors="replace")
