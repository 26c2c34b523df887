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
from hubflow.engine.method.rules import by_phase, rules_on
from hubflow.kit.checking.findings import Finding
from hubflow.kit.laws.trial import Trial, TrialOutcome
from hubflow.kit.laws.witness import Values
from hubflow.model.methodology import Criterion, Requirement
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say

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


def monotonicity(trial: Trial) -> Iterator[Finding]:
    """Yield findings of the laws HF302, HF303 and HF304 in one phase."""
    plan = as_judged(trial.plan)
    facts = trial.witnesses.facts(trial.names(plan), ROWS)
    levels = trial.witnesses.judged(plan, ROWS)
    if not levels:
        return
    steps = list(_steps(trial, plan, levels))
    seen: set[str] = set()
    yield from _first_of_each(itertools.chain(
        _compare_apart(trial, plan, facts, levels, steps, seen),
        _compare_in_calls(trial, plan, facts, levels, steps),
        _compare_open(trial, plan, facts, levels, seen),
    ), seen)


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


def _compare_apart(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, steps: list[TriedChange],
    seen: set[str],
) -> Iterator[tuple[str, Finding]]:
    """Try all changes at once, each venture in a call of its own.

    A rule that breaks the laws on better values is tried no further.
    """
    before = trial.outcomes(facts, levels, list(range(ROWS)), plan)
    after = _outcomes(trial, plan, facts, levels, steps)
    for step, now in zip(steps, after, strict=True):
        then = before[step.row]
        known = {f"HF302 {step.id}", f"HF303 {step.id}"} <= seen
        if not known and _worse(then, now):
            if trial.with_code:
                then, now = (_outcomes(trial, plan, facts, levels, [each])[0]
                             for each in (attrs.evolve(step, to=step.level), step))
            yield from _reversals(trial, step, then, now)


def _compare_in_calls(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, steps: list[TriedChange]
) -> Iterator[tuple[str, Finding]]:
    """Try changes within calls of several ventures."""
    inside = [step for step in steps if step.row < CALL_SIZE * CALLS]
    if trial.with_code:
        inside = trial.witnesses.random.sample(inside, min(len(inside), _TRIED_WITH_CODE))
        for step in inside:
            rows = _call_of(step)
            then, now = (
                trial.outcomes(_rows_of(facts, rows), _call_levels(levels, rows, each),
                               [0] * CALL_SIZE, plan)[step.row % CALL_SIZE]
                for each in (attrs.evolve(step, to=step.level), step))
            yield from _reversals(trial, step, then, now)
        return
    if not plan.ranked:
        return  # in such a phase each venture is looked at by itself
    every = list(range(CALL_SIZE * CALLS))
    before = trial.outcomes(_rows_of(facts, every), _rows_of(levels, every),
                            [row // CALL_SIZE for row in every], plan)
    many_facts: Values = {name: [] for name in facts}
    many_levels: Levels = {id: [] for id in levels}
    for step in inside:
        rows = _call_of(step)
        for name, values in _rows_of(facts, rows).items():
            many_facts[name] += values
        for id, values in _call_levels(levels, rows, step).items():
            many_levels[id] += values
    calls = [number for number in range(len(inside)) for _ in range(CALL_SIZE)]
    after = trial.outcomes(many_facts, many_levels, calls, plan)
    for number, step in enumerate(inside):
        yield from _reversals(trial, step, before[step.row],
                         after[number * CALL_SIZE + step.row % CALL_SIZE])


def _compare_open(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, seen: set[str]
) -> Iterator[tuple[str, Finding]]:
    """Compare each criterion left open with every level that it could have.

    One that breaks the law on more evidence is tried no further.
    """
    ids = [criterion.criterion.id for criterion in plan.criteria]
    open_ones = [TriedChange(row, id, None, None) for id in ids for row in range(ROWS // 2)]
    fills = [attrs.evolve(change, to=level) for change in open_ones
             for level in _grid(trial, plan, change.id)]
    both = [*open_ones, *fills]
    if not both:
        return
    found = _outcomes(trial, plan, facts, levels, both)
    open_found = {(change.row, change.id): outcome
                  for change, outcome in zip(open_ones, found, strict=False)}
    for change, outcome in zip(fills, found[len(open_ones):], strict=True):
        less = open_found[change.row, change.id]
        if f"HF304 {change.id}" not in seen and _outside(less, outcome):
            if trial.with_code:
                less, outcome = (_outcomes(trial, plan, facts, levels, [each])[0]
                                 for each in (attrs.evolve(change, to=None), change))
            yield from _contradictions(trial, change, less, outcome)


def _call_of(step: TriedChange) -> list[int]:
    start = step.row // CALL_SIZE * CALL_SIZE
    return list(range(start, start + CALL_SIZE))


def _rows_of(columns: Values, rows: list[int]) -> Values:
    return {name: [values[row] for row in rows] for name, values in columns.items()}


def _outcomes(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, changes: list[TriedChange]
) -> list[TrialOutcome]:
    """Return the outcome of each change, each venture in a call of its own."""
    changed: Levels = {
        id: [change.to if change.id == id else column[change.row] for change in changes]
        for id, column in levels.items()}
    return trial.outcomes(_rows_of(facts, [change.row for change in changes]), changed,
                          list(range(len(changes))), plan)


def _call_levels(levels: Levels, rows: list[int], step: TriedChange) -> Levels:
    """Return the levels of a call, one of them changed."""
    return {id: [step.to if id == step.id and row == step.row else column[row] for row in rows]
            for id, column in levels.items()}


def _worse(then: TrialOutcome, now: TrialOutcome) -> bool:
    return bool(_fallen(then, now)) or any(
        b < a for a, b in zip(then.ends, now.ends, strict=True))


def _fallen(then: TrialOutcome, now: TrialOutcome) -> list[tuple[float, float]]:
    ends = ((then.lower, now.lower), (then.upper, now.upper))
    return [(a, b) for a, b in ends if a is not None and b is not None and b < a - _SAME]


def _reversals(
    trial: Trial, step: TriedChange, then: TrialOutcome, now: TrialOutcome
) -> Iterator[tuple[str, Finding]]:
    part, name = _rule_key(trial, step.id)
    what = say("kit.raised_from_to", name=name, level=_level(step.level), to=_level(step.to))
    for before, after in _fallen(then, now)[:1]:
        yield f"HF302 {step.id}", trial.finding("HF302", part,
                                                say("kit.lowers_the_score", what=what,
                                                    before=before, after=after),
                                                say("kit.no_total_falls"),
                                                trial.deciding_hook("hubflow_score_phase"))
    if any(b < a for a, b in zip(then.ends, now.ends, strict=True)):
        to_do = say("kit.not_treated_worse")
        if part == ("gate",):  # a guarantee decides who competes
            to_do = f"{to_do} {say('kit.guarantees_last')}"
        yield f"HF303 {step.id}", trial.finding(
            "HF303", part, say("kit.turns_into", what=what, then=then.words, now=now.words), to_do,
            trial.deciding_hook("hubflow_recommend", "hubflow_score_phase"))


def _outside(less: TrialOutcome, more: TrialOutcome) -> bool:
    if not more.possible <= less.possible:
        return True
    if less.lower is None or less.upper is None or more.lower is None or more.upper is None:
        return False
    return more.lower < less.lower - _SAME or more.upper > less.upper + _SAME


def _contradictions(
    trial: Trial, change: TriedChange, less: TrialOutcome, more: TrialOutcome
) -> Iterator[tuple[str, Finding]]:
    if not _outside(less, more):
        return
    part, name = _rule_key(trial, change.id)
    if more.possible <= less.possible:
        what = (say("kit.while_open_score", name=name, less=less.lower, less_upper=less.upper,
                    to=_level(change.to), more=more.lower, more_upper=more.upper))
        hook = trial.deciding_hook("hubflow_score_phase")
    else:
        what = (say("kit.while_open_possible", name=name, words=less.words, to=_level(change.to),
                    other=more.words))
        hook = trial.deciding_hook("hubflow_recommend", "hubflow_score_phase")
    yield f"HF304 {change.id}", trial.finding("HF304", part, what, say("kit.both_ends"), hook)


def _rule_key(trial: Trial, id: str) -> tuple[KeyPath, str]:
    """Return the key of a rule in the phase, and its name in a sentence."""
    rules = by_phase(trial.compiled.rules)[trial.plan.phase.id]
    rule = next(rule for rule in rules_on(rules, Criterion, Requirement) if rule.id == id)
    return ("gate",) if rule.kind == "guarantee" else rule.at[2:], say(
        f"kit.rule_{rule.kind}", id=id)


def _level(level: float | None) -> str:
    return say("kit.level_open") if level is None else f"{level:g}"


def _first_of_each(
    found: Iterator[tuple[str, Finding]], seen: set[str]
) -> Iterator[Finding]:
    """Yield the first example for each law and rule, and note it in ``seen``."""
    for key, finding in found:
        if key not in seen:
            seen.add(key)
            yield finding


