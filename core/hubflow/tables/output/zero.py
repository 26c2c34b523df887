"""Replace -0 by 0, so that the same number has one form in results."""

from __future__ import annotations

import polars as pl


def one_zero(value: pl.Expr) -> pl.Expr:
    """Return the numbers with 0 in the place of -0.

    Adding 0 would not do: Polars leaves a column as it is then, but not one of a single row, so
    parts would differ from the whole.
    """
    return pl.when(value.ne_missing(0)).then(value).otherwise(0.0)
