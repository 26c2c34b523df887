"""Name what later rules read of a phase: score, rank, subtotals, recommendation, who passed.

`phases.<id>.score`, `phases.<id>.rank` and `phases.<id>.groups.<group>` are numbers, in points
where the score is in points. `phases.<id>.recommendation` is a label. `phases.<id>.passed` is yes
for a venture that went on by its decision, or by its recommendation where nobody decided. Each is
missing as long as evidence leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hubflow.engine.expressions.expression import column_name
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import HUNDRED, score_points

PREFIX = "phases."
RECOMMENDATIONS = ("advance", "revise", "stop")
NOT_REACHED = "not_reached"
_TYPES = {"passed": FactColumn("yes_no"),
          "recommendation": FactColumn("label", (*RECOMMENDATIONS, NOT_REACHED))}

_POINTS = 6
"""Points are known to so many decimals: a score of 100 is rounded, and then multiplied."""


def is_carried(name: str) -> bool:
    """Return whether a name of an expression is what an earlier phase came to."""
    return name.startswith(PREFIX)


def phase_of(name: str) -> str:
    """Return the part of such a name that tells its phase."""
    return name.split(".")[1]


def carried_columns(plan: PhasePlan) -> dict[str, FactColumn]:
    """Return the names under which what a phase comes to can be read, each with its type."""
    phase = _phase_name(plan)
    types = {f"{phase}.{name}": column for name, column in _TYPES.items()}
    return {name: types.get(name, FactColumn("number")) for name in _values(plan)}


def carried_bounds(plan: PhasePlan) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest that each number can be; ranks as in a call of 20."""
    least, most = plan.phase.score.floor or 0.0, plan.phase.score.cap
    most = most or score_points(plan.phase) or HUNDRED
    phase = _phase_name(plan)
    return {f"{phase}.score": (least, most), f"{phase}.rank": (1.0, 20.0),
            **{_group_name(plan, group.id): (0.0, group.total) for group in plan.groups}}


def carried_values(plan: PhasePlan) -> Iterator[pl.Expr]:
    """Yield the columns of a finished phase that later rules read."""
    for name, column in _values(plan).items():
        if name in plan.carries:
            yield column.alias(name)


def _values(plan: PhasePlan) -> dict[str, pl.Expr]:
    names, phase = plan.names, _phase_name(plan)
    found = {f"{phase}.passed": _passed(plan), f"{phase}.recommendation": _recommendation(plan)}
    if plan.parts:
        part = (score_points(plan.phase) or HUNDRED) / HUNDRED
        lower, upper = (pl.col(names.of(f"score.{end}")) for end in ("lower", "upper"))
        score = lower if part == 1 else (lower * part).round(_POINTS)
        sure = pl.col(names.of("score.sure")) & (lower == upper)
        found[f"{phase}.score"] = pl.when(sure).then(score)
    if plan.ranked:
        best, worst = (pl.col(names.of(f"rank.{end}")) for end in ("best", "worst"))
        found[f"{phase}.rank"] = pl.when(best == worst).then(best.cast(pl.Float64))
    for group in plan.groups:
        lower, upper = pl.col(names.lower(group.id)), pl.col(names.upper(group.id))
        found[_group_name(plan, group.id)] = pl.when(
            pl.col(names.applies(group.id)) & (lower == upper)).then(lower)
    return found


def _passed(plan: PhasePlan) -> pl.Expr:
    """Return whether a venture has passed the phase and all before; null where that is open."""
    certain, possible = (pl.col(plan.names.of(f"passed.{end}")) for end in ("certain", "possible"))
    return pl.when(certain).then(True).when(~possible).then(False)


def _recommendation(plan: PhasePlan) -> pl.Expr:
    """Return the one recommendation that is possible; null where there are several."""
    names = plan.names
    certain, possible = (pl.col(names.of(f"reached.{end}")) for end in ("certain", "possible"))
    words = [pl.col(names.of(word)) for word in RECOMMENDATIONS]
    alone = pl.sum_horizontal(words) == 1
    return pl.coalesce(
        pl.when(~possible).then(pl.lit(NOT_REACHED)),
        *(pl.when(certain & alone & column).then(pl.lit(word))
          for word, column in zip(RECOMMENDATIONS, words, strict=True)))


def _phase_name(plan: PhasePlan) -> str:
    return f"{PREFIX}{column_name(plan.phase.id)}"


def _group_name(plan: PhasePlan, group: str) -> str:
    return f"{_phase_name(plan)}.groups.{column_name(group)}"
