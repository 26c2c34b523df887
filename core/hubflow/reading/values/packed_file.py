"""Look into zipped files before they are unpacked: their parts, their size, the XML in them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.limits import (
    PACKED_PARTS,
    PACKED_RATIO,
    PACKED_SIZE,
    XML_DEPTH,
    XML_ELEMENTS,
)
from hubflow.text.spoken import say

SeenElement = Callable[[str, Mapping[str, str]], None]
"""Called with each element's name, without its prefix, and its attributes."""

SeenText = Callable[[str], None]
"""Called with pieces of text."""

_SMALLER = "delete_pictures"
_SMALL = 10 * 10**6
_BLOCK = 2**16
_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")
_UTF_32_STARTS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<")


def check_packed(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Return a zipped file's parts; raise :class:`BadInput` for too many, or too much in them."""
    parts = archive.infolist()
    PACKED_PARTS.check(len(parts), name, _SMALLER)
    PACKED_SIZE.check(sum(part.file_size for part in parts), name, _SMALLER)
    return parts


def check_office_file(
    raw: bytes, name: str, seen: SeenElement | None = None, seen_formula: SeenText | None = None,
) -> None:
    """Raise :class:`BadInput` for a Word or Excel file whose XML is more than is read.

    Raise also what ``zipfile`` raises for a broken one. What a part is called does not matter, as
    any may be read as XML. ``seen`` is told of each element, ``seen_formula`` of the text in those
    that hold a formula.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = check_packed(archive, name)
        size = sum(part.file_size for part in parts)
        if size > _SMALL:
            PACKED_RATIO.check(size // max(1, len(raw)), name, _SMALLER)
        counts = _Counts(name, seen, seen_formula)
        for part in parts:
            with archive.open(part) as file:
                counts.read(iter(lambda file=file: file.read(_BLOCK), b""))  # type: ignore[misc]


class _Counts:
    """Counts the elements of all parts."""

    def __init__(
        self, name: str, seen: SeenElement | None, seen_formula: SeenText | None
    ) -> None:
        self.name, self.seen, self.seen_formula = name, seen, seen_formula
        self.elements = self.depth = 0

    def read(self, blocks: Iterator[bytes]) -> None:
        """Read one part, if it is XML; what is broken in it is for its reader to say."""
        # white space may stand before the first element, as much of it as one likes
        first = next((block for block in blocks if block.strip()), b"")
        if first.startswith(_UTF_32_STARTS):
            raise self._unreadable(say("reading-problems.xml_utf_32"))
        if not first.lstrip().startswith(_XML_STARTS):
            return
        self.depth = 0
        self.parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(first)
            for block in blocks:
                parser.Parse(block)
        except expat.ExpatError:
            return

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > XML_DEPTH.most or self.elements > XML_ELEMENTS.most:
            XML_DEPTH.check(self.depth, self.name, _SMALLER)
            XML_ELEMENTS.check(self.elements, self.name, _SMALLER)
        plain = element.rpartition(":")[2]
        if self.seen is not None:
            self.seen(plain, attributes)
        if plain == "f":
            self.parser.CharacterDataHandler = self.seen_formula

    def _end(self, _element: str) -> None:
        self.depth -= 1
        self.parser.CharacterDataHandler = None

    def _doctype(self, *_about: object) -> None:
        raise self._unreadable(say("reading-problems.xml_doctype"))

    def _unreadable(self, what: str) -> BadInput:
        return one_problem(self.name, say("reading-problems.unreadable_xml", what=what),
                           say("reading-problems.save_it_again"))


BROKEN_PACKED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError,
                 NotImplementedError, LookupError)
"""The errors of a damaged zipped file, one with a password, or with an encoding nobody knows."""
