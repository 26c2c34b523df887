"""The keys of a gate's rules: a class for each, with everything that depends on what it means.

A rule of a gate holds if every clause of it holds. Whatever reads gates asks the clauses: the
engine, results, documents, comparisons and the laws of the kit. A new key is a field of
``AdvanceRule`` or ``StopRule`` in the model, a class here that stands in ``CLAUSES``, and its words
in ``text/<language>/gate.toml``.
"""

from __future__ import annotations

import abc
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Protocol, Self

import attrs
import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.competition import Competition
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import Ternary, all_of, at_least, known
from hubflow.engine.results.engine_words import number
from hubflow.model.methodology import AdvanceRule, Criterion, Phase, StopRule, text_in
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.catalogue import words

Counterparts = Mapping[str, tuple[str, Callable[[object], object]]]
"""For the ids of criteria: the criterion that stands in its place, and its level for a level."""


class Checker(Protocol):
    """What compiling a gate needs of the compiler."""

    def problem(self, at: KeyPath, what: str, to_do: str = "") -> None:
        """Report one problem."""

    def expression(self, text: str | None, use: Use, at: KeyPath) -> Expression | None:
        """Compile one expression, reporting its flaws."""


@attrs.frozen(eq=False, repr=False)
class Clause(abc.ABC):
    """What a rule says by one key, or by several that belong together.

    ``number`` is the rule's place in its gate. ``expressions`` are those of the clause by their
    keys; they are there once it is compiled, and only ``holds`` and the ranks need that.
    """

    keys: ClassVar[tuple[str, ...]]
    """The fields of the model's rule that it stands for, which are its attributes as well."""
    tried: ClassVar[tuple[Mapping[str, str], ...]] = ()
    """Its keys with values in TOML that fit any phase; `hubflow new` shows the first."""
    uses: ClassVar[Mapping[str, Use]] = {}
    """Which of its keys are expressions, and of what kind."""

    number: int = attrs.field(kw_only=True, default=0)
    expressions: Mapping[str, Expression] = attrs.field(kw_only=True, factory=dict)

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int) -> Self | None:
        """Return the clause of a rule; None where the rule says nothing by this key."""
        said = {key: getattr(rule, key) for key in cls.keys}
        if all(value is None or value == {} for value in said.values()):
            return None
        return cls(**said, number=number)

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield its keys with values in TOML that fit this phase."""
        yield from cls.tried

    @property
    def written(self) -> Mapping[str, Any]:
        """The keys with their values; editions of a method are compared by them."""
        said = {key: getattr(self, key) for key in self.keys}
        return {key: value for key, value in said.items() if value is not None}

    def compile(self, checker: Checker, phase: Phase, at: KeyPath) -> Self:
        """Return the clause with its expressions; its problems go to ``checker``."""
        self.check(checker, phase, at)
        found = {key: checker.expression(getattr(self, key), use, (*at, key))
                 for key, use in self.uses.items()}
        return attrs.evolve(self, expressions={k: e for k, e in found.items() if e is not None})

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report what is wrong with the clause in this phase."""

    @abc.abstractmethod
    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the clause holds, row by row."""

    @abc.abstractmethod
    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield the clause in words that follow "advance with" or "stop with"."""

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The scores that it compares the phase's score with."""
        return ()

    def level(self, id: str) -> Any:
        """Return the level of a single criterion that it looks for; None if it looks for none."""
        return None

    @property
    def demands(self) -> bool:
        """Whether it keeps anybody out."""
        return True

    def over(self, criteria: Counterparts) -> Clause | None:
        """Return the clause about other criteria; None where nothing of it is left."""
        return self


@attrs.frozen(eq=False, repr=False)
class RankedClause(Clause):
    """A clause that looks at a venture's rank within its call.

    ``standing`` is worked out over whole calls, before the gate, and stands in columns.
    """

    @property
    def name(self) -> str:
        """The name of its columns among the phase's."""
        return f"{self.keys[0]}{self.number}"

    def columns(self) -> list[pl.Expr]:
        """Return the columns that its standing reads, besides who competes and the numbers."""
        return []

    @abc.abstractmethod
    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether each venture's standing satisfies it, for certain and possibly.

        ``ranks`` are those of the competition.
        """

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return what the columns of the standing say."""
        return on.standing(self.name)

    def places_among(self, competitors: int) -> int | None:
        """Return how many of so many it lets through; None where no number says it."""
        return None

    @property
    def quota(self) -> int | None:
        """The number of places, where it is the same for every call."""
        return None

    def with_quota(self, places: int) -> Self:
        """Return the clause with so many places, where it sets a quota."""
        return self


@attrs.frozen(eq=False, repr=False)
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
        yield _told("score", language, score=number(self.score, language))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The least score."""
        return (self.score,)

    @property
    def demands(self) -> bool:
        """Whether it is more than the least score that there is."""
        return self.score > 0


@attrs.frozen(eq=False, repr=False)
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
        yield _told("score_below", language, score=number(self.score_below, language))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The score below which one is stopped."""
        return (self.score_below,)


@attrs.frozen(eq=False, repr=False)
class Places(RankedClause):
    """The rank is among the best so many of the call."""

    keys = ("places",)
    tried = ({"places": "10"}, {"places": "1"}, {"places": "2"})

    places: int

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a quota of nobody."""
        if self.places < 1:
            checker.problem((*at, "places"), "fewer than one place")

    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether the worst rank is within the places, and the best."""
        return ((ranks["worst"] <= self.places).fill_null(False),
                (ranks["best"] <= self.places).fill_null(False))

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a rank among the best 3 of the call"."""
        yield _told("places", language, places=self.places)

    def places_among(self, competitors: int) -> int:
        """Return the places, however many compete."""
        return self.places

    @property
    def quota(self) -> int:
        """The places."""
        return self.places

    def with_quota(self, places: int) -> Self:
        """Return the clause with so many places."""
        return attrs.evolve(self, places=places)


@attrs.frozen(eq=False, repr=False)
class Budget(RankedClause):
    """The call's money covers the venture and, in order of rank, all before it."""

    keys = ("budget", "cost")
    tried = ({"budget": '"call.budget"', "cost": '"incubate.net_funding_need"'},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"'})
    uses: ClassVar[Mapping[str, Use]] = {"budget": "measure", "cost": "measure"}

    budget: str | None
    cost: str | None

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report one of the two without the other."""
        if self.budget is None or self.cost is None:
            checker.problem(at, "`budget` and `cost` go together",
                            "Say what the call has and what one venture takes of it.")

    def columns(self) -> list[pl.Expr]:
        """Return what the venture costs and what the call has, in cents."""
        cost, budget = (self.expressions[key].value for key in ("cost", "budget"))
        return [
            pl.when(cost >= 0).then((cost * 100).round()).cast(pl.Int64)
            .alias(f"_cost{self.number}"),
            (budget * 100).round().cast(pl.Int64).alias(f"_budget{self.number}"),
        ]

    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether the most that is spent is covered, and the least."""
        cents = competition.table[f"_budget{self.number}"]
        spent = competition.spent(f"_cost{self.number}")
        return ((spent["most"] <= cents).fill_null(False),
                (spent["least"] <= cents).fill_null(True))

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a cost that the call's budget still covers"."""
        yield _told("budget", language)


@attrs.frozen(eq=False, repr=False)
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


@attrs.frozen(eq=False, repr=False)
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


@attrs.frozen(eq=False, repr=False)
class CriterionLevels(Clause):
    """Single criteria reach a level each."""

    keys = ("criteria",)

    criteria: Mapping[str, Any]

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield the middle of every criterion's scale."""
        for criterion in phase.criteria:
            scale = criterion.scale
            level = scale[len(scale) // 2] if criterion.ordinal else (scale[0] + scale[1]) / 2
            yield {"criteria": f"{{ {json.dumps(criterion.id)} = {json.dumps(level)} }}"}

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report criteria that the phase does not have, and levels that are not on their scale."""
        found = {criterion.id: criterion for criterion in phase.criteria}
        for id, level in self.criteria.items():
            here, criterion = (*at, "criteria", id), found.get(id)
            if criterion is None:
                checker.problem(here, f"the phase has no criterion {id!r}",
                                did_you_mean(id, found))
            elif not _on_scale(criterion, level):
                labels = [str(each) for each in criterion.scale] if criterion.ordinal else []
                checker.problem(here, f"{level!r} is not on the scale of {id}",
                                did_you_mean(str(level), labels))

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether each of the criteria reaches its level."""
        return all_of(on.reaches(id, level) for id, level in self.criteria.items())

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "“Impact” at 3 or above" for each criterion."""
        titles = {criterion.id: criterion.title for criterion in phase.criteria}
        for id, level in self.criteria.items():
            yield _told("criteria", language, title=text_in(titles[id], language, id), level=level)

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
        return attrs.evolve(self, criteria=found) if found else None


@attrs.frozen(eq=False, repr=False)
class Condition(Clause):
    """An SQL condition over facts and parameters."""

    keys = ("when",)
    tried = ({"when": '"identify.group_size >= 5"'},)
    uses: ClassVar[Mapping[str, Use]] = {"when": "condition"}

    when: str

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the condition holds."""
        return known(self.expressions["when"].value)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "the condition …"."""
        yield _told("when", language, when=self.when)


CLAUSES: Mapping[type[AdvanceRule] | type[StopRule], tuple[type[Clause], ...]] = {
    AdvanceRule: (LeastScore, Places, Budget, LabelsReached, CriterionLevels, Condition),
    StopRule: (ScoreBelow, LabelsMissed, Condition),
}
"""The clauses that each kind of rule may have, in the order in which they are listed."""


def check_score(checker: Checker, phase: Phase, at: KeyPath) -> None:
    """Report a phase without a score."""
    if not has_score(phase):
        checker.problem(at, "the phase has no criterion on a numeric scale, so no score",
                        "Count labels with `at_least.<label>`, or give a numeric scale.")


def has_score(phase: Phase) -> bool:
    """Return whether a phase has a criterion on a numeric scale."""
    return any(not criterion.ordinal for criterion in phase.criteria)


def _on_scale(criterion: Criterion, level: object) -> bool:
    if criterion.ordinal:
        return level in criterion.scale
    return (isinstance(level, int | float) and not isinstance(level, bool)
            and bool(criterion.scale[0] <= level <= criterion.scale[1]))


def _check_labels(checker: Checker, phase: Phase, at: KeyPath, counts: Mapping[str, int]) -> None:
    labelled = [criterion for criterion in phase.criteria if criterion.ordinal]
    there = {str(label) for criterion in labelled for label in criterion.scale}
    for label, least in counts.items():
        if label not in there:
            checker.problem((*at, label), f"no criterion of the phase has the label {label!r}",
                            did_you_mean(label, there))
        elif least > sum(label in criterion.scale for criterion in labelled):
            checker.problem((*at, label), f"there are not {least} criteria with this label")
        elif least < 1:
            checker.problem((*at, label), "fewer than one criterion")


def _label_examples(key: str, phase: Phase) -> Iterator[Mapping[str, str]]:
    labels = (str(label) for criterion in phase.criteria if criterion.ordinal
              for label in criterion.scale[1:])
    for label in dict.fromkeys(labels):
        most = sum(label in criterion.scale for criterion in phase.criteria if criterion.ordinal)
        for least in range(1, min(most, 2) + 1):
            yield {key: f"{{ {json.dumps(label)} = {least} }}"}


def _counted(key: str, counts: Mapping[str, int], language: str) -> Iterator[str]:
    for label, least in counts.items():
        yield _told(f"{key}_one" if least == 1 else key, language, n=least, label=label)


def _told(key: str, language: str, **values: object) -> str:
    return words(language, "gate")[key].format(**values)
