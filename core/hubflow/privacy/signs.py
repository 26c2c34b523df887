"""Signs of a person who is served, as hits in a text and as findings in a file.

What kinds of sign there are, why they may not stand in a dossier and what to do about them, is in
the catalogue of checks, level 7.
"""

from __future__ import annotations

import attrs

from hubflow.plugins.check_catalogue import Check, check_named, spoken_check

LEVEL = 7
"""The level of the catalogue that these checks make up."""


@attrs.frozen
class SignHit:
    """A sign seen in a text, from ``start`` to ``end``. ``sure`` where there is little doubt."""

    sign: str
    start: int
    end: int
    what: str
    sure: bool = False


@attrs.frozen(order=True)
class PrivacyFinding:
    """A sign at its place. ``sure`` is false where it only looks like one.

    ``what`` is said in the language that was spoken when it was found.

    ``first`` is the line on which the key stands, where its text runs over several.
    """

    file: str
    line: int
    key: str
    id: str
    what: str
    sure: bool
    first: int = 0

    @property
    def check(self) -> Check:
        """The kind of sign, why it may not be there, and what to do."""
        return check_named(self.id)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        check = spoken_check(self.check)
        return f"{where}: {self.key}: {self.what}. {check.why} {check.to_do} [{self.id}]"


def masked(text: str) -> str:
    """Return the beginning of a name or number, enough to find it again: findings end up in logs.

    Of what begins with a digit it is three characters, of all else one.

    >>> masked("0121 496 0123"), masked("Ana"), masked("J.S.")
    ('012…', 'A…', 'J…')
    """
    return f"{text[:3] if text[:1].isdigit() else text[:1]}…"
