"""Mark texts in CSV files, so that no spreadsheet takes them for formulas.

Spreadsheet programs run a cell that begins like a formula, whoever wrote it (CWE-1236). A ``'``
before it keeps it a text; read back, the mark goes again.
"""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@")
# also behind spaces, which some programs leave out, and marks that stood there before; the wide
# forms are what spreadsheets with East Asian input take for the same signs
FORMULA_PATTERN = r"['\s\ufeff]*[=+\-@＝＋－＠]"
"""The beginning of a text that is marked, as a regular expression."""

_MARKED = re.compile(FORMULA_PATTERN)


def like_formula(text: str) -> bool:
    """Return whether a spreadsheet takes a text for a formula when someone edits its cell."""
    return text.startswith(_FORMULA)


def marked(text: str) -> str:
    """Return a text with a mark where a spreadsheet would take it for a formula.

    >>> marked("=1+1"), marked("'=1+1"), marked("a=1")
    ("'=1+1", "''=1+1", 'a=1')
    """
    return f"'{text}" if _MARKED.match(text) else text


def unmarked(text: str) -> str:
    """Return the text without the mark of :func:`marked`.

    >>> unmarked("'=1+1"), unmarked("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text[:1] == "'" and _MARKED.match(text) else text
