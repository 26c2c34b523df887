"""Work out who has a value, such as a topic, that nobody ranked higher in its call has."""

from __future__ import annotations

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN, POSSIBLE

_OTHERS = [CALL, "_topic"]


def uncovered(
    keys: pl.DataFrame, topic: pl.Series, least: pl.Series, most: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Return what it counts for at least and at most: 1 for who has a value of its own, else 0.

    ``least`` and ``most`` are whole numbers in the order of all that is compared before, at the
    two ends of what each venture may come to. A null in ``topic`` may be any value.
    """
    table = keys.select(CALL, CERTAIN, POSSIBLE).with_columns(
        topic.alias("_topic"), least.alias("_least"), most.alias("_most"))
    known = pl.col("_topic").is_not_null()
    surely = pl.when(pl.col(CERTAIN) & known).then("_least")
    maybe = pl.when(POSSIBLE).then("_most")
    unknown = pl.when(~known).then(maybe)
    table = table.with_columns(
        _sure=surely.max().over(_OTHERS), _same=_of_others(maybe, _OTHERS),
        _any=_of_others(maybe, [CALL]), _open=_of_others(unknown, [CALL]))
    ahead = pl.when(known).then(pl.max_horizontal("_same", "_open")).otherwise(pl.col("_any"))
    covered = (known & (pl.col("_sure") > pl.col("_most"))).fill_null(False)
    perhaps = (ahead > pl.col("_least")).fill_null(False)
    low, high = table.select(low=(~perhaps).cast(pl.Float64), high=(~covered).cast(pl.Float64))
    return low, high


def _of_others(value: pl.Expr, within: list[str]) -> pl.Expr:
    """Return the greatest value of all other rows in a group; null where they have none."""
    greatest = value.max().over(within)
    alone = (value == greatest).sum().over(within) == 1
    second = value.filter(value != value.max()).max().over(within)
    return pl.when(alone & (value == greatest)).then(second).otherwise(greatest)
