"""What a hook of a phase is handed of the phase's own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl


class PhaseRules(Protocol):
    """A phase's own rules, applied to the table that a hook looks at."""

    def score(self) -> pl.LazyFrame:
        """Return a table with the weighted mean, from ``lower`` to ``upper``."""

    def recommend(self) -> pl.LazyFrame:
        """Return a table with what the gate leaves possible: ``advance``, ``revise``, ``stop``."""
