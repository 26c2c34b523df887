"""Read yes and no as people write them in cells, in every language that hubflow has words in."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from hubflow.reading.values.normal_text import folded
from hubflow.text.locales import locales

_TICKS = {"x": True, "✓": True, "✔": True, "checked": True, "1": True, "0": False}
"""The signs of yes and no in any language; `checked` is what Airtable exports for a ticked box."""


@functools.cache
def yes_no_words() -> Mapping[str, bool]:
    """Return every word that means yes or no, folded, with what it means."""
    found = dict(_TICKS)
    for locale in locales().values():
        found |= {folded(word): True for word in locale.yes}
        found |= {folded(word): False for word in locale.no}
    return found


def yes_or_no_of(text: str) -> bool | None:
    """Return whether a text means yes (True) or no (False); None for other texts.

    >>> yes_or_no_of("Sim"), yes_or_no_of("NO"), yes_or_no_of("perhaps")
    (True, False, None)
    """
    return yes_no_words().get(folded(text))


def yes_or_no_by_look(text: str) -> bool | None:
    """Return what a whole word means, where a cell may as well hold a number or a label.

    A single letter or digit may be either of these, and is not taken for an answer.
    """
    return yes_or_no_of(text) if len(folded(text)) > 1 else None
