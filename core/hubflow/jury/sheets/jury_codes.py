"""Make the codes that stand for ventures in a blind pack.

A code hangs on the venture's id alone, so that filled sheets need no key to be read. It keeps a
name out of sight; whoever has the dossiers can work it out, so it is no secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are taken for one another: 0 and O, 1 and I."""

_SHORTEST = 5


def whole_code(venture: str) -> str:
    """Return the longest form of a venture's code; shorter codes are its beginning."""
    digest = hashlib.sha256(f"hubflow jury code: {venture}".encode()).digest()
    return "".join(_LETTERS[byte % 32] for byte in digest)


def codes_for(ventures: Iterable[str]) -> Mapping[str, str]:
    """Return the code of each venture, as short as keeps all codes different.

    >>> codes_for(["oak", "elm"])
    {'oak': 'Q7DFJ', 'elm': 'DEKZW'}
    """
    whole = {venture: whole_code(venture) for venture in ventures}
    length = _SHORTEST
    while len({code[:length] for code in whole.values()}) < len(whole):
        length += 1
    return {venture: code[:length] for venture, code in whole.items()}


def ventures_of(code: str, ventures: Collection[str]) -> list[str]:
    """Return the ventures that a code may stand for."""
    return [venture for venture in sorted(ventures) if whole_code(venture).startswith(code)]
