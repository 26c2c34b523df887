"""Normalise texts for comparison, and turn them into ids."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

from hubflow.model.values import LONGEST_ID, RESERVED

_LONGEST = LONGEST_ID - 20
"""Leaves room for what tells ids apart."""


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a text for comparison: letters composed, without case, with single blanks.

    >>> folded("  NA\\u0303O  sei ") == "não sei"
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@functools.lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """Return a person's name for comparison: the same for every way of typing the same letters.

    Case, the Unicode form and all white space make no difference, nor do signs that nobody sees.

    >>> name_key("INE\u0302S\u00a0 Costa\u200b") == name_key("inês costa")
    True
    """
    return folded(unicodedata.normalize("NFKC", without_hidden(text).casefold()))


def without_hidden(text: str) -> str:
    """Return a text in its compatible form (NFKC), without signs that nobody sees."""
    text = unicodedata.normalize("NFKC", text)
    if text.isprintable():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def unaccented(text: str) -> str:
    """Return a text in ASCII: letters without their accents, other characters left out.

    >>> unaccented("Março")
    'Marco'
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def slug(text: str) -> str:
    """Return a text as an id: small letters, digits and hyphens.

    >>> slug("Horta São João, 2.ª edição")
    'horta-sao-joao-2-a-edicao'
    """
    apart = text.replace("ª", " a").replace("º", " o")
    return re.sub(r"[^a-z0-9]+", "-", unaccented(apart).lower()).strip("-")


def id_of(text: str) -> str:
    """Return an id made of a text; of one without Latin letters or digits a hash.

    A long one is cut, and a name that cannot be a folder's gets a number.

    >>> id_of("Horta São João"), id_of("健康")
    ('horta-sao-joao', 'aa18b6dc')
    """
    id = slug(text)[:_LONGEST].strip("-")
    if re.search(RESERVED, id):
        return f"{id}-1"
    return id or hashlib.sha256(folded(text).encode()).hexdigest()[:8]
