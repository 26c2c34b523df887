"""The panel rules: what several assessors' scores are together, wherever they came from."""

from __future__ import annotations

import polars as pl

from hubflow.model.methodology import Criterion, Panel, Requirement


def labelled(rule: Criterion | Requirement) -> bool:
    """Whether what is said on a rule is a label (yes and no are two), and no number."""
    return isinstance(rule, Requirement) or rule.ordinal


def combined(scores: pl.DataFrame, by: str, panel: Panel, *, labels: bool) -> pl.DataFrame:
    """`lower` and `upper` for each value of the column ``by`` on which enough assessors spoke.

    `position` in ``scores`` is a place on a rule's scale, one an assessor: ``labels`` count from
    0, a requirement is 0 or 1. The ends differ only where an even split between labels leaves two.
    """
    position = pl.col("position").sort()
    middle = (position.get((pl.len() - 1) // 2), position.get(pl.len() // 2))
    if labels:
        lower, upper = middle
    elif panel.combine == "median":
        lower = upper = _exact_mean(pl.sum_horizontal(map(_thousandths, middle)), pl.lit(2))
    else:
        lower = upper = _exact_mean(_thousandths(pl.col("position")).sum(), pl.len())
    return (
        scores.group_by(by)
        .agg(lower.alias("lower"), upper.alias("upper"), pl.len().alias("assessors"))
        .filter(pl.col("assessors") >= panel.minimum_assessors).drop("assessors")
    )


def _thousandths(scores: pl.Expr) -> pl.Expr:
    return (scores * 1000).round().cast(pl.Int64)


def _exact_mean(total: pl.Expr, count: pl.Expr) -> pl.Expr:
    """The mean of scores that are whole thousandths, added as integers."""
    return total.cast(pl.Float64) / (1000 * count).cast(pl.Float64)
