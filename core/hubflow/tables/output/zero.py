"""One zero alone: the same number never stands in two ways in results."""

from __future__ import annotations

import polars as pl


def one_zero(value: pl.Expr) -> pl.Expr:
    """The numbers with 0 in the place of -0.

    Adding 0 would not do: Polars leaves a column as it is then, but not one of a single row, so
    parts would differ from the whole.
    """
    return pl.when(value.ne_missing(0)).then(value).otherwise(0.0)
