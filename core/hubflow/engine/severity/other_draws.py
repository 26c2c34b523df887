"""Draw what ventures would have got, had other members of the same panel judged them.

Each venture is judged by as many assessors as it was, drawn evenly from all who judged in the panel
and have declared no conflict of interest with it. Whoever did judge it says what they said; of the
others the score is drawn from the fitted model, with the uncertainty of its estimates: the variance
from its scaled inverse chi-squared distribution, the coefficients from a normal distribution around
the fit (Gelman and Hill, Data Analysis Using Regression and Multilevel/Hierarchical Models,
Cambridge 2007, section 7.2).
"""

from __future__ import annotations

import functools
import math
import statistics
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from random import Random

import attrs

from hubflow.engine.severity.main_effects import MainEffects, Matrix, Scores, by_venture

LOW, HIGH = 0.0, 100.0
"""The scale of the scores."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PanelDraws:
    """A panel whose members are drawn anew.

    ``conflicts`` are (venture, assessor). ``median`` says how the panel's scores are combined.
    """

    scores: Scores
    fit: MainEffects
    conflicts: Collection[tuple[str, str]] = ()
    median: bool = False

    def combined(self, scores: Collection[float]) -> float:
        """Return the panel's score of the scores of some assessors."""
        return statistics.median(scores) if self.median else math.fsum(scores) / len(scores)

    def levelling(self) -> Mapping[str, float]:
        """Return by how much each venture's score moves if the severity of its assessors goes."""
        return {venture: self.combined([score - self.fit.effects[assessor]
                                        for assessor, score in said.items()])
                - self.combined(said.values())
                for venture, said in by_venture(self.scores).items()}

    def shifts(self, draws: int, seed: str) -> Iterator[Mapping[str, float]]:
        """Yield, for each draw, by how much each venture's score moves."""
        ventures = by_venture(self.scores)
        for moves in _kept_moves(_Asked(
                panel=self, draws=draws, seed=seed, scores=tuple(self.scores.items()),
                conflicts=frozenset(self.conflicts), median=self.median)):
            yield dict(zip(ventures, moves, strict=True))

    def moves(self, draws: int, seed: str) -> Iterator[array[float]]:
        """Draw for each draw by how much scores move, in the order of their ventures."""
        given = by_venture(self.scores)
        own = {venture: self.combined(said.values()) for venture, said in given.items()}
        free = {venture: [assessor for assessor in self.fit.effects
                          if assessor in said or (venture, assessor) not in self.conflicts]
                for venture, said in given.items()}
        chance, root = Random(seed), _root(self.fit.unscaled)
        for _ in range(draws):
            spread, effects = self._coefficients(chance, root)
            yield array("d", [self._drawn(said, free[venture], effects, spread, chance)
                              - own[venture] for venture, said in given.items()])

    def _coefficients(self, chance: Random, root: Matrix) -> tuple[float, Mapping[str, float]]:
        """Return the errors' standard deviation and the assessors' effects, drawn."""
        degrees = self.fit.degrees
        spread = math.sqrt(
            self.fit.variance * degrees / chance.gammavariate(degrees / 2, 2.0))
        normal = [chance.gauss(0.0, spread) for _ in root]
        moved = [math.fsum(a * b for a, b in zip(row, normal, strict=False)) for row in root]
        mean = math.fsum(moved) / len(moved)
        return spread, {assessor: effect + move - mean for (assessor, effect), move in zip(
            self.fit.effects.items(), moved, strict=True)}

    def _drawn(
        self, said: Mapping[str, float], free: Sequence[str], effects: Mapping[str, float],
        spread: float, chance: Random,
    ) -> float:
        level = math.fsum(score - effects[assessor] for assessor, score in said.items()) / len(
            said) + chance.gauss(0.0, spread / math.sqrt(len(said)))
        return self.combined([
            said[assessor] if assessor in said
            else min(HIGH, max(LOW, level + effects[assessor] + chance.gauss(0.0, spread)))
            for assessor in chance.sample(free, len(said))])


@attrs.frozen(kw_only=True)
class _Asked:
    """Draws that are asked for: all that they follow from is compared, and ``panel`` makes them."""

    panel: PanelDraws = attrs.field(eq=False)
    draws: int
    seed: str
    scores: tuple[tuple[tuple[str, str], float], ...]
    conflicts: frozenset[tuple[str, str]]
    median: bool


@functools.lru_cache(maxsize=16)
def _kept_moves(asked: _Asked) -> tuple[array[float], ...]:
    """Return what a panel draws; to draw takes twice as long as the rest of a call's result."""
    return tuple(asked.panel.moves(asked.draws, asked.seed))


def _root(covariance: Matrix) -> Matrix:
    """Return the lower Cholesky factor of a covariance with 1 / size added to each cell.

    Effects add up to 0, so their own covariance has none; what is added is lost again when the
    drawn effects are centred.
    """
    size = len(covariance)
    root: Matrix = []
    for i, row in enumerate(covariance):
        made: list[float] = []
        for j in range(i + 1):
            rest = row[j] + 1 / size - math.fsum(
                made[k] * (made if i == j else root[j])[k] for k in range(j))
            made.append(math.sqrt(max(rest, 0.0)) if i == j else rest / root[j][j])
        root.append(made)
    return root
