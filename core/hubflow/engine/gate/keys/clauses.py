"""The keys of a gate's rules: a class for each, with everything that depends on what it means.

A rule of a gate holds if every clause of it holds. Whatever reads gates asks the clauses: the
engine, results, documents, comparisons and the laws of the kit. A new key is a field of
``AdvanceRule`` or ``StopRule`` in the model, a class here (or in ``ranked_clauses.py``) that stands
in ``CLAUSES``, and its words in ``text/<language>/gate.toml``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.keys.clause import (
    AnyShortfall,
    Checker,
    Clause,
    ConditionShortfall,
    Counterparts,
    GateFindings,
    LabelShortfall,
    Shortfall,
    check_score,
    clause_words,
)
from hubflow.engine.gate.keys.group_clauses import OwnLists, Spread
from hubflow.engine.gate.keys.point_clauses import LeastPoints, PointsBelow
from hubflow.engine.gate.keys.ranked_clauses import Budget, Places
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import Ternary, all_of, at_least, known
from hubflow.engine.method.score_tree import HUNDRED, group_points
from hubflow.model.methodology import AdvanceRule, Criterion, Phase, StopRule, text_in
from hubflow.model.results import CriterionResult, Interval
from hubflow.model.values import is_number
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.numbers import level as shown_level
from hubflow.text.numbers import number
from hubflow.text.spoken import say


class LeastScore(Clause):
    """The score is at least so much."""

    keys = ("score",)
    tried = ({"score": "50"},)

    score: float

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a phase without a score."""
        check_score(checker, phase, (*at, "score"))

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the score reaches it."""
        return on.score_reaches(self.score)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a score of at least 60"."""
        yield clause_words("score", language, score=number(self.score, language))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The least score."""
        return (self.score,)

    @property
    def demands(self) -> bool:
        """Whether it is more than the least score that there is."""
        return self.score > 0


class ScoreBelow(Clause):
    """The score lies below so much."""

    keys = ("score_below",)
    tried = ({"score_below": "10"}, {"score_below": "20.2"})

    score_below: float

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a phase without a score."""
        check_score(checker, phase, (*at, "score_below"))

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the score misses it."""
        return on.score_misses(self.score_below)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a score below 20"."""
        yield clause_words("score_below", language, score=number(self.score_below, language))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The score below which one is stopped."""
        return (self.score_below,)


class LabelsReached(Clause):
    """So many criteria are at a label or above, for each label named."""

    keys = ("at_least",)

    at_least: Mapping[str, int]

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield every label but the lowest, once and twice."""
        yield from _label_examples("at_least", phase)

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report labels that the phase does not have, or not so often."""
        _check_labels(checker, phase, (*at, "at_least"), self.at_least)

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether so many criteria are at each label."""
        return all_of(at_least(least, on.each_at(label)) for label, least in self.at_least.items())

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "at least 2 criteria at “good” or above" for each label."""
        yield from _counted("at_least", self.at_least, language)

    def shortfalls(self, found: GateFindings) -> Iterator[AnyShortfall]:
        """Yield each label that too few criteria reach for certain."""
        for label, least in self.at_least.items():
            short = _label_shortfall(found, label, least, stops=False)
            if short.most < least:
                yield short


class LabelsMissed(Clause):
    """So many criteria are below a label, for each label named."""

    keys = ("below",)

    below: Mapping[str, int]

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield every label but the lowest, once and twice."""
        yield from _label_examples("below", phase)

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report labels that the phase does not have, or not so often."""
        _check_labels(checker, phase, (*at, "below"), self.below)

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether so many criteria are below each label."""
        return all_of(at_least(least, on.each_below(label)) for label, least in self.below.items())

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "at least 2 criteria below “fair”" for each label."""
        yield from _counted("below", self.below, language)

    def shortfalls(self, found: GateFindings) -> Iterator[AnyShortfall]:
        """Yield each label that too many criteria miss, where that is so for every one of them."""
        told = [_label_shortfall(found, label, least, stops=True)
                for label, least in self.below.items()]
        if all(short.fewest >= short.least for short in told):
            yield from told


class CriterionLevels(Clause):
    """Single criteria, or groups of criteria, reach a level each."""

    keys = ("criteria",)

    criteria: Mapping[str, Any]

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield the middle of every criterion's scale, and half of every group's subtotal."""
        for group in phase.groups:
            half = (group_points(phase, group) or HUNDRED) / 2
            yield {"criteria": f"{{ {json.dumps(group.id)} = {json.dumps(half)} }}"}
        for criterion in phase.criteria:
            scale = criterion.scale
            level = scale[len(scale) // 2] if criterion.ordinal else (scale[0] + scale[1]) / 2
            yield {"criteria": f"{{ {json.dumps(criterion.id)} = {json.dumps(level)} }}"}

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report criteria that the phase does not have, and levels that are not on their scale."""
        found = {criterion.id: criterion for criterion in phase.criteria}
        totals = {group.id: group_points(phase, group) or HUNDRED for group in phase.groups}
        for id, level in self.criteria.items():
            here, criterion = (*at, "criteria", id), found.get(id)
            if id in totals:
                if not is_number(level) or not 0 <= level <= totals[id]:
                    checker.problem(here,
                                    say("gate-checks.no_subtotal", value=repr(level), group=id),
                                    say("method-checks.goes_from_0", most=totals[id]))
            elif criterion is None:
                checker.problem(here, say("gate-checks.no_criterion", criterion=repr(id)),
                                did_you_mean(id, [*found, *totals]))
            elif not _on_scale(criterion, level):
                labels = [str(each) for each in criterion.scale] if criterion.ordinal else []
                checker.problem(here,
                                say("gate-checks.not_on_scale_of", value=repr(level), criterion=id),
                                did_you_mean(str(level), labels))

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether each of the criteria and groups reaches its level."""
        return all_of(on.reaches(id, level) for id, level in self.criteria.items())

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "“Impact” at 3 or above" for each criterion."""
        titles = {part.id: part.title for part in phase.scored}
        for id, level in self.criteria.items():
            title = text_in(titles[id], language, id)
            yield clause_words("criteria", language, title=title,
                               level=shown_level(level, language))

    def shortfalls(self, found: GateFindings) -> Iterator[AnyShortfall]:
        """Yield each criterion or group that is surely below its level."""
        for id, level in self.criteria.items():
            part = found.parts.get(id)
            if part is None or not part.applies or part.lower is None or part.upper is None:
                continue
            least = level
            if isinstance(part, CriterionResult) and part.lower_label is not None:
                least = part.scale.index(level)
            if part.upper < least:
                yield Shortfall(Interval(lower=part.lower, upper=part.upper), level, part)

    def level(self, id: str) -> Any:
        """Return the level that it looks for of a criterion."""
        return self.criteria.get(id)

    def over(self, criteria: Counterparts) -> CriterionLevels | None:
        """Return the same levels of the criteria that stand in their place."""
        found = {}
        for id, level in self.criteria.items():
            if id in criteria:
                counterpart, level_there = criteria[id]
                found[counterpart] = level_there(level)
        return self.replace(criteria=found) if found else None


class Condition(Clause):
    """An SQL condition over facts and parameters."""

    keys = ("when",)
    tried = ({"when": '"identify.group_size >= 5"'},)
    uses: ClassVar[Mapping[str, Use]] = {"when": "condition"}

    when: str
    stops: bool = False

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int, phase: Phase) -> Self | None:
        """Return the condition of a rule; None where it has none."""
        found = super().read(rule, number, phase)
        return found and found.replace(stops=isinstance(rule, StopRule))

    @property
    def name(self) -> str:
        """The name of the phase's column that tells whether it holds."""
        return f"when.{'stop' if self.stops else 'advance'}{self.number}"

    def shortfalls(self, found: GateFindings) -> Iterator[AnyShortfall]:
        """Yield the condition if it surely keeps the venture out."""
        if found.row.get(found.names.of(self.name)) is self.stops:
            yield ConditionShortfall(self.expressions["when"], self.stops)

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the condition holds."""
        return known(self.expressions["when"].value)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "the condition …"."""
        yield clause_words("when", language, when=self.when)


CLAUSES: Mapping[type[AdvanceRule] | type[StopRule], tuple[type[Clause], ...]] = {
    AdvanceRule: (LeastScore, LeastPoints, Places, OwnLists, Spread, Budget, LabelsReached,
                  CriterionLevels, Condition),
    StopRule: (ScoreBelow, PointsBelow, LabelsMissed, Condition),
}
"""The clauses that each kind of rule may have, in the order in which they are listed."""


def _on_scale(criterion: Criterion, level: object) -> bool:
    if criterion.ordinal:
        return level in criterion.scale
    return is_number(level) and bool(criterion.scale[0] <= level <= criterion.scale[1])


def _check_labels(checker: Checker, phase: Phase, at: KeyPath, counts: Mapping[str, int]) -> None:
    labelled = [criterion for criterion in phase.criteria if criterion.ordinal]
    there = {str(label) for criterion in labelled for label in criterion.scale}
    for label, least in counts.items():
        if label not in there:
            checker.problem((*at, label), say("gate-checks.no_such_label", label=repr(label)),
                            did_you_mean(label, there))
        elif least > sum(label in criterion.scale for criterion in labelled):
            checker.problem((*at, label), say("gate-checks.not_so_many_criteria", least=least))
        elif least < 1:
            checker.problem((*at, label), say("gate-checks.fewer_than_one_criterion"))


def _label_shortfall(
    found: GateFindings, label: str, least: int, *, stops: bool
) -> LabelShortfall:
    """Return how many criteria reach a label; with ``stops`` how many are below it."""
    there = [part for part in found.parts.values() if isinstance(part, CriterionResult)
             and part.applies is not False and label in part.scale and part.lower is not None
             and part.upper is not None]
    at = [(part, part.scale.index(label)) for part in there]
    below = [part for part, least in at if part.applies and (part.upper or 0) < least]
    reach = [part for part, least in at if part.applies and (part.lower or 0) >= least]
    sure, missed = (below, reach) if stops else (reach, below)
    return LabelShortfall(label, len(sure), len(there) - len(missed), least,
                          tuple(part.title for part in below), stops)


def _label_examples(key: str, phase: Phase) -> Iterator[Mapping[str, str]]:
    labels = (str(label) for criterion in phase.criteria if criterion.ordinal
              for label in criterion.scale[1:])
    for label in dict.fromkeys(labels):
        most = sum(label in criterion.scale for criterion in phase.criteria if criterion.ordinal)
        for least in range(1, min(most, 2) + 1):
            yield {key: f"{{ {json.dumps(label)} = {least} }}"}


def _counted(key: str, counts: Mapping[str, int], language: str) -> Iterator[str]:
    for label, least in counts.items():
        yield clause_words(f"{key}_one" if least == 1 else key, language, n=least, label=label)
