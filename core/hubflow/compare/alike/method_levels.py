"""How far two methods are about the same, on each level: concepts, families, frameworks.

Weight and rules are told apart. A method's *weight* is what moves its scores; its *rules* are all
that it scores or requires, so that levels and requirements, which have no weight, count too.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hubflow.compare.method_records import Method, shared
from hubflow.text.frameworks import CONCEPT, level_name, levels, place_name, places, places_in_order

NOWHERE = ""
"""The place of what stands in no family or dimension: a concept of one hub's own, or unmapped."""


@attrs.frozen(kw_only=True)
class PairLevel:
    """How far two methods are about the same on one level.

    ``weight_of_a`` is the share of a's weight on places that b asks about too, ``rules_of_a`` the
    same share of its rules; a place is a concept, a family or a dimension. ``overlap`` is the part
    of both that is about the same: the sum over places of the smaller of the two attentions (see
    :func:`attention`). ``common`` are the ids of the places that both ask about.
    """

    level: str
    name: str
    weight_of_a: float
    rules_of_a: float
    weight_of_b: float
    rules_of_b: float
    overlap: float
    common: tuple[str, ...]


def on_level(shares: Mapping[str, float], level: str) -> Mapping[str, float]:
    """Return shares by concept as shares by place on a level; the rest stands nowhere."""
    found: dict[str, float] = {}
    for concept, share in shares.items():
        at = places(concept, level) if shared(concept) or level == CONCEPT else {}
        for place, part in (at or {NOWHERE: 1.0}).items():
            found[place] = found.get(place, 0.0) + share * part
    return found


def attention(method: Method, level: str) -> Mapping[str, float]:
    """Return what a method looks at, by place: half its weight, and half its rules.

    That the two count the same is a choice of hubflow's.
    """
    weight, rules = on_level(method.weights, level), on_level(method.rules, level)
    return {place: (weight.get(place, 0.0) + rules.get(place, 0.0)) / 2
            for place in sorted(weight.keys() | rules.keys())}


def known_on(method: Method, level: str) -> bool:
    """Return whether anything that a method looks at has a place on a level."""
    return bool(attention(method, level).keys() - {NOWHERE})


def overlap(a: Method, b: Method, level: str) -> float:
    """Return the part of two methods' attention that is about the same, from 0 to 1.

    What stands nowhere, or is a concept of one hub's own, is shared with nobody. Two editions of
    one method share their own concepts, too.
    """
    first, second = attention(a, level), attention(b, level)
    return round(sum(min(share, second.get(place, 0.0)) for place, share in first.items()
                     if place != NOWHERE and (shared(place) or a.id == b.id)), 9)


def pair_levels(a: Method, b: Method, language: str) -> tuple[PairLevel, ...]:
    """Return how far two methods are about the same, on every level."""
    return tuple(_pair_level(a, b, level, language) for level in levels())


def _pair_level(a: Method, b: Method, level: str, language: str) -> PairLevel:
    known = set(places_in_order(level))
    of_a, of_b = (known & on_level(method.rules, level).keys() for method in (a, b))
    return PairLevel(
        level=level, name=level_name(level, language),
        weight_of_a=_covered(a.weights, level, of_b), rules_of_a=_covered(a.rules, level, of_b),
        weight_of_b=_covered(b.weights, level, of_a), rules_of_b=_covered(b.rules, level, of_a),
        overlap=overlap(a, b, level),
        common=tuple(place for place in places_in_order(level) if place in of_a & of_b))


def _covered(shares: Mapping[str, float], level: str, there: set[str]) -> float:
    """Return the share that stands at places which are there in the other method, too."""
    standing = on_level(shares, level)
    return round(sum(share for place, share in standing.items() if place in there), 9)


def name_of(place: str, level: str, language: str) -> str:
    """Return the name of a place on a level; of what stands nowhere, the words for it."""
    return level_name("unmapped", language) if place == NOWHERE else (
        place_name(place, level, language))
