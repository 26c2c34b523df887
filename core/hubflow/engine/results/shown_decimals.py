"""Choose with how many decimals results are shown, so that no page contradicts a decision.

A score is shown with as many decimals as it takes to tell it from every score that its gate
compares it with and from the scores of the others in the call; a criterion likewise, and with as
many as it takes to work out the score from the criteria and weights that a page shows. All
ventures of a call have the same: the most that one of them needs.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.group_plan import ScorePlan
from hubflow.engine.method.score_tree import HUNDRED, score_points, shares
from hubflow.engine.pipeline.column_names import SCORE_BY
from hubflow.model.plain_record import PlainRecord, once_for_each
from hubflow.model.results import CriterionResult, Interval
from hubflow.text.numbers import EXACT, half_up

LEAST = 1

_WEIGHTS = 2
"""Weights in per cent that are not whole have so many decimals, or as many as the score needs."""

_NOISE = 1e-9

_POINTS = 6
"""Points are known to so many decimals: a score of 100 is rounded, and then multiplied."""

Columns = Mapping[str, Sequence[Any]]
"""The values of the finished table, column by column."""

Ends = tuple[float, float]
"""The least and greatest that a value may be."""


class PhaseDecimals(PlainRecord):
    """The decimals of one phase's numbers, for all ventures of a call.

    ``parts`` are those of criteria and groups by their ids, ``weights`` those of their shares in
    per cent.
    """

    score: int = LEAST
    points: int = LEAST
    parts: Mapping[str, int] = {}
    weights: int = 0

    def of(self, id: str) -> int:
        """Return the decimals of a criterion or a group."""
        return self.parts.get(id, LEAST)


def decimals_of_calls(
    table: Columns, calls: Sequence[str], compiled: Compiled
) -> list[Mapping[str, PhaseDecimals]]:
    """Return the decimals of each phase by its id, for each row of the finished table.

    ``calls`` are the calls of its rows; those without one stand together, too.
    """
    rows: dict[str, list[int]] = {}
    for row, call in enumerate(calls):
        rows.setdefault(call, []).append(row)
    found: list[Mapping[str, PhaseDecimals]] = [{}] * len(calls)
    for numbers in rows.values():
        part = table if len(rows) == 1 else {
            name: [values[row] for row in numbers] for name, values in table.items()}
        decimals = {plan.phase.id: _phase_decimals(part, plan) for plan in compiled.phases}
        for row in numbers:
            found[row] = decimals
    return found


def in_points(score: Interval, total: float, decimals: int = LEAST) -> Interval:
    """Return a score of 100 as points out of a total, without the noise of floating point."""
    return Interval(lower=_points(score.lower, total), upper=_points(score.upper, total),
                    decimals=decimals)


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
    ends = [(c.lower, c.upper) for c in (one, other) if c.lower is not None and c.upper is not None]
    most = max(one.decimals, other.decimals, _decimals(ends, (), apart=True))
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


def score_decimals(scores: Iterable[Ends | None], plan: PhasePlan) -> tuple[int, int]:
    """Return the decimals of a phase's scores in a call: of 100, and in points."""
    known = [ends for ends in scores if ends is not None]
    thresholds = [score for rule in (*plan.gate.advance, *plan.gate.stop)
                  for score in rule.thresholds]
    total = score_points(plan.phase)
    of_hundred = _decimals(known, thresholds, apart=plan.ranked)
    if total is None:
        return of_hundred, LEAST
    part = total / HUNDRED
    return of_hundred, _decimals(
        [(_points(lower, total), _points(upper, total)) for lower, upper in known],
        [round(score * part, _POINTS) for score in thresholds], apart=plan.ranked)


def _points(score: float, total: float) -> float:
    return round(score / HUNDRED * total, _POINTS)


def _phase_decimals(table: Columns, plan: PhasePlan) -> PhaseDecimals:
    """Return the decimals of one phase for all rows, which are one call's."""
    names, ranked_by = plan.names, plan.gate.order.keys if plan.ranked else ()
    every: tuple[ScorePlan, ...] = (*plan.weighted, *plan.adjustments, *plan.groups)
    columns = {part.id: _ends_in(table, names.lower(part.id), names.upper(part.id))
               for part in every}
    parts = {part.id: _decimals([ends for ends in columns[part.id] if ends is not None],
                                _levels(part, plan), apart=part.id in ranked_by)
             for part in every}
    scores = scores_in(table, plan)
    score, points = score_decimals(scores, plan)
    found = PhaseDecimals(score, points, parts, _own_weights(plan))
    return _adding_up(found, list(_sums(table, plan, scores, columns))) if (
        plan.is_plain_mean) else found


def scores_in(table: Columns, plan: PhasePlan) -> list[Ends | None]:
    """Return the ends of a phase's score in each row; None where there is none."""
    return _ends_in(table, plan.names.of("score.lower"), plan.names.of("score.upper"))


def _ends_in(table: Columns, lower: str, upper: str) -> list[Ends | None]:
    """Return the two ends in each row of two columns; None where one is missing."""
    return [None if low is None or high is None else (low, high)
            for low, high in zip(table[lower], table[upper], strict=True)]


def _levels(part: ScorePlan, plan: PhasePlan) -> Iterator[float]:
    """Yield the levels with which a gate or a floor compares a criterion or a group."""
    for rule in plan.gate.rules:
        yield from map(part.position, rule.levels(part.id))
    if part.minimum is not None:
        yield part.position(part.minimum)


def _decimals(found: Iterable[Ends], thresholds: Iterable[float], *, apart: bool) -> int:
    """Return the decimals that tell values from thresholds, and ``apart`` from each other."""
    levels = {*map(float, thresholds)}
    ends = {end for each in found for end in each}
    values = sorted(levels | ends) if apart else sorted(levels)
    if not values:
        return LEAST
    return max((decimals_for(end, _beside(end, values, levels)) for end in ends), default=LEAST)


def _beside(value: float, values: Sequence[float], levels: set[float]) -> list[float]:
    """Return the values next below and above, and the threshold that the value meets."""
    below, above = bisect.bisect_left(values, value), bisect.bisect_right(values, value)
    return [*values[max(below - 1, 0):below], *values[above:above + 1], *levels & {value}]


@once_for_each
def _own_weights(plan: PhasePlan) -> int:
    """Return the decimals of a phase's weights in per cent: none if all of them are whole."""
    own = [100 * share for id, share in shares(plan.phase).items()
           if any(rule.id == id for rule in plan.criteria)]
    return next((decimals for decimals in range(_WEIGHTS)
                 if all(abs(round(share, decimals) - share) < _NOISE for share in own)), _WEIGHTS)


class _Part(PlainRecord):
    """A weighed criterion of one venture: its share of the score, its scale, its value."""

    id: str
    share: float
    low: float
    width: float
    ends: Ends


_Sum = tuple[Ends, list[_Part]]
"""A venture's score with the criteria whose weighted mean it is."""


def _sums(
    table: Columns, plan: PhasePlan, scores: Sequence[Ends | None],
    columns: Mapping[str, Sequence[Ends | None]],
) -> Iterator[_Sum]:
    """Yield the scores that rules made of criteria of which each is known."""
    of_phase, names = shares(plan.phase), plan.names
    rules = [rule for rule in plan.weighted if rule.id in of_phase]
    applies = {rule.id: table[names.applies(rule.id)] for rule in rules}
    by_plugin = table.get(names.of(SCORE_BY)) or [None] * len(scores)
    for row, score in enumerate(scores):
        here = [rule for rule in rules if applies[rule.id][row] is not False]
        if score is None or by_plugin[row] is not None or not here:
            continue
        ends = [columns[rule.id][row] for rule in here if applies[rule.id][row]]
        known = [each for each in ends if each is not None]
        if len(known) == len(here):
            yield score, [_Part(rule.id, of_phase[rule.id], rule.bounds[0],
                                rule.bounds[1] - rule.bounds[0], each)
                          for rule, each in zip(here, known, strict=True)]


def _adding_up(found: PhaseDecimals, sums: list[_Sum]) -> PhaseDecimals:
    """Return the decimals with which every score follows from what is shown beside it.

    Where no decimals do so for all of them, each that can be worked out has at least its own.
    """
    if not sums:
        return found
    whole = _adding_up_together(found, sums)
    if whole is not None:
        return whole
    each = [one for every in sums
            if (one := _adding_up_together(found, [every])) is not None] or [found]
    return found.replace(
        score=max(one.score for one in each), weights=max(one.weights for one in each),
        parts={id: max(one.of(id) for one in each) for id in found.parts})


def _adding_up_together(found: PhaseDecimals, sums: list[_Sum]) -> PhaseDecimals | None:
    """Return the fewest decimals with which all scores follow; None if there are none."""
    ids = {part.id for _, parts in sums for part in parts}
    for score in range(found.score, EXACT + 1):
        for more in range(score + 3):
            shown = found.replace(
                score=score, weights=max(found.weights, more),
                parts={id: max(least, more) if id in ids else least
                       for id, least in found.parts.items()})
            failing = next((at for at, each in enumerate(sums) if not _recomputes(each, shown)),
                           None)
            if failing is None:
                return shown
            sums.insert(0, sums.pop(failing))  # what fails once is likely to fail again
    return None


@functools.lru_cache(maxsize=1024)
def _shown_weight(share: float, decimals: int) -> float:
    """Return a share in per cent as it is shown; all ventures of a phase have the same."""
    return half_up(round(100 * share, EXACT), decimals)


def _recomputes(found: _Sum, shown: PhaseDecimals) -> bool:
    """Return whether values and weights as they are shown give the score."""
    score, parts = found
    weights = [_shown_weight(part.share, shown.weights) for part in parts]
    total = sum(weights)
    if not total:
        return False
    for end in {0, 1 if score[0] != score[1] else 0}:
        points = sum(weight * (half_up(part.ends[end], shown.of(part.id)) - part.low) / part.width
                     for part, weight in zip(parts, weights, strict=True))
        found_again = half_up(round(100 * points / total, EXACT), shown.score)
        if found_again != half_up(score[end], shown.score):
            return False
    return True
