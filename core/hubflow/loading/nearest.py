"""The known word that a reader may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 14
"""How many known words a message lists before it becomes a wall."""

_LONGEST = 80
"""No known word is longer."""


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word nearest to ``word``, or None if none is near.

    >>> nearest("wieght", ["weight", "scale"])
    'weight'
    """
    word = str(word).lower()[:_LONGEST]
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, else the known words if they are few."""
    known = list(dict.fromkeys(known))
    near = nearest(word, known)
    if near is not None:
        return f'Did you mean "{near}"?'
    if 0 < len(known) <= _SHOWN:
        return "Known: " + ", ".join(known) + "."
    return ""
