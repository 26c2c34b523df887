"""Text broken into lines of a width, for drawings, which break no lines themselves."""

from __future__ import annotations

import textwrap
import unicodedata

_PER_SIZE, _BOLD = 0.58, 0.65
"""The width of a character of running text, as a share of the size of the type; in wide faces."""


def wrapped(text: str, width: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """Lines no wider than ``width`` in type of ``size``; after ``most`` it ends with dots."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    share = 1 + wide / max(len(text), 1)
    columns = max(4, int(width / (size * (_BOLD if bold else _PER_SIZE) * share)))
    return textwrap.wrap(text, columns, max_lines=most, placeholder=" …", break_long_words=True)
