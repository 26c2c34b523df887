"""Record the steps that add columns to a table, before there is a table.

What a phase adds follows from its plan alone, while making the expressions takes as long as Polars
takes for a short table. So they are made once for each plan, and added to the table of each run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import polars as pl

from hubflow.model.plain_record import PlainRecord


class ColumnSteps(PlainRecord):
    """Steps to be taken on a table; they are noted by the names that Polars has for them."""

    steps: tuple[Callable[[pl.LazyFrame], pl.LazyFrame], ...] = ()

    def with_columns(self, *columns: pl.Expr | Iterable[pl.Expr]) -> ColumnSteps:
        """Return the steps, and then one that adds columns."""
        found = [one for each in columns
                 for one in ([each] if isinstance(each, pl.Expr) else each)]
        if not found:
            return self
        return ColumnSteps((*self.steps, lambda table: table.with_columns(found)))

    def drop(self, names: Sequence[str]) -> ColumnSteps:
        """Return the steps, and then one that takes columns away."""
        return ColumnSteps((*self.steps, lambda table: table.drop(names)))

    def on(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Return a table after the steps."""
        for step in self.steps:
            table = step(table)
        return table


Table = TypeVar("Table", pl.LazyFrame, ColumnSteps)
"""A table, or the steps that are yet to be taken on one."""
