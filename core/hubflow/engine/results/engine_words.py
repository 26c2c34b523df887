"""Phrase the engine's results about a venture in the language of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hubflow.text.catalogue import words
from hubflow.text.spoken import words_here

_FEW = 3
"""So many of those who are alike are named."""


def sentence(key: str, language: str, **values: Any) -> str:
    """Return the sentence in the language, with the values put in; on a page, its form for pages.
    """
    return words_here(language, "engine")[key].format(**values)


def few_names(names: Sequence[str], language: str, between: str = ", ") -> str:
    """Return names in a row, the first few and how many more there are."""
    shown = list(names[:_FEW])
    if len(names) > _FEW:
        shown.append(sentence("and_more", language, n=len(names) - _FEW))
    return between.join(shown)


def proof_sentence(proof: tuple[str, int, str] | None, language: str) -> str:
    """Return the sentence with the head of the register, for later checks; empty for files.

    ``proof`` is the register's id, an entry's number and its short digest.
    """
    if proof is None:
        return ""
    register, entry, digest = proof
    return sentence("proof", language, register=register, entry=entry, digest=digest)


def word(key: str, language: str) -> str:
    """Return a recommendation's or decision's word in the language."""
    return words(language).get(key, key)
