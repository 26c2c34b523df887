"""Name what later rules read of a phase: score, rank, subtotals, recommendation, who passed.

`phases.<id>.score`, `phases.<id>.rank` and `phases.<id>.groups.<group>` are numbers, in points
where the score is in points. `phases.<id>.recommendation` is a label. `phases.<id>.passed` is yes
for a venture that went on by its decision, or by its recommendation where nobody decided. Each is
missing as long as evidence leaves it open. Beside a number go the ends between which it lies, by
which what follows from it is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import polars as pl

from hubflow.engine.expressions.expression import Expression, column_name
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import HUNDRED, score_points
from hubflow.engine.pipeline.column_names import PHASES, is_carried
from hubflow.model.results.venture_results import RECOMMENDED

NOT_REACHED = "not_reached"
_TYPES = {"passed": FactColumn("yes_no"),
          "recommendation": FactColumn("label", (*RECOMMENDED, NOT_REACHED))}

Ends = tuple[pl.Expr, pl.Expr]

_POINTS = 6
"""Points are known to so many decimals: a score of 100 is rounded, and then multiplied."""


def read_scores(rules: Iterable[Expression | None]) -> bool:
    """Return whether one of the rules reads what a phase came to."""
    return any(is_carried(name) for rule in rules if rule is not None for name in rule.reads)


def carried_columns(plan: PhasePlan) -> dict[str, FactColumn]:
    """Return the names under which what a phase comes to can be read, each with its type."""
    phase = _phase_name(plan)
    return {**{f"{phase}.{name}": column for name, column in _TYPES.items()},
            **dict.fromkeys(_numbers(plan), FactColumn("number"))}


def carried_bounds(plan: PhasePlan) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest that each number can be; ranks as in a call of 20."""
    least, most = plan.phase.score.floor or 0.0, plan.phase.score.cap
    most = most or score_points(plan.phase) or HUNDRED
    phase = _phase_name(plan)
    return {f"{phase}.score": (least, most), f"{phase}.rank": (1.0, 20.0),
            **{_group_name(plan, group.id): (0.0, group.total) for group in plan.groups}}


def with_ends(names: Iterable[str]) -> list[str]:
    """Return the columns in which these names go from phase to phase, numbers with their ends."""
    return [column for name in sorted(names) for column in (name, *end_columns(name))]


def end_columns(name: str) -> tuple[str, ...]:
    """Return the columns of the least and the greatest that a number can be; none for others."""
    if name.split(".")[2] in _TYPES:
        return ()
    return f"_{name}.lower", f"_{name}.upper"


def carried_values(plan: PhasePlan) -> Iterator[pl.Expr]:
    """Yield the columns of a finished phase that later rules read."""
    phase = _phase_name(plan)
    words = {f"{phase}.passed": _passed, f"{phase}.recommendation": _recommendation}
    yield from (column(plan).alias(name) for name, column in words.items() if name in plan.carries)
    for name, ends in _numbers(plan).items():
        if name in plan.carries:
            lower, upper = ends()
            yield pl.when(lower == upper).then(lower).alias(name)
            for end, own in zip((lower, upper), end_columns(name), strict=True):
                yield end.alias(own)


def _numbers(plan: PhasePlan) -> dict[str, Callable[[], Ends]]:
    """Return the names of a phase's numbers, each with what makes its ends."""
    phase = _phase_name(plan)
    found: dict[str, Callable[[], Ends]] = {}
    if plan.parts:
        found[f"{phase}.score"] = partial(_score_ends, plan)
    if plan.ranked:
        found[f"{phase}.rank"] = partial(_rank_ends, plan)
    for group in plan.groups:
        found[_group_name(plan, group.id)] = partial(_group_ends, plan, group.id)
    return found


def _score_ends(plan: PhasePlan) -> Ends:
    """Return the ends of the score; null where the phase may have come to none."""
    part = (score_points(plan.phase) or HUNDRED) / HUNDRED
    sure = pl.col(plan.names.of("score.sure"))
    lower, upper = (pl.col(plan.names.of(f"score.{end}")) for end in ("lower", "upper"))
    return _points(lower, part, sure), _points(upper, part, sure)


def _rank_ends(plan: PhasePlan) -> Ends:
    best, worst = (pl.col(plan.names.of(f"rank.{end}")) for end in ("best", "worst"))
    return best.cast(pl.Float64), worst.cast(pl.Float64)


def _group_ends(plan: PhasePlan, group: str) -> Ends:
    applies, names = pl.col(plan.names.applies(group)), plan.names
    return (pl.when(applies).then(pl.col(names.lower(group))),
            pl.when(applies).then(pl.col(names.upper(group))))


def _points(score: pl.Expr, part: float, sure: pl.Expr) -> pl.Expr:
    return pl.when(sure).then(score if part == 1 else (score * part).round(_POINTS))


def _passed(plan: PhasePlan) -> pl.Expr:
    """Return whether a venture has passed the phase and all before; null where that is open."""
    certain, possible = (pl.col(plan.names.of(f"passed.{end}")) for end in ("certain", "possible"))
    return pl.when(certain).then(True).when(~possible).then(False)


def _recommendation(plan: PhasePlan) -> pl.Expr:
    """Return the one recommendation that is possible; null where there are several."""
    names = plan.names
    certain, possible = (pl.col(names.of(f"reached.{end}")) for end in ("certain", "possible"))
    words = [pl.col(names.of(word)) for word in RECOMMENDED]
    alone = pl.sum_horizontal(words) == 1
    return pl.coalesce(
        pl.when(~possible).then(pl.lit(NOT_REACHED)),
        *(pl.when(certain & alone & column).then(pl.lit(word))
          for word, column in zip(RECOMMENDED, words, strict=True)))


def _phase_name(plan: PhasePlan) -> str:
    return f"{PHASES}{column_name(plan.phase.id)}"


def _group_name(plan: PhasePlan, group: str) -> str:
    return f"{_phase_name(plan)}.groups.{column_name(group)}"
