"""Places in a page that links lead to."""

from __future__ import annotations

import re


def anchor(name: str) -> str:
    """A name as an id in the page: two names never give the same one.

    An id with a space in it cannot be named by ``aria-labelledby``, and one with other characters
    not be found by the part of an address after ``#``, which browsers write otherwise.

    >>> anchor("porto 2024")
    'porto_20_2024'
    """
    return re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", name)
