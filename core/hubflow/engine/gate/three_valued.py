"""Three-valued logic over a table, as two columns: holds for certain, holds possibly."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hubflow.model.plain_record import PlainRecord


class Ternary(PlainRecord):
    """A statement on every row; ``certain`` implies ``possible`` and neither is ever null."""

    certain: pl.Expr
    possible: pl.Expr

    def __invert__(self) -> Ternary:
        return Ternary(~self.possible, ~self.certain)


def known(condition: pl.Expr) -> Ternary:
    """Return a yes/no column as a statement; null means unknown."""
    return Ternary(condition.fill_null(False), condition.fill_null(True))


def all_of(statements: Iterable[Ternary]) -> Ternary:
    """Return that all statements hold; without any it holds."""
    listed = list(statements)
    if not listed:
        return Ternary(pl.lit(True), pl.lit(True))
    return Ternary(
        pl.all_horizontal(s.certain for s in listed), pl.all_horizontal(s.possible for s in listed)
    )


def any_of(statements: Iterable[Ternary]) -> Ternary:
    """Return that at least one statement holds; without any it does not."""
    listed = list(statements)
    if not listed:
        return Ternary(pl.lit(False), pl.lit(False))
    return Ternary(
        pl.any_horizontal(s.certain for s in listed), pl.any_horizontal(s.possible for s in listed)
    )


def at_least(least: int, statements: Iterable[Ternary]) -> Ternary:
    """Return that at least so many of the statements hold."""
    listed = list(statements)
    return Ternary(
        pl.sum_horizontal(s.certain.cast(pl.Int32) for s in listed) >= least,
        pl.sum_horizontal(s.possible.cast(pl.Int32) for s in listed) >= least,
    )
