"""The short form of a hub's name, for sentences and headings."""

from __future__ import annotations

import re

_END = re.compile(r"\s*[,:;(–]")


def short_name(name: str) -> str:
    """Return a name as far as its first comma, colon, dash or bracket.

    >>> short_name("LAB.IS, Porto's social innovation laboratory")
    'LAB.IS'
    """
    return _END.split(name.strip(), maxsplit=1)[0] or name
