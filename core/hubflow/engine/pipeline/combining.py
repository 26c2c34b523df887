"""Apply the panel rules: which judgements count, and how they combine."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence

import polars as pl

from hubflow.engine.method.score_tree import DECIMALS
from hubflow.model.assessors import AssessorGroup, Panel
from hubflow.model.methodology import Criterion, JudgedException, Requirement


def has_labels(rule: Criterion | Requirement) -> bool:
    """Return whether scores on a rule are labels (yes and no are two), not numbers."""
    return isinstance(rule, Requirement) or rule.ordinal


def needs_note(rule: Criterion | Requirement, score: object) -> bool:
    """Return whether a judgement on a rule counts only with a note; of an exception, a yes does."""
    if isinstance(rule, JudgedException):
        return score is True
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


def why_not_counted(justified: pl.Expr, panel: Panel) -> pl.Expr:
    """Return why a judgement does not count, as a key of the engine's words; null where it does.

    Reads `conflict`, `position` and `note`, and `group` where the panel has groups; ``justified``
    is whether the judgement needs a note.
    """
    reason = (
        pl.when("conflict").then(pl.lit("conflict_of_interest"))
        .when(pl.col("position").is_null()).then(pl.lit("no_score"))
        .when(justified & pl.col("note").is_null()).then(pl.lit("no_justification"))
    )
    if not panel.groups:
        return reason
    known = pl.col("group").is_in(panel.group_ids).fill_null(False)
    return reason.when(~known).then(pl.lit("no_group"))


def combined(scores: pl.LazyFrame, by: str, panel: Panel, *, labels: bool) -> pl.LazyFrame:
    """Return `lower` and `upper` for each value of the column ``by`` with enough assessors.

    `position` in ``scores`` is a place on a rule's scale, one an assessor: ``labels`` count from
    0, a requirement is 0 or 1. The ends differ only where an even split between labels leaves two.
    If the panel has groups, `group` is the assessor's; each group needs enough assessors.
    """
    enough = pl.col("assessors") >= panel.minimum_assessors
    if panel.groups:
        every = group_scores(scores, by, panel, labels=labels)
        found = _of_groups(every, by, panel, labels=labels)
    else:
        found = _of_assessors(scores, by, panel.combine, panel.trim, labels=labels)
    return found.filter(enough).select(by, "lower", "upper")


def group_scores(
    scores: pl.LazyFrame, by: str, panel: Panel, *, labels: bool
) -> Mapping[str, pl.LazyFrame]:
    """Return `lower`, `upper` and `assessors` of each group with enough assessors, by its id."""
    return {group.id: _of_assessors(
                scores.filter(pl.col("group") == group.id), by, *panel.combines(group),
                labels=labels,
            ).filter(pl.col("assessors") >= group.minimum_assessors)
            for group in panel.groups}


def _of_assessors(
    scores: pl.LazyFrame, by: str, combine: str, trim: float | None, *, labels: bool
) -> pl.LazyFrame:
    position = pl.col("position").sort()
    middle = (position.get((pl.len() - 1) // 2), position.get(pl.len() // 2))
    if labels:
        lower, upper = middle
    elif combine == "median":
        lower = upper = _exact_mean(pl.sum_horizontal(map(_thousandths, middle)), pl.lit(2))
    else:
        cut = pl.len() * round(1000 * (trim or 0)) // 1000
        inner = _thousandths(position.slice(cut, pl.len() - 2 * cut))
        lower = upper = _exact_mean(inner.sum(), pl.len() - 2 * cut)
    return scores.group_by(by).agg(
        lower.alias("lower"), upper.alias("upper"), pl.len().alias("assessors"))


def _of_groups(
    every: Mapping[str, pl.LazyFrame], by: str, panel: Panel, *, labels: bool
) -> pl.LazyFrame:
    """Return the groups' scores as one, where every group has its own.

    Of labels it is the weighted median: where half of the weight is on each side, both count.
    """
    names = ("lower", "upper", "assessors")
    frames = [found.rename({name: f"{name}/{id}" for name in names})
              for id, found in every.items()]
    table = functools.reduce(lambda left, right: left.join(right, on=by), frames)
    lower, upper, counts = ([pl.col(f"{name}/{id}") for id in every] for name in names)
    ends = ((_weighted_median(lower, panel.groups, below=True),
             _weighted_median(upper, panel.groups, below=False)) if labels
            else (_weighted_mean(lower, panel.groups), _weighted_mean(upper, panel.groups)))
    return table.select(by, ends[0].alias("lower"), ends[1].alias("upper"),
                        pl.sum_horizontal(counts).alias("assessors"))


def _weighted_mean(scores: Sequence[pl.Expr], groups: Sequence[AssessorGroup]) -> pl.Expr:
    total = functools.reduce(operator.add, (
        score * group.weight for score, group in zip(scores, groups, strict=True)))
    return (total / sum(group.weight for group in groups)).round(DECIMALS)


def _weighted_median(
    levels: Sequence[pl.Expr], groups: Sequence[AssessorGroup], *, below: bool
) -> pl.Expr:
    """Return the least level that half of the weight does not exceed, or that more does not."""
    half = sum(group.weight for group in groups) / 2
    candidates = []
    for level in levels:
        weight = pl.sum_horizontal(
            pl.when(other <= level).then(group.weight).otherwise(0.0)
            for other, group in zip(levels, groups, strict=True))
        over = (weight - half).round(DECIMALS)
        candidates.append(pl.when(over >= 0 if below else over > 0).then(level))
    return pl.min_horizontal(candidates)


def _thousandths(scores: pl.Expr) -> pl.Expr:
    return (scores * 1000).round().cast(pl.Int64)


def _exact_mean(total: pl.Expr, count: pl.Expr) -> pl.Expr:
    """Return the mean of scores in whole thousandths, added as integers."""
    return total.cast(pl.Float64) / (1000 * count).cast(pl.Float64)
