r"""Characters that no text may hold, and how texts are shown all the same.

A *forbidden* character steers a terminal, turns the direction of the text around it, or is no
character: hubflow's readers refuse it by its place (:mod:`hubflow.reading.text_gate`). A *leftover*
of another program (the line break of a word processor, a byte order mark, the marks around a
telephone number that was copied) means no harm, and readers take it out.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_IN_UTF8 = [
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F),  # control characters
    (0x202D, 0x202E),  # overrides of direction
    (0xFDD0, 0xFDEF), *((plane + 0xFFFE, plane + 0xFFFF)  # what is no character
                        for plane in range(0, 0x110000, 0x10000)),
]
_HALVES = (0xD800, 0xDFFF)
"""Halves of characters, which no file in UTF-8 holds; an escape may make one."""

FORBIDDEN_IN_TABLES = (
    "[" + "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in _IN_UTF8) + "]")
"""The same as a pattern of Polars."""

_BREAKS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
"""Line breaks of other programs and systems."""

_MARKS = "[\ufeff\u202a-\u202c\u2066-\u2069]"
"""Byte order marks, and marks of direction that programs put around what is copied."""

LEFTOVERS_IN_TABLES = {r"\r\n|[\r\x{B}\x{C}\x{85}\x{2028}\x{2029}]": "\n",
                       r"[\x{FEFF}\x{202A}-\x{202C}\x{2066}-\x{2069}]": ""}
"""Patterns of Polars for leftovers, each with what stands in their place."""

_NAMES = {"Cs": "half of a character", "Cn": "no character", "Cf": "changes the text's direction"}

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that steer a terminal, or a text's direction, and show nothing."""


@functools.cache
def forbidden() -> re.Pattern[str]:
    """Return the pattern of one forbidden character."""
    return re.compile(
        f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in [*_IN_UTF8, _HALVES])}]")


def is_plain(text: str) -> bool:
    """Return whether a text is printable but for some white space, as most texts are.

    No forbidden character and no leftover is printable, so a plain text has none of them.
    """
    if text.isprintable():
        return True
    for blank in "\n\t\u00a0\u202f":
        text = text.replace(blank, "")
    return text.isprintable()


def forbidden_in(text: str) -> str:
    r"""Return what the first forbidden character of a text is; empty if there is none.

    >>> forbidden_in("a\x1b[2J"), forbidden_in("café")
    ('U+001B, a control character', '')
    """
    found = None if is_plain(text) else forbidden().search(text)
    if found is None:
        return ""
    return (f"U+{ord(found[0]):04X}, "
            f"{_NAMES.get(unicodedata.category(found[0]), 'a control character')}")


def without_leftovers(text: str) -> str:
    r"""Return a text with the leftovers of other programs taken out, line breaks as line feeds.

    >>> without_leftovers("\ufeffone\x0btwo")
    'one\ntwo'
    """
    if is_plain(text):
        return text
    return re.sub(_MARKS, "", re.sub(_BREAKS, "\n", text))


def visible(text: str) -> str:
    r"""Return a text for a message: characters that one cannot see are written as escapes.

    >>> print(visible("a\x1b[2Jb\u202e"))
    a\x1b[2Jb\u202e
    """
    return text if text.isprintable() else "".join(
        _escape(char) if unicodedata.category(char) in _HIDDEN or forbidden().match(char) else char
        for char in text)


def harmless(text: str) -> str:
    r"""Return a text for a document or a file: forbidden characters are written as escapes.

    Line breaks, and what scripts need that one cannot see, stay as they are.

    >>> harmless("a\x1b[2J\n")
    'a\\x1b[2J\n'
    """
    if is_plain(text):
        return text
    return forbidden().sub(lambda found: _escape(found[0]), without_leftovers(text))


def harmless_json(text: str) -> str:
    r"""Return a JSON text that says the same, with forbidden characters written as its escapes.

    >>> harmless_json('"a\u202e"')
    '"a\\u202e"'
    """
    return forbidden().sub(lambda found: re.sub("....", r"\\u\g<0>", found[0].encode(
        "utf-16-be", "surrogatepass").hex()), text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode()
