"""Say a limit of words as a regular expression, for tools that count no words."""

from __future__ import annotations


def word_pattern(most: int) -> str:
    r"""Return a pattern that a text of at most so many words matches as a whole.

    >>> word_pattern(3)
    '^\\s*(\\S+(\\s+|$)){0,3}$'
    """
    return rf"^\s*(\S+(\s+|$)){{0,{most}}}$"
