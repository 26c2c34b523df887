"""Apply the panel rules: which judgements count, and how they combine."""

from __future__ import annotations

import polars as pl

from hubflow.model.methodology import Criterion, Panel, Requirement


def has_labels(rule: Criterion | Requirement) -> bool:
    """Return whether scores on a rule are labels (yes and no are two), not numbers."""
    return isinstance(rule, Requirement) or rule.ordinal


def is_justified(rule: Criterion | Requirement) -> bool:
    """Return whether a judgement on a rule counts only with a note."""
    return isinstance(rule, Criterion) and rule.justified


def position_of(score: float | str | bool | None, rule: Criterion | Requirement) -> float | None:
    """Return the place of a score on its rule's scale: labels count from 0, yes is 1, no is 0."""
    if score is None:
        return None
    if isinstance(rule, Requirement):
        return 1.0 if score is True else 0.0
    return float(rule.scale.index(score)) if rule.ordinal else float(score)


def latest(judgements: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """Return one judgement an assessor for each value of the column ``by``: the latest dated one.

    Reads `assessor` and `day`; one without a day is the earliest.
    """
    return judgements.sort("day", maintain_order=True, nulls_last=False).unique(
        [by, "assessor"], keep="last", maintain_order=True)


def why_not_counted(justified: pl.Expr) -> pl.Expr:
    """Return why a judgement does not count, as a key of the engine's words; null where it does.

    Reads `conflict`, `position` and `note`; ``justified`` is whether the rule asks for a note.
    """
    return (
        pl.when("conflict").then(pl.lit("conflict_of_interest"))
        .when(pl.col("position").is_null()).then(pl.lit("no_score"))
        .when(justified & pl.col("note").is_null()).then(pl.lit("no_justification"))
    )


def combined(scores: pl.DataFrame, by: str, panel: Panel, *, labels: bool) -> pl.DataFrame:
    """Return `lower` and `upper` for each value of the column ``by`` with enough assessors.

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
    """Return the mean of scores in whole thousandths, added as integers."""
    return total.cast(pl.Float64) / (1000 * count).cast(pl.Float64)
