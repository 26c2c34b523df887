"""What an assignment must keep to: who may read what, how many readings, and what is preferred."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import attrs

Pair = tuple[str, str]
"""A venture and an assessor who reads it."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AssignmentTask:
    """The demands on an assignment.

    ``barred`` holds every pair that is not possible, with why. ``most`` is the largest number of
    ventures for an assessor. ``groups`` are the assessors of each group of the panel, with how
    many of them each venture needs. ``kept`` are pairs of an earlier assignment. ``expert`` are
    pairs in which the assessor knows the venture's subject.
    """

    ventures: Sequence[str]
    assessors: Sequence[str]
    per_venture: int
    most: Mapping[str, int]
    barred: Mapping[Pair, str]
    groups: Sequence[tuple[str, frozenset[str], int]] = ()
    kept: frozenset[Pair] = frozenset()
    expert: frozenset[Pair] = frozenset()
    seed: str = ""

    @property
    def possible(self) -> list[Pair]:
        """The pairs that are possible, in order."""
        return [(venture, assessor) for venture in self.ventures for assessor in self.assessors
                if (venture, assessor) not in self.barred]

    def lot(self, pair: Pair) -> float:
        """Return a number from 0 to 1 that depends on the seed and the pair alone.

        So the lots of all others stay as they are when somebody drops out.
        """
        digest = hashlib.sha256("\0".join((self.seed, *pair)).encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48
