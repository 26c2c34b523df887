"""Three-valued logic over a table, as two columns: holds for certain, holds possibly.

Polars is asked for as little as can be: what is the same on all rows is joined here, and what one
yes/no column says is split into its two ends last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from hubflow.model.plain_record import PlainRecord


class Ternary(PlainRecord):
    """A statement on every row; ``certain`` implies ``possible`` and neither is ever null.

    ``column`` is one yes/no column that says the same, null where it is unknown; ``always`` what it
    comes to on every table.
    """

    certain: pl.Expr
    possible: pl.Expr
    column: pl.Expr | None = None
    always: bool | None = None

    def __invert__(self) -> Ternary:
        if self.always is not None:
            return NEVER if self.always else ALWAYS
        return (Ternary(~self.possible, ~self.certain) if self.column is None
                else known(~self.column))


ALWAYS = Ternary(pl.lit(True), pl.lit(True), always=True)
NEVER = Ternary(pl.lit(False), pl.lit(False), always=False)


def known(condition: pl.Expr) -> Ternary:
    """Return a yes/no column as a statement; null means unknown."""
    return Ternary(condition.fill_null(False), condition.fill_null(True), condition)


def all_of(statements: Iterable[Ternary]) -> Ternary:
    """Return that all statements hold; without any it holds."""
    return _joined(statements, pl.all_horizontal, ALWAYS, NEVER)


def any_of(statements: Iterable[Ternary]) -> Ternary:
    """Return that at least one statement holds; without any it does not."""
    return _joined(statements, pl.any_horizontal, NEVER, ALWAYS)


def _joined(
    statements: Iterable[Ternary], join: Callable[[Iterable[pl.Expr]], pl.Expr],
    without: Ternary, settled: Ternary,
) -> Ternary:
    """Return statements joined: ``without`` any, or ``settled`` by one of them."""
    listed = [each for each in statements if each.always is not without.always]
    if any(each.always is settled.always for each in listed):
        return settled
    columns = [each.column for each in listed if each.column is not None]
    if len(columns) > 1:
        listed = [known(join(columns)), *(each for each in listed if each.column is None)]
    if len(listed) < 2:
        return listed[0] if listed else without
    return Ternary(join(each.certain for each in listed), join(each.possible for each in listed))


def at_least(least: int, statements: Iterable[Ternary]) -> Ternary:
    """Return that at least so many of the statements hold."""
    listed = list(statements)
    return Ternary(
        pl.sum_horizontal(s.certain.cast(pl.Int32) for s in listed) >= least,
        pl.sum_horizontal(s.possible.cast(pl.Int32) for s in listed) >= least,
    )
