"""Cut a portfolio into parts: runs of rows of one file each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import polars as pl

from hubflow.model.input_problems import one_problem
from hubflow.tables.input.portfolio import PART, Portfolio
from hubflow.tables.input.table_files import TableFile, damage_error
from hubflow.tables.local_engine import PartStart
from hubflow.text.spoken import say

_LEAST = 10_000
"""A part of fewer rows costs more on its way than in the work."""


@attrs.frozen(eq=False, repr=False)
class FilePart:
    """A run of rows of a file; the ``last`` part goes to the file's end."""

    file: TableFile
    place: PartStart
    rows: int
    last: bool

    def read(self, columns: list[str]) -> pl.DataFrame:
        """Return the rows. Raise :class:`BadInput` if the file is damaged or has changed."""
        lazy = self.file.lazy.slice(self.place.within, None if self.last else self.rows)
        try:
            raw = lazy.select(columns).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise damage_error(self.file, error) from None
        if raw.height != self.rows:
            raise one_problem(str(self.file.path), say(
                "tables.rows_changed", rows=f"{raw.height:,}", row=f"{self.place.within + 1:,}",
                counted=f"{self.rows:,}"), say("tables.written_at_once"))
        return raw


def rows_by_file(portfolio: Portfolio) -> list[int]:
    """Return the rows of each file, which is read if it does not state them."""
    return [file.count_rows() for file in portfolio.files]


def cut(
    portfolio: Portfolio, counts: Sequence[int], size: int | None, workers: int
) -> Iterator[FilePart]:
    """Yield parts of at most ``size`` rows, or small enough to give each of the workers one."""
    most = size or max(_LEAST, min(PART, -(-sum(counts) // max(1, workers))))
    before = 0
    for index, (file, rows) in enumerate(zip(portfolio.files, counts, strict=True)):
        within = 0
        while within < rows or not within:
            some = min(most, rows - within)
            last = within + some >= rows
            yield FilePart(file, PartStart(index, within, before), some, last)
            if last:
                break
            within += some
            before += some
        before += rows - within
