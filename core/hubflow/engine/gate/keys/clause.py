"""Define a clause: one key of a gate's rule, with the methods that every clause has."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, Protocol, Self

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.competition import Competition
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import Ternary
from hubflow.engine.method.score_tree import score_points
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.methodology import AdvanceRule, Phase, StopRule
from hubflow.model.plain_record import PlainRecord
from hubflow.model.results import CriterionResult, GroupResult, Interval
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

Counterparts = Mapping[str, tuple[str, Callable[[object], object]]]
"""For the ids of criteria: the criterion that stands in its place, and its level for a level."""


Scored = Mapping[str, CriterionResult | GroupResult]
"""The criteria and groups of a phase, by their ids, as a venture came out in them."""


class GateFindings(NamedTuple):
    """What the clauses of a gate look at, as one venture came out: score, parts, and its row."""

    score: Interval | None
    parts: Scored
    row: Mapping[str, Any]
    names: PhaseColumns


class Shortfall(NamedTuple):
    """What surely falls short of a clause: the score, or ``part``, and the least it looks for.

    ``least`` is a score of 100, or a level of the part. ``in_points``: the clause says points.
    """

    found: Interval
    least: Any
    part: CriterionResult | GroupResult | None = None
    in_points: bool = False


class LabelShortfall(NamedTuple):
    """Criteria that surely lie below a label, where a clause counts those at it or below it.

    ``fewest`` and ``most`` are how many the clause counts; it asks for ``least``, or stops from so
    many on with ``stops``.
    """

    label: str
    fewest: int
    most: int
    least: int
    below: tuple[str, ...]
    stops: bool = False


class ConditionShortfall(NamedTuple):
    """A condition that surely does not hold, or with ``stops`` one that does."""

    condition: Expression
    stops: bool = False


AnyShortfall = Shortfall | LabelShortfall | ConditionShortfall


class Checker(Protocol):
    """The part of the compiler that compiling a gate needs."""

    def problem(self, at: KeyPath, what: str, to_do: str = "") -> None:
        """Report one problem."""

    def expression(self, text: str | None, use: Use, at: KeyPath) -> Expression | None:
        """Compile one expression, reporting its flaws."""


class Clause(PlainRecord, abc.ABC, kw_only=True):
    """The part of a rule under one key, or under several that belong together.

    ``number`` is the rule's place in its gate, ``total`` that of its phase's points, None where the
    score is not in points. ``expressions`` are those of the clause by their keys; they are there
    once it is compiled, and only ``holds`` and the ranks need that.
    """

    keys: ClassVar[tuple[str, ...]]
    """The fields of the model's rule that it stands for, which are its attributes as well."""
    tried: ClassVar[tuple[Mapping[str, str], ...]] = ()
    """Its keys with values in TOML that fit any phase; `hubflow new` shows the first."""
    uses: ClassVar[Mapping[str, Use]] = {}
    """Which of its keys are expressions, and of what kind."""

    in_points: ClassVar[bool] = False
    """Whether its thresholds are written in the phase's points."""

    number: int = 0
    total: float | None = None
    expressions: Mapping[str, Expression] = {}

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int, phase: Phase) -> Self | None:
        """Return the clause of a phase's rule; None where the rule says nothing by this key."""
        said = {key: getattr(rule, key) for key in cls.keys}
        if all(value is None or value == {} for value in said.values()):
            return None
        return cls(**said, number=number, total=score_points(phase))

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
        found = {".".join(path): checker.expression(text, self.uses[path[0]], (*at, *path))
                 for path, text in self.texts.items()}
        return self.replace(expressions={k: e for k, e in found.items() if e is not None})

    @property
    def texts(self) -> Mapping[tuple[str, ...], str]:
        """Its expressions as they are written, by their paths within the rule."""
        said = {key: getattr(self, key) for key in self.uses}
        return {(key,): text for key, text in said.items() if text is not None}

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

    def shortfalls(self, found: GateFindings) -> Iterator[AnyShortfall]:
        """Yield what surely falls short of the clause, for one venture; or why it stops it."""
        for least in self.thresholds:
            if found.score is not None and found.score.upper < least:
                yield Shortfall(found.score, least, in_points=self.in_points)

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

    @abc.abstractmethod
    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether ventures of a call are more than it lets through.

        ``advancing`` has a row for each of them, with the :meth:`columns`.
        """

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


def check_score(checker: Checker, phase: Phase, at: KeyPath) -> None:
    """Report a phase without a score."""
    if not has_score(phase):
        checker.problem(at, say("gate-checks.no_score"), say("gate-checks.count_labels"))


def has_score(phase: Phase) -> bool:
    """Return whether a phase has a criterion on a numeric scale."""
    return any(not criterion.ordinal for criterion in phase.criteria)


def clause_words(key: str, language: str, **values: object) -> str:
    """Return a clause in words, with the values put in."""
    return words(language, "gate")[key].format(**values)
