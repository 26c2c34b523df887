"""Number the calls of a portfolio over all its parts."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl


@attrs.frozen(eq=False, repr=False)
class Calls:
    """The numbers of calls over all parts of a portfolio.

    Each part has its own numbers, and ventures without a call count from -1 down.

    Here both get numbers that are theirs alone in the whole portfolio.
    """

    numbers: dict[str, int] = attrs.field(factory=dict)

    def add(self, calls: Sequence[str]) -> None:
        """Add the calls of one more part."""
        for call in calls:
            self.numbers.setdefault(call, len(self.numbers))

    def renumbered(
        self, table: pl.DataFrame, column: str, calls: Sequence[str], before: int
    ) -> pl.DataFrame:
        """Return a part's table with the portfolio's numbers; ``before`` rows precede it."""
        own = [self.numbers[call] for call in calls]
        number = pl.col(column)
        if own and own != list(range(len(own))):
            here = pl.when(number >= 0).then(number)
            known = pl.lit(pl.Series(own, dtype=pl.Int64)).gather(here)
        else:
            known = number
        return table.with_columns(
            pl.when(number < 0).then(number - before).otherwise(known).alias(column))
