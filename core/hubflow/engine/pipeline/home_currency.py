"""Take amounts of money out of the currency of each row into the hub's."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hubflow.model.rates import Rate

CURRENCY = "currency"
"""The column of each row's own currency; a row without one is in the hub's."""


def in_home_currency(
    column: str, rows: pl.DataFrame, home: str, rates: Mapping[str, Rate], *, stated: bool
) -> pl.Expr:
    """Return a column of amounts in the hub's currency, in whole cents; missing without a rate.

    A ``stated`` amount is taken in whole cents in its own currency, too.
    """
    amount = pl.col(column)
    cents = (amount * 100).round() if stated else amount * 100
    own = cents / 100 if stated else amount
    if CURRENCY not in rows.columns:
        return own
    currency = pl.col(CURRENCY)
    value: pl.Expr = pl.lit(None, pl.Float64)
    for name, rate in rates.items():
        there = (cents * rate.value).round() / 100
        value = pl.when(currency == name).then(there).otherwise(value)
    return pl.when(currency.is_null() | (currency == home)).then(own).otherwise(value).alias(column)
