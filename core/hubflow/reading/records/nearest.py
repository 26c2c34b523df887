"""Guess the known word that an author meant."""

from __future__ import annotations

from collections.abc import Iterable

from hubflow.text.spoken import say

_SHOWN = 14
"""How many known words a message lists before it becomes a wall."""

_LIKE = 0.65
"""How like two words are, from 0 to 1, if one may have been meant by the other."""

_LONGEST = 80
"""No known word is longer."""


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the known word nearest to ``word``, or None if none is similar.

    >>> nearest("wieght", ["weight", "scale"])
    'weight'
    >>> nearest("incubate.propsal.need", ["incubate.leader.role"]) is None
    True
    >>> nearest("priority_group", ["prior_art"]) is None
    True
    """
    import difflib

    word = str(word).lower()[:_LONGEST]
    found = difflib.get_close_matches(word, list(known), n=5, cutoff=_LIKE)
    return next((near for near in found if _ends_alike(word, near)), None)


def _ends_alike(word: str, near: str) -> bool:
    """Return whether two dotted names have similar last parts, not only the same sections."""
    last, other = word.rpartition(".")[2], near.rpartition(".")[2].lower()
    if "." not in word or "." not in near:
        return True
    import difflib

    return difflib.SequenceMatcher(None, last, other).ratio() >= _LIKE


def did_you_mean(word: object, known: Iterable[str], most: int = _SHOWN) -> str:
    """Return a sentence that offers the nearest known word, else the known ones if few enough."""
    known = list(dict.fromkeys(known))
    near = nearest(word, known)
    if near is not None:
        return say("reading-problems.did_you_mean", near=near)
    if 0 < len(known) <= most:
        return say("reading-problems.known", known=", ".join(known))
    return ""
