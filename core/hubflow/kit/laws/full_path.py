"""The law on the whole path: a venture can go from the first phase to the last.

Each phase may let somebody through, and yet nobody both: one asks for what another rules out.
The search is that of :mod:`hubflow.kit.laws.reach`, over the table of all phases.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hubflow.engine.gate.windows import has_windows
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns, is_carried
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.phases_in_order import STILL_IN, run_phases
from hubflow.kit.checking.session import Session
from hubflow.kit.laws.trial import phase_expressions
from hubflow.kit.laws.witness import Values, Witnesses, call_size, phase_table

ROWS = 300
_KEPT = 30
_ROUNDS = 60

Levels = dict[str, dict[str, list[float | None]]]
"""Levels by phase and by rule."""


def first_impassable(session: Session) -> PhasePlan | None:
    """Return the first phase that stops every venture that passed all before; None without.

    Raises :class:`hubflow.plugins.crash.PluginCrash` where a hook fails.
    """
    compiled, hub = session.compiled, session.hub
    assert compiled is not None
    assert hub is not None
    hooks = HubHooks(hub)
    witnesses = Witnesses(compiled, f"{hub.id}/whole way", phase_expressions(compiled))
    read = (compiled.columns if hooks.read_tables else
            {name for plan in compiled.phases for name in plan.reads})
    names = sorted(name for name in read if not is_carried(name))
    facts = witnesses.facts(names, ROWS)
    levels = {plan.phase.id: witnesses.judged(plan, ROWS) for plan in compiled.phases}
    # whoever is alone in a call has every place and the whole budget, but nobody to compare with
    compares = hooks.read_tables or any(has_windows(plan) for plan in compiled.phases)
    furthest = 0
    for number in range(_ROUNDS):
        # a size for many rounds, since those who are best among 4 may not be so among 20
        size = call_size(1 + 4 * number // _ROUNDS, ROWS) if compares else 1
        table = _table(compiled, facts, levels, size)
        done = run_phases(table, compiled, hooks.score, hooks.recommend,
                          all_facts=hooks.read_tables)
        session.calls_over()
        passed = [sum(row) for row in zip(*_passed(compiled, done), strict=True)]
        furthest = max(furthest, *passed)
        if furthest == len(compiled.phases):
            return None
        nearness = _nearness(compiled, done, passed)
        best = sorted(range(ROWS), key=lambda row: nearness[row], reverse=True)[:_KEPT]
        facts, levels = _offspring(witnesses, compiled, facts, levels, best, size, passed)
    return compiled.phases[furthest]


def _table(compiled: Compiled, facts: Values, levels: Levels, size: int) -> pl.DataFrame:
    """Return the table of all phases, in calls of so many ventures."""
    parts = [phase_table(compiled, plan, facts if index == 0 else {}, levels[plan.phase.id],
                         [row // size for row in range(ROWS)])
             for index, plan in enumerate(compiled.phases)]
    known = set(parts[0].columns)
    return pl.concat([parts[0], *(part.drop(known & set(part.columns)) for part in parts[1:])],
                     how="horizontal").drop(STILL_IN)


def _passed(compiled: Compiled, done: pl.DataFrame) -> Iterator[list[bool]]:
    for plan in compiled.phases:
        yield done[PhaseColumns(plan.phase.id).of("passed.certain")].to_list()


def _nearness(compiled: Compiled, done: pl.DataFrame, passed: list[int]) -> list[tuple[int, float]]:
    """Return how far each venture got, and how much of what the next phase asks holds."""
    held = []
    for plan in compiled.phases:
        names = PhaseColumns(plan.phase.id)
        rules = plan.conditions
        meets = [pl.col(names.holds(r.requirement.id)).fill_null(False).cast(pl.Float64)
                 for r in rules]
        meets += [(pl.col(names.lower(c.criterion.id)) - c.bounds[0])
                  / (c.bounds[1] - c.bounds[0]) for c in plan.criteria]
        zero = pl.repeat(0.0, done.height, eager=False)
        held.append(done.select(pl.sum_horizontal(zero, *meets).alias("held"))["held"].to_list())
    held.append([0.0] * done.height)
    return [(count, held[count][row]) for row, count in enumerate(passed)]


def _kept_rows(best: list[int], size: int) -> list[int]:
    """Return the rows to keep: the best, each with its call of so many ventures.

    Whoever is best in a call stays so only among the same others. If all are in one call, the
    best are kept alone.
    """
    if size > ROWS // 2:
        return best
    calls = dict.fromkeys(row // size for row in best)
    return [call * size + place for call in list(calls)[:ROWS // size // 2]
            for place in range(size)]


def _offspring(
    witnesses: Witnesses, compiled: Compiled, facts: Values, levels: Levels, best: list[int],
    size: int, passed: list[int],
) -> tuple[Values, Levels]:
    """Return the best rows with their calls, and copies with new values for what held them up."""
    chance = witnesses.random
    kept = _kept_rows(best, size)
    parents = [kept[row % len(kept)] for row in range(ROWS)]
    changed: list[set[str]] = []
    for row, parent in enumerate(parents):
        plan = compiled.phases[min(passed[parent], len(compiled.phases) - 1)]
        mine = [*sorted(plan.reads & set(facts)),
                *(f"{plan.phase.id}/{id}" for id in levels[plan.phase.id])]
        picks = chance.choices(mine or sorted(facts), k=chance.randint(1, 3)) if (
            row >= len(kept) and parent in best and (mine or facts)) else []
        changed.append(set(picks))
    new_facts = witnesses.facts(facts, ROWS)
    mixed = {name: [new_facts[name][row] if name in changed[row] else values[parent]
                    for row, parent in enumerate(parents)] for name, values in facts.items()}
    mixed_levels: Levels = {}
    for plan in compiled.phases:
        new = witnesses.judged(plan, ROWS)
        mixed_levels[plan.phase.id] = {
            id: [new[id][row] if f"{plan.phase.id}/{id}" in changed[row] else values[parent]
                 for row, parent in enumerate(parents)]
            for id, values in levels[plan.phase.id].items()}
    return mixed, mixed_levels
