"""Normalise texts for comparison, and turn them into ids."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Return a text for comparison: letters composed, without case, with single blanks.

    >>> folded("  NA\\u0303O  sei ") == "não sei"
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


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
