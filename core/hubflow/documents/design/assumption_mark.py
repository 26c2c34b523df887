"""The one mark of what rests on an assumption, and the legend that explains it once."""

from __future__ import annotations

from hubflow.text.catalogue import words

MARK = "†"

_PLACE = "\ue0a5"
"""Stands for the mark until a document is finished: other text may hold the mark's sign."""


def assumption_mark(assumed: bool) -> str:
    """Return the mark of a text in Markdown if it rests on an assumption; empty else.

    A document with marks passes through :func:`explained` when it is finished.
    """
    return _PLACE if assumed else ""


def explained(markdown: str, language: str) -> str:
    """Return a finished document: its marks drawn, and the legend at its end if there are any."""
    if _PLACE not in markdown:
        return markdown
    return f"{markdown.replace(_PLACE, MARK).rstrip()}\n\n*{legend(language)}*\n"


def legend(language: str) -> str:
    """Return what the mark means, with the mark before it."""
    return f"{MARK} {words(language)['assumption_legend']}"
