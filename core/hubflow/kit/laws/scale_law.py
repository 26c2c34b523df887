"""Find scales that hide a penalty, and measures that go beyond their scale (HF314)."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.rules import rules_on
from hubflow.kit.laws.witness import Witnesses, phase_table
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import Criterion
from hubflow.text.spoken import say

_ROWS = 60
_TOGETHER = 3
_SAME = 1e-9


def penalty_scales(compiled: Compiled) -> Iterator[Problem]:
    """Yield weighed criteria whose scale ends at 0 or below."""
    for rule in rules_on(compiled.rules, Criterion):
        if rule.part.weighed and float(rule.part.scale[1]) <= 0:
            yield compiled.loaded.problem((*rule.at, "scale"), say("kit.no_higher_than_0"),
                                          say("kit.write_an_adjustment"))


def mixed_scales(compiled: Compiled) -> Iterator[Problem]:
    """Yield weighed criteria whose scale goes from below 0 to above it, with what 0 counts as."""
    for rule in rules_on(compiled.rules, Criterion):
        if not rule.part.weighed:
            continue
        low, high = float(rule.part.scale[0]), float(rule.part.scale[1])
        if low < 0 < high:
            zero = (high if rule.part.lower_is_better else -low) / (high - low)
            yield compiled.loaded.problem((*rule.at, "scale"),
                                          say("kit.zero_counts_as", low=low, high=high, zero=zero),
                                          say("kit.where_to_take_away"))


def clipped_measures(compiled: Compiled) -> Iterator[Problem]:
    """Yield measures without a curve that leave their scale on ventures made up from a seed.

    An adjustment says itself, with `floor` and `cap`, where it ends.
    """
    for plan in compiled.phases:
        for criterion in plan.criteria:
            rule = criterion.criterion
            if criterion.measure is not None and not (rule.curve or rule.adds):
                yield from _clipped(compiled, plan, criterion)


def _clipped(
    compiled: Compiled, plan: PhasePlan, criterion: CriterionPlan
) -> Iterator[Problem]:
    measure = criterion.measure
    assert measure is not None
    witnesses = Witnesses(compiled, f"{plan.phase.id}/{criterion.id}/scale", [measure])
    # a measure that compares ventures is tried on calls of several, any other on each venture
    table = phase_table(compiled, plan, witnesses.facts(measure.reads, _ROWS), {},
                        [row // (_TOGETHER if measure.windowed else 1) for row in range(_ROWS)])
    least, most = table.select(measure.value.min().alias("least"),
                               measure.value.max().alias("most")).row(0)
    low, high = criterion.bounds
    beyond = [_figure(value) for value, out in (
        (least, least is not None and least < low - _SAME),
        (most, most is not None and most > high + _SAME)) if out]
    if beyond:
        rule = next(each for each in rules_on(compiled.rules, Criterion)
                    if each.phase is plan.phase and each.id == criterion.id)
        yield compiled.loaded.problem(rule.at,
                                      say("kit.beyond_the_scale",
                                          values=say("reading-problems.or_word").join(beyond),
                                          low=low, high=high))


def _figure(value: float) -> str:
    """Return a number with as many digits as tell its size."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
