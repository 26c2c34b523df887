"""Compare the ventures of a call: which may be ahead of another, and which surely are."""

from __future__ import annotations

from typing import Literal

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.model.plain_record import PlainRecord

CERTAIN = "_competes_certain"
POSSIBLE = "_competes_possible"


class Competition(PlainRecord):
    """Ventures that are compared by whole numbers, of which greater is better.

    ``table`` has a row a venture: whether it competes for certain (`_competes_certain`) and
    possibly, the least and the greatest number that it may have (`_low`, `_high`), and the range
    of its call's numbers (`_from` up to `_to`). The ranges do not overlap, so that all calls are
    counted at once.
    """

    table: pl.DataFrame

    @classmethod
    def of(cls, keys: pl.DataFrame, low: pl.Series, high: pl.Series, bits: int) -> Competition:
        """Return the competition of ventures whose numbers take at most ``bits`` bits."""
        call = pl.col(CALL).rank("dense").cast(pl.UInt64) - 1
        start = pl.lit(0, pl.UInt64) if one_value(keys[CALL]) else call * 2**bits
        return cls(
            keys.with_columns(low.alias("_low"), high.alias("_high"), start.alias("_from"))
            .with_columns(pl.col("_low") + pl.col("_from"), pl.col("_high") + pl.col("_from"),
                          _to=pl.col("_from") + (2**bits - 1))
        )

    def ranks(self) -> pl.DataFrame:
        """Return `best`, `worst`, `of` and `tied` of each venture; null where it cannot compete.

        The best rank counts those who compete for certain and whose least number lies above the
        venture's greatest; the worst rank counts those who may compete and whose greatest number
        is at least its least.
        """
        table = self.table
        certain = CompetitorCount.of(table.filter(CERTAIN), "_low")
        possible = CompetitorCount.of(table.filter(POSSIBLE), "_high")
        settled = CompetitorCount.of(
            table.filter(pl.col(CERTAIN) & (pl.col("_low") == pl.col("_high"))), "_low")
        ahead = certain.above(table, "_high", level=False)
        not_behind = possible.above(table, "_low", level=True)
        equal = settled.above(table, "_low", level=True) - settled.above(table, "_low", level=False)
        competes = pl.col(POSSIBLE)
        return table.select(
            best=pl.when(competes).then(1 + pl.lit(ahead)),
            worst=pl.when(competes).then(1 + pl.lit(not_behind) - competes.cast(pl.Int64)),
            of=possible.above(table, "_from", level=True),
            tied=competes & (pl.col("_low") == pl.col("_high")) & (pl.lit(equal) > 1),
        )

    def spent(self, low: str, high: str) -> pl.DataFrame:
        """Return what is spent once a venture has its cost: `least`, and `most` if known.

        ``low`` and ``high`` are the columns of what it costs at least and at most, in whole
        numbers; both may be unknown.
        """
        ahead = self.spent_ahead(self.table[low].fill_null(0), self.table[high])
        return ahead.select(least=pl.col("least") + self.table[low].fill_null(0),
                            most=pl.col("most") + self.table[high])

    def spent_ahead(self, least: pl.Series, most: pl.Series) -> pl.DataFrame:
        """Return what those ahead of each venture take: `least`, and `most` if known.

        ``least`` is what each row's venture surely takes if it competes, ``most`` what it may take,
        in whole numbers, null where there is no limit. `least` counts those surely ahead, `most`
        all that may be.
        """
        table = self.table.with_columns(_least=least, _most=most)
        certain, possible = table.filter(CERTAIN), table.filter(POSSIBLE)
        surely = CompetitorCount.of(certain, "_low", ordered=True)
        perhaps = CompetitorCount.of(possible, "_high", ordered=True)
        ahead = surely.sum_above(certain["_least"], table, "_high", level=False)
        others = perhaps.sum_above(possible["_most"].fill_null(0), table, "_low", level=True)
        unknown = perhaps.sum_above(
            possible["_most"].is_null().cast(pl.Int64), table, "_low", level=True)
        own = pl.when(POSSIBLE).then(pl.col("_most")).otherwise(0)
        return table.select(
            least=pl.lit(ahead),
            most=pl.when(pl.lit(unknown) == own.is_null().cast(pl.Int64)).then(
                pl.lit(others) - own.fill_null(0)))


class CompetitorCount(PlainRecord):
    """Some of the competitors in order, with counts and sums over those ahead."""

    keys: pl.Series
    order: pl.Series | None = None

    @classmethod
    def of(cls, competing: pl.DataFrame, key: str, *, ordered: bool = False) -> CompetitorCount:
        """Return the competitors in order of ``key``; sums need ``ordered``."""
        if not ordered:
            return cls(competing[key].sort())
        order = competing[key].arg_sort()
        return cls(competing[key].gather(order), order)

    def above(self, table: pl.DataFrame, key: str, *, level: bool) -> pl.Series:
        """Return how many of each row's call lie above its ``key`` (``level``: or equal it)."""
        return (self._end(table) - self._at(table, key, level=level)).cast(pl.Int64)

    def sum_above(
        self, amounts: pl.Series, table: pl.DataFrame, key: str, *, level: bool
    ) -> pl.Series:
        """Return the sum of ``amounts`` over those that :meth:`above` counts."""
        assert self.order is not None
        zero = pl.Series([0], dtype=pl.Int64)
        running = pl.concat([zero, amounts.gather(self.order).cum_sum()])
        at = self._at(table, key, level=level)
        return running.gather(self._end(table)) - running.gather(at)

    def _at(self, table: pl.DataFrame, key: str, *, level: bool) -> pl.Series:
        """Return where each row's ``key`` belongs; looked up in order, which memory serves faster.
        """
        order = table[key].arg_sort()
        side: Literal["left", "right"] = "left" if level else "right"
        found = self.keys.search_sorted(table[key].gather(order), side=side)
        return pl.Series([0], dtype=found.dtype).new_from_index(0, table.height).scatter(
            order, found)

    def _end(self, table: pl.DataFrame) -> pl.Series:
        if one_value(table["_to"]):
            end = self.keys.search_sorted(table["_to"].head(1), side="left")
            return end.new_from_index(0, table.height)
        return self._at(table, "_to", level=True)


def one_value(column: pl.Series) -> bool:
    """Return whether a column holds exactly one value."""
    return bool(column.min() == column.max())
