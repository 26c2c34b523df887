"""Put the answers of several people together: mean weights, their spread, their consistency."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

import attrs

from hubflow.engine.facts.arithmetic import whole_parts
from hubflow.weigh.weight_methods import card_weights, pair_weights, swing_weights

Method = Literal["swing", "cards", "pairs"]
METHODS: tuple[Method, ...] = ("swing", "cards", "pairs")

Pair = tuple[str, str]


@attrs.frozen(kw_only=True)
class PersonAnswers:
    """The answers of one person, who is named by a role and not by a name.

    ``points`` are swings by criterion. ``ranks``, ``blanks`` (cards above the place of a criterion)
    and ``ratio`` are the cards. ``times`` says how many times the first criterion of a pair is as
    important as the second.
    """

    role: str
    points: Mapping[str, float] = attrs.field(factory=dict)
    ranks: Mapping[str, int] = attrs.field(factory=dict)
    blanks: Mapping[int, int] = attrs.field(factory=dict)
    ratio: float = 1.0
    times: Mapping[Pair, float] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class PersonWeights:
    """The weights that follow from one person's answers, as shares of 1.

    ``consistency`` is the consistency ratio of comparisons in pairs; None for other methods, in
    which answers cannot contradict each other.
    """

    role: str
    weights: Mapping[str, float]
    consistency: float | None = None


@attrs.frozen(kw_only=True)
class GroupWeights:
    """The mean of several people's weights by criterion, with the least and the greatest.

    Weights are shares of 1.
    """

    method: Method
    people: tuple[PersonWeights, ...]
    weights: Mapping[str, float]
    least: Mapping[str, float]
    most: Mapping[str, float]

    @property
    def band(self) -> float | None:
        """How far a person's weight is from the mean at most, as a share of the mean.

        It is rounded up to a hundredth and at most 1. None for one person.
        """
        if len(self.people) < 2:
            return None
        furthest = max(max(self.most[id] - mean, mean - self.least[id]) / mean
                       for id, mean in self.weights.items())
        return min(1.0, math.ceil(round(furthest * 100, 6)) / 100)

    def rounded(self) -> Mapping[str, float]:
        """Return the weights in per cent, with two decimals, adding up to 100."""
        parts = whole_parts({id: self.weights[id] * 10_000 for id in sorted(self.weights)}, 10_000)
        assert parts is not None, "weights add up to one"
        return {id: parts[id] / 100 for id in self.weights}


def pairs_of(ids: Sequence[str]) -> Iterator[Pair]:
    """Yield every pair of criteria once, in the method's order."""
    yield from combinations(ids, 2)


def weights_of(method: Method, ids: Sequence[str], answers: PersonAnswers) -> PersonWeights:
    """Return one person's weights of the criteria ``ids``."""
    consistency = None
    if method == "swing":
        found = swing_weights([answers.points[id] for id in ids])
    elif method == "cards":
        found = card_weights([answers.ranks[id] for id in ids], answers.blanks, answers.ratio)
    else:
        at = {id: number for number, id in enumerate(ids)}
        found, consistency = pair_weights(len(ids), {
            (at[first], at[second]): ratio for (first, second), ratio in answers.times.items()})
    return PersonWeights(role=answers.role, weights=dict(zip(ids, found, strict=True)),
                         consistency=consistency)


def group_weights(
    method: Method, ids: Sequence[str], people: Sequence[PersonAnswers]
) -> GroupWeights:
    """Return the mean of all people's weights; each person counts the same."""
    found = tuple(weights_of(method, ids, person) for person in people)
    by_id = {id: [person.weights[id] for person in found] for id in ids}
    return GroupWeights(
        method=method, people=found,
        weights={id: math.fsum(values) / len(values) for id, values in by_id.items()},
        least={id: min(values) for id, values in by_id.items()},
        most={id: max(values) for id, values in by_id.items()})
