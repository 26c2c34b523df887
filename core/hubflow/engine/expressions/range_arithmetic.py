"""Calculate with ranges: the least and the greatest that a number can be, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs
import polars as pl


@attrs.frozen(eq=False, repr=False)
class ValueRange:
    """The least and the greatest value of a part of an expression; null where nothing is said."""

    lower: pl.Expr
    upper: pl.Expr

    @property
    def known(self) -> pl.Expr:
        """Whether something is said."""
        return self.lower.is_not_null() & self.upper.is_not_null()

    def where(self, condition: pl.Expr) -> ValueRange:
        """Return the range where a condition holds, nothing elsewhere."""
        return ValueRange(pl.when(condition).then(self.lower), pl.when(condition).then(self.upper))


NOTHING = ValueRange(pl.lit(None, pl.Float64), pl.lit(None, pl.Float64))
"""The range of which nothing is said."""


def hull(ranges: Iterable[ValueRange]) -> ValueRange:
    """Return the range around several, nothing where nothing is said of one."""
    every = list(ranges)
    found = ValueRange(pl.min_horizontal(each.lower for each in every),
                       pl.max_horizontal(each.upper for each in every))
    return found.where(pl.all_horizontal(each.known for each in every))


def chosen(branches: Iterable[tuple[pl.Expr, ValueRange]]) -> ValueRange:
    """Return the range around those branches that are possible on a row, each with whether it is.

    Nothing is said where nothing is said of one that is possible.
    """
    every = list(branches)
    lower, upper = (
        [pl.when(possible).then(getattr(found, end)) for possible, found in every]
        for end in ("lower", "upper"))
    return ValueRange(pl.min_horizontal(lower), pl.max_horizontal(upper)).where(
        pl.all_horizontal(~possible | found.known for possible, found in every))


def _product(left: ValueRange, right: ValueRange) -> ValueRange:
    return _corners(left, right, lambda a, b: a * b)


def _quotient(left: ValueRange, right: ValueRange) -> ValueRange:
    return _corners(left, right, lambda a, b: a / b).where((right.lower > 0) | (right.upper < 0))


def _corners(
    left: ValueRange, right: ValueRange, join: Callable[[pl.Expr, pl.Expr], pl.Expr]
) -> ValueRange:
    """Return the range of what has its least and greatest value where both sides have theirs.

    Nothing times infinity, and one infinity by another, come as near to 0 as any value does.
    """
    ends = [join(a, b).fill_nan(0.0)
            for a in (left.lower, left.upper) for b in (right.lower, right.upper)]
    found = ValueRange(pl.min_horizontal(ends), pl.max_horizontal(ends))
    return found.where(left.known & right.known)


JOINED: dict[str, Callable[[ValueRange, ValueRange], ValueRange]] = {
    "+": lambda a, b: ValueRange(a.lower + b.lower, a.upper + b.upper),
    "-": lambda a, b: ValueRange(a.lower - b.upper, a.upper - b.lower),
    "*": _product, "/": _quotient,
}
"""What joins two ranges, by the sign between them."""
