"""The words by which a text is found: small letters without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, get_args

from hubflow.register.storage.entries import EntryKind

_NO_TEXTS = ("register", "edition", "run", "recommendation", "redaction", "anchor")
"""Entries without texts about a venture or call."""

SEARCHED: tuple[EntryKind, ...] = tuple(
    kind for kind in get_args(EntryKind) if kind not in _NO_TEXTS)
"""The kinds of entries whose texts are searched."""

_KEYS = ("name", "text", "reasons", "says", "learning", "purpose", "what", "note", "funder",
         "body")
_LONGEST, _MOST = 25, 10_000
"""Letters of a word that count, and different words of one text: PostgreSQL takes a megabyte."""

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")


def text_of(personal: Mapping[str, Any]) -> str:
    """Return what an entry says in words, from its personal fields."""
    return "\n".join(str(personal[key]) for key in _KEYS if personal.get(key))


def words_in(text: str) -> list[str]:
    """Return the words of a text in order, each once, as they are compared.

    >>> words_in("Coro São João: o coro de 12 vozes")
    ['coro', 'sao', 'joao', 'o', 'de', '12', 'vozes']
    """
    folded = text.lower() if text.isascii() else _ACCENTS.sub(
        "", unicodedata.normalize("NFKD", text).casefold())
    found = dict.fromkeys(word[:_LONGEST] for word in _WORD.findall(folded))
    return list(found)[:_MOST]
