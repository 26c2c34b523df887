"""Name what a phase's score, rank and subtotals are called where later rules read them.

`phases.<id>.score`, `phases.<id>.rank` and `phases.<id>.groups.<group>` are numbers, missing as
long as evidence leaves them open. A score or subtotal in points is read in points.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hubflow.engine.expressions.expression import column_name
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import HUNDRED, score_points

PREFIX = "phases."

_POINTS = 6
"""Points are known to so many decimals: a score of 100 is rounded, and then multiplied."""


def is_carried(name: str) -> bool:
    """Return whether a name of an expression is what an earlier phase came to."""
    return name.startswith(PREFIX)


def phase_of(name: str) -> str:
    """Return the part of such a name that tells its phase."""
    return name.split(".")[1]


def carried_names(plan: PhasePlan) -> Iterator[str]:
    """Yield the names under which what a phase comes to can be read."""
    phase = f"{PREFIX}{column_name(plan.phase.id)}"
    if plan.parts:
        yield f"{phase}.score"
    if plan.ranked:
        yield f"{phase}.rank"
    for group in plan.groups:
        yield f"{phase}.groups.{column_name(group.id)}"


def carried_bounds(plan: PhasePlan) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest that each name can stand for; ranks as in a call of 20."""
    least, most = plan.phase.score.floor or 0.0, plan.phase.score.cap
    most = most or score_points(plan.phase) or HUNDRED
    ends = {"score": (least, most), "rank": (1.0, 20.0)}
    totals = {column_name(group.id): (0.0, group.total) for group in plan.groups}
    found = {}
    for name in carried_names(plan):
        *before, last = name.split(".")
        found[name] = totals[last] if before[-1] == "groups" and len(before) > 2 else ends[last]
    return found


def carried_values(plan: PhasePlan) -> Iterator[pl.Expr]:
    """Yield the columns of a finished phase that later rules read."""
    for name, column in zip(carried_names(plan), _columns(plan), strict=True):
        if name in plan.carries:
            yield column.alias(name)


def _columns(plan: PhasePlan) -> Iterator[pl.Expr]:
    names = plan.names
    if plan.parts:
        part = (score_points(plan.phase) or HUNDRED) / HUNDRED
        lower, upper = (pl.col(names.of(f"score.{end}")) for end in ("lower", "upper"))
        score = lower if part == 1 else (lower * part).round(_POINTS)
        yield pl.when(pl.col(names.of("score.sure")) & (lower == upper)).then(score)
    if plan.ranked:
        best, worst = (pl.col(names.of(f"rank.{end}")) for end in ("best", "worst"))
        yield pl.when(best == worst).then(best.cast(pl.Float64))
    for group in plan.groups:
        lower, upper = pl.col(names.lower(group.id)), pl.col(names.upper(group.id))
        yield pl.when(pl.col(names.applies(group.id)) & (lower == upper)).then(lower)
