"""The calls of a portfolio, numbered over all its parts."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl


@attrs.frozen(eq=False, repr=False)
class Calls:
    """Each part numbers its calls as they come, and its ventures without a call downward from -1.

    Here both get numbers that are theirs alone in the whole portfolio.
    """

    numbers: dict[str, int] = attrs.field(factory=dict)

    def add(self, calls: Sequence[str]) -> None:
        """The calls of one more part."""
        for call in calls:
            self.numbers.setdefault(call, len(self.numbers))

    def renumbered(
        self, table: pl.DataFrame, column: str, calls: Sequence[str], before: int
    ) -> pl.DataFrame:
        """A part's table with the portfolio's numbers; ``before`` it are so many rows."""
        own = [self.numbers[call] for call in calls]
        number = pl.col(column)
        if own and own != list(range(len(own))):
            here = pl.when(number >= 0).then(number)
            known = pl.lit(pl.Series(own, dtype=pl.Int64)).gather(here)
        else:
            known = number
        return table.with_columns(
            pl.when(number < 0).then(number - before).otherwise(known).alias(column))
