"""The laws on reach: every recommendation that a gate declares, and every stage, is possible.

A search for ventures, by the real rules: made-up ones are taken through the phase, the best of
them for a goal are kept and changed here and there, and taken through again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, cast

import attrs
import polars as pl

from hubflow.engine.gate.gate_rules import GateRule
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.kit.checking.findings import Finding
from hubflow.kit.laws.trial import Trial, outcomes_in
from hubflow.kit.laws.witness import Values, call_size
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say, say_word

ROWS = 400
_KEPT = 40
_ROUNDS = 24

Word = Literal["advance", "revise", "stop"]
Levels = dict[str, list[float | None]]


@attrs.frozen
class Goal:
    """A recommendation to look for under some rules of the phase; ``part`` is their key."""

    word: Word
    plan: PhasePlan
    part: KeyPath
    what: str


def unreachable(trial: Trial, *, passed: bool) -> Iterator[Finding]:
    """Yield findings of HF308 in one phase, which some made-up venture ``passed`` or none."""
    for goal in _goals(trial):
        if not (passed if goal.plan is trial.plan else _found(trial, goal)):
            speaks = trial.deciding_hook("hubflow_recommend", "hubflow_score_phase")
            yield trial.finding("HF308", goal.part, goal.what, say("kit.look_at_thresholds"),
                                speaks)


def never_passed(trial: Trial) -> bool:
    """Return whether no made-up venture advances from the phase."""
    return not _found(trial, Goal("advance", trial.plan, ("gate",), ""))


def stages_behind(trial: Trial) -> tuple[str, ...]:
    """Return the stages that follow a phase."""
    after = trial.compiled.phases[trial.plan.index + 1:]
    return tuple(stage for stage in STAGES if stage != trial.plan.phase.stage
                 and any(plan.phase.stage == stage for plan in after))


def _goals(trial: Trial) -> Iterator[Goal]:
    plan = trial.plan
    yield Goal("advance", plan, ("gate",), say("kit.nobody_advances"))
    # what a hook recommends in place of the gate is not what its rules declare
    if trial.deciding_hook("hubflow_recommend"):
        return
    if len(plan.gate.advance) > 1:
        for index, way in enumerate(plan.gate.advance):
            yield Goal("advance", _with_gate(plan, advance=(way,)), ("gate", "advance", index),
                       say("kit.nobody_in_this_way"))
    for index, stop in enumerate(plan.gate.stop):
        yield Goal("stop", _with_gate(plan, stop=(stop,)), ("gate", "stop", index),
                   say("kit.nobody_is_stopped"))
    unstopped = _with_gate(plan, stop=())
    for index, rule in enumerate(plan.requirements):
        word = cast("Word", rule.requirement.otherwise_decision)
        others = tuple(other for other in plan.requirements if other is not rule)
        # by itself: what another rule leads to must not hide it
        looked_at = (rule,) if word == "stop" else (rule, *others)
        yield Goal(word, unstopped.replace(requirements=looked_at),
                   ("requirements", index, "holds"), say("kit.nobody_fails", word=say_word(word)))
    if _has_otherwise(plan):
        # with one place: a published number may be greater than the calls that are tried
        alone = plan.replace(gate=unstopped.gate.with_quota(1), requirements=(), guarantees=())
        yield Goal(cast("Word", plan.gate.otherwise), alone, ("gate", "otherwise"),
                   say("kit.nobody_is_left_with", word=say_word(plan.gate.otherwise)))


def _with_gate(plan: PhasePlan, **rules: Any) -> PhasePlan:
    """Return the phase with only these rules to advance or to stop."""
    return plan.replace(gate=plan.gate.replace(**rules))


def _has_otherwise(plan: PhasePlan) -> bool:
    """Return whether a venture that meets all requirements may still not advance."""
    floors = any(c.criterion.minimum is not None for c in plan.criteria)
    return floors or all(rule.demands for rule in plan.gate.advance)


def _found(trial: Trial, goal: Goal) -> bool:
    """Return whether the search finds a venture for which only the goal is possible."""
    names = trial.names(goal.plan)
    facts = trial.witnesses.facts(names, ROWS)
    levels = trial.witnesses.judged(goal.plan, ROWS)
    _extremes(trial, goal.plan, facts, levels)
    compares = trial.compares(goal.plan)
    for number in range(_ROUNDS):
        # first all in one call: a hook is called for each call
        size = call_size(number + 1, ROWS) if compares else 1
        calls = [row // size for row in range(ROWS)]
        done = trial.run(facts, levels, calls, goal.plan)
        if any(outcome.possible == {goal.word} for outcome in outcomes_in(done, goal.plan)):
            return True
        if not facts and not levels:
            return False
        best = _fitness(goal, done, number).arg_sort(descending=True).to_list()[:_KEPT]
        facts, levels = _offspring(trial, goal.plan, facts, levels, best)
    return False


def _extremes(trial: Trial, plan: PhasePlan, facts: Values, levels: Levels) -> None:
    """Set the first rows to the extremes: all facts and levels at their greatest and least."""
    for row, end in ((0, -1), (1, 0)):
        for name, values in facts.items():
            values[row] = trial.witnesses.choices(name)[end]
        for criterion in plan.criteria:
            if criterion.criterion.id in levels:
                levels[criterion.criterion.id][row] = criterion.bounds[end]
        for rule in plan.requirements:
            if rule.requirement.id in levels:
                levels[rule.requirement.id][row] = 1.0 if end else 0.0


def _fitness(goal: Goal, done: pl.DataFrame, number: int) -> pl.Series:
    """Return how near each venture is to the goal; greater is nearer."""
    names = PhaseColumns(goal.plan.phase.id)
    meets = pl.lit(0.0)
    for rule in goal.plan.conditions:
        held = pl.col(names.holds(rule.requirement.id)).fill_null(False).cast(pl.Float64)
        wanted = goal.word == "advance" or rule.requirement.otherwise_decision != goal.word
        meets = meets + (held if wanted else -held)
    level = pl.lit(0.0)
    for criterion in goal.plan.criteria:
        low, high = criterion.bounds
        applies = pl.col(names.applies(criterion.criterion.id)).fill_null(False)
        level = level + applies.cast(pl.Float64) * (
            (pl.col(names.lower(criterion.criterion.id)) - low) / (high - low))
    level = level + _conditions_met(goal.plan.gate.advance)
    stopped = pl.lit(0.0) + _conditions_met(goal.plan.gate.stop)
    if goal.word == "advance":
        wish = 2 * meets + level - stopped
    elif goal.word == "stop":
        wish = meets + stopped - level
    else:
        wish = meets - stopped - (level if number % 2 else pl.lit(0.0))
    height = pl.repeat(0.0, done.height, eager=False)
    return done.select((height + wish).alias("wish")).to_series()


def _conditions_met(rules: Iterable[GateRule]) -> pl.Expr:
    """Return how many conditions of rules hold."""
    met = [expression.value.fill_null(False).cast(pl.Float64)
           for rule in rules for expression in rule.expressions.values()
           if expression.use == "condition"]
    return pl.sum_horizontal(pl.lit(0.0), *met)


def _offspring(
    trial: Trial, plan: PhasePlan, facts: Values, levels: Levels, best: list[int]
) -> tuple[Values, Levels]:
    """Return the best rows, and copies of them with a few new values."""
    chance = trial.witnesses.random
    parents = [best[row % len(best)] for row in range(ROWS)]
    new_facts = trial.witnesses.facts(facts, ROWS)
    new_levels = trial.witnesses.judged(plan, ROWS)
    read = sorted(set(facts) & plan.reads) or sorted(facts)
    changed = [
        set() if row < len(best) else
        set(chance.choices([*read, *levels], k=chance.randint(1, 3)))
        for row in range(ROWS)
    ]

    def mixed(name: str, old: Mapping[str, list[object]], new: Mapping[str, list[object]]) -> list[
        object
    ]:
        return [new[name][row] if name in changed[row] else old[name][parent]
                for row, parent in enumerate(parents)]

    return ({name: mixed(name, facts, new_facts) for name in facts},
            {id: mixed(id, levels, new_levels) for id in levels})  # type: ignore[arg-type, misc]
