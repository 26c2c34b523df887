"""The laws on better and on more: better values never do harm; more evidence narrows results.

Every rule is put in the place of what it could come to (:mod:`hubflow.compare.variants`), one
value is changed, and the engine runs the phase again. Pairs that break a law among many are tried
once more by themselves, so that a hook which looks at the whole table is judged by what it does
to one venture.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import attrs

from hubflow.compare.variants import as_judged
from hubflow.engine.method.compiled import PhasePlan
from hubflow.kit.checking.findings import Finding
from hubflow.kit.laws.trial import Trial, TrialOutcome
from hubflow.kit.laws.witness import Values
from hubflow.reading.toml.key_paths import KeyPath

ROWS = 32
CALL_SIZE = 4
CALLS = 6
_TRIED_WITH_CODE = 48
"""So many changes within a call are tried where each takes two calls of a hook."""

_SAME = 1e-9


Levels = dict[str, list[float | None]]


@attrs.frozen
class TriedChange:
    """One venture's value of one rule, changed from one level to another; None is not known."""

    row: int
    id: str
    level: float | None
    to: float | None


def better_and_more(trial: Trial) -> Iterator[Finding]:
    """Yield findings of the laws HF302, HF303 and HF304 in one phase."""
    plan = as_judged(trial.plan)
    facts = trial.witnesses.facts(trial.names(plan), ROWS)
    levels = trial.witnesses.judged(plan, ROWS)
    if not levels:
        return
    steps = list(_steps(trial, plan, levels))
    yield from _first_of_each(itertools.chain(
        _compared(trial, plan, facts, levels, steps),
        _in_calls(trial, plan, facts, levels, steps),
        _opened(trial, plan, facts, levels),
    ))


def _grid(trial: Trial, plan: PhasePlan, id: str) -> list[float]:
    for criterion in plan.criteria:
        if criterion.criterion.id == id:
            return trial.witnesses.grid(criterion, plan)
    return [0.0, 1.0]


def _steps(trial: Trial, plan: PhasePlan, levels: Levels) -> Iterator[TriedChange]:
    """Yield each venture's each value, raised by one step and to the top."""
    for id, column in levels.items():
        grid = _grid(trial, plan, id)
        for row, level in enumerate(column):
            above = [step for step in grid if level is not None and step > level]
            for to in dict.fromkeys(above[:1] + above[-1:]):
                yield TriedChange(row, id, level, to)


def _compared(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, steps: list[TriedChange]
) -> Iterator[tuple[str, Finding]]:
    """Try all changes at once, each venture in a call of its own."""
    before = trial.outcomes(facts, levels, list(range(ROWS)), plan)
    rows = [step.row for step in steps]
    after = trial.outcomes(_taken(facts, rows), _changed(levels, steps), list(range(len(rows))),
                           plan)
    for step, now in zip(steps, after, strict=True):
        then = before[step.row]
        if _worse(then, now):
            if trial.with_code:
                then, now = (
                    trial.outcomes(_taken(facts, [step.row]), _changed(levels, [each]), [0],
                                   plan)[0]
                    for each in (attrs.evolve(step, to=step.level), step))
            yield from _told(trial, step, then, now)


def _in_calls(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, steps: list[TriedChange]
) -> Iterator[tuple[str, Finding]]:
    """Try changes within calls of several ventures."""
    inside = [step for step in steps if step.row < CALL_SIZE * CALLS]
    if trial.with_code:
        inside = trial.witnesses.random.sample(inside, min(len(inside), _TRIED_WITH_CODE))
        for step in inside:
            rows = _call_of(step)
            then, now = (
                trial.outcomes(_taken(facts, rows), _within(levels, rows, each),
                               [0] * CALL_SIZE, plan)[step.row % CALL_SIZE]
                for each in (attrs.evolve(step, to=step.level), step))
            yield from _told(trial, step, then, now)
        return
    if not plan.ranked:
        return  # in such a phase each venture is looked at by itself
    every = list(range(CALL_SIZE * CALLS))
    before = trial.outcomes(_taken(facts, every), _taken(levels, every),
                            [row // CALL_SIZE for row in every], plan)
    many_facts: Values = {name: [] for name in facts}
    many_levels: Levels = {id: [] for id in levels}
    for step in inside:
        rows = _call_of(step)
        for name, values in _taken(facts, rows).items():
            many_facts[name] += values
        for id, values in _within(levels, rows, step).items():
            many_levels[id] += values
    calls = [number for number in range(len(inside)) for _ in range(CALL_SIZE)]
    after = trial.outcomes(many_facts, many_levels, calls, plan)
    for number, step in enumerate(inside):
        yield from _told(trial, step, before[step.row],
                         after[number * CALL_SIZE + step.row % CALL_SIZE])


def _opened(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels
) -> Iterator[tuple[str, Finding]]:
    """Compare each criterion left open with every level that it could have."""
    ids = [criterion.criterion.id for criterion in plan.criteria]
    open_ones = [TriedChange(row, id, None, None) for id in ids for row in range(ROWS // 2)]
    fills = [attrs.evolve(change, to=level) for change in open_ones
             for level in _grid(trial, plan, change.id)]
    both = [*open_ones, *fills]
    if not both:
        return
    rows = [change.row for change in both]
    found = trial.outcomes(_taken(facts, rows), _changed(levels, both), list(range(len(rows))),
                           plan)
    open_found = {(change.row, change.id): outcome
                  for change, outcome in zip(open_ones, found, strict=False)}
    for change, outcome in zip(fills, found[len(open_ones):], strict=True):
        less = open_found[change.row, change.id]
        if _outside(less, outcome):
            if trial.with_code:
                less, outcome = (
                    trial.outcomes(_taken(facts, [change.row]), _changed(levels, [each]), [0],
                                   plan)[0]
                    for each in (attrs.evolve(change, to=None), change))
            yield from _told_open(trial, change, less, outcome)


def _call_of(step: TriedChange) -> list[int]:
    start = step.row // CALL_SIZE * CALL_SIZE
    return list(range(start, start + CALL_SIZE))


def _taken(columns: Values, rows: list[int]) -> Values:
    return {name: [values[row] for row in rows] for name, values in columns.items()}


def _changed(levels: Levels, changes: list[TriedChange]) -> Levels:
    """Return a row for each change: the venture's levels with the changed one."""
    return {id: [change.to if change.id == id else column[change.row] for change in changes]
            for id, column in levels.items()}


def _within(levels: Levels, rows: list[int], step: TriedChange) -> Levels:
    """Return the levels of a call, one of them changed."""
    return {id: [step.to if id == step.id and row == step.row else column[row] for row in rows]
            for id, column in levels.items()}


def _worse(then: TrialOutcome, now: TrialOutcome) -> bool:
    return bool(_fallen(then, now)) or any(
        b < a for a, b in zip(then.ends, now.ends, strict=True))


def _fallen(then: TrialOutcome, now: TrialOutcome) -> list[tuple[float, float]]:
    ends = ((then.lower, now.lower), (then.upper, now.upper))
    return [(a, b) for a, b in ends if a is not None and b is not None and b < a - _SAME]


def _told(
    trial: Trial, step: TriedChange, then: TrialOutcome, now: TrialOutcome
) -> Iterator[tuple[str, Finding]]:
    part, name = _part(trial, step.id)
    what = f"{name} raised from {_level(step.level)} to {_level(step.to)}, all else equal,"
    for before, after in _fallen(then, now)[:1]:
        yield f"HF302 {step.id}", trial.finding(
            "HF302", part, f"{what} lowers the score from {before:g} to {after:g}",
            "No total may fall when a criterion rises.", trial.speaker("hubflow_score_phase"))
    if any(b < a for a, b in zip(then.ends, now.ends, strict=True)):
        yield f"HF303 {step.id}", trial.finding(
            "HF303", part, f"{what} turns {then.said} into {now.said}",
            "A better venture may not be treated worse.",
            trial.speaker("hubflow_recommend") or trial.speaker("hubflow_score_phase"))


def _outside(less: TrialOutcome, more: TrialOutcome) -> bool:
    if not more.possible <= less.possible:
        return True
    if None in (less.lower, less.upper, more.lower, more.upper):
        return False
    assert less.lower is not None
    assert less.upper is not None
    assert more.lower is not None
    assert more.upper is not None
    return more.lower < less.lower - _SAME or more.upper > less.upper + _SAME


def _told_open(
    trial: Trial, change: TriedChange, less: TrialOutcome, more: TrialOutcome
) -> Iterator[tuple[str, Finding]]:
    if not _outside(less, more):
        return
    part, name = _part(trial, change.id)
    if more.possible <= less.possible:
        what = (f"while {name} is open the score is called {less.lower:g} to {less.upper:g}; at "
                f"{_level(change.to)} it is {more.lower:g} to {more.upper:g}")
        hook = trial.speaker("hubflow_score_phase")
    else:
        what = (f"while {name} is open only {less.said} is called possible; at "
                f"{_level(change.to)} it is {more.said}")
        hook = trial.speaker("hubflow_recommend") or trial.speaker("hubflow_score_phase")
    yield f"HF304 {change.id}", trial.finding(
        "HF304", part, what, "Work out both ends from the criteria's ends.", hook)


def _part(trial: Trial, id: str) -> tuple[KeyPath, str]:
    """Return the key of a rule in the phase, and its name in a sentence."""
    phase = trial.plan.phase
    for index, criterion in enumerate(phase.criteria):
        if criterion.id == id:
            return ("criteria", index), f'criterion "{id}"'
    for index, rule in enumerate(phase.requirements):
        if rule.id == id:
            return ("requirements", index), f'requirement "{id}"'
    return ("gate",), f'guarantee "{id}"'


def _level(level: float | None) -> str:
    return "open" if level is None else f"{level:g}"


def _first_of_each(found: Iterator[tuple[str, Finding]]) -> Iterator[Finding]:
    """Yield the first example for each law and rule."""
    seen = set()
    for key, finding in found:
        if key not in seen:
            seen.add(key)
            yield finding


