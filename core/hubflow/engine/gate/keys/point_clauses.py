"""The keys of a gate's rules that compare the score in the phase's points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.engine.gate.keys.clause import Checker, Clause, clause_words
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import Ternary
from hubflow.engine.method.score_tree import DECIMALS, HUNDRED, score_points
from hubflow.model.methodology import Phase
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.numbers import number
from hubflow.text.spoken import say


class LeastPoints(Clause):
    """The score is at least so many of the phase's points."""

    keys = ("points",)
    in_points = True

    points: float

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield half of the phase's points, where its score is in points."""
        yield from _point_examples("points", phase, 0.5)

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a phase whose score is not in points, or has fewer."""
        check_points(checker, phase, (*at, "points"), self.points)

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the score reaches it."""
        return on.score_reaches(*self.thresholds)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "at least 120 of 200 points"."""
        yield clause_words("points", language, points=number(self.points, language),
                    total=number(self.total or HUNDRED, language))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The least score, of 100."""
        return (of_hundred(self.points, self.total),)

    @property
    def demands(self) -> bool:
        """Whether it is more than the least score that there is."""
        return self.points > 0


class PointsBelow(Clause):
    """The score lies below so many of the phase's points."""

    keys = ("points_below",)
    in_points = True

    points_below: float

    @classmethod
    def examples(cls, phase: Phase) -> Iterator[Mapping[str, str]]:
        """Yield a tenth of the phase's points, where its score is in points."""
        yield from _point_examples("points_below", phase, 0.1)

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a phase whose score is not in points, or has fewer."""
        check_points(checker, phase, (*at, "points_below"), self.points_below)

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether the score misses it."""
        return on.score_misses(*self.thresholds)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "fewer than 40 of 200 points"."""
        yield clause_words("points_below", language, points=number(self.points_below, language),
                    total=number(self.total or HUNDRED, language))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The score below which one is stopped, of 100."""
        return (of_hundred(self.points_below, self.total),)


def check_points(checker: Checker, phase: Phase, at: KeyPath, points: float) -> None:
    """Report a phase whose score is not in points, or is out of fewer."""
    total = score_points(phase)
    if total is None:
        checker.problem(at, say("gate-checks.score_without_points"), say("gate-checks.give_points"))
    elif not 0 <= points <= total:
        checker.problem(at, say("gate-checks.no_number_of_points", points=points),
                        say("gate-checks.points_go", total=total))


def of_hundred(points: float, total: float | None) -> float:
    """Return a number of points as a score of 100, rounded as scores are."""
    return points if total is None else round(points / total * HUNDRED, DECIMALS)


def _point_examples(key: str, phase: Phase, share: float) -> Iterator[Mapping[str, str]]:
    total = score_points(phase)
    if total is not None:
        yield {key: f"{total * share:g}"}
