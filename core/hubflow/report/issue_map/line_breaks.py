"""Break text into lines of a width, for drawings, which break no lines themselves."""

from __future__ import annotations

import textwrap
import unicodedata

_PER_SIZE, _BOLD = 0.58, 0.65
"""The width of a character of running text, as a share of the size of the type; in wide faces."""
_LONG = 12
"""Words of so many characters may fill a line, so that it is their own width that counts."""
_WIDE = {**dict.fromkeys("MWmw%@", 1.75), "…": 1.75}
"""How much wider than that some letters are."""


def wrapped(text: str, width: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """Return lines no wider than ``width`` in type of ``size``; after ``most`` lines, dots."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    share = max([1 + wide / max(len(text), 1),
                 *(_share(word) for word in text.split() if len(word) >= _LONG)])
    columns = max(4, int(width / (size * (_BOLD if bold else _PER_SIZE) * share)))
    return textwrap.wrap(text, columns, max_lines=most, placeholder=" …", break_long_words=True)


def _share(text: str) -> float:
    """How much wider than running text a long word is."""
    return sum(map(_wide, text)) / len(text)


def _wide(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 2.0
    return _WIDE.get(char, 1.25 if char.isupper() else 1.0)
