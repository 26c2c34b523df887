"""Find files on the disk that hold a person's name; redacting the register does not change them."""

from __future__ import annotations

import codecs
import contextlib
import html
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.reading.limits import PACKED_SIZE
from hubflow.reading.values.packed_file import BROKEN_PACKED, check_packed
from hubflow.register.people.name_forms import name_pattern

_PACKED = (".zip", ".xlsx", ".docx")
_CLOSED = (".pdf",)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REPLACED = "\ufffd"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_SQLITE = b"SQLite format 3\0"
_LARGEST = 200_000_000
"""Bytes; larger files are told as those that cannot be looked into."""


def files_holding(
    folder: Path, person: str, *, every_form: bool = True
) -> Iterator[tuple[Path, bool]]:
    """Yield each file that holds the name, with True; with False each that cannot be searched.

    Hidden folders are passed over. Spreadsheets, Word files, archives and other registers are
    looked into, also within archives; texts of PDF files are packed, so that they cannot be.
    """
    # between the words there may be a space, a break of the line or a tag of a document
    name = name_pattern(person, r"(?:\s|<[^>]{0,500}>)+", every_form=every_form)
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
    else:
        yield from _Unpacking(str(path)).texts(path.read_bytes(), path.suffix)


@attrs.define
class _Unpacking:
    """Reads a file and what is packed in it, such as the sheets in a jury's pack."""

    name: str
    size: int = 0

    def texts(self, raw: bytes, suffix: str) -> Iterator[str]:
        """Yield the texts in a file's bytes. Raise one of BROKEN_PACKED where it is closed."""
        if suffix.lower() in _CLOSED:
            raise ValueError
        if suffix.lower() not in _PACKED:
            yield from _readings(raw)
            return
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            self.size += sum(part.file_size for part in check_packed(archive, self.name))
            PACKED_SIZE.check(self.size, self.name)
            for part in archive.namelist():
                yield from self.texts(archive.read(part), Path(part).suffix)


def _readings(raw: bytes) -> Iterator[str]:
    """Yield the text of bytes as other programs may have written it: encoded, with escapes."""
    text = raw.decode("utf-16" if raw.startswith(_UTF_16) else "utf-8", errors="replace")
    yield text
    if _REPLACED in text:
        yield raw.decode("cp1252", errors="replace")
    if "\\u" in text:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if "&" in text:
        yield html.unescape(text)
