"""The gate of a phase, compiled and checked against the phase's own criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.method.compiled import AdvancePlan, StopPlan
from hubflow.model.methodology import Phase
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath


class Checker(Protocol):
    """What compiling a gate needs of the compiler."""

    def problem(self, at: KeyPath, what: str, to_do: str = "") -> None:
        """Report one problem."""

    def expression(self, text: str | None, use: Use, at: KeyPath) -> Expression | None:
        """Compile one expression, reporting its flaws."""


def compile_gate(
    checker: Checker, phase: Phase, at: KeyPath
) -> tuple[tuple[AdvancePlan, ...], tuple[StopPlan, ...]]:
    """The ways to advance and to be stopped; every problem goes to ``checker``."""
    advance = []
    for index, rule in enumerate(phase.gate.advance):
        here = (*at, "advance", index)
        plan = AdvancePlan(
            rule,
            checker.expression(rule.when, "condition", (*here, "when")),
            checker.expression(rule.budget, "measure", (*here, "budget")),
            checker.expression(rule.cost, "measure", (*here, "cost")),
        )
        _check_labels(checker, phase, (*here, "at_least"), rule.at_least)
        _check_levels(checker, phase, (*here, "criteria"), rule.criteria)
        if rule.score is not None:
            _check_score(checker, phase, (*here, "score"))
        _check_ranking(checker, phase, here, plan)
        advance.append(plan)
    stop = []
    for index, stopping in enumerate(phase.gate.stop):
        here = (*at, "stop", index)
        _check_labels(checker, phase, (*here, "below"), stopping.below)
        if stopping.score_below is not None:
            _check_score(checker, phase, (*here, "score_below"))
        if stopping.score_below is None and not stopping.below and stopping.when is None:
            checker.problem(here, "a stop rule without a key would stop everyone",
                            "Say `score_below`, `below.<label>` or `when`.")
        stop.append(
            StopPlan(stopping, checker.expression(stopping.when, "condition", (*here, "when")))
        )
    _check_rank_by(checker, phase, at)
    return tuple(advance), tuple(stop)


def _scored(phase: Phase) -> bool:
    return any(not criterion.ordinal for criterion in phase.criteria)


def _check_score(checker: Checker, phase: Phase, at: KeyPath) -> None:
    if not _scored(phase):
        checker.problem(at, "the phase has no criterion on a numeric scale, so no score",
                        "Count labels with `at_least.<label>`, or give a numeric scale.")


def _check_ranking(checker: Checker, phase: Phase, at: KeyPath, plan: AdvancePlan) -> None:
    rule = plan.rule
    if (rule.budget is None) != (rule.cost is None):
        checker.problem(at, "`budget` and `cost` go together",
                        "Say what the call has and what one venture takes of it.")
    if rule.places is not None and rule.places < 1:
        checker.problem((*at, "places"), "fewer than one place")
    if rule.places is None and rule.budget is None:
        return
    key = "places" if rule.places is not None else "budget"
    if phase.subject == "challenge":
        checker.problem((*at, key), "a challenge is looked at by itself, without a ranking",
                        "Put the quota in a phase whose subject is the venture.")
    if not _scored(phase) and not phase.gate.rank_by:
        checker.problem((*at, key), "nothing to rank by: the phase has no score",
                        "Name criteria in `rank_by`, or give a criterion a numeric scale.")


def _check_labels(checker: Checker, phase: Phase, at: KeyPath, counts: Mapping[str, int]) -> None:
    known = {str(label) for criterion in phase.criteria if criterion.ordinal
             for label in criterion.scale}
    for label, least in counts.items():
        if label not in known:
            checker.problem((*at, label), f"no criterion of the phase has the label {label!r}",
                            did_you_mean(label, known))
        elif least > sum(c.ordinal and label in c.scale for c in phase.criteria):
            checker.problem((*at, label), f"there are not {least} criteria with this label")
        elif least < 1:
            checker.problem((*at, label), "fewer than one criterion")


def _check_levels(checker: Checker, phase: Phase, at: KeyPath, levels: Mapping[str, Any]) -> None:
    criteria = {criterion.id: criterion for criterion in phase.criteria}
    for id, level in levels.items():
        criterion = criteria.get(id)
        if criterion is None:
            checker.problem((*at, id), f"the phase has no criterion {id!r}",
                            did_you_mean(id, criteria))
        elif criterion.ordinal and level not in criterion.scale:
            checker.problem((*at, id), f"{level!r} is not on the scale of {id}",
                            did_you_mean(str(level), [str(label) for label in criterion.scale]))
        elif not criterion.ordinal and (
            isinstance(level, bool)
            or not isinstance(level, int | float)
            or not criterion.scale[0] <= level <= criterion.scale[1]
        ):
            checker.problem((*at, id), f"{level!r} is not on the scale of {id}")


def _check_rank_by(checker: Checker, phase: Phase, at: KeyPath) -> None:
    criteria = {criterion.id for criterion in phase.criteria}
    for index, key in enumerate(phase.gate.rank_by):
        if key == "score":
            _check_score(checker, phase, (*at, "rank_by", index))
        elif key not in criteria:
            checker.problem((*at, "rank_by", index), f"the phase has no criterion {key!r}",
                            did_you_mean(key, {*criteria, "score"}))
