"""Choose with how many decimals results are shown, so that no page contradicts a decision.

A score is shown with as many decimals as it takes to tell it from every score that its gate
compares it with and from the scores of the others in the call; a criterion likewise, and with as
many as it takes to work out the score from the criteria and weights that a page shows. The weights
of a phase have as many decimals for every venture of a call, whether it is scored or not.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.group_plan import ScorePlan
from hubflow.engine.method.score_tree import HUNDRED, score_points
from hubflow.model.results import CriterionResult, Interval, PhaseResult, VentureResult
from hubflow.text.numbers import EXACT

LEAST = 1

_WEIGHTS = 2
"""Weights in per cent that are not whole have so many decimals, or as many as the score needs."""

_NOISE = 1e-9

_POINTS = 6
"""Points are known to so many decimals: a score of 100 is rounded, and then multiplied."""


def with_decimals(
    ventures: Sequence[VentureResult], compiled: Compiled
) -> tuple[VentureResult, ...]:
    """Return the ventures, their scores and criteria with the decimals to show them with."""
    phases: dict[tuple[str, str], PhaseResult] = {}
    by_call = sorted(ventures, key=lambda venture: venture.call or "")
    for _, call in itertools.groupby(by_call, key=lambda venture: venture.call or ""):
        together = list(call)
        for number, plan in enumerate(compiled.phases):
            found = _phases([venture.phases[number] for venture in together], plan)
            for venture, phase in zip(together, found, strict=True):
                phases[venture.id, phase.phase] = phase
    return tuple(
        attrs.evolve(venture, stages=tuple(
            attrs.evolve(stage, phases=tuple(phases[venture.id, phase.phase]
                                             for phase in stage.phases))
            for stage in venture.stages))
        for venture in ventures
    )


def in_points(score: Interval, total: float) -> Interval:
    """Return a score of 100 as points out of a total, without the noise of floating point."""
    lower, upper = (round(end / HUNDRED * total, _POINTS) for end in (score.lower, score.upper))
    return Interval(lower=lower, upper=upper)


def decimals_for(value: float, others: Iterable[float], least: int = LEAST) -> int:
    """Return how many decimals keep a value's order among others, whichever of them are rounded.

    The unit of the last decimal is smaller than every difference: two roundings of half a unit
    then cannot close one. A value that equals another is shown as it is.

    >>> decimals_for(49.96, [50.0]), decimals_for(49.8, [50.0]), decimals_for(66.25, [66.25])
    (2, 1, 2)
    """
    gaps = [abs(value - other) for other in others]
    narrowest = min((gap for gap in gaps if gap), default=1.0)
    return next((decimals for decimals in range(least, EXACT)
                 if 10**-decimals < narrowest
                 and (all(gaps) or round(value, decimals) == value)), EXACT)


def told_apart(
    one: CriterionResult, other: CriterionResult
) -> tuple[CriterionResult, CriterionResult]:
    """Return a criterion of two ventures with the decimals that show which is higher."""
    values = _Neighbours((), map(_value, (one, other)))
    most = max(one.decimals, other.decimals, *(values.decimals(_value(c)) for c in (one, other)))
    return attrs.evolve(one, decimals=most), attrs.evolve(other, decimals=most)


def named_numbers(compiled: Compiled) -> frozenset[float]:
    """Return the numbers that the method's expressions name, and its parameters' values."""
    named = {float(word.text) for rule in compiled.rules for each in rule.expressions.values()
             for word in tokens(each.text) if word.kind == "number"}
    return frozenset(named.union(
        value for parameter in compiled.methodology.parameters for _, value in parameter.values))


def decimals_of_fact(value: float | None, unit: str, named: Iterable[float]) -> int:
    """Return how many decimals keep a fact's order among the numbers that rules name.

    A share is shown in per cent, money to the cent.
    """
    if value is None:
        return 0
    if unit == "money":
        return 2
    factor = 100 if unit == "share" else 1
    return decimals_for(factor * value, [factor * other for other in named], least=0)


def _phases(phases: Sequence[PhaseResult], plan: PhasePlan) -> list[PhaseResult]:
    """Return one phase of all ventures of a call, with decimals."""
    ranked_by = plan.gate.order.keys if plan.ranked else ()
    values = {}
    for rule in (*plan.weighted, *plan.adjustments):
        values[rule.id] = _Neighbours(
            _levels(rule, plan),
            [_value(c) for phase in phases for c in phase.criteria if c.id == rule.id]
            if rule.id in ranked_by else ())
    subtotals = {group.id: _Neighbours(
        _levels(group, plan),
        [each.interval for phase in phases for each in phase.groups if each.id == group.id]
        if group.id in ranked_by else ()) for group in plan.groups}
    scores = with_score_decimals([(phase.score, phase.points) for phase in phases], plan)
    found = [attrs.evolve(
        phase,
        score=score,
        points=points,
        groups=tuple(attrs.evolve(each, decimals=subtotals[each.id].decimals(each.interval))
                     for each in phase.groups),
        criteria=tuple(
            _shown_with(c, values[c.id].decimals(_value(c))) if c.id in values else c
            for c in phase.criteria),
    ) for phase, (score, points) in zip(phases, scores, strict=True)]
    return _weighed_alike([_adding_up(phase) for phase in found] if plan.is_plain_mean else found,
                          plan)


def _shown_with(criterion: CriterionResult, decimals: int) -> CriterionResult:
    if criterion.decimals == decimals:
        return criterion
    return attrs.evolve(criterion, decimals=decimals)


def with_score_decimals(
    scores: Sequence[tuple[Interval | None, Interval | None]], plan: PhasePlan
) -> list[tuple[Interval | None, Interval | None]]:
    """Return the scores of a phase, of 100 and in points, of all ventures of a call with decimals.
    """
    thresholds = [score for rule in (*plan.gate.advance, *plan.gate.stop)
                  for score in rule.thresholds]
    part = (score_points(plan.phase) or HUNDRED) / HUNDRED
    of_hundred = _Neighbours(thresholds, [score for score, _ in scores] if plan.ranked else ())
    in_total = _Neighbours([round(score * part, _POINTS) for score in thresholds],
                           [points for _, points in scores] if plan.ranked else ())
    return [(_with_decimals(score, of_hundred), _with_decimals(points, in_total))
            for score, points in scores]


def _with_decimals(found: Interval | None, others: _Neighbours) -> Interval | None:
    return None if found is None else attrs.evolve(found, decimals=others.decimals(found))


def _levels(part: ScorePlan, plan: PhasePlan) -> Iterator[float]:
    """Yield the levels with which a gate or a floor compares a criterion or a group."""
    for rule in plan.gate.rules:
        yield from map(part.position, rule.levels(part.id))
    if part.minimum is not None:
        yield part.position(part.minimum)


class _Neighbours:
    """Values that are compared with each other, in order."""

    def __init__(
        self, thresholds: Iterable[float], intervals: Iterable[Interval | None]
    ) -> None:
        self._thresholds = {*map(float, thresholds)}
        ends = {end for each in intervals if each is not None for end in (each.lower, each.upper)}
        self._values = sorted(self._thresholds | ends)

    def decimals(self, found: Interval | None) -> int:
        """Return the decimals that tell both ends from the values beside them."""
        if found is None:
            return LEAST
        return max(decimals_for(end, self._beside(end)) for end in (found.lower, found.upper))

    def _beside(self, value: float) -> list[float]:
        """Return the values next below and above, and the threshold that the value meets."""
        below = bisect.bisect_left(self._values, value)
        above = bisect.bisect_right(self._values, value)
        return [*self._values[max(below - 1, 0):below], *self._values[above:above + 1],
                *self._thresholds & {value}]


def _value(criterion: CriterionResult) -> Interval | None:
    if criterion.lower is None or criterion.upper is None:
        return None
    return Interval(lower=criterion.lower, upper=criterion.upper)


def _weighed_alike(phases: list[PhaseResult], plan: PhasePlan) -> list[PhaseResult]:
    """Return the phases with as many decimals for each weight as any of them needs."""
    weighed = [c for phase in phases for c in phase.criteria if c.weight_share is not None]
    shares = {100 * (c.weight_share or 0.0) for c in weighed}
    own = next((decimals for decimals in range(_WEIGHTS)
                if all(abs(round(share, decimals) - share) < _NOISE for share in shares)), _WEIGHTS)
    decimals = max((c.weight_decimals for c in weighed), default=0)
    decimals = max(decimals, own)
    return [_with_weights(phase, decimals, plan) for phase in phases] if decimals else phases


def _with_weights(phase: PhaseResult, decimals: int, plan: PhasePlan) -> PhaseResult:
    """Return a phase with the decimals of its weights, and of values where the score needs more."""
    counted = _counted(phase) if plan.is_plain_mean else []
    score = phase.score
    more = next((each for each in range(EXACT + 1) if _recomputes(score, counted, each, decimals)),
                0) if score is not None and counted else 0
    ids = {c.id for c in counted}
    return attrs.evolve(phase, criteria=tuple(
        c if c.weight_share is None else attrs.evolve(
            c, weight_decimals=decimals, decimals=max(c.decimals, more if c.id in ids else 0))
        for c in phase.criteria))


def _counted(phase: PhaseResult) -> list[CriterionResult]:
    """Return the criteria whose weighted mean is the score; none where it is not known of all."""
    weighed = [c for c in phase.criteria if c.weight_share is not None and c.applies is not False]
    known = phase.score is not None and not phase.from_plugin and not any(
        c.applies is None or _value(c) is None for c in weighed)
    return weighed if known else []


def _adding_up(phase: PhaseResult) -> PhaseResult:
    """Return a phase whose score can be worked out from the criteria as they are shown."""
    weighed = _counted(phase)
    if phase.score is None or not weighed:
        return phase
    for decimals in range(phase.score.decimals, EXACT + 1):
        score = attrs.evolve(phase.score, decimals=decimals)
        for more in range(decimals + 3):
            if _recomputes(score, weighed, more, more):
                shown = {c.id: attrs.evolve(c, decimals=max(c.decimals, more), weight_decimals=more)
                         for c in weighed}
                return attrs.evolve(phase, score=score, criteria=tuple(
                    shown.get(c.id, c) for c in phase.criteria))
    return phase


def _recomputes(
    score: Interval, criteria: Sequence[CriterionResult], decimals: int, of_weights: int
) -> bool:
    """Return whether values and weights that are shown with so many decimals give the score."""
    weights = [round(100 * (c.weight_share or 0.0), of_weights) for c in criteria]
    total = sum(weights)
    if not total:
        return False
    for end in ("lower", "upper"):
        points = sum(
            weight * (round(getattr(c, end), max(c.decimals, decimals)) - float(c.scale[0]))
            / (float(c.scale[-1]) - float(c.scale[0]))
            for c, weight in zip(criteria, weights, strict=True))
        found = 100 * points / total
        if f"{found:.{score.decimals}f}" != f"{getattr(score, end):.{score.decimals}f}":
            return False
    return True
