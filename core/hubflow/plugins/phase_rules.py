"""Give a hook of a phase access to the phase's own rules, and take its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

import attrs

if TYPE_CHECKING:
    import polars as pl


def _tuple(values: Iterable[str]) -> tuple[str, ...]:
    # attrs looks for the signature of a converter, which takes milliseconds for ``tuple`` itself
    return tuple(values)


@attrs.frozen(kw_only=True)
class Explanation:
    """A hook's reasons for a score or recommendation that it gave a venture.

    ``reads`` names the facts, parameters and criteria that it came from; ``reasons`` are sentences.
    """

    reads: tuple[str, ...] = attrs.field(default=(), converter=_tuple)
    reasons: tuple[str, ...] = attrs.field(default=(), converter=_tuple)


class PhaseRules(Protocol):
    """A phase's own rules, to be applied to the hook's table."""

    def score(self) -> pl.LazyFrame:
        """Return a table with the weighted mean, from ``lower`` to ``upper``."""

    def recommend(self) -> pl.LazyFrame:
        """Return a table with what the gate leaves possible: ``advance``, ``revise``, ``stop``."""
