"""Give a hook of a phase access to the phase's own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl


class PhaseRules(Protocol):
    """A phase's own rules, to be applied to the hook's table."""

    def score(self) -> pl.LazyFrame:
        """Return a table with the weighted mean, from ``lower`` to ``upper``."""

    def recommend(self) -> pl.LazyFrame:
        """Return a table with what the gate leaves possible: ``advance``, ``revise``, ``stop``."""
