"""Round published numbers as public notices do: half up."""

from __future__ import annotations

import polars as pl

from hubflow.engine.method.score_tree import DECIMALS

_NOISE = 6
"""Half a unit of the last place is told from its neighbours to so many decimals of that unit."""


def half_up(value: pl.Expr, decimals: float) -> pl.Expr:
    """Return numbers rounded to so many decimals; a half goes away from zero.

    A number that is a half but for the noise of floating point counts as one: 2.675 becomes 2.68.
    """
    unit = float(10 ** int(decimals))
    whole = ((value.abs() * unit).round(_NOISE) + 0.5).floor()
    # Polars divides a column by a constant in another way than a single value
    signed: pl.Expr = pl.when(value < 0).then(-whole).otherwise(whole)
    return (signed / unit).round(DECIMALS)
