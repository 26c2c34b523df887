"""Many hubs at once: how alike their methods are, what only one of them asks, what none does.

Nothing here depends on the order of the hubs: whatever could is worked out in the order of their
names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from hubflow.compare.alike.method_levels import known_on, overlap
from hubflow.compare.method_records import Method, MethodRecord, shared
from hubflow.model.methodology import STAGES, Stage
from hubflow.text.frameworks import CONCEPT, FAMILY, place_name, places_in_order
from hubflow.text.vocabulary import concepts


@attrs.frozen(kw_only=True)
class MapPoint:
    """The place of a hub on the map of methods; the distance between two is unlikeness."""

    hub: str
    x: float
    y: float


@attrs.frozen(kw_only=True)
class OnlyHere:
    """A shared concept that one hub alone asks about, with its rule."""

    hub: str
    concept: str
    name: str
    asked: MethodRecord


@attrs.frozen(kw_only=True)
class StageCoverage:
    """The hubs that ask something in a stage, and those that name an instrument for it."""

    stage: Stage
    asking: tuple[str, ...]
    funding: tuple[str, ...]


@attrs.frozen(kw_only=True)
class UnaskedFamily:
    """The shared concepts of a family that no hub asks about; what hubflow guarantees is asked."""

    family: str
    name: str
    concepts: tuple[str, ...]
    names: tuple[str, ...]
    whole: bool


@attrs.frozen(kw_only=True)
class Network:
    """Three or more hubs side by side.

    ``matrix`` is the part of two hubs' attention that is about the same on the level ``by``; the
    distance of two methods is 1 less that. ``map_share`` is the share of the distances, squared,
    that the map shows; ``strangers`` have nothing in common with any other hub and stand off it.
    Of ``unplaced`` hubs nothing has a place on the level, such as where criteria were not read:
    what they have in common with others is not known, and they stand off the map, too.
    """

    by: str
    matrix: Mapping[str, Mapping[str, float | None]]
    map: tuple[MapPoint, ...]
    map_share: float
    strangers: tuple[str, ...]
    unplaced: tuple[str, ...]
    only: tuple[OnlyHere, ...]
    stages: tuple[StageCoverage, ...]
    unasked: tuple[UnaskedFamily, ...]


def network_of(methods: Sequence[Method], language: str, by: str) -> Network:
    """Return the network view of methods; the level of families stands in for that of concepts.

    By concepts most methods have next to nothing in common, so a map of them would say little.
    """
    level = FAMILY if by == CONCEPT else by
    placed = [method for method in methods if known_on(method, level)]
    parts = {a.name: {b.name: 1.0 if a is b else overlap(a, b, level) for b in placed}
             for a in placed}
    strangers = [name for name, row in parts.items()
                 if not any(part for other, part in row.items() if other != name)]
    points, share = _map(sorted(parts.keys() - set(strangers)), parts)
    return Network(
        by=level,
        matrix={a.name: {b.name: 1.0 if a is b else parts.get(a.name, {}).get(b.name)
                         for b in methods} for a in methods},
        map=tuple(points[method.name] for method in methods if method.name in points),
        map_share=share, strangers=tuple(strangers),
        unplaced=tuple(method.name for method in methods if method not in placed),
        only=_only(methods, language),
        stages=tuple(StageCoverage(
            stage=stage,
            asking=tuple(m.name for m in methods if any(
                not asked.guarantee for phase in m.phases if phase.stage == stage
                for asked in phase.asked)),
            funding=tuple(m.name for m in methods if any(
                offer.stage == stage for offer in m.offers)),
        ) for stage in STAGES),
        unasked=tuple(_unasked(methods, language)))


def _map(
    names: Sequence[str], matrix: Mapping[str, Mapping[str, float]]
) -> tuple[Mapping[str, MapPoint], float]:
    """Return the points of classical scaling (Torgerson 1952), and the share that they show.

    The axes mean nothing. Each is turned so that the first name that is off it lies above.
    """
    import numpy as np

    if not names:
        return {}, 1.0
    distances = np.array([[1 - matrix[a][b] for b in names] for a in names])
    centre = np.eye(len(names)) - 1 / len(names)
    values, vectors = np.linalg.eigh(-centre @ distances ** 2 @ centre / 2)
    best = np.argsort(-values, kind="stable")[:2]
    places = vectors[:, best] * np.sqrt(np.maximum(values[best], 0))
    assert places.shape[1] == 2  # who has something in common is never alone
    for axis in range(places.shape[1]):
        off = [value for value in places[:, axis] if abs(value) > 1e-9]
        places[:, axis] *= -1 if off and off[0] < 0 else 1
    positive = values[values > 1e-12].sum()
    shown = round(float(np.maximum(values[best], 0).sum() / positive), 6) if positive else 1.0
    return {name: MapPoint(hub=name, x=round(float(x), 6) + 0.0, y=round(float(y), 6) + 0.0)
            for name, (x, y) in zip(names, places, strict=True)}, shown


def _only(methods: Sequence[Method], language: str) -> tuple[OnlyHere, ...]:
    """Return the concepts that one hub alone asks about, each where it is first asked."""
    asking: defaultdict[str, dict[str, MethodRecord]] = defaultdict(dict)
    for method in methods:
        for asked in method.asked:
            for concept in asked.concepts:
                if shared(concept) and not asked.guarantee:
                    asking[concept].setdefault(method.name, asked)
    return tuple(
        OnlyHere(hub=method.name, concept=concept, name=place_name(concept, CONCEPT, language),
                 asked=asking[concept][method.name])
        for method in methods for concept in places_in_order(CONCEPT)
        if list(asking[concept]) == [method.name])


def _unasked(methods: Sequence[Method], language: str) -> list[UnaskedFamily]:
    asked = {concept for method in methods for rule in method.asked for concept in rule.concepts}
    found = []
    for family in places_in_order(FAMILY):
        within = [each.id for each in concepts().values() if each.family == family]
        left = tuple(concept for concept in within if concept not in asked)
        if left:
            found.append(UnaskedFamily(
                family=family, name=place_name(family, FAMILY, language), concepts=left,
                names=tuple(place_name(concept, CONCEPT, language) for concept in left),
                whole=len(left) == len(within)))
    return found
